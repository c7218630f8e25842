"""Labelled photographs: crops, targets, and the people they are split by."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_file import CropFile
from affect_train.expressions import ANCHORS, EXPRESSIONS
from affect_train.split import Part, part_of
from affect_train.teacher import read_teacher_labels


@dataclass
class StillSet:
    """Photographs of one part. `anchors` and `targets` are N × (arousal, valence)."""

    crops: NDArray[np.uint8]
    anchors: NDArray[np.float64]
    targets: NDArray[np.float64]
    expressions: NDArray[np.int64]
    people: NDArray[np.str_]

    @classmethod
    def read(cls, path: Path, part: Part, *, validation: float, test: float, teacher_weight: float) -> "StillSet":
        """Reads the photographs whose person belongs to `part`; labels without anchor (contempt) are left out.

        `NAME.csv` needs the columns `expression` and `person`. The target is the anchor of the label mixed with the
        teachers' estimate by `teacher_weight`.
        """
        file = CropFile(path)
        labels, names = file.column("expression"), file.column("person")
        kept = [
            index
            for index, (label, name) in enumerate(zip(labels, names, strict=True))
            if label in ANCHORS and part_of(name, validation, test) == part
        ]
        if not kept:
            raise ValueError(f"{path}: no photograph belongs to the part {part}")
        anchors = np.array([ANCHORS[labels[index]] for index in kept])
        targets = anchors
        if teacher_weight > 0:
            targets = (1 - teacher_weight) * anchors + teacher_weight * read_teacher_labels(file)[kept]
        return cls(
            crops=file.crops[kept],
            anchors=anchors,
            targets=targets,
            expressions=np.array([EXPRESSIONS.index(labels[index]) for index in kept]),
            people=np.array([names[index] for index in kept]),
        )

    def __len__(self) -> int:
        return len(self.crops)

    def class_weights(self, balance: float) -> NDArray[np.float64]:
        """A weight for each photograph, so that a label of n photographs weighs n^`balance`; the sum is 1."""
        counts = np.bincount(self.expressions, minlength=len(EXPRESSIONS))
        weights = counts[self.expressions] ** (balance - 1.0)
        return weights / weights.sum()
