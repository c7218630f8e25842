"""Labels and predictions in the layouts of AVEC 2017, 2018 and 2019 (SEWA)."""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from affect_train.scores import score_series

STEP_SECONDS = 0.1
DIMENSIONS = ("arousal", "valence", "liking")
UNKNOWN_AS_NAN = "liking"
"""The dimension that may be `nan` throughout: this program predicts none."""
NAME_PATTERNS = {
    2017: re.compile(r"(Train|Devel|Test)_\d{2,4}"),
    2018: re.compile(r"(Train|Devel|Test)_(DE|HU)_\d\d"),
    2019: re.compile(r"(Train|Devel|Test)_(DE|HU|CN)_\d\d"),
}
"""How the recordings of each year are named. In 2017 and 2018 the files have no header, in 2019 they have one."""


class AvecFormatError(ValueError):
    """A label file that breaks the layout; the message names file and line."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


@dataclass(frozen=True)
class AvecRecording:
    """One recording at 10 Hz. `values` holds a series for each dimension the file has, in the file's order."""

    name: str
    values: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(next(iter(self.values.values())))


def read_recording(path: Path, year: int, dimensions: tuple[str, ...] = DIMENSIONS) -> AvecRecording:
    """Reads `NAME.csv`: `'NAME';seconds;` and a number for each dimension, one line each 0.1 s from 0.

    Prediction files may hold one dimension in each folder, without header: pass it as `dimensions`.
    """
    name = path.stem
    has_header = year == 2019 and dimensions == DIMENSIONS
    if not NAME_PATTERNS[year].fullmatch(name):
        raise AvecFormatError(path, 1, f"{name!r} is not a recording's name of AVEC {year}")
    lines = path.read_text(encoding="utf-8").splitlines()
    first = 0
    if has_header:
        header = ";".join(("name", "timestamp", *dimensions))
        if not lines or lines[0] != header:
            raise AvecFormatError(
                path, 1, f"header {header!r} expected, found {lines[0] if lines else 'an empty file'!r}"
            )
        first = 1
    if len(lines) == first:
        raise AvecFormatError(path, first + 1, "at least one row expected, found the end of the file")
    rows = [
        _read_row(path, number + 1, lines[number], name, number - first, dimensions)
        for number in range(first, len(lines))
    ]
    columns = np.array(rows).T
    return AvecRecording(name, dict(zip(dimensions, columns, strict=True)))


def _read_row(path: Path, line: int, text: str, name: str, tick: int, dimensions: tuple[str, ...]) -> list[float]:
    cells = text.split(";")
    if len(cells) != len(dimensions) + 2:
        raise AvecFormatError(path, line, f"{len(dimensions) + 2} values separated by ';' expected, found {len(cells)}")
    if cells[0] != f"'{name}'":
        raise AvecFormatError(path, line, f"name \"'{name}'\" expected, found {cells[0]!r}")
    try:
        numbers = [float(cell) for cell in cells[1:]]
    except ValueError:
        raise AvecFormatError(path, line, f"numbers expected, found {';'.join(cells[1:])!r}") from None
    known = [number for key, number in zip(("time", *dimensions), numbers, strict=True) if key != UNKNOWN_AS_NAN]
    if not all(math.isfinite(number) for number in known):
        raise AvecFormatError(path, line, f"finite numbers expected, found {';'.join(cells[1:])!r}")
    if abs(numbers[0] - tick * STEP_SECONDS) > 1e-3:
        raise AvecFormatError(path, line, f"time {tick * STEP_SECONDS:.1f} s expected, found {numbers[0]:g} s")
    return numbers[1:]


def read_partition(
    folder: Path, year: int, partition: str, dimensions: tuple[str, ...] = DIMENSIONS
) -> list[AvecRecording]:
    """All recordings of `Train`, `Devel` or `Test` in a folder, in the order of their names."""
    paths = sorted(folder.glob(f"{partition}_*.csv"))
    if not paths:
        raise FileNotFoundError(f"{folder}: no files {partition}_*.csv")
    return [read_recording(path, year, dimensions) for path in paths]


def year_of(folder: Path) -> int:
    """The layout that the label files of a folder have, by their names and the header of the first one."""
    paths = sorted(path for path in folder.glob("*.csv") if path.stem.startswith(("Train_", "Devel_", "Test_")))
    if not paths:
        raise FileNotFoundError(f"{folder}: no label files such as Train_01.csv")
    if NAME_PATTERNS[2017].fullmatch(paths[0].stem):
        return 2017
    with paths[0].open(encoding="utf-8") as file:
        return 2019 if file.readline().startswith("name;") else 2018


def write_series(path: Path, name: str, series: NDArray[np.float64]) -> None:
    """Predictions of one dimension, as AVEC 2018 takes them: `'NAME';seconds;value`."""
    rows = [f"'{name}';{tick * STEP_SECONDS:.6f};{value:.6f}\n" for tick, value in enumerate(series)]
    path.write_text("".join(rows), encoding="utf-8")


def read_predictions(folder: Path, year: int, partition: str, dimension: str) -> list[AvecRecording]:
    """All predictions of one dimension: from the folder `dimension`, as AVEC 2018 has them, or from whole rows."""
    if (folder / dimension).is_dir():
        return read_partition(folder / dimension, year, partition, (dimension,))
    return read_partition(folder, year, partition)


def partition_scores(labels: list[AvecRecording], predictions: list[AvecRecording], dimension: str) -> dict[str, Any]:
    """Every score over the concatenation of all recordings, as the challenges take CCC (not the mean over
    recordings), and of each recording."""
    by_name = {recording.name: recording for recording in predictions}
    truth, predicted = {}, {}
    for recording in labels:
        prediction = by_name.pop(recording.name, None)
        if prediction is None:
            raise ValueError(f"recording {recording.name} has labels but no prediction")
        if len(prediction) != len(recording):
            raise ValueError(
                f"recording {recording.name}: {len(recording)} predictions expected, found {len(prediction)}"
            )
        truth[recording.name] = recording.values[dimension]
        predicted[recording.name] = prediction.values[dimension]
    if by_name:
        raise ValueError(f"recording {min(by_name)} has a prediction but no labels")
    return score_series(truth, predicted)
