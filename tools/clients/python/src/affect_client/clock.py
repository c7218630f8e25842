"""The offset between two monotonic clocks, as LSL estimates it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """`stream clock = own clock + offset_ns`, true within `error_ns` on either side."""

    offset_ns: int
    error_ns: int
    """Half of the shortest round trip: the bound for any share of it that one way may have taken."""
    round_trip_ns: int

    def to_stream(self, own_ns: int) -> int:
        """A time of this program's `time.monotonic_ns()` on the stream's clock."""
        return own_ns + self.offset_ns

    def to_own(self, stream_ns: int) -> int:
        """A `t_capture_ns` of the stream on this program's `time.monotonic_ns()`."""
        return stream_ns - self.offset_ns


def estimate_offset(exchanges: Sequence[tuple[int, int, int, int]]) -> ClockOffset:
    """The offset from exchanges (t0 sent, t1 received there, t2 sent there, t3 received), in nanoseconds.

    The exchange with the shortest round trip (t3 - t0) - (t2 - t1) decides; its offset is ((t1 - t0) + (t2 - t3)) / 2.
    """
    if not exchanges:
        raise ValueError("no exchange to estimate an offset from")
    t0, t1, t2, t3 = min(exchanges, key=lambda e: (e[3] - e[0]) - (e[2] - e[1]))
    round_trip = (t3 - t0) - (t2 - t1)
    return ClockOffset(((t1 - t0) + (t2 - t3)) // 2, (round_trip + 1) // 2, round_trip)
