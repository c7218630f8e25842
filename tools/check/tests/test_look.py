"""`affect look`: what the stream sees in a picture."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from conftest import CLIPS, ROOT


def look(affect: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [affect, "look", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_pictureOfAFace_isDescribed(affect: str) -> None:
    clip = CLIPS / "single-face.mkv"
    result = look(affect, "--json", clip)
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert (report["file"], report["width"], report["height"]) == (str(clip), 640, 360)
    (face,) = report["faces"]
    assert face["score"] > 0.5
    assert face["confidence"] > 0.9
    assert face["reasons"] == []
    x, y, width, height = face["box"]
    assert all(x < px < x + width and y < py < y + height for px, py in face["landmarks"])
    assert "a good view" in look(affect, clip).stdout


def test_unreadablePictures_areNamedAndTheRestIsSeen(affect: str, tmp_path: Path) -> None:
    missing = tmp_path / "missing.jpg"
    result = look(affect, missing, ROOT / "README.md", CLIPS / "single-face.mkv")
    assert result.returncode == 78
    first, second, last = result.stderr.splitlines()
    assert str(missing) in first and "No such file or directory" in first
    assert "README.md" in second
    assert "2 of 3 pictures could not be read" in last
    assert "a good view" in result.stdout


def test_impossibleScore_isRefused(affect: str) -> None:
    result = look(affect, "--least-score", "3", CLIPS / "single-face.mkv")
    assert result.returncode == 64
    assert "must be -1 to 1" in result.stderr
