"""Photographs of two people moved and laid over each other: faces between expressions, for the teachers to label."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from affect_train.augmentation import Augmentation
from affect_train.crop_file import CropFile
from affect_train.expressions import anchor_matrix
from affect_train.fit_config import DataSection
from affect_train.split import part_of
from affect_train.still_set import StillSet, read_people
from affect_train.teacher import read_teacher_probabilities

COLUMNS = ("first", "second", "share", "arousal", "valence")
WHOLE_SHARE = 0.25
"""So many of the blends are one photograph alone, moved."""
CHUNK = 256
MOVES = Augmentation(shift_pixels=2, rotation_degrees=5, log_scale=0.05)


@dataclass
class BlendSet:
    """Blends of photographs of people to train on. `targets` are N × (arousal, valence), `shown` N × expressions: how
    likely the teachers hold each."""

    crops: NDArray[np.uint8]
    targets: NDArray[np.float64]
    shown: NDArray[np.float64]

    @classmethod
    def read(cls, path: Path, labels: Path, *, validation: float, test: float, teacher_weight: float) -> "BlendSet":
        """Reads what `write_blends` wrote; blends of people who do not train by these shares are refused.

        The target is the blended anchor mixed with the teachers' estimate by `teacher_weight`.
        """
        file = CropFile(path)
        people = read_people(labels)
        for column in ("first", "second"):
            for name in file.column(column):
                if name not in people or part_of(people[name], validation, test) != "train":
                    raise ValueError(f"{path}: {name} is of nobody to train on; run `affect-train blend` again")
        anchors = np.array([file.column("arousal"), file.column("valence")], dtype=float).T
        shown = read_teacher_probabilities(file)
        return cls(file.crops, (1 - teacher_weight) * anchors + teacher_weight * shown @ anchor_matrix(), shown)

    @classmethod
    def of(cls, data: DataSection, folder: Path) -> "BlendSet":
        """The blends that a configuration's `[data]` names; `folder` is what its paths start from."""
        return cls.read(
            folder / data.blends,
            folder / data.labels,
            validation=data.validation,
            test=data.test,
            teacher_weight=data.teacher_weight,
        )

    def __len__(self) -> int:
        return len(self.crops)


def write_blends(stills: StillSet, path: Path, *, count: int, balance: float, seed: int) -> Iterator[int]:
    """Writes a crop file of `count` blends of `stills`; yields the number written.

    Each is share · first + (1 - share) · second with a share of 0.5 … 1, both photographs mirrored at random and moved
    a little, drawn as `StillSet.class_weights` says. The columns `arousal` and `valence` are the labels' anchors,
    blended alike.
    """
    random = np.random.default_rng(seed)
    pairs = random.choice(len(stills), size=(2, count), p=stills.class_weights(balance))
    shares = random.uniform(0.5, 1, size=count)
    shares[random.uniform(size=count) < WHOLE_SHARE] = 1
    anchors = shares[:, None] * stills.anchors[pairs[0]] + (1 - shares[:, None]) * stills.anchors[pairs[1]]
    partial, partial_table = path.with_suffix(".partial"), path.with_suffix(".csv.partial")
    with partial.open("wb") as pixels, partial_table.open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerow(COLUMNS)
        for start in range(0, count, CHUNK):
            chosen = slice(start, min(count, start + CHUNK))
            first, second = (_moved(stills.crops[pair[chosen]], random) for pair in pairs)
            share = shares[chosen, None, None]
            pixels.write(np.rint(share * first + (1 - share) * second).astype(np.uint8).tobytes())
            for index in range(start, chosen.stop):
                names = (stills.files[pair[index]] for pair in pairs)
                writer.writerow([*names, f"{shares[index]:.4f}", *(f"{value:.4f}" for value in anchors[index])])
            yield chosen.stop
    partial_table.replace(path.with_suffix(".csv"))
    partial.replace(path)


def _moved(crops: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.float32]:
    return MOVES.move(torch.from_numpy(crops)[:, None].float(), random)[:, 0].numpy()
