"""The examples of the bridges' READMEs, against the running program."""

from __future__ import annotations

import importlib.util
import json
import math
import re
import shutil
import socket as network
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from conftest import CLIPS, ROOT, free_port, running

CLIP = ("--source", str(CLIPS / "wolfgang-langer.mkv"), "--loop")
BRIDGES = ROOT / "tools" / "clients" / "bridges"


def needs(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed; on this machine there may be no wheel of it")


@contextmanager
def bridge(*options: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "affect_bridges", *options], stderr=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        assert process.poll() is None, process.stderr and process.stderr.read()
        process.terminate()
        assert process.wait(timeout=20) == 0


def example(name: str, language: str = "python") -> str:
    """The program in a bridge's page, which has to fit on a screen."""
    text = (BRIDGES / f"{name}.md").read_text()
    assert len(text.splitlines()) <= 45
    program = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert program is not None
    return program[1]


def output(code: str) -> list[list[str]]:
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    return [line.split() for line in result.stdout.splitlines()]


def wait_for(port: int) -> None:
    for _ in range(400):
        with network.socket() as probe, suppress(OSError):
            probe.connect(("127.0.0.1", port))
            return
        time.sleep(0.05)
    pytest.fail(f"nobody listens at port {port}")


def test_lsl_exampleReadsTheOutlet(affect: str, endpoint: str) -> None:
    needs("pylsl")
    with running(affect, endpoint, *CLIP), bridge("lsl", "--feed", endpoint):
        code = "import time\nstart = time.monotonic()\n" + example("LSL") + "print('range', start, time.monotonic())"
        *rows, (_, start, end) = output(code)
    stamps = [float(row[0]) for row in rows]
    ticks = [int(row[1]) for row in rows]
    assert len(rows) == 20
    assert float(start) - 5 < stamps[0] and stamps[-1] < float(end)
    assert stamps == sorted(stamps)
    assert ticks == list(range(ticks[0], ticks[0] + 20))
    assert all(-1 <= float(value) <= 1 or math.isnan(float(value)) for row in rows for value in row[2:4])


def test_ros2_exampleReadsExpressions(affect: str, endpoint: str) -> None:
    needs("cyclonedds")
    domain = "98"
    code = example("ROS2").replace("Domain(0, LOCAL)", f"Domain({domain}, LOCAL)")
    code = code.replace("DomainParticipant(0)", f"DomainParticipant({domain})")
    assert code.count(domain) == 2
    before = time.time()
    with running(affect, endpoint, *CLIP), bridge("ros2", "--feed", endpoint, "--domain", domain):
        rows = output(code)
    assert len(rows) == 20
    assert {row[0] for row in rows} == {"face_cam0_t000001"}
    stamps = [int(row[1]) + int(row[2]) / 1e9 for row in rows]
    assert stamps == sorted(stamps) and before - 5 < stamps[0] < time.time()
    assert all(-1 <= float(value) <= 1 for row in rows for value in row[3:5])


def test_osc_exampleReceives(affect: str, endpoint: str) -> None:
    needs("pythonosc")
    port = free_port()
    code = example("OSC").replace("9000", str(port))
    with running(affect, endpoint, *CLIP), bridge("osc", "--feed", endpoint, "--to", f"127.0.0.1:{port}"):
        rows = output(code)
    assert {row[0] for row in rows} == {f"/affect/cam0/{name}" for name in ("state", "arousal", "valence")}
    assert {row[1] for row in rows if row[0].endswith("state")} <= {"warming", "tracking", "hold", "absent"}
    assert all(-1 <= float(row[1]) <= 1 for row in rows if not row[0].endswith("state"))


def test_websocket_exampleReads(affect: str, endpoint: str) -> None:
    needs("websockets")
    port = free_port()
    with running(affect, endpoint, *CLIP), bridge("websocket", "--feed", endpoint, "--bind", f"127.0.0.1:{port}"):
        wait_for(port)
        rows = output(example("WebSocket").replace("5573", str(port)))
        assert [int(row[0]) for row in rows] == list(range(int(rows[0][0]), int(rows[0][0]) + 20))
        assert all(row[1].isdecimal() or row[1] == "None" for row in rows)


def test_websocket_exampleForBrowsersRuns(affect: str, endpoint: str) -> None:
    needs("websockets")
    node = [shutil.which("node") or "/nonexistent/node"]
    for options in ([], ["--experimental-websocket"]):
        probe = [*node, *options, "-e", "new WebSocket"]
        with suppress(FileNotFoundError):
            if "is not defined" not in subprocess.run(probe, capture_output=True, text=True, check=False).stderr:
                node += options
                break
    else:
        pytest.skip("there is no Node.js with a WebSocket, version 20.10 or newer")
    port = free_port()
    script = example("WebSocket", "js").replace("5573", str(port)) + "setTimeout(() => process.exit(0), 3000);"
    with running(affect, endpoint, *CLIP), bridge("websocket", "--feed", endpoint, "--bind", f"127.0.0.1:{port}"):
        wait_for(port)
        lines = subprocess.check_output([*node, "-e", script], text=True, timeout=60)
    states = [line.split()[0] for line in lines.splitlines()]
    assert len(states) > 10 and set(states) <= {"warming", "tracking", "hold", "absent"}


def test_bridgesOverview_fitsOnAScreenAndNamesItsPages() -> None:
    text = (BRIDGES / "README.md").read_text()
    assert len(text.splitlines()) <= 45
    for page in re.findall(r"\]\(([^)]+)\)", text):
        assert (BRIDGES / page).exists(), page


def test_silentFeed_isToldOnce_andTheBridgeStaysThere(endpoint: str) -> None:
    needs("pythonosc")
    command = [sys.executable, "-m", "affect_bridges", "osc", "--feed", endpoint]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "still listening" in process.stderr.readline()
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert process.stderr.read() == ""


def test_messages_areJSONForBrowsers(affect: str, endpoint: str) -> None:
    needs("websockets")
    port = free_port()
    code = (
        "import sys\nfrom websockets.sync.client import connect\n"
        f"with connect('ws://127.0.0.1:{port}/status.') as s:\n    print(s.recv(timeout=20))"
    )
    with running(affect, endpoint, *CLIP), bridge("websocket", "--feed", endpoint, "--bind", f"127.0.0.1:{port}"):
        wait_for(port)
        text = subprocess.check_output([sys.executable, "-c", code], text=True, timeout=60)
    status = json.loads(text)
    assert status["anchor"]["t_utc_ns"].isdecimal()
    assert isinstance(status["frames_captured"], int)
