"""`affect doctor`: one line for each part of the machine, ok or what to do."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from conftest import CLIPS

PARTS = ["configuration", "source", "model", "faces", "openblas", "speed", "clock", "utc", "feed", "disk", "limits"]


def doctor(affect: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([affect, "doctor", *arguments], capture_output=True, text=True, timeout=60, check=False)


def configuration(folder: Path, *lines: str) -> str:
    file = folder / "affect.toml"
    file.write_text("\n".join([f"source = '{CLIPS / 'single-face.mkv'}'", f"feed = 'ipc://{folder}/feed'", *lines]))
    return str(file)


def test_machineThatCanRun_isOk(affect: str, tmp_path: Path) -> None:
    result = doctor(affect, "--config", configuration(tmp_path), "--json")
    report = json.loads(result.stdout)
    assert (result.returncode, report["ok"]) == (0, True), result.stdout
    names = [finding["name"] for finding in report["findings"]]
    assert [name for name in PARTS if name not in names] == []
    for finding in report["findings"]:
        assert finding["state"] in ("ok", "warning")
        assert ("remedy" in finding) == (finding["state"] != "ok"), finding


def test_oneLine_forEachPart(affect: str, tmp_path: Path) -> None:
    lines = doctor(affect, "--config", configuration(tmp_path)).stdout.splitlines()
    assert [line.split()[1] for line in lines][:3] == ["configuration", "source", "model"]
    assert all(line.startswith(("ok    ", "warn  ")) for line in lines)


def test_whatIsWrong_failsWithWhatToDo(affect: str, tmp_path: Path) -> None:
    result = doctor(affect, "--config", configuration(tmp_path, "model = '/none.safetensors'"))
    assert result.returncode == 78
    assert [line.split()[1] for line in result.stdout.splitlines() if line.startswith("FAIL")] == ["model", "speed"]


def test_brokenConfiguration_isAFinding(affect: str, tmp_path: Path) -> None:
    result = doctor(affect, "--config", configuration(tmp_path, "rate = 0", "ratte = 1"))
    assert result.returncode == 78
    assert "FAIL  configuration" in result.stdout
    assert "rate must be a number" in result.stdout
    assert "Did you mean rate?" in result.stdout
