"""Labelled photographs: crops, targets, and the people they are split by."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_file import CropFile
from affect_train.expressions import ANCHORS, EXPRESSIONS, anchor_matrix
from affect_train.fit_config import DataSection
from affect_train.split import Part, part_of
from affect_train.teacher import read_teacher_probabilities


@dataclass
class StillSet:
    """Photographs of one part. `anchors` and `targets` are N × (arousal, valence), `shown` N × expressions: how likely
    each is."""

    crops: NDArray[np.uint8]
    anchors: NDArray[np.float64]
    targets: NDArray[np.float64]
    shown: NDArray[np.float64]
    expressions: NDArray[np.int64]
    people: NDArray[np.str_]
    files: NDArray[np.str_]

    @classmethod
    def read(
        cls, path: Path, labels: Path, part: Part, *, validation: float, test: float, teacher_weight: float
    ) -> "StillSet":
        """Reads the photographs whose person belongs to `part`; labels without anchor (contempt) are left out.

        `labels` is a table with the columns `file`, `expression` and `person`; a crop belongs to the file of its
        `source`, and where a photograph has several faces the one of the highest confidence is taken. The target is
        the anchor of the label mixed with the teachers' estimate by `teacher_weight`, and `shown` is mixed alike.
        """
        file = CropFile(path)
        table = _read_labels(labels)
        best = _most_confident(file)
        kept, files, names, expressions = [], [], [], []
        for source, index in best.items():
            if source not in table:
                raise ValueError(f"{file.table_path}: {source} has no row in {labels}")
            expression, person = table[source]
            if expression in ANCHORS and part_of(person, validation, test) == part:
                kept.append(index)
                files.append(source)
                names.append(person)
                expressions.append(expression)
        if not kept:
            raise ValueError(f"{path}: no photograph belongs to the part {part}")
        numbers = np.array([EXPRESSIONS.index(expression) for expression in expressions])
        shown = np.eye(len(EXPRESSIONS))[numbers]
        if teacher_weight > 0:
            shown = (1 - teacher_weight) * shown + teacher_weight * read_teacher_probabilities(file)[kept]
        return cls(
            crops=file.crops[kept],
            anchors=anchor_matrix()[numbers],
            targets=shown @ anchor_matrix(),
            shown=shown,
            expressions=numbers,
            people=np.array(names),
            files=np.array(files),
        )

    @classmethod
    def of(cls, data: DataSection, folder: Path, part: Part, *, teacher_weight: float = 0) -> "StillSet":
        """The photographs of a part, as a configuration's `[data]` names and splits them; `folder` is what its paths
        start from."""
        return cls.read(
            folder / data.stills,
            folder / data.labels,
            part,
            validation=data.validation,
            test=data.test,
            teacher_weight=teacher_weight,
        )

    def __len__(self) -> int:
        return len(self.crops)

    def class_weights(self, balance: float) -> NDArray[np.float64]:
        """A weight for each photograph, so that a label of n photographs weighs n^`balance`; the sum is 1."""
        counts = np.bincount(self.expressions, minlength=len(EXPRESSIONS))
        weights = counts[self.expressions] ** (balance - 1.0)
        return weights / weights.sum()


def read_people(labels: Path) -> dict[str, str]:
    """The person of each file name."""
    return {file: person for file, (_, person) in _read_labels(labels).items()}


def _read_labels(path: Path) -> dict[str, tuple[str, str]]:
    """Expression and person of each file name."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        missing = {"file", "expression", "person"} - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path}: column {min(missing)!r} is missing")
        return {row["file"]: (row["expression"], row["person"]) for row in reader}


def _most_confident(file: CropFile) -> dict[str, int]:
    """Index of the best crop of each photograph, by the name of its file."""
    confidences = [float(text) for text in file.column("confidence")]
    best: dict[str, int] = {}
    for index, source in enumerate(file.column("source")):
        name = Path(source).name
        if name not in best or confidences[index] > confidences[best[name]]:
            best[name] = index
    return best
