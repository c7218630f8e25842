"""The unit: valid, and closed as far as its duty allows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

UNIT = ROOT / "systemd" / "affect@.service"


@pytest.fixture
def analyze() -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed here")
    return program


@pytest.fixture
def unit(tmp_path: Path, affect: str) -> Path:
    """The unit as it would be installed, on the program as it was built."""
    text = UNIT.read_text()
    assert "/usr/bin/affect" in text
    path = tmp_path / UNIT.name
    path.write_text(text.replace("/usr/bin/affect", affect))
    return path


def test_unit_verifies(analyze: str, unit: Path) -> None:
    instance = unit.with_name("affect@cam0.service")
    unit.rename(instance)
    command = [analyze, "verify", "--man=no", str(instance)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    complaints = [line for line in result.stderr.splitlines() if "affect" in line]
    assert result.returncode == 0, result.stderr
    assert complaints == []


def test_unit_isExposedAtMostHalfAPoint(analyze: str, unit: Path) -> None:
    command = [analyze, "security", "--offline=yes", "--no-pager", str(unit)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    match = re.search(r"Overall exposure level for .*: ([0-9.]+)", result.stdout)
    assert match is not None, result.stdout + result.stderr
    assert float(match[1]) <= 0.5


def test_unitsCommand_isOneThatTheProgramTakes(affect: str) -> None:
    match = re.search(r"^ExecStart=/usr/bin/affect (.*)$", UNIT.read_text(), re.MULTILINE)
    assert match is not None
    flags = re.findall(r"--[a-z-]+", match[1])
    help_text = subprocess.run([affect, "run", "--help"], capture_output=True, text=True, check=True).stdout
    assert flags
    for flag in flags:
        assert flag in help_text
