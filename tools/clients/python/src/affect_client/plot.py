"""`affect-plot`: the last minute of a feed, live in a window, or as a picture in a file."""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import deque
from collections.abc import Iterable

from .estimate import Estimate
from .feed import ENDPOINT, Feed

DIMENSIONS = ("arousal", "valence")
TICKS_A_SECOND = 10
REDRAW_S = 0.2


class Minute:
    """The last `seconds` of the person to follow; a value that is missing is NaN, which breaks the line."""

    def __init__(self, seconds: float = 60) -> None:
        self.seconds = seconds
        count = math.ceil(seconds * TICKS_A_SECOND)
        self._ticks: deque[int] = deque(maxlen=count)
        self._values: dict[str, deque[float]] = {name: deque(maxlen=count) for name in DIMENSIONS}

    def add(self, estimate: Estimate) -> None:
        self._ticks.append(estimate.tick)
        for name, value in zip(DIMENSIONS, (estimate.arousal, estimate.valence), strict=True):
            self._values[name].append(math.nan if value is None else value)

    @property
    def times(self) -> list[float]:
        """Seconds before the last tick, oldest first."""
        return [(tick - self._ticks[-1]) / TICKS_A_SECOND for tick in self._ticks]

    def values(self, name: str) -> list[float]:
        return list(self._values[name])


def show(estimates: Iterable[Estimate], seconds: float = 60, save: str | None = None) -> None:
    """Draws until the window is closed; with `save` for so many seconds, and then into that file."""
    import matplotlib

    if save:
        matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4))
    axes.set(xlim=(-seconds, 0), ylim=(-1, 1), xlabel="seconds", title="arousal and valence")
    axes.axhline(0, color="0.8", linewidth=0.8)
    lines = {name: axes.plot([], [], label=name)[0] for name in DIMENSIONS}
    axes.legend(loc="upper left")
    if not save:
        pyplot.show(block=False)
    minute = Minute(seconds)
    end, drawn = time.monotonic() + seconds, 0.0
    for estimate in estimates:
        minute.add(estimate)
        now = time.monotonic()
        is_over = now >= end if save else not pyplot.fignum_exists(figure.number)
        if now - drawn >= REDRAW_S or is_over:
            for name, line in lines.items():
                line.set_data(minute.times, minute.values(name))
            if not save:
                pyplot.pause(0.001)
            drawn = now
        if is_over:
            break
    if save:
        figure.savefig(save)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="affect-plot", description=__doc__)
    parser.add_argument("--feed", default=ENDPOINT, metavar="ENDPOINT", help="of `affect run` (%(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="how much is shown (%(default)s)")
    parser.add_argument("--save", metavar="FILE", help="write a picture after so many seconds, without a window")
    options = parser.parse_args(arguments)
    if not 1 <= options.seconds <= 3600:
        parser.error(f"--seconds {options.seconds}: must be 1 to 3600")
    try:
        with Feed(options.feed, timeout=10) as feed:
            show(feed, options.seconds, options.save)
    except ImportError as error:
        print(f"affect-plot: {error}; run: pip install 'affect-client[plot]'", file=sys.stderr)
        return 78
    except TimeoutError as error:
        print(f"affect-plot: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
