"""A rater's hand: real mouse movements over the scale that follow a known curve while the recording plays."""

from __future__ import annotations

import math
from collections.abc import Callable

from playwright.sync_api import Page

# Free space above and below the scale, in pixels: `margin` of pad.js.
MARGIN = 26


def curve(seconds: float) -> float:
    """What the hand follows: slow, in -0.75 ... 0.75."""
    return 0.5 * math.sin(2 * math.pi * seconds / 9) + 0.25 * math.sin(2 * math.pi * seconds / 5 + 1)


class Hand:
    def __init__(self, page: Page) -> None:
        self.page = page
        box = page.locator("#pad").bounding_box()
        assert box is not None
        self.x = box["x"] + box["width"] / 3
        self.top = box["y"] + MARGIN
        self.height = box["height"] - 2 * MARGIN

    def move(self, value: float) -> None:
        self.page.mouse.move(self.x, self.top + (1 - value) / 2 * self.height)

    def follow(self, until: Callable[[float], bool], curve: Callable[[float], float] = curve) -> float:
        """Moves with the recording until `until(seconds of it)`; returns where that was."""
        while True:
            seconds = float(self.page.evaluate("document.getElementById('picture').dataset.time")) / 1000
            self.move(curve(seconds))
            if until(seconds):
                return seconds
