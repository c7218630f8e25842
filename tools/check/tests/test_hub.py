"""Two runs behind one address."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zmq
from affect_client import Feed, Keys
from conftest import CLIPS, ROOT, Message, Schemas, free_port, receive, running, subscriber
from jsonschema import Draft202012Validator

CLIP = ("--source", str(CLIPS / "wolfgang-langer.mkv"), "--loop")


@contextmanager
def hub(affect: str, feed: str, *options: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    command = [affect, "hub", "--feed", feed, *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


@pytest.fixture
def feeds(tmp_path: Path) -> tuple[str, str]:
    return f"ipc://{tmp_path}/one", f"ipc://{tmp_path}/two"


def until(socket: zmq.Socket[bytes], topic: str) -> Message:
    while not (message := receive(socket))["topic"].startswith(topic):
        pass
    return message


def test_readerOfTheHub_getsBothCamerasWithoutGaps(
    affect: str, endpoint: str, feeds: tuple[str, str], schemas: Schemas
) -> None:
    one, two = feeds
    with (
        running(affect, one, *CLIP, "--camera-name", "front"),
        running(affect, two, *CLIP, "--camera-name", "side"),
        hub(affect, endpoint, "--from", one, "--from", two),
        subscriber(endpoint) as socket,
    ):
        until(socket, "affect.front.")
        until(socket, "affect.side.")
        messages = [receive(socket) for _ in range(80)]
        with subscriber(endpoint, "status.side.") as late:
            first, second = receive(late), receive(late)
        with subscriber(endpoint, "affect.side.") as choosy:
            assert {receive(choosy)["camera"] for _ in range(20)} == {"side"}
    for message in messages:
        schemas.check(message)
    for camera in ("front", "side"):
        ticks = [m["tick"] for m in messages if m["topic"].startswith(f"affect.{camera}.") and m["primary"]]
        assert len(ticks) > 20
        assert ticks == list(range(ticks[0], ticks[0] + len(ticks)))
    assert second["seq"] - first["seq"] in (0, 1)


def test_secondFeedOfACamera_isLeftOutAndTold_untilTheFirstIsGone(
    affect: str, endpoint: str, feeds: tuple[str, str]
) -> None:
    one, two = feeds
    schema = json.loads((ROOT / "docs" / "schema" / "hub.schema.json").read_text())
    with hub(affect, endpoint, "--from", one, "--from", two) as process, subscriber(endpoint) as socket:
        with running(affect, one, *CLIP):
            first = until(socket, "affect.cam0.")
            with running(affect, two, *CLIP):
                notice = until(socket, "notify.hub.refused.")
                Draft202012Validator(schema).validate(notice)
                assert (notice["camera"], notice["endpoint"], notice["holder"]) == ("cam0", two, one)
                messages = [until(socket, "affect.") for _ in range(30)]
                assert {m["run"] for m in messages} == {first["run"]}
        with running(affect, two, *CLIP):
            while (other := until(socket, "affect."))["run"] == first["run"]:
                pass
            assert other["camera"] == "cam0"
        process.terminate()
        assert process.stderr is not None
        log = process.stderr.read()
    assert log.count(f"{two}: refused: camera cam0 comes from {one} already.") == 1
    assert f"camera cam0 comes from {two}" in log


def test_keys_openTheFeedsAndProtectTheHub(affect: str, tmp_path: Path) -> None:
    folders = [str(tmp_path / name) for name in ("one", "two", "hub")]
    for folder in folders:
        subprocess.run([affect, "keygen", folder, "--client", "client"], check=True, capture_output=True)
    ports = [free_port() for _ in range(3)]
    heard = [f"tcp://*:{port}" for port in ports]
    spoken = [f"tcp://127.0.0.1:{port}" for port in ports]
    refused = subprocess.run([affect, "hub", "--from", spoken[0], "--feed", heard[2]], capture_output=True, text=True)
    assert (refused.returncode, "there are no keys" in refused.stderr) == (78, True)
    options = [*(part for place in spoken[:2] for part in ("--from", place)), "--keys", folders[2]]
    options += ["--from-keys", folders[0], "--from-keys", folders[1]]
    with (
        running(affect, heard[0], *CLIP, "--camera-name", "front", "--keys", folders[0]),
        running(affect, heard[1], *CLIP, "--camera-name", "side", "--keys", folders[1]),
        hub(affect, heard[2], *options),
    ):
        cameras: set[str] = set()
        with Feed(spoken[2], keys=Keys.load(folders[2]), timeout=20) as feed:
            for estimate in feed:
                cameras.add(estimate.message["camera"])
                if cameras == {"front", "side"}:
                    break
        with Feed(spoken[2], timeout=1.5) as stranger, pytest.raises(TimeoutError):
            next(iter(stranger))


def test_hubsOptions_areRefusedWithASentence(affect: str, endpoint: str) -> None:
    def refusal(*options: str) -> tuple[int, str]:
        result = subprocess.run([affect, "hub", *options], capture_output=True, text=True, timeout=30, check=False)
        return result.returncode, result.stderr

    status, text = refusal()
    assert (status, "name at least one feed" in text) == (64, True)
    status, text = refusal("--from", "tcp://127.0.0.1")
    assert (status, "is neither tcp://HOST:PORT nor ipc://PATH" in text) == (78, True)
    with hub(affect, endpoint, "--from", f"{endpoint}x") as first:
        assert first.stderr is not None
        assert "hub of 1 feeds" in first.stderr.readline()
        status, text = refusal("--from", f"{endpoint}x", "--feed", endpoint)
        assert (status, "another instance" in text) == (78, True)
        assert "no message so far; still listening" in first.stderr.readline()


def test_hub_tellsSystemdThatItIsReadyGoesOnAndStops(
    affect: str, endpoint: str, feeds: tuple[str, str], tmp_path: Path
) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.settimeout(20)
        systemd.bind(path)
        with hub(affect, endpoint, "--from", feeds[0], NOTIFY_SOCKET=path, WATCHDOG_USEC="400000"):
            heard = [systemd.recv(512).decode() for _ in range(3)]
        while heard[-1] != "STOPPING=1":
            heard.append(systemd.recv(512).decode())
    assert heard[0].startswith("READY=1\nSTATUS=")
    assert set(heard[1:-1]) == {"WATCHDOG=1"}
