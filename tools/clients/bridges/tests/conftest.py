"""A feed that the tests write themselves."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from affect_bridges.moments import BOOT_ID

Message = dict[str, Any]


def estimate(**changes: Any) -> Message:  # noqa: ANN401
    """A message of a live camera of this machine, as published."""
    now = time.monotonic_ns()
    message = {
        "v": 1, "run": "r", "source": "live", "host": BOOT_ID.read_text().strip(), "camera": "cam0",
        "track": "t000001", "primary": True, "seq": 1, "tick": now // 100_000_000, "frame": 3,
        "t_tick_ns": now // 100_000_000 * 100_000_000, "t_capture_ns": now - 7_000_123, "t_publish_ns": now,
        "utc": None, "state": "tracking", "valid": True, "reasons": [], "arousal": 0.25, "valence": -0.5,
        "arousal_sd": None, "valence_sd": None, "confidence": 0.875, "latency_ms": 7.5, "model": "0123456789ab",
    } | changes  # fmt: skip
    return message | {"topic": f"affect.{message['camera']}.{message['track']}."}


def nobody(**changes: Any) -> Message:  # noqa: ANN401
    empty = dict.fromkeys(("arousal", "valence", "confidence", "frame", "t_capture_ns", "latency_ms"))
    return estimate(track="t000000", state="lost", valid=False, **empty | changes)


@pytest.fixture
def endpoint(tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/feed"


@pytest.fixture
def publish(endpoint: str) -> Iterator[Callable[[Message], None]]:
    context = zmq.Context()
    socket = context.socket(zmq.PUB)
    socket.bind(endpoint)

    def send(message: Message) -> None:
        socket.send_multipart([message["topic"].encode(), json.dumps(message).encode()])

    yield send
    socket.close(linger=0)
    context.term()
