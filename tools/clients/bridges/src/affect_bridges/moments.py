"""When a message's frame was captured, on this machine's clocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from affect_client import ClockOffset
from affect_client.estimate import Message

from .error import BridgeError

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Moments:
    """Capture times of a feed as times of this machine.

    On one machine the camera driver's own stamp is used as it is. For a feed from another one the offset between the
    two clocks is asked for, and asked for again each `renewal_s` seconds.
    """

    renewal_s = 60.0

    def __init__(self, ask_offset: Callable[[], ClockOffset] | None = None) -> None:
        self._ask_offset = ask_offset
        self._offset: ClockOffset | None = None
        self._renew_at = 0.0
        self._host = BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""

    def monotonic_ns(self, message: Message) -> int:
        """On `CLOCK_MONOTONIC` of this machine, which is LSL's clock too."""
        stamp = _on_the_streams_clock(message)
        if message["host"] == self._host:
            return stamp
        if self._ask_offset is None:
            raise BridgeError(
                "the feed comes from another machine, whose clock is not this one's: "
                "give the endpoint of its control socket with --control"
            )
        if self._offset is None or time.monotonic() >= self._renew_at:
            self._offset = self._ask_offset()
            self._renew_at = time.monotonic() + self.renewal_s
        return self._offset.to_own(stamp)

    def utc_ns(self, message: Message) -> int:
        """On the wall clock of this machine: nanoseconds since 1970, which is ROS time where nothing simulates it."""
        return self.monotonic_ns(message) + time.time_ns() - time.monotonic_ns()


def _on_the_streams_clock(message: Message) -> int:
    """Capture, or the tick's start without a frame; for files and replays the moment at which the frame was due."""
    if message["source"] == "live":
        capture: int | None = message["t_capture_ns"]
        return int(message["t_tick_ns"]) if capture is None else capture
    return int(message["t_publish_ns"]) - round((message["latency_ms"] or 0) * 1e6)
