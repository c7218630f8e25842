"""Moving faces with pseudo-labels, cut into ticks of 100 ms."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_file import CropFile
from affect_train.teacher import read_teacher_labels

TICK_NS = 100_000_000
SMOOTHING_NS = 500_000_000
LONGEST_GAP_NS = 300_000_000
SHORTEST_NS = 1_000_000_000


@dataclass
class Clip:
    """One uninterrupted face. `times` in nanoseconds; `targets` N × (arousal, valence), smoothed over half a second;
    `felt` N × feelings, how strong each is, where that is known."""

    name: str
    crops: NDArray[np.uint8]
    times: NDArray[np.int64]
    targets: NDArray[np.float64]
    felt: NDArray[np.float64] | None = None

    @property
    def ticks(self) -> int:
        return int((self.times[-1] - self.times[0]) // TICK_NS) + 1

    def first(self, ticks: int) -> "Clip":
        """The beginning, where a crop stands for a tick."""
        felt = None if self.felt is None else self.felt[:ticks]
        return Clip(self.name, self.crops[:ticks], self.times[:ticks], self.targets[:ticks], felt)

    def on_grid(self, start_ns: int, ticks: int) -> NDArray[np.int64]:
        """Index of the first crop at or after each tick of a grid from `start_ns` on, as the stream takes them."""
        grid = start_ns + TICK_NS * np.arange(ticks)
        return np.minimum(np.searchsorted(self.times, grid), len(self.times) - 1)

    def excerpt(self, ticks: int, random: np.random.Generator) -> NDArray[np.int64]:
        """Indices of a random stretch of at most `ticks` ticks on a random phase of the grid."""
        length = min(ticks, self.ticks)
        latest = int(self.times[-1] - self.times[0]) - (length - 1) * TICK_NS
        return self.on_grid(int(self.times[0]) + int(random.integers(0, max(1, latest + 1))), length)


def read_clips(paths: list[Path], neutral: tuple[str, ...] = ()) -> list[Clip]:
    """Reads crop files and cuts them where source or track change or a face was missing for longer than 300 ms.

    A clip is named for its source's folder and stem, as in `grid/lrwp9a`; pieces shorter than a second are left out.
    Clips whose name starts with one of `neutral` are known to show no emotion (speakers of neutral sentences): their
    targets are zero instead of the teachers', which take talking for arousal.
    """
    clips = []
    for path in paths:
        file = CropFile(path)
        names = np.array([f"{Path(source).parent.name}/{Path(source).stem}" for source in file.column("source")])
        tracks = np.array(file.column("track"))
        times, labels = file.capture_times(), read_teacher_labels(file)
        gaps = (np.diff(times) > LONGEST_GAP_NS) | (np.diff(times) <= 0)
        cuts = np.flatnonzero(gaps | (names[1:] != names[:-1]) | (tracks[1:] != tracks[:-1])) + 1
        for piece in np.split(np.arange(len(times)), cuts):
            if times[piece[-1]] - times[piece[0]] < SHORTEST_NS:
                continue
            name = str(names[piece[0]])
            targets = _smooth(times[piece], labels[piece])
            if name.startswith(tuple(neutral)):
                targets = np.zeros_like(targets)
            clips.append(Clip(name, file.crops[piece[0] : piece[-1] + 1], times[piece], targets))
    return clips


def _smooth(times: NDArray[np.int64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of the labels within half of `SMOOTHING_NS` before and after."""
    first = np.searchsorted(times, times - SMOOTHING_NS // 2)
    last = np.searchsorted(times, times + SMOOTHING_NS // 2, side="right")
    total = np.concatenate((np.zeros((1, labels.shape[1])), np.cumsum(labels, axis=0)))
    return (total[last] - total[first]) / (last - first)[:, None]
