"""A small corpus in the layout of AVEC 2017: drawn faces whose smile is the valence ; the arousal is not drawn."""

from pathlib import Path

import numpy as np

from drawn_faces import CROP_COLUMNS, draw_face, write_table

TERMS = '{"description": "drawn faces", "licence": "Apache-2.0"}'


def write_corpus(folder: Path, counts: dict[str, range], ticks: int = 48) -> None:
    """`labels/NAME.csv`, `crops/NAME.gray` and `crops/NAME.csv`; recordings differ in length by a tick."""
    (folder / "labels").mkdir(parents=True)
    (folder / "crops").mkdir()
    (folder / "corpus.json").write_text(TERMS, encoding="utf-8")
    for partition, numbers in counts.items():
        for number in numbers:
            write_recording(folder, f"{partition}_{number:02}", ticks + number % 3)


def write_recording(folder: Path, name: str, ticks: int) -> None:
    random = np.random.default_rng(list(name.encode()))
    phase = random.uniform(0, 6)
    valence = np.sin(np.arange(ticks) / random.uniform(4, 9) + phase)
    arousal = np.cos(np.arange(ticks) / 6 + phase)
    crops = [draw_face(float(value), random) for value in valence]
    (folder / "crops" / f"{name}.gray").write_bytes(np.stack(crops).tobytes())
    rows = [[f"{name}.mkv", tick, tick * 100_000_000, tick, "t000001", 0.9] for tick in range(ticks)]
    write_table(folder / "crops" / f"{name}.csv", CROP_COLUMNS, rows)
    labels = [f"'{name}';{tick / 10:.6f};{arousal[tick]:.6f};{valence[tick]:.6f};0.000000" for tick in range(ticks)]
    (folder / "labels" / f"{name}.csv").write_text("\n".join(labels) + "\n", encoding="utf-8")
