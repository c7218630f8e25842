"""The unit: valid, and closed as far as its duty allows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

SYSTEMD = ROOT / "systemd"
UNIT = SYSTEMD / "affect@.service"


@pytest.fixture
def analyze() -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed here")
    return program


@pytest.fixture
def unit(tmp_path: Path, affect: str) -> Path:
    """The unit as it would be installed, on the program as it was built."""
    return install(UNIT, tmp_path / UNIT.name, affect)


def install(source: Path, target: Path, affect: str) -> Path:
    target.parent.mkdir(exist_ok=True)
    target.write_text(source.read_text().replace("/usr/bin/affect", affect))
    return target


def verify(analyze: str, unit: Path) -> None:
    instance = unit.with_name("affect@cam0.service")
    unit.rename(instance)
    command = [analyze, "verify", "--man=no", str(instance)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    complaints = [line for line in result.stderr.splitlines() if "affect" in line]
    assert result.returncode == 0, result.stderr
    assert complaints == []


def exposure(analyze: str, unit: Path) -> float:
    command = [analyze, "security", "--offline=yes", "--no-pager", str(unit)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    match = re.search(r"Overall exposure level for .*: ([0-9.]+)", result.stdout)
    assert match is not None, result.stdout + result.stderr
    return float(match[1])


def test_unit_verifies(analyze: str, unit: Path) -> None:
    assert "/usr/bin/affect" in UNIT.read_text()
    verify(analyze, unit)


def test_unit_isExposedAtMostHalfAPoint(analyze: str, unit: Path) -> None:
    assert exposure(analyze, unit) <= 0.5


def test_unitOnTcp_verifiesAndIsExposedAtMostOnePointThree(analyze: str, unit: Path, affect: str) -> None:
    """A drop-in is a part of the unit: systemd-analyze reads none offline, so it is put behind the unit's own lines."""
    drop_in = (SYSTEMD / "tcp.conf").read_text()
    unit.write_text(unit.read_text().replace("[Install]", drop_in.split("[Service]")[1] + "\n[Install]"))
    level = exposure(analyze, unit)
    assert level <= 1.3
    assert level > exposure(analyze, install(UNIT, unit.with_name("plain@.service"), affect))
    verify(analyze, unit)


def test_commandOfTheUnit_isOneThatTheProgramTakes(affect: str) -> None:
    match = re.search(r"^ExecStart=/usr/bin/affect (.*)$", UNIT.read_text(), re.MULTILINE)
    assert match is not None
    flags = re.findall(r"--[a-z-]+", match[1])
    help_text = subprocess.run([affect, "run", "--help"], capture_output=True, text=True, check=True).stdout
    assert flags
    for flag in flags:
        assert flag in help_text
