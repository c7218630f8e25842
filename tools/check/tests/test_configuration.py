"""The configuration: its layers, its mistakes, and a change while the stream runs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

from conftest import CLIPS, ROOT, faces, receive, running, subscriber

CLIP = str(CLIPS / "wolfgang-langer.mkv")
SHIPPED = ROOT / "systemd" / "affect.toml"


def run(affect: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [affect, "run", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_shippedFile_isWhatTheProgramPrints(affect: str) -> None:
    assert run(affect, "--print-config").stdout == SHIPPED.read_text()
    assert run(affect, "--config", str(SHIPPED), "--print-config").stdout == SHIPPED.read_text()


def test_layers_areShownWithTheirOrigin(affect: str, tmp_path: Path) -> None:
    file = tmp_path / "affect.toml"
    file.write_text("# three\nrate = 10\nfaces = 2\ncamera-name = 'desk'\n")
    result = run(affect, "--config", str(file), "--faces", "4", "--print-config", AFFECT_RATE="20")
    assert result.returncode == 0, result.stderr
    assert "# Set by AFFECT_RATE.\nrate = 20\n" in result.stdout
    assert "# Set by --faces.\nfaces = 4\n" in result.stdout
    assert f"# Set by {file}:4.\ncamera-name = \"desk\"\n" in result.stdout
    assert "#encoding = \"json\"\n" in result.stdout


def test_mistakes_areAllNamedWithWhatIsAllowed(affect: str, tmp_path: Path) -> None:
    file = tmp_path / "affect.toml"
    file.write_text("rate = 2000\nratte = 3\nfaces = 'two'\n")
    result = run(affect, "--config", str(file), AFFECT_ENCODING="xml")
    assert result.returncode == 78
    assert result.stderr.splitlines() == [
        f"affect: {file}:1: rate must be a number, 1 to 1000 frames a second; here it is 2000.",
        f"affect: {file}:2: there is no key ratte. Did you mean rate?",
        f'affect: {file}:3: faces must be an integer, 1 to 8; here it is "two".',
        'affect: AFFECT_ENCODING: must be one of "json", "msgpack"; here it is xml.',
    ]


def test_keysThatContradictEachOther_areNoUsageError(affect: str, tmp_path: Path) -> None:
    file = tmp_path / "affect.toml"
    file.write_text("print = 'json'\nencoding = 'msgpack'\n")
    result = run(affect, "--config", str(file))
    assert result.returncode == 78
    assert "exclude each other" in result.stderr


def test_keysOfTheEnvironmentInUnits_exist() -> None:
    names = re.findall(r"^#([a-z-]+) = ", SHIPPED.read_text(), re.MULTILINE)
    keys = {"AFFECT_" + name.upper().replace("-", "_") for name in names}
    units = "".join(path.read_text() for path in (ROOT / "systemd").iterdir())
    used = set(re.findall(r"AFFECT_[A-Z_]+", units)) - {"AFFECT_"}
    assert used
    assert used <= keys


def test_hangUp_changesSmoothingAndModelWithoutAMissedTick(affect: str, endpoint: str, tmp_path: Path) -> None:
    file = tmp_path / "affect.toml"
    file.write_text("smoothing = 0.5\n")
    options = ("--config", str(file), "--source", CLIP, "--loop")
    with running(affect, endpoint, *options) as process, subscriber(endpoint, "affect.") as socket:
        messages = [receive(socket) for _ in range(10)]
        assert process.stderr is not None
        file.write_text("smoothing = 5\nrate = 15\n")
        process.send_signal(signal.SIGHUP)
        lines = []
        while not any("restart the program" in line for line in lines):
            lines.append(process.stderr.readline())
        file.write_text("smoothing = 'much'\n")
        process.send_signal(signal.SIGHUP)
        while "stays as it was" not in lines[-1]:
            lines.append(process.stderr.readline())
        messages += [receive(socket) for _ in range(10)]
    assert "affect: configuration read again: smoothing changed\n" in lines
    assert "affect: rate of the configuration changed: restart the program for that\n" in lines
    assert f"affect: the configuration stays as it was: {file}:1: smoothing must be a number" in lines[-1]
    ticks = [m["tick"] for m in faces(messages)]
    assert ticks == list(range(ticks[0], ticks[0] + len(ticks)))
