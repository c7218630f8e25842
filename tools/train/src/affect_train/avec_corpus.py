"""The recordings of an AVEC / SEWA folder: labels, crops, and who trains, chooses and is scored."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from affect_train.avec import AvecRecording, read_partition, year_of
from affect_train.crop_sources import find_source
from affect_train.research_only import corpus_terms
from affect_train.series_cache import CachedCrops, SeriesCache

FIRST_TO_CHOOSE = 27
LAST_TO_CHOOSE = 34
"""Of each culture, Train_01 … 26 train and Train_27 … 34 choose, as in the paper; Devel is scored."""


@dataclass(frozen=True)
class Series:
    """One recording at 10 Hz: `crops` T × S × S, `seen` T and `labels` T of each dimension."""

    name: str
    crops: NDArray[np.uint8]
    seen: NDArray[np.bool_]
    labels: dict[str, NDArray[np.float64]]
    sha256: str

    @property
    def ticks(self) -> int:
        return len(self.seen)


@dataclass(frozen=True)
class Partitions:
    """The recordings by what they are for."""

    train: list[Series]
    choose: list[Series]
    scored: list[Series]


@dataclass(frozen=True)
class AvecCorpus:
    """`DATA/labels/NAME.csv` and `DATA/video/NAME.avi` (or `videos`), or ready `crops`; crops are cached in `cache`."""

    folder: Path
    crops: Path | None
    cache: Path
    affect: str = "affect"
    picture_rate: float | None = None

    @property
    def labels(self) -> Path:
        return self.folder / "labels"

    @property
    def videos(self) -> Path:
        plural = self.folder / "videos"
        return plural if plural.is_dir() else self.folder / "video"

    @property
    def terms(self) -> tuple[str, str]:
        """What the corpus is and its licence."""
        return corpus_terms(self.folder)

    def partitions(
        self,
        size: int,
        ticks: int = 0,
        train_recordings: int = 0,
        progress: Callable[[str], None] = lambda name: None,
    ) -> Partitions:
        """All recordings for training and scoring, cut to their first `ticks` where those are given.

        `train_recordings` leaves that many of those that train. A partition without recordings is refused.
        """
        year = year_of(self.labels)
        recordings = read_partition(self.labels, year, "Train")
        train = [recording for recording in recordings if _number(recording.name) < FIRST_TO_CHOOSE]
        choose = [recording for recording in recordings if _number(recording.name) >= FIRST_TO_CHOOSE]
        if not train:
            raise ValueError(f"{self.labels}: no recordings Train_01 … Train_26 to train with")
        if not choose:
            raise ValueError(f"{self.labels}: no recordings Train_27 … Train_34 to choose by")
        for recording in choose:
            if _number(recording.name) > LAST_TO_CHOOSE:
                raise ValueError(f"{self.labels / recording.name}.csv: Train ends with recording {LAST_TO_CHOOSE}")
        if len(train) < train_recordings:
            raise ValueError(f"{self.labels}: {train_recordings} recordings to train with expected, found {len(train)}")
        if train_recordings:
            train = train[:train_recordings]
        scored = read_partition(self.labels, year, "Devel")
        return Partitions(*(self._series(part, size, ticks, progress) for part in (train, choose, scored)))

    def partition(self, name: str, size: int) -> list[Series]:
        """All recordings of `Train`, `Devel` or `Test`."""
        recordings = read_partition(self.labels, year_of(self.labels), name)
        return self._series(recordings, size, 0, lambda name: None)

    def _series(
        self, recordings: list[AvecRecording], size: int, ticks: int, progress: Callable[[str], None]
    ) -> list[Series]:
        cache = SeriesCache(self.cache / f"{size}", size)
        series = []
        for recording in recordings:
            progress(recording.name)
            cached = self._cached(cache, recording)
            count = min(ticks or len(recording), len(recording))
            labels = {name: values[:count] for name, values in recording.values.items()}
            series.append(Series(recording.name, cached.crops[:count], cached.seen[:count], labels, cached.sha256))
        return series

    def _cached(self, cache: SeriesCache, recording: AvecRecording) -> CachedCrops:
        source = find_source(
            recording.name,
            self.crops,
            self.videos,
            affect=self.affect,
            scratch=self.cache / "videos",
            rate=self.picture_rate,
        )
        return cache.open(recording.name, len(recording), source)


def _number(name: str) -> int:
    return int(re.findall(r"\d+", name)[-1])
