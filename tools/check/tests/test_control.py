"""The control socket of the running program, as robots and Pupil's snippets use it."""

from __future__ import annotations

import json
import os
import shutil
import stat
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import zmq
from conftest import CLIPS, ROOT, Message, Schemas, faces, free_port, receive, running, subscriber
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

CLIP = ("--source", str(CLIPS / "wolfgang-langer.mkv"), "--loop")


@pytest.fixture
def control(tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/control"


@pytest.fixture(scope="session")
def reply_schema() -> Draft202012Validator:
    folder = ROOT / "docs" / "schema"
    names = ("control.schema.json", "status.schema.json")
    documents = {name: json.loads((folder / name).read_text()) for name in names}
    registry = Registry().with_resources((n, Resource.from_contents(d)) for n, d in documents.items())
    return Draft202012Validator(documents["control.schema.json"], registry=registry)


class Client:
    def __init__(self, socket: zmq.Socket[bytes], schema: Draft202012Validator) -> None:
        self.socket, self.schema = socket, schema

    def text(self, request: str) -> str:
        self.socket.send_string(request)
        return self.socket.recv_string()

    def ask(self, command: str, **arguments: Any) -> Message:  # noqa: ANN401
        reply = json.loads(self.text(json.dumps({"cmd": command, "args": arguments, "id": "test"})))
        self.schema.validate(reply)
        return reply


@contextmanager
def client(endpoint: str, schema: Draft202012Validator) -> Iterator[Client]:
    context = zmq.Context()
    socket = context.socket(zmq.REQ)
    socket.setsockopt(zmq.RCVTIMEO, 20_000)
    socket.connect(endpoint)
    try:
        yield Client(socket, schema)
    finally:
        socket.close(linger=0)
        context.term()


def until(socket: zmq.Socket[bytes], topic: str) -> tuple[list[Message], Message]:
    """The messages before the first of `topic`, and that one."""
    before: list[Message] = []
    while not (message := receive(socket))["topic"].startswith(topic):
        before.append(message)
    return before, message


def test_pauseAndResume_takeEffectAtTheTickOfTheirReplies(
    affect: str, endpoint: str, control: str, schemas: Schemas, reply_schema: Draft202012Validator
) -> None:
    messages: list[Message] = []
    with running(affect, endpoint, "--control", control, *CLIP), subscriber(endpoint) as socket:
        until(socket, "affect.")
        with client(control, reply_schema) as requests:
            status = requests.ask("status")
            assert status["status"]["state"] == "online"
            paused = requests.ask("pause")
            messages += [*(parts := until(socket, "notify."))[0], parts[1]]
            annotated = requests.ask("annotate", label="robot_waves", text="ä \" \\", duration_ms=20)
            messages += [*(parts := until(socket, "annotation."))[0], parts[1]]
            resumed = requests.ask("resume")
            messages += [*(parts := until(socket, "notify."))[0], parts[1]]
        for _ in range(20):
            messages.append(receive(socket))
    for message in messages:
        schemas.check(message)
    assert (paused["state"], annotated["state"], resumed["state"]) == ("paused", "paused", "running")
    followed = faces(messages)
    ticks = [m["tick"] for m in followed]
    assert ticks == list(range(ticks[0], ticks[0] + len(ticks)))
    for message in followed:
        assert (message["state"] == "paused") == (paused["tick"] <= message["tick"] < resumed["tick"])
    annotation = next(m for m in messages if m["topic"] == "annotation.")
    assert (annotation["label"], annotation["text"], annotation["duration_ms"]) == ("robot_waves", "ä \" \\", 20)
    assert annotation["t_ns"] == annotated["t_ns"]


def test_pupilsStrings_areServed(
    affect: str, endpoint: str, control: str, reply_schema: Draft202012Validator
) -> None:
    with running(affect, endpoint, "--control", control, *CLIP), client(control, reply_schema) as requests:
        before = time.monotonic()
        stream = float(requests.text("t"))
        assert before <= stream <= time.monotonic()
        version = subprocess.run([affect, "--version"], capture_output=True, text=True, check=True).stdout
        assert requests.text("v") == version.strip()
        assert requests.text("R ../../x").startswith("bad_name: ")
        assert requests.text("C").startswith("unsupported: ")
        assert requests.text("SUB_PORT").startswith("unsupported: ")


def test_reload_missesNoTickAndBadFilesAreRefused(
    affect: str, endpoint: str, control: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    reply_schema: Draft202012Validator,
) -> None:
    models = tmp_path / "models"
    shutil.copytree(ROOT / "models", models)
    bundled = (models / "affect-base.safetensors").read_bytes()
    (models / "broken.safetensors").write_bytes(bundled[:5000])
    (models / "again.safetensors").write_bytes(bundled)
    monkeypatch.setenv("AFFECT_MODELS", str(models))
    with running(affect, endpoint, "--control", control, *CLIP), subscriber(endpoint, "affect.") as socket:
        until(socket, "affect.")
        with client(control, reply_schema) as requests:
            for name, code in (("broken", "bad_model"), ("nothing", "bad_model"), ("../again", "bad_name")):
                assert requests.ask("reload", model=name)["error"] == code
            reloaded = requests.ask("reload", model="again")
        messages = [receive(socket) for _ in range(30)]
    followed = faces(messages)
    assert [m["tick"] for m in followed] == list(range(followed[0]["tick"], followed[0]["tick"] + len(followed)))
    assert reloaded["ok"]
    assert reloaded["model"] == followed[-1]["model"]
    first = next(m for m in followed if m["tick"] >= reloaded["tick"] and m["valid"])
    assert first["state"] in ("warming", "hold")


def test_modelThatWasFitted_isTakenUpAndGivenBack(
    affect: str, endpoint: str, control: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    reply_schema: Draft202012Validator,
) -> None:
    models = tmp_path / "models"
    shutil.copytree(ROOT / "models", models)
    bundled = (models / "affect-base.safetensors").read_bytes()
    # Another weight in the last tensor, as `affect-train fit --sessions` changes some.
    (models / "ours.safetensors").write_bytes(bundled[:-4] + struct.pack("<f", 0.25))
    monkeypatch.setenv("AFFECT_MODELS", str(models))
    with running(affect, endpoint, "--control", control, *CLIP), subscriber(endpoint, "affect.") as socket:
        _, first = until(socket, "affect.")
        with client(control, reply_schema) as requests:
            taken = requests.ask("reload", model="ours")
            messages = [receive(socket) for _ in range(20)]
            back = requests.ask("reload", model="affect-base")
        while messages[-1]["tick"] < back["tick"] + 10:
            messages.append(receive(socket))
    followed = faces(messages)
    assert [m["tick"] for m in followed] == list(range(followed[0]["tick"], followed[0]["tick"] + len(followed)))
    assert (taken["ok"], back["ok"]) == (True, True)
    assert taken["model"] != first["model"] == back["model"] == followed[-1]["model"]
    assert {m["model"] for m in followed if taken["tick"] <= m["tick"] < back["tick"]} == {taken["model"]}


def test_hostileClients_doNotDisturbTheStream(
    affect: str, endpoint: str, control: str, reply_schema: Draft202012Validator
) -> None:
    """A flood that never reads, and a hundred clients that come and go, against ten seconds of ticks."""
    over = threading.Event()

    def flood() -> None:
        context = zmq.Context()
        socket = context.socket(zmq.DEALER)
        socket.connect(control)
        number = 0
        while not over.is_set():
            number += 1
            junk = os.urandom(number % 300) if number % 2 else b'{"cmd":"pause","args":{"x":1},"id":[[[' * (number % 40)
            try:
                socket.send(junk, zmq.NOBLOCK)
            except zmq.Again:
                time.sleep(0.001)
        socket.close(linger=0)
        context.term()

    with running(affect, endpoint, "--control", control, *CLIP), subscriber(endpoint, "affect.") as socket:
        until(socket, "affect.")
        thread = threading.Thread(target=flood)
        thread.start()
        try:
            for _ in range(100):
                with client(control, reply_schema) as requests, subscriber(endpoint):
                    assert requests.ask("time", t0=1)["t0"] == 1
            messages = [receive(socket) for _ in range(60)]
        finally:
            over.set()
            thread.join()
    followed = faces(messages)
    assert [m["tick"] for m in followed] == list(range(followed[0]["tick"], followed[0]["tick"] + len(followed)))
    assert all(m["state"] != "paused" and "overload" not in m["reasons"] for m in followed)


def test_standardControlEndpointInUse_isNotedAndTheStreamRuns(affect: str, tmp_path: Path) -> None:
    context = zmq.Context()
    blocker = context.socket(zmq.REP)
    with suppress(zmq.ZMQError):
        blocker.bind("tcp://127.0.0.1:5571")
    command = [affect, "run", "--source", str(CLIPS / "single-face.mkv"), "--speed", "max", "--print", "none"]
    result = subprocess.run([*command, "--feed", f"ipc://{tmp_path}/f"], capture_output=True, text=True, timeout=60)
    blocker.close(linger=0)
    context.term()
    assert result.returncode == 0
    assert "no control socket: tcp://127.0.0.1:5571 is in use" in result.stderr


def test_keys_letInTheListedClientAlone(affect: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    for name in ("robot", "stranger"):
        subprocess.run([affect, "keygen", str(keys), "--client", name], check=True, capture_output=True)
    (keys / "allowed" / "stranger.key").unlink()
    assert {stat.S_IMODE(p.stat().st_mode) for p in keys.rglob("*") if p.is_file()} == {0o600}
    port = free_port()
    here = f"tcp://127.0.0.1:{port}"

    def watch(*options: str) -> str:
        command = [affect, "watch", "--feed", here, "--json", "--duration", "2", *options]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout

    with running(affect, f"tcp://*:{port}", "--control", "off", "--keys", str(keys), *CLIP):
        assert '"arousal"' in watch("--keys", str(keys), "--client", "robot")
        assert watch("--keys", str(keys), "--client", "stranger") == ""
        assert watch() == ""


def test_smoothing_leavesTheNetworksValuesBeside(affect: str, endpoint: str) -> None:
    command = [affect, "run", *CLIP[:2], "--feed", endpoint, "--control", "off", "--speed", "max", "--print", "json"]
    runs = []
    for options in ((), ("--smoothing", "1")):
        output = subprocess.run([*command, *options], capture_output=True, text=True, check=True, timeout=300).stdout
        runs.append([m for m in faces([json.loads(line) for line in output.splitlines()]) if m["valid"]])
    plain, smoothed = runs
    assert [m["valence_raw"] for m in smoothed] == [m["valence"] for m in plain]

    def roughness(run: list[Message]) -> float:
        return sum(abs(a["valence"] - b["valence"]) for a, b in pairwise(run))

    assert roughness(smoothed) < 0.5 * roughness(plain)
