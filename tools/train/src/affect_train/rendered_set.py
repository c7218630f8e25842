"""Rendered recordings with their true labels, as clips."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from affect_train.avec import read_recording
from affect_train.clip_set import Clip
from affect_train.crop_file import CropFile
from affect_train.rendering.face import NAMES


def matching(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    """The files that match any of the patterns, each once, ascending."""
    return sorted({path for pattern in patterns for path in folder.glob(pattern)})


def read_rendered(paths: list[Path], *, feelings: bool = False) -> list[Clip]:
    """Reads crop files `FOLDER/crops/NAME.gray` of `affect-train render` with `FOLDER/labels/NAME.csv`, a label a crop.

    A clip is named for its recording; its targets are N × (arousal, valence). With `feelings` it also has those of
    `FOLDER/feelings/NAME.csv`.
    """
    clips = []
    for path in paths:
        file = CropFile(path)
        labels_path = path.parent.parent / "labels" / f"{path.stem}.csv"
        labels = read_recording(labels_path, 2017)
        if len(labels) != len(file):
            raise ValueError(f"{labels_path}: {len(file)} rows expected, one a crop of {path}, found {len(labels)}")
        targets = np.stack((labels.values["arousal"], labels.values["valence"]), axis=1)
        felt = _read_feelings(path.parent.parent / "feelings" / f"{path.stem}.csv", len(file)) if feelings else None
        clips.append(Clip(path.stem, file.crops, file.capture_times(), targets, felt))
    return clips


def _read_feelings(path: Path, ticks: int) -> NDArray[np.float64]:
    """Strengths ticks × `NAMES`."""
    if not path.exists():
        raise FileNotFoundError(f"{path}: missing; `affect-train render` with the corpus's own settings writes it")
    with path.open(newline="", encoding="utf-8") as table:
        rows = [[float(row[name]) for name in NAMES] for row in csv.DictReader(table)]
    if len(rows) != ticks:
        raise ValueError(f"{path}: {ticks} rows expected, one a crop, found {len(rows)}")
    return np.array(rows)
