"""The units and their drop-ins: valid, and closed as far as their duty allows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

SYSTEMD = ROOT / "systemd"
CAMERA, HUB = "affect@.service", "affect-hub.service"
PROGRAM = "/usr/bin/affect"


@pytest.fixture
def analyze() -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed here")
    return program


def install(name: str, folder: Path, affect: str, *drop_ins: str) -> Path:
    """The unit as it would be installed, on the program as it was built; an instance of a template.

    systemd-analyze reads no drop-ins offline, so they are put behind the unit's own lines.
    """
    text = (SYSTEMD / name).read_text()
    assert f"ExecStart={PROGRAM} " in text
    for drop_in in drop_ins:
        text = text.replace("[Install]", (SYSTEMD / drop_in).read_text().split("[Service]")[1] + "\n[Install]")
    unit = folder / name.replace("@.", "@cam0.")
    unit.write_text(text.replace(PROGRAM, affect))
    return unit


def exposure(analyze: str, unit: Path) -> float:
    command = [analyze, "security", "--offline=yes", "--no-pager", str(unit)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    match = re.search(r"Overall exposure level for .*: ([0-9.]+)", result.stdout)
    assert match is not None, result.stdout + result.stderr
    return float(match[1])


@pytest.mark.parametrize(
    ("name", "drop_ins", "limit"),
    [
        (CAMERA, (), 0.5),
        (CAMERA, ("tcp.conf",), 1.3),
        (CAMERA, ("dashboard.conf",), 1.3),
        (CAMERA, ("dashboard.conf", "tcp.conf"), 1.3),
        (HUB, (), 1.3),
    ],
)
def test_unit_verifiesAndIsClosed(
    analyze: str, affect: str, tmp_path: Path, name: str, drop_ins: tuple[str, ...], limit: float
) -> None:
    unit = install(name, tmp_path, affect, *drop_ins)
    result = subprocess.run([analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert [line for line in result.stderr.splitlines() if "affect" in line] == []
    assert exposure(analyze, unit) <= limit


@pytest.mark.parametrize("drop_in", ["tcp.conf", "dashboard.conf"])
def test_dropIn_opensTheUnit(analyze: str, affect: str, tmp_path: Path, drop_in: str) -> None:
    """Or the limits of the drop-ins would say nothing."""
    closed = exposure(analyze, install(CAMERA, tmp_path, affect))
    assert exposure(analyze, install(CAMERA, tmp_path, affect, drop_in)) > closed


def test_everyUnitAndDropIn_isTested() -> None:
    assert {path.name for path in SYSTEMD.glob("*.service")} == {CAMERA, HUB}
    assert {path.name for path in SYSTEMD.glob("*.conf")} == {"tcp.conf", "dashboard.conf"}


@pytest.mark.parametrize("name", [CAMERA, HUB])
def test_commandOfTheUnit_isOneThatTheProgramTakes(affect: str, name: str) -> None:
    text = (SYSTEMD / name).read_text()
    match = re.search(rf"^ExecStart={PROGRAM} (\S+) (.*)$", text, re.MULTILINE)
    assert match is not None
    flags = re.findall(r"--[a-z-]+", match[2] + "".join(re.findall(r"HUB_OPTIONS=(.*)", text)))
    help_text = subprocess.run([affect, match[1], "--help"], capture_output=True, text=True, check=True).stdout
    assert flags
    for flag in flags:
        assert flag in help_text
