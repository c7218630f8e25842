"""Crops on disk: raw gray pixels, memory-mapped, and a table with one row for each."""

import csv
import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_template import CropTemplate


class CropFile:
    """`NAME.gray` (U8, one crop after the other) and `NAME.csv` (header, one row a crop), as `affect crop` writes them.

    `crops` is N × H × W and read from disk as it is used; `rows` are the table's rows as text.
    """

    def __init__(self, path: Path) -> None:
        template = CropTemplate.standard()
        self.path = path
        self.table_path = path.with_suffix(".csv")
        size = path.stat().st_size
        pixels = template.height * template.width
        if size == 0 or size % pixels:
            raise ValueError(f"{path}: {size} bytes are not a whole number of {template.width}×{template.height} crops")
        with self.table_path.open(newline="", encoding="utf-8") as table:
            self.rows = list(csv.DictReader(table))
        if len(self.rows) != size // pixels:
            raise ValueError(f"{self.table_path}: {size // pixels} rows expected for the crops, found {len(self.rows)}")
        self.crops: NDArray[np.uint8] = np.memmap(
            path, np.uint8, mode="r", shape=(size // pixels, template.height, template.width)
        )

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[str]:
        """One column of the table."""
        if name not in self.rows[0]:
            raise ValueError(f"{self.table_path}: column {name!r} is missing; it has {', '.join(self.rows[0])}")
        return [row[name] for row in self.rows]

    def capture_times(self) -> NDArray[np.int64]:
        """Capture time of each crop in nanoseconds."""
        return np.array([int(text) for text in self.column("t_capture_ns")], dtype=np.int64)

    def sha256(self) -> str:
        """Hash of the pixels, for the record of a run."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
