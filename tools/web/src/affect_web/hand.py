"""A rater's hand: real mouse movements over the scale that follow a known curve while the recording plays."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from playwright.sync_api import Page

# Free space above and below the scale, in pixels: `margin` of pad.js.
MARGIN = 26


def curve(seconds: float) -> float:
    """What the hand follows: slow, in -0.75 ... 0.75."""
    return 0.5 * math.sin(2 * math.pi * seconds / 9) + 0.25 * math.sin(2 * math.pi * seconds / 5 + 1)


def position(page: Page) -> float:
    """Seconds of the recording up to the picture on the screen."""
    return float(page.evaluate("document.getElementById('picture').dataset.time")) / 1000


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
        """Moves with the recording until `until(seconds of it)`; returns where that was.

        A hand knows where the recording will be when its movement arrives: half a turn of this loop later.
        """
        speed = float(self.page.input_value("#speed"))
        delay, last = 0.02, time.monotonic()
        while True:
            seconds = position(self.page)
            self.move(curve(seconds + speed * delay))
            now = time.monotonic()
            delay, last = 0.8 * delay + 0.2 * min(0.1, (now - last) / 2), now
            if until(seconds):
                return seconds
