"""Rendered recordings with their true labels, as clips."""

from pathlib import Path

import numpy as np

from affect_train.avec import read_recording
from affect_train.clip_set import Clip
from affect_train.crop_file import CropFile


def matching(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    """The files that match any of the patterns, each once, ascending."""
    return sorted({path for pattern in patterns for path in folder.glob(pattern)})


def read_rendered(paths: list[Path]) -> list[Clip]:
    """Reads crop files `FOLDER/crops/NAME.gray` of `affect-train render` with `FOLDER/labels/NAME.csv`, a label a crop.

    A clip is named for its recording; its targets are N × (arousal, valence).
    """
    clips = []
    for path in paths:
        file = CropFile(path)
        labels_path = path.parent.parent / "labels" / f"{path.stem}.csv"
        labels = read_recording(labels_path, 2017)
        if len(labels) != len(file):
            raise ValueError(f"{labels_path}: {len(file)} rows expected, one a crop of {path}, found {len(labels)}")
        targets = np.stack((labels.values["arousal"], labels.values["valence"]), axis=1)
        clips.append(Clip(path.stem, file.crops, file.capture_times(), targets))
    return clips
