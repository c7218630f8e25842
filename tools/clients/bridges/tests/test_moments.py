"""Capture times on this machine's clocks."""

from __future__ import annotations

import time

import pytest
from affect_client import ClockOffset
from conftest import estimate, nobody

from affect_bridges import BridgeError, Moments


def test_liveFrameOfThisMachine_keepsTheCamerasStamp() -> None:
    message = estimate()
    assert Moments().monotonic_ns(message) == message["t_capture_ns"]


def test_liveTickWithoutFrame_hasItsStart() -> None:
    message = nobody()
    assert Moments().monotonic_ns(message) == message["t_tick_ns"]


def test_frameOfAFile_hasTheMomentAtWhichItWasDue() -> None:
    message = estimate(source="file", t_capture_ns=17, latency_ms=7.5)
    assert Moments().monotonic_ns(message) == message["t_publish_ns"] - 7_500_000
    assert Moments().monotonic_ns(nobody(source="file")) <= time.monotonic_ns()


def test_feedOfAnotherMachine_isRefusedWithoutItsClock() -> None:
    with pytest.raises(BridgeError, match="--control"):
        Moments().monotonic_ns(estimate(host="other"))


def test_feedOfAnotherMachine_isMovedByTheOffset_askedForOnceAMinute() -> None:
    asked = []

    def ask() -> ClockOffset:
        asked.append(1)
        return ClockOffset(1_000, 10, 20)

    moments = Moments(ask)
    message = estimate(host="other")
    for _ in range(3):
        assert moments.monotonic_ns(message) == message["t_capture_ns"] - 1_000
    assert len(asked) == 1
    moments.renewal_s = 0
    moments._renew_at = 0
    moments.monotonic_ns(message)
    assert len(asked) == 2


def test_utc_isTheWallClockAtCapture() -> None:
    message = estimate()
    age = time.monotonic_ns() - message["t_capture_ns"]
    assert abs(Moments().utc_ns(message) - (time.time_ns() - age)) < 100_000_000
