"""Two people in one picture: whoever else is there, a person's values are those of the person alone."""

import subprocess
from pathlib import Path

import pytest
from conftest import Message, replay
from test_stream import CRYING_AND_LAUGHING, SINGLE_FACE

#: Of one person's part of the picture: wide enough for the surroundings that a crop shows.
WIDTH, HEIGHT = 960, 480
#: What is painted over, from this column on.
PARTS = {"both": None, "left": WIDTH, "right": 0}


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A woman on the left and a man on the right for 12 s, and each of them alone."""
    folder = tmp_path_factory.mktemp("clips")
    fit = f"fps=10,scale=-2:{HEIGHT},crop=640:{HEIGHT},pad={WIDTH}:{HEIGHT}:color=gray"
    beside = f"[0]{fit}[a];[1]{fit}[b];[a][b]hstack=shortest=1"
    result = {}
    for name, hidden in PARTS.items():
        cover = "" if hidden is None else f",drawbox=x={hidden}:y=0:w={WIDTH}:h={HEIGHT}:color=gray:t=fill"
        result[name] = folder / f"{name}.mkv"
        command = ["ffmpeg", "-v", "error", "-i", str(CRYING_AND_LAUGHING)]
        command += ["-stream_loop", "-1", "-i", str(SINGLE_FACE)]
        command += ["-filter_complex", f"{beside}{cover}", "-t", "12", "-c:v", "ffv1"]
        subprocess.run([*command, str(result[name])], check=True)
    return result


def of_faces(messages: list[Message]) -> list[Message]:
    """Those that have a face, everybody's."""
    return [m for m in messages if m["topic"].startswith("affect.") and m["face"]]


def is_left(message: Message) -> bool:
    x, _, width, _ = message["face"]["box"]
    return x + width / 2 < 0.5


def values(messages: list[Message], *, left: bool) -> dict[int, tuple]:
    """What was said of the person on one side, by tick."""
    sides = [m for m in of_faces(messages) if is_left(m) == left]
    return {m["tick"]: (m["state"], m["arousal"], m["valence"], m["confidence"], m["face"]["box"]) for m in sides}


def test_people_together_haveTheValuesOfEachAlone(affect: str, endpoint: str, clips: dict[str, Path]) -> None:
    together = replay(affect, clips["both"], endpoint, "--faces", "2")
    for name, left in (("left", True), ("right", False)):
        alone = values(replay(affect, clips[name], endpoint, "--faces", "2"), left=left)
        beside = values(together, left=left)
        assert len(alone) >= 100
        assert len({tick for tick, value in alone.items() if value[1] is not None}) >= 90
        assert beside == alone, name


def test_people_together_haveIdsOfTheirOwn(affect: str, endpoint: str, clips: dict[str, Path]) -> None:
    sides: dict[bool, set[str]] = {True: set(), False: set()}
    for message in of_faces(replay(affect, clips["both"], endpoint, "--faces", "2")):
        sides[is_left(message)].add(message["track"])
    assert sides[True]
    assert sides[False]
    assert not sides[True] & sides[False]
