"""Reads the feed of AffectStream and talks to its control socket."""

from .clock import ClockOffset, estimate_offset
from .control import AsyncControl, Control, Refused
from .estimate import Estimate
from .feed import AsyncFeed, Feed
from .keys import Keys

__all__ = [
    "AsyncControl",
    "AsyncFeed",
    "ClockOffset",
    "Control",
    "Estimate",
    "Feed",
    "Keys",
    "Refused",
    "estimate_offset",
]
