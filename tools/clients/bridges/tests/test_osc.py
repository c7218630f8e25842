"""What the OSC bridge sends."""

from __future__ import annotations

import socket
import time

import pytest

pytest.importorskip("pythonosc")
from conftest import Message, estimate, nobody
from pythonosc.osc_bundle import OscBundle

from affect_bridges import Moments
from affect_bridges.osc import OSCBridge


def received(message: Message) -> tuple[float, dict[str, object]]:
    """The time tag and the values of the bundle that arrives for `message`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        OSCBridge("127.0.0.1", server.getsockname()[1], Moments()).send(message)
        bundle = OscBundle(server.recv(65_536))
    return bundle.timestamp, {part.address: part.params[0] for part in bundle}


def test_face_isABundleStampedWithItsCapture() -> None:
    message = estimate()
    captured = time.time() - (time.monotonic_ns() - message["t_capture_ns"]) / 1e9
    stamp, values = received(message)
    assert stamp == pytest.approx(captured, abs=0.1)
    assert values["/affect/cam0/t000001/arousal"] == values["/affect/cam0/arousal"] == 0.25
    assert values["/affect/cam0/t000001/valence"] == -0.5
    assert values["/affect/cam0/state"] == "tracking"
    assert len(values) == 8


def test_null_isNotSent() -> None:
    assert received(nobody())[1] == {"/affect/cam0/t000000/state": "lost", "/affect/cam0/state": "lost"}


def test_otherFaces_haveTheirTrackAlone() -> None:
    assert set(received(estimate(primary=False, track="t000002"))[1]) == {
        f"/affect/cam0/t000002/{name}" for name in ("state", "arousal", "valence", "confidence")
    }
