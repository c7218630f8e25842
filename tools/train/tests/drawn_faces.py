"""Small data sets of drawn faces, written as crop files."""

import csv
from pathlib import Path

import numpy as np

from affect_train import blend_set
from affect_train.expressions import EXPRESSIONS
from affect_train.rendering.face import NAMES as FEELINGS
from affect_train.still_set import StillSet
from affect_train.teacher import teacher_path

SIZE = 112
CROP_COLUMNS = ["source", "frame", "t_capture_ns", "tick", "track", "confidence"]


def draw_face(smile: float, random: np.random.Generator) -> np.ndarray:
    """Two dark eyes and a mouth that bends with `smile` (-1 … 1): U8 112 × 112."""
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    picture = np.full((SIZE, SIZE), 170.0) + random.normal(0, 8, (SIZE, SIZE))
    for eye in (36, 75):
        picture -= 110 * np.exp(-(((x - eye) / 7) ** 2 + ((y - 36) / 5) ** 2))
    curve = 84 - smile * 10 * ((x - 56) / 24) ** 2 + smile * 5
    picture -= 120 * np.exp(-(((y - curve) / 4) ** 2)) * (np.abs(x - 56) < 26)
    return np.clip(picture, 0, 255).astype(np.uint8)


def write_table(path: Path, header: list[str], rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def write_crops(path: Path, crops: list[np.ndarray], header: list[str], rows: list[list[object]]) -> None:
    """A crop file with its table and with pseudo-labels of equal probabilities but for `happiness`."""
    path.write_bytes(np.stack(crops).tobytes())
    write_table(path.with_suffix(".csv"), header, rows)
    write_pseudo_labels(path, len(crops))


def write_pseudo_labels(path: Path, crops: int) -> None:
    probabilities = np.full((crops, len(EXPRESSIONS)), 0.1)
    probabilities[:, EXPRESSIONS.index("happiness")] = 0.4
    write_table(teacher_path(path), list(EXPRESSIONS), probabilities.tolist())


def write_stills(path: Path, people: int = 60) -> None:
    """Three photographs of each person, neutral, happy and sad, and `labels.csv` beside."""
    random = np.random.default_rng(0)
    crops, sources, labels = [], [], []
    for person in range(people):
        for label, smile in (("neutral", 0.0), ("happiness", 1.0), ("sadness", -1.0)):
            crops.append(draw_face(smile, random))
            name = f"{label}_{person}.jpg"
            sources.append([f"/photographs/{name}", 0, 0, 0, "t000001", 0.9])
            labels.append([name, label, f"p{person:05}"])
    write_crops(path, crops, CROP_COLUMNS, sources)
    write_table(path.with_name("labels.csv"), ["file", "expression", "person"], labels)


def write_blends(path: Path, stills: Path, count: int = 40) -> None:
    """Blends of the photographs of those who train where a fifth of the people chooses and a fifth is scored."""
    labels = stills.with_name("labels.csv")
    training = StillSet.read(stills, labels, "train", validation=0.2, test=0.2, teacher_weight=0)
    for _ in blend_set.write_blends(training, path, count=count, balance=0.25, seed=1):
        continue
    write_pseudo_labels(path, count)


def write_clips(path: Path, gaps: dict[str, int | None], frames: int = 60) -> None:
    """Faces at 25 Hz that begin to smile, one clip a name; without the frames of one second from the gap on."""
    random = np.random.default_rng(1)
    crops, rows = [], []
    for name, gap in gaps.items():
        for frame in range(frames):
            if gap is not None and gap <= frame < gap + 25:
                continue
            crops.append(draw_face(frame / frames, random))
            rows.append([f"/videos/{name}.mp4", frame, frame * 40_000_000, frame * 4 // 10, "t000001", 0.9])
    write_crops(path, crops, CROP_COLUMNS, rows)


def write_rendered(folder: Path, names: tuple[str, ...], ticks: int = 30) -> None:
    """Recordings in the layout of `affect-train render`: faces that smile now and then, of women and men in turn."""
    random = np.random.default_rng(3)
    for part in ("crops", "labels", "feelings"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    people = []
    for number, name in enumerate(names):
        valence = np.sin(np.arange(ticks) / 5 + number)
        path = folder / "crops" / f"{name}.gray"
        path.write_bytes(np.stack([draw_face(smile, random) for smile in valence]).tobytes())
        rows = [[name, tick, tick * 10**8, tick, "t000001", 1] for tick in range(ticks)]
        write_table(path.with_suffix(".csv"), CROP_COLUMNS, rows)
        labels = [f"'{name}';{tick / 10:.1f};{np.cos(tick):.4f};{valence[tick]:.4f};0.0000" for tick in range(ticks)]
        (folder / "labels" / f"{name}.csv").write_text("\n".join(labels) + "\n", encoding="utf-8")
        feelings = [[tick, max(0, value), *[0] * (len(FEELINGS) - 1)] for tick, value in enumerate(valence)]
        write_table(folder / "feelings" / f"{name}.csv", ["tick", *FEELINGS], feelings)
        people.append([name, name.split("_")[0], ("light", "dark")[number % 2], ("female", "male")[number % 2], "old"])
    write_table(folder / "people.csv", ["name", "partition", "skin", "sex", "age"], people)
