"""Writes recordings in the shape of the SEWA part of AVEC 2017, one process a core."""

import csv
import fnmatch
import json
import multiprocessing
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_template import CropTemplate
from affect_train.rendering.assets import Assets
from affect_train.rendering.face import NAMES
from affect_train.rendering.person import Person, plan_people
from affect_train.rendering.recording import FRAME_HEIGHT, FRAME_WIDTH, Recording
from affect_train.rendering.renderer import Renderer
from affect_train.rendering.traces import TICK, feel

TICKS_A_SECOND = 10
PEOPLE_COLUMNS = ("name", "partition", "skin", "sex", "age")
CROP_COLUMNS = ("source", "frame", "t_capture_ns", "tick", "track", "confidence")


@dataclass(frozen=True)
class CorpusPlan:
    """What decides every pixel of a corpus, beside the assets. `write` is `crops`, `videos` or `both`."""

    counts: dict[str, int]
    ticks: int
    seed: int
    write: str
    video_rate: int

    def people(self) -> list[Person]:
        return plan_people(self.counts, self.seed)


@dataclass(frozen=True)
class Written:
    """One recording that was drawn: pictures and the seconds of one core they took."""

    name: str
    pictures: int
    cpu_seconds: float


class Corpus:
    """A folder: `labels/NAME.csv`, `feelings/NAME.csv`, `crops/NAME.gray` and `.csv`, `videos/NAME.mkv`, `people.csv`
    and `render.json`.

    A recording's labels are written last and make it complete; what is not complete is drawn again.
    """

    def __init__(self, folder: Path, plan: CorpusPlan) -> None:
        self.folder, self.plan = folder, plan

    def prepare(self) -> None:
        """Makes the folders, tables of who there is and what each feels, and refuses one of another plan."""
        for name in ("labels", "feelings", "crops", "videos"):
            if name in ("labels", "feelings") or self.plan.write in (name, "both"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        settings = json.dumps(asdict(self.plan), indent=2) + "\n"
        kept = self.folder / "render.json"
        if kept.exists() and kept.read_text(encoding="utf-8") != settings:
            raise ValueError(f"{kept}: this folder holds a corpus of other settings; choose another folder")
        kept.write_text(settings, encoding="utf-8")
        with (self.folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(PEOPLE_COLUMNS)
            for person in self.plan.people():
                table.writerow((person.name, person.name.split("_")[0], person.skin, person.sex, person.age))
        for person in self.plan.people():
            self._write_feelings(person)

    def missing(self, pattern: str = "*") -> list[Person]:
        """The people who match a pattern of names and whose recordings are not complete."""
        return [
            person
            for person in self.plan.people()
            if fnmatch.fnmatchcase(person.name, pattern)
            and not (self.folder / "labels" / f"{person.name}.csv").exists()
        ]

    def write(self, person: Person, assets: Assets, renderer: Renderer) -> Written:
        """Draws one recording."""
        start = time.process_time()
        recording = Recording(person, assets, self.plan.ticks)
        recording.load(renderer, assets)
        pictures = 0
        if self.plan.write in ("crops", "both"):
            pictures += self._write_crops(person, recording.crops(renderer, CropTemplate.standard()))
        if self.plan.write in ("videos", "both"):
            pictures += self._write_video(person, recording.frames(renderer, self.plan.video_rate))
        self._write_labels(person, recording.affect)
        return Written(person.name, pictures, time.process_time() - start)

    def _write_crops(self, person: Person, crops: Iterator[NDArray[np.uint8]]) -> int:
        path = self.folder / "crops" / f"{person.name}.gray"
        partial = path.with_suffix(".partial")
        count = 0
        with partial.open("wb") as file, path.with_suffix(".csv").open("w", newline="", encoding="utf-8") as text:
            table = csv.writer(text, lineterminator="\n")
            table.writerow(CROP_COLUMNS)
            for tick, crop in enumerate(crops):
                file.write(crop.tobytes())
                table.writerow((person.name, tick, tick * 10**9 // TICKS_A_SECOND, tick, "t000001", 1))
                count += 1
        partial.replace(path)
        return count

    def _write_video(self, person: Person, frames: Iterator[NDArray[np.uint8]]) -> int:
        path = self.folder / "videos" / f"{person.name}.mkv"
        partial = path.with_suffix(".partial")
        size = f"{FRAME_WIDTH}x{FRAME_HEIGHT}"
        command = [
            *("ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size),
            *("-r", str(self.plan.video_rate), "-i", "-", "-c:v", "mjpeg", "-q:v", "3", "-f", "matroska", str(partial)),
        ]
        count = 0
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as encoder:
            assert encoder.stdin is not None
            for frame in frames:
                encoder.stdin.write(frame.tobytes())
                count += 1
            _, problems = encoder.communicate()
        if encoder.returncode:
            raise OSError(f"{path}: ffmpeg could not write the video: {problems.decode(errors='replace').strip()}")
        partial.replace(path)
        return count

    def _write_feelings(self, person: Person) -> None:
        """The strength of each feeling at each tick, which no picture has to be drawn for."""
        path = self.folder / "feelings" / f"{person.name}.csv"
        if path.exists():
            return
        strengths = feel(self.plan.ticks * TICK, person.random("feeling"))[::TICK]
        partial = path.with_suffix(".partial")
        with partial.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("tick", *NAMES))
            for tick, row in enumerate(strengths):
                table.writerow((tick, *(f"{value:.4f}" for value in row)))
        partial.replace(path)

    def _write_labels(self, person: Person, affect: NDArray[np.float64]) -> None:
        path = self.folder / "labels" / f"{person.name}.csv"
        partial = path.with_suffix(".partial")
        lines = [
            f"'{person.name}';{tick / TICKS_A_SECOND:.1f};{arousal:.4f};{valence:.4f};0.0000\n"
            for tick, (arousal, valence) in enumerate(affect)
        ]
        partial.write_text("".join(lines), encoding="utf-8")
        partial.replace(path)


def render(corpus: Corpus, people: list[Person], assets_folder: Path, processes: int) -> Iterator[Written]:
    """Draws recordings in `processes` processes and gives each as it is done, in any order."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _start, (corpus, assets_folder)) as pool:
        yield from pool.imap_unordered(_draw, people)


def _start(corpus: Corpus, assets_folder: Path) -> None:
    global _corpus, _assets, _renderer
    _corpus, _assets, _renderer = corpus, Assets(assets_folder), None


def _draw(person: Person) -> Written:
    global _renderer
    if _renderer is None:
        _renderer = Renderer()
    return _corpus.write(person, _assets, _renderer)
