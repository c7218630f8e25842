"""Crops of whole recordings, one a tick, made once and memory-mapped."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_sources import CropSource
from affect_train.crop_template import CropTemplate

LONGEST_HOLD_TICKS = 2
"""As in the stream: a gap of at most so many ticks is bridged by the last crop; longer ones do not count as seen."""


@dataclass(frozen=True)
class CachedCrops:
    """`crops` T × S × S and `seen` T: whether the tick shows a face, or one at most two ticks old.

    Where it does not, the last crop before stands, at the beginning the first one.
    """

    crops: NDArray[np.uint8]
    seen: NDArray[np.bool_]
    sha256: str


class SeriesCache:
    """Files `NAME.gray` (T crops of `size` × `size`) and `NAME.json`, which is written last: without it a cached
    recording does not count and is made again, as it is when its source has changed."""

    def __init__(self, folder: Path, size: int) -> None:
        side = CropTemplate.standard().width
        if size < 1 or side % size:
            raise ValueError(f"crops of {side}×{side} can be made smaller by whole factors, not to {size}")
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.size, self.factor = folder, size, side // size

    def open(self, name: str, ticks: int, source: CropSource) -> CachedCrops:
        """The crops of a recording of so many ticks, from the cache or, the first time, from their source."""
        pixels, record_path = self.folder / f"{name}.gray", self.folder / f"{name}.json"
        expected = {"ticks": ticks, "size": self.size, "source": _fingerprint(source)}
        record = _read_record(record_path)
        if record is None or any(record.get(key) != value for key, value in expected.items()):
            record = expected | self._make(pixels, name, ticks, source)
            partial = record_path.with_suffix(".json.partial")
            partial.write_text(json.dumps(record), encoding="utf-8")
            partial.replace(record_path)
        shape = (ticks, self.size, self.size)
        found = pixels.stat().st_size if pixels.exists() else 0
        if found != np.prod(shape):
            raise ValueError(
                f"{pixels}: {np.prod(shape)} bytes expected for {ticks} crops, found {found}: remove {record_path}"
            )
        seen = np.ones(ticks, dtype=bool)
        for first, stop in record["unseen"]:
            seen[first:stop] = False
        return CachedCrops(np.memmap(pixels, np.uint8, mode="r", shape=shape), seen, record["sha256"])

    def _make(self, pixels: Path, name: str, ticks: int, source: CropSource) -> dict[str, Any]:
        partial = pixels.with_suffix(".gray.partial")
        digest = hashlib.sha256()
        unseen = np.zeros(ticks, dtype=bool)
        with partial.open("wb") as file:
            for tick, (crop, age) in enumerate(_hold(source.crops(), ticks)):
                unseen[tick] = not 0 <= age <= LONGEST_HOLD_TICKS
                content = self._reduce(crop).tobytes()
                digest.update(content)
                file.write(content)
        if partial.stat().st_size == 0:
            partial.unlink()
            raise ValueError(f"{source.files[0]}: no face in any of the {ticks} ticks of {name}")
        partial.replace(pixels)
        return {"sha256": digest.hexdigest(), "unseen": _runs(unseen)}

    def _reduce(self, crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if self.factor == 1:
            return crop
        blocks = crop.reshape(self.size, self.factor, self.size, self.factor)
        return np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8)


def _hold(crops: Iterator[tuple[int, NDArray[np.uint8]]], ticks: int) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """A crop for each tick and its age in ticks; the first crop stands, with a negative age, for those before it."""
    upcoming = next(crops, None)
    if upcoming is None or upcoming[0] >= ticks:
        return
    current = upcoming
    for tick in range(ticks):
        while upcoming is not None and upcoming[0] <= tick:
            current, upcoming = upcoming, next(crops, None)
        yield current[1], tick - current[0]


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First tick and tick behind the last of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(first), int(stop)) for first, stop in edges.reshape(-1, 2)]


def _fingerprint(source: CropSource) -> list[list[Any]]:
    return [[str(path), path.stat().st_size, path.stat().st_mtime_ns] for path in source.files]


def _read_record(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}:{error.lineno}: not a record of cached crops: {error.msg}; remove it") from error
