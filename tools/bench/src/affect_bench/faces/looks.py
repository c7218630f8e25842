"""Asks `affect look` about pictures."""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PIL import Image

from affect_bench.faces.pictures import HEIGHT, WIDTH, Picture

BATCH = 200
LEAST_SCORE = -1.0


@dataclass(frozen=True)
class Look:
    """What the detector likes best in a picture; `score` is LEAST_SCORE when it likes nothing that much."""

    score: float
    confidence: float
    reasons: frozenset[str]
    box: tuple[float, float, float, float]

    @property
    def is_face(self) -> bool:
        """Whether the stream begins to follow it."""
        return self.score >= 0


NOTHING = Look(LEAST_SCORE, 0, frozenset(), (0, 0, 0, 0))


class Examiner:
    """Looks at pictures with the program `affect`."""

    def __init__(self, affect: Path) -> None:
        self.affect = affect

    def looks(self, pictures: Iterable[Picture], *, near: tuple[float, float] | None = None) -> Iterator[Look]:
        """One look a picture: the best face, or the best whose middle is near a point (parts of width and height)."""
        remaining = iter(pictures)
        while batch := list(islice(remaining, BATCH)):
            with tempfile.TemporaryDirectory() as folder:
                paths = [Path(folder) / f"{index:04}.jpg" for index in range(len(batch))]
                for path, picture in zip(paths, batch, strict=True):
                    Image.fromarray(picture).save(path, quality=92)
                command = [self.affect, "look", "--json", f"--least-score={LEAST_SCORE}", *paths]
                answer = subprocess.run(command, check=True, capture_output=True, text=True)
            lines = answer.stdout.splitlines()
            if len(lines) != len(batch):
                raise SystemExit(f"{len(batch)} pictures, but {len(lines)} answers of {self.affect}")
            for line in lines:
                faces = [_look(face) for face in json.loads(line)["faces"]]
                yield next((face for face in faces if near is None or _is_near(face, near)), NOTHING)


def _look(face: dict) -> Look:
    x, y, width, height = face["box"]
    return Look(face["score"], face["confidence"], frozenset(face["reasons"]), (x, y, width, height))


def _is_near(look: Look, place: tuple[float, float]) -> bool:
    x, y, width, height = look.box
    return abs(x + width / 2 - place[0] * WIDTH) < 100 and abs(y + height / 2 - place[1] * HEIGHT) < 100
