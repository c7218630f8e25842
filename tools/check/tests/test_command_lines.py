"""Every command line of the pages about feed, service, security, as it stands but for ports and a clip for a camera."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CLIPS, ROOT, free_port, receive, running, subscriber

BRIDGES = ROOT / "tools" / "clients" / "bridges"
PAGES = (*(ROOT / "docs" / f"{name}.md" for name in ("feed", "service", "security")), *sorted(BRIDGES.glob("*.md")))
PROGRAMS = "affect|sudo|tools/package|systemd-analyze|curl"
CLIP = ["--source", str(CLIPS / "single-face.mkv"), "--speed", "max", "--duration", "1"]


def command_lines() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for line in re.findall(rf"^ {{4,6}}((?:{PROGRAMS})\b.*?)(?: +#.*)?$", page.read_text(), re.MULTILINE):
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


def given(program: str, arguments: list[str], folder: Path) -> list[str]:
    """The arguments with what stands in for a camera, a person, a moment, and the folder of the sources."""
    arguments = [str(ROOT / one) if one.startswith("systemd/") else one for one in arguments]
    if program != "affect":
        return arguments
    if arguments[0] == "run":
        arguments += [*CLIP, "--keep-free", "0"]
    if arguments[0] == "watch":
        arguments += ["--duration", "0.5"]
    if arguments[0] in ("run", "watch") and "--feed" not in arguments:
        arguments += ["--feed", f"ipc://{folder}/feed"]
    if arguments[0] == "run" and "--control" not in arguments:
        arguments += ["--control", "off"]
    if arguments[0] == "wipe":
        arguments += ["--yes"]
    return arguments


def metrics_on_a_socket(affect: str, command: list[str], folder: Path) -> None:
    """curl asks for the path of an instance; here the stream of a folder answers."""
    path = folder / "metrics"
    command = [str(path) if one.startswith("/run/affect/") else one for one in command]
    options = ("--source", str(CLIPS / "single-face.mkv"), "--loop", "--metrics", f"ipc://{path}")
    with running(affect, f"ipc://{folder}/feed", *options), subscriber(f"ipc://{folder}/feed", "status.") as socket:
        receive(socket)
        result = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert "affect_faces" in result.stdout


@pytest.mark.parametrize(("page", "line"), command_lines(), ids=lambda value: value)
def test_commandLine_runs(affect: str, folder: Path, ports: dict[str, int], page: str, line: str) -> None:
    program, *arguments = shlex.split(own_ports(line, ports))
    if program in ("sudo", "tools/package"):
        assert "tools/package.d/check" in (ROOT / "tools" / "test").read_text()
        pytest.skip("tools/test package runs it, in a clean Debian root")
    if program not in ("affect", "affect-bridge") and shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here")
    if program == "curl":
        return metrics_on_a_socket(affect, [program, *arguments], folder)
    if program == "affect-bridge":
        if arguments == ["websocket"]:
            arguments += ["--bind", f"127.0.0.1:{free_port()}"]
        assert stopped([sys.executable, "-m", "affect_bridges", *arguments], folder) == 0
        return
    if arguments[0] == "hub":
        assert stopped([affect, *arguments], folder) == 0
        return
    if "--keys" in arguments and not (folder / "keys").exists():
        subprocess.run([affect, "keygen", "keys", "--client", "robot"], cwd=folder, check=True, capture_output=True)
    if arguments[0] == "keygen":
        shutil.rmtree(folder / "keys", ignore_errors=True)
    command = [affect if program == "affect" else program, *given(program, arguments, folder)]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    # A machine without a camera is one that doctor finds something wrong with.
    allowed = (0, 78) if arguments[0] == "doctor" else (0,)
    assert result.returncode in allowed, result.stderr


def test_pages_nameCommands() -> None:
    lines = list(command_lines())
    assert len(lines) >= 24
    assert {page for page, _ in lines} >= {"feed.md", "service.md", "security.md"}
