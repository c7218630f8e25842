"""Expression classifiers whose mean estimate serves as pseudo-label; never a human rating."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from affect_train.crop_file import CropFile
from affect_train.expressions import EXPRESSIONS, anchor_matrix

Pixels = NDArray[np.float32]

FACE_API = "faceapi.onnx"
XCEPTIONS = ("mini_xception.onnx", "big_xception.onnx")
FACE_API_ORDER = ("neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise")
XCEPTION_ORDER = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")


class TeacherEnsemble:
    """Mean class probabilities of three classifiers, each shown the whole crop and its mirror image."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._members: list[tuple[onnxruntime.InferenceSession, Callable[[Pixels], Pixels], list[int]]] = []
        for name in (FACE_API, *XCEPTIONS):
            if not (folder / name).is_file():
                raise FileNotFoundError(
                    f"{folder / name}: teacher is missing; {FACE_API}, {', '.join(XCEPTIONS)} are needed"
                )
            session = onnxruntime.InferenceSession(folder / name, options)
            order = FACE_API_ORDER if name == FACE_API else XCEPTION_ORDER
            prepare = _rgb_input if name == FACE_API else _gray_input
            self._members.append((session, prepare, [order.index(expression) for expression in EXPRESSIONS]))

    def probabilities(self, crop: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Probability of each of `EXPRESSIONS` for one crop 112 × 112."""
        total = np.zeros(len(EXPRESSIONS))
        for session, prepare, order in self._members:
            for view in (crop, crop[:, ::-1]):
                scores = session.run(None, {session.get_inputs()[0].name: prepare(view)})[0].ravel().astype(np.float64)
                total += _as_probabilities(scores)[order]
        return total / (2 * len(self._members))


def _rgb_input(crop: NDArray[np.uint8]) -> Pixels:
    mean = np.array([122.782, 117.001, 104.298], dtype=np.float32)[:, None, None]
    return ((crop[None].astype(np.float32) - mean) / 255)[None]


def _gray_input(crop: NDArray[np.uint8]) -> Pixels:
    small = np.asarray(Image.fromarray(crop).resize((64, 64), Image.Resampling.BILINEAR), dtype=np.float32)
    return ((small / 255 - 0.5) * 2)[None, :, :, None]


def _as_probabilities(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores that do not sum to one are taken as logits."""
    if scores.min() >= 0 and abs(scores.sum() - 1) < 1e-3:
        return scores
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()


def teacher_path(crops: Path) -> Path:
    """Where the pseudo-labels of a crop file stand: `NAME.teacher.csv` beside it."""
    return crops.with_suffix(".teacher.csv")


def write_teacher_labels(ensemble: TeacherEnsemble, file: CropFile) -> Iterator[int]:
    """Writes `NAME.teacher.csv`, one row of probabilities a crop; yields the number of rows written."""
    path = teacher_path(file.path)
    partial = path.with_suffix(".partial")
    with partial.open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerow(EXPRESSIONS)
        for index, crop in enumerate(file.crops):
            writer.writerow([f"{value:.5f}" for value in ensemble.probabilities(np.asarray(crop))])
            yield index + 1
    partial.replace(path)


def read_teacher_labels(file: CropFile) -> NDArray[np.float64]:
    """Arousal and valence of each crop as the ensemble sees them: N × 2."""
    return read_teacher_probabilities(file) @ anchor_matrix()


def read_teacher_probabilities(file: CropFile) -> NDArray[np.float64]:
    """How likely each of `EXPRESSIONS` is for each crop as the ensemble sees it: N × 7."""
    path = teacher_path(file.path)
    with path.open(newline="", encoding="utf-8") as table:
        rows = [[float(row[expression]) for expression in EXPRESSIONS] for row in csv.DictReader(table)]
    if len(rows) != len(file):
        raise ValueError(f"{path}: {len(file)} rows expected, found {len(rows)}; run `affect-train teach` again")
    return np.array(rows)
