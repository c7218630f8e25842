"""What the end-to-end tests share: the built program, its schemas, and a subscriber."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socket import socket as Socket
from typing import Any

import pytest
import zmq
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[3]
CLIPS = ROOT / "tools" / "clips"
Message = dict[str, Any]


@pytest.fixture(scope="session")
def affect() -> str:
    program = Path(os.environ.get("AFFECT", ROOT / ".build" / "release" / "affect"))
    if not program.exists():
        pytest.fail(f"{program} is not built: run `swift build -c release --product affect`")
    return str(program)


@pytest.fixture(scope="session")
def shared() -> Path | None:
    """Material that is not part of the repository; None where it is not there."""
    folder = Path(os.environ.get("AFFECT_SHARED", ROOT.parent / "shared"))
    return folder if folder.is_dir() else None


@pytest.fixture
def endpoint(tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/feed"


class Schemas:
    """Checks messages against the published JSON Schemas."""

    def __init__(self) -> None:
        self.validators = {
            name: Draft202012Validator(json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text()))
            for name in ("affect", "status", "notify", "annotation", "preview")
        }

    def check(self, message: Message) -> None:
        self.validators[message["topic"].split(".")[0]].validate(message)


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    return Schemas()


def replay(affect: str, source: Path | str, endpoint: str, *options: str) -> list[Message]:
    """Everything that a run publishes, as printed; at full speed unless told otherwise."""
    command = [affect, "run", "--source", str(source), "--feed", endpoint, "--control", "off"]
    command += ["--print", "json", *options]
    if "--speed" not in options:
        command += ["--speed", "max"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def faces(messages: list[Message]) -> list[Message]:
    """The messages that a listener to one person follows, one a tick."""
    return [m for m in messages if m["topic"].startswith("affect.") and m["primary"]]


@contextmanager
def running(affect: str, endpoint: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The program in the background; asked to stop at the end."""
    command = [affect, "run", "--feed", endpoint, "--print", "none", *options]
    if "--control" not in options:
        command += ["--control", "off"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def subscriber(endpoint: str, *topics: str) -> Iterator[zmq.Socket[bytes]]:
    context = zmq.Context()
    socket = context.socket(zmq.SUB)
    socket.setsockopt(zmq.RCVTIMEO, 20_000)
    for topic in topics or ("",):
        socket.setsockopt_string(zmq.SUBSCRIBE, topic)
    socket.connect(endpoint)
    try:
        yield socket
    finally:
        socket.close(linger=0)
        context.term()


def free_port() -> int:
    with closing(Socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def receive(socket: zmq.Socket[bytes]) -> Message:
    topic, payload = socket.recv_multipart()
    message = json.loads(payload)
    assert message["topic"] == topic.decode()
    return message
