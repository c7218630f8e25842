"""Where a recording's crops come from: a crop file, a folder of pictures as OpenFace writes, or a video."""

import csv
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from affect_train.crop_file import CropFile
from affect_train.crop_template import CropTemplate

Crop = NDArray[np.uint8]
PICTURE_SUFFIXES = (".bmp", ".png", ".jpg", ".jpeg")
VIDEO_SUFFIXES = (".avi", ".mp4", ".mkv", ".mov", ".webm")
TICKS_PER_SECOND = 10


class CropSource(Protocol):
    """Gives the crops of one recording, H × W of the standard template, each with its tick."""

    @property
    def files(self) -> list[Path]:
        """What the crops are made from; when one of these changes, cached crops are made again."""

    def crops(self) -> Iterator[tuple[int, Crop]]:
        """Tick and crop, ticks rising; a tick without a face is left out."""


@dataclass(frozen=True)
class CropFileSource:
    """`NAME.gray` and `NAME.csv` as `affect crop` writes them; of several faces in a tick the most confident counts."""

    path: Path

    @property
    def files(self) -> list[Path]:
        return [self.path, self.path.with_suffix(".csv")]

    def crops(self) -> Iterator[tuple[int, Crop]]:
        file = CropFile(self.path)
        best: dict[int, tuple[float, int]] = {}
        columns = (file.column("tick"), file.column("confidence"))
        for number, (tick_text, confidence_text) in enumerate(zip(*columns, strict=True)):
            try:
                tick, confidence = int(tick_text), float(confidence_text)
            except ValueError:
                raise ValueError(
                    f"{file.table_path}:{number + 2}: numbers expected for tick and confidence, "
                    f"found {tick_text!r} and {confidence_text!r}"
                ) from None
            best[tick] = max(best.get(tick, (-1.0, -1)), (confidence, number))
        for tick in sorted(best):
            yield tick, file.crops[best[tick][1]]


@dataclass(frozen=True)
class PictureSource:
    """A folder of crops named by frame, such as `frame_det_00_000001.bmp`, counted from 1.

    Their times stand in OpenFace's table (`frame`, `timestamp`, `success`), or follow from the `rate` of the video.
    A tick takes the first frame at or after it, as the stream does.
    """

    folder: Path
    rate: float | None = None

    @property
    def table(self) -> Path:
        return self.folder.parent / f"{recording_of_pictures(self.folder)}.csv"

    @property
    def files(self) -> list[Path]:
        return [self.folder, *([self.table] if self.table.exists() else [])]

    def crops(self) -> Iterator[tuple[int, Crop]]:
        pictures = self._pictures()
        last_tick = -1
        for frame, time in self._times(sorted(pictures)):
            tick = int(np.floor(time * TICKS_PER_SECOND + 1e-6))
            if frame in pictures and tick > last_tick:
                last_tick = tick
                yield tick, _read_picture(pictures[frame])

    def _pictures(self) -> dict[int, Path]:
        found = {}
        for path in self.folder.iterdir():
            if path.suffix.lower() not in PICTURE_SUFFIXES:
                continue
            number = re.search(r"(\d+)$", path.stem)
            if number is None:
                raise ValueError(f"{path}: a name that ends in the frame's number expected")
            found[int(number.group())] = path
        return found

    def _times(self, frames: list[int]) -> Iterator[tuple[int, float]]:
        """Frames with a face and their times in seconds."""
        if not self.table.exists():
            if self.rate is None:
                raise ValueError(
                    f"{self.folder}: the pictures' times are not known: "
                    f"neither {self.table} nor --picture-rate is given"
                )
            yield from ((frame, (frame - 1) / self.rate) for frame in frames)
            return
        with self.table.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            missing = {"frame", "timestamp", "success"} - {name.strip() for name in reader.fieldnames or ()}
            if missing:
                raise ValueError(f"{self.table}:1: column {min(missing)!r} is missing")
            for line, row in enumerate(reader, start=2):
                try:
                    values = {key.strip(): value for key, value in row.items() if key is not None}
                    frame, time, success = int(values["frame"]), float(values["timestamp"]), float(values["success"])
                except (ValueError, TypeError):
                    raise ValueError(f"{self.table}:{line}: numbers expected for frame, timestamp, success") from None
                if success > 0:
                    yield frame, time


@dataclass(frozen=True)
class VideoSource:
    """A video, cut by `affect crop` into a crop file `NAME.gray` in `folder`."""

    path: Path
    affect: str
    folder: Path

    @property
    def files(self) -> list[Path]:
        return [self.path]

    def crops(self) -> Iterator[tuple[int, Crop]]:
        self.folder.mkdir(parents=True, exist_ok=True)
        prefix = self.folder / self.path.stem
        try:
            result = subprocess.run(
                [self.affect, "crop", str(self.path), "--output", str(prefix)],
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            raise ValueError(
                f"{self.affect}: cannot be run to cut faces out of {self.path}: {error.strerror}"
            ) from error
        if result.returncode != 0:
            raise ValueError(f"{self.path}: affect crop failed: {result.stderr.strip()}")
        file = prefix.with_suffix(".gray")
        if file.stat().st_size == 0:
            return
        yield from CropFileSource(file).crops()


def recording_of_pictures(folder: Path) -> str:
    """`Train_01` for `Train_01_aligned`, as OpenFace names its folders, and for `Train_01`."""
    return folder.name.removesuffix("_aligned")


def find_source(
    name: str, crops: Path | None, videos: Path, *, affect: str, scratch: Path, rate: float | None
) -> CropSource:
    """The source of a recording's crops: in the folder `crops` where one is given, else its video."""
    if crops is not None:
        if (crops / f"{name}.gray").exists():
            return CropFileSource(crops / f"{name}.gray")
        for folder in (crops / f"{name}_aligned", crops / name):
            if folder.is_dir():
                return PictureSource(folder, rate)
        raise FileNotFoundError(f"{crops}: no crops of {name}: neither {name}.gray nor {name}_aligned/ nor {name}/")
    for suffix in VIDEO_SUFFIXES:
        path = videos / f"{name}{suffix}"
        if path.exists():
            return VideoSource(path, affect, scratch)
    raise FileNotFoundError(f"{videos}: no video {name} ({', '.join(VIDEO_SUFFIXES)}), and no --crops given")


def _read_picture(path: Path) -> Crop:
    template = CropTemplate.standard()
    try:
        with Image.open(path) as picture:
            if picture.size != (template.width, template.height):
                raise ValueError(
                    f"{path}: a crop of {template.width}×{template.height} expected, "
                    f"found {picture.width}×{picture.height}"
                )
            return np.asarray(picture.convert("L"))
    except UnidentifiedImageError as error:
        raise ValueError(f"{path}: not a picture") from error
