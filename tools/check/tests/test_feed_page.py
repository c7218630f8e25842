"""Every command line of the pages about the feed, run as it stands but for ports and for a clip instead of a camera."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CLIPS, ROOT, free_port

BRIDGES = ROOT / "tools" / "clients" / "bridges"
PAGES = (ROOT / "docs" / "feed.md", *sorted(BRIDGES.glob("*.md")))
CLIP = ["--source", str(CLIPS / "single-face.mkv"), "--speed", "max", "--duration", "1"]


def command_lines() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for line in re.findall(r"^    (affect(?:-bridge)? .*?)(?: +#.*)?$", page.read_text(), re.MULTILINE):
            yield page.name, line


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    return {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


def own_ports(line: str, ports: dict[str, int]) -> str:
    """The same with ports that nobody uses, and this machine for `HOST`."""

    def port(match: re.Match[str]) -> str:
        return f"{match[1].replace('HOST', '127.0.0.1')}:{ports.setdefault(match[2], free_port())}"

    return re.sub(r"(127\.0\.0\.1|\*|HOST):(\d{4,5})", port, line)


def stopped(command: list[str], folder: Path) -> int:
    """The exit status of a program that goes on until it is told to stop."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 2
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.poll() is None, process.stderr and process.stderr.read()
    process.terminate()
    return process.wait(timeout=20)


@pytest.mark.parametrize(("page", "line"), command_lines(), ids=lambda value: value)
def test_commandLine_runs(affect: str, folder: Path, ports: dict[str, int], page: str, line: str) -> None:
    program, *arguments = shlex.split(own_ports(line, ports))
    if program == "affect-bridge":
        if arguments == ["websocket"]:
            arguments += ["--bind", f"127.0.0.1:{free_port()}"]
        assert stopped([sys.executable, "-m", "affect_bridges", *arguments], folder) == 0
        return
    if arguments[0] == "hub":
        assert stopped([affect, *arguments], folder) == 0
        return
    if arguments[0] == "run":
        arguments += CLIP
    if arguments[0] == "watch":
        arguments += ["--duration", "0.5"]
    if arguments[0] in ("run", "watch") and "--feed" not in arguments:
        arguments += ["--feed", f"ipc://{folder}/feed"]
    if arguments[0] == "run" and "--control" not in arguments:
        arguments += ["--control", "off"]
    if "--keys" in arguments and not (folder / "keys").exists():
        subprocess.run([affect, "keygen", "keys", "--client", "robot"], cwd=folder, check=True, capture_output=True)
    result = subprocess.run([affect, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr


def test_pagesOfTheFeed_nameCommands() -> None:
    assert len(list(command_lines())) >= 12
