"""Reads a feed without end."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from affect_client import Feed
from affect_client.estimate import Message


def follow(feed: Feed) -> Iterator[Message | None]:
    """The messages of a feed; None for each silence as long as its timeout, told once on standard error."""
    is_told = False
    while True:
        try:
            for message in feed.messages():
                is_told = False
                yield message
        except TimeoutError:
            if not is_told:
                print("affect-bridge: no message comes; still listening. Is `affect run` running?", file=sys.stderr)
            is_told = True
            yield None
