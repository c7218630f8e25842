"""The client libraries against the running program."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from affect_client import AsyncControl, AsyncFeed, Control, Estimate, Feed, Keys, Refused
from conftest import CLIPS, ROOT, free_port, running

CLIP = ("--source", str(CLIPS / "wolfgang-langer.mkv"), "--loop")
CLIENTS = ROOT / "tools" / "clients"


@pytest.fixture
def control(tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/control"


def test_exampleOfTheReadme_runs(affect: str) -> None:
    text = (CLIENTS / "python" / "README.md").read_text()
    program = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert program is not None
    assert len(text.splitlines()) <= 40
    feed, control = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    code = program[1].replace("Feed(", f"Feed({feed!r}, ").replace("Control()", f"Control({control!r})")
    with running(affect, feed, "--control", control, *CLIP):
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("stream clock - own clock = ")
    assert " tracking " in lines[-1]


def test_plot_drawsTheFeed(affect: str, endpoint: str, tmp_path: Path) -> None:
    picture = tmp_path / "minute.png"
    command = [sys.executable, "-m", "affect_client.plot", "--feed", endpoint, "--seconds", "3", "--save", str(picture)]
    with running(affect, endpoint, *CLIP):
        subprocess.run(command, check=True, timeout=120)
    content = picture.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(content) > 10_000


def test_clockOffsetOnOneHost_isZeroWithinItsError(affect: str, endpoint: str, control: str) -> None:
    with running(affect, endpoint, "--control", control, *CLIP), Control(control) as requests:
        offset = requests.clock_offset()
    assert abs(offset.offset_ns) <= offset.error_ns
    assert offset.error_ns < 50_000_000


def test_control_saysWhatHoldsAndRefusesWithACode(affect: str, endpoint: str, control: str) -> None:
    with running(affect, endpoint, "--control", control, *CLIP), Control(control) as requests:
        assert requests.status()["camera"] == "cam0"
        assert requests.pause()["state"] == "paused"
        assert requests.resume()["state"] == "running"
        with pytest.raises(Refused) as refusal:
            requests.annotate("no name")
    assert refusal.value.code == "bad_name"


def test_asyncio_readsAndAsks(affect: str, endpoint: str, control: str) -> None:
    async def read() -> tuple[list[Estimate], int]:
        estimates = []
        async with AsyncFeed(endpoint, timeout=20) as feed, AsyncControl(control) as requests:
            async for estimate in feed:
                estimates.append(estimate)
                if len(estimates) == 10:
                    break
            return estimates, (await requests.clock_offset()).error_ns

    with running(affect, endpoint, "--control", control, *CLIP):
        estimates, error = asyncio.run(read())
    ticks = [e.tick for e in estimates]
    assert ticks == list(range(ticks[0], ticks[0] + 10))
    assert error > 0


def test_silence_isATimeout(tmp_path: Path) -> None:
    with Feed(f"ipc://{tmp_path}/nobody", timeout=0.1) as feed, pytest.raises(TimeoutError):
        next(iter(feed))
    with Control(f"ipc://{tmp_path}/nobody", timeout=0.1) as requests, pytest.raises(TimeoutError):
        requests.pause()


def test_keysOfAFolder_openFeedAndControl(affect: str, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    subprocess.run([affect, "keygen", str(folder), "--client", "robot"], check=True, capture_output=True)
    keys = Keys.load(folder, "robot")
    feed, control = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    with running(affect, feed, "--control", control, "--keys", str(folder), *CLIP):
        with Feed(feed, keys=keys, timeout=20) as estimates:
            assert next(iter(estimates)).message["camera"] == "cam0"
        with Control(control, keys=keys, timeout=20) as requests:
            assert requests.reload("affect-base")["ok"]
        with Control(control, timeout=1) as requests, pytest.raises(TimeoutError):
            requests.status()


def test_swiftExampleOfTheReadme_buildsAndPrintsTheFeed(affect: str, endpoint: str, tmp_path: Path) -> None:
    if shutil.which("swift") is None:
        pytest.skip("there is no Swift toolchain on the PATH")
    folder = CLIENTS / "swift"
    text = (folder / "README.md").read_text()
    assert len(text.splitlines()) <= 40
    program = re.search(r"```swift\n(.*?)```", text, re.DOTALL)
    assert program is not None
    assert program[1] == (folder / "Sources" / "Example" / "main.swift").read_text()
    scratch = ROOT / ".build" / "client-example"
    command = ["swift", "run", "--package-path", str(folder), "--scratch-path", str(scratch), "Example", endpoint]
    with running(affect, endpoint, "--control", "off", *CLIP):
        result = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert result.returncode == 0, result.stderr
    rows = [line.split() for line in result.stdout.splitlines()]
    ticks = [int(row[0]) for row in rows]
    assert ticks == sorted(set(ticks)) and len(ticks) == 20
    assert all(-1 <= float(value) <= 1 for row in rows for value in row[2:])


def test_cppHeader_compilesCleanAndPrintsTheFeed(affect: str, endpoint: str, tmp_path: Path) -> None:
    compiler = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    assert compiler, "no C++ compiler: apt-get install g++"
    program = tmp_path / "example"
    flags = ["-std=c++17", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    source = CLIENTS / "cpp" / "example.cpp"
    subprocess.run([compiler, *flags, str(source), "-lzmq", "-o", str(program)], check=True, timeout=120)
    with running(affect, endpoint, "--control", "off", *CLIP):
        result = subprocess.run([program, endpoint, "20"], capture_output=True, text=True, timeout=60, check=True)
    rows = [line.split() for line in result.stdout.splitlines()]
    ticks = [int(row[0]) for row in rows]
    assert ticks == sorted(set(ticks)) and len(ticks) == 20
    assert all(-1 <= float(value) <= 1 for row in rows for value in row[2:])
    assert {row[1] for row in rows} <= {"warming", "tracking", "hold"}
