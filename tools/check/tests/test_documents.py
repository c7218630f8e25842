"""The commands of the pages about sessions and labels, executed in their order."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

from conftest import CLIPS, ROOT

CLIP = CLIPS / "wolfgang-langer.mkv"


def commands(page: str) -> list[list[str]]:
    """The indented lines of a page that call the program, without their remarks."""
    lines = re.findall(r"^    (affect .*)$", (ROOT / "docs" / page).read_text(), re.MULTILINE)
    assert lines, page
    return [shlex.split(line, comments=True)[1:] for line in lines]


def execute(affect: str, arguments: list[str], folder: Path) -> None:
    """Runs a command in `folder`; what would wait for a camera or a person gets a clip and an answer."""
    if arguments[0] == "run":
        arguments = [*arguments, "--feed", f"ipc://{folder}/feed", "--control", "off", "--print", "none"]
        arguments += ["--speed", "max", "--keep-free", "0"]
        if "--source" not in arguments:
            arguments += ["--source", str(CLIP)]
    if arguments[0] == "wipe":
        arguments = [*arguments, "--yes"]
    result = subprocess.run([affect, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, (arguments, result.stderr)


def test_commandsAboutSessions_work(affect: str, tmp_path: Path) -> None:
    for arguments in commands("sessions.md"):
        execute(affect, arguments, tmp_path)
    assert sorted(path.name for path in (tmp_path / "sessions").iterdir()) == ["anna_01", "anna_02", "anna_04"]


def test_commandsAboutLabels_work(affect: str, tmp_path: Path) -> None:
    execute(affect, ["run", "--record", "sessions/anna_01"], tmp_path)
    labels = tmp_path / "sessions" / "anna_01" / "labels" / "person"
    labels.mkdir(parents=True)
    rows = "".join(f"{tick * 100_000_000},{(tick % 20 - 10) / 20}\n" for tick in range(190))
    for name in ("ben.arousal.csv", "ben.valence.csv"):
        (labels / name).write_text("t_capture_ns,value\n" + rows)
    (tmp_path / "ratings.csv").write_text(
        "Minimum Value,-100\nMaximum Value,100\nSecond,Rating\n%%%%%%,%%%%%%\n0.25,10\n0.5,30\n0.75,-20\n"
    )
    for folder in ("labels", "predictions"):
        (tmp_path / folder).mkdir()
        text = "".join(f"'Train_01';{tick / 10};{(tick % 7) / 9};{(tick % 5) / 9};nan\n" for tick in range(50))
        (tmp_path / folder / "Train_01.csv").write_text(text)
    for arguments in commands("labels.md"):
        execute(affect, arguments, tmp_path)
    for name in ("Train_01.csv", "anna_01.xdf", "scores.svg"):
        assert (tmp_path / name).stat().st_size > 0
    assert (labels / "zoe.arousal.csv").exists()
