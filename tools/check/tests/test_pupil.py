"""What a script written for Pupil Remote does, line by line as in Pupil's documentation, with a real REQ and SUB."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import msgpack
import zmq
from conftest import CLIPS, free_port, running

CLIP = ("--source", str(CLIPS / "wolfgang-langer.mkv"), "--loop")


def test_scriptForPupilRemote_works(affect: str, tmp_path: Path) -> None:
    feed_port, port = free_port(), free_port()
    options = ("--control", f"tcp://127.0.0.1:{port}", "--encoding", "msgpack", *CLIP)
    with running(affect, f"tcp://127.0.0.1:{feed_port}", *options):
        context = zmq.Context()
        pupil_remote = context.socket(zmq.REQ)
        pupil_remote.rcvtimeo = 20_000
        pupil_remote.connect(f"tcp://127.0.0.1:{port}")

        def ask(text: str) -> str:
            pupil_remote.send_string(text)
            return pupil_remote.recv_string()

        assert ask("SUB_PORT") == str(feed_port)
        version = subprocess.check_output([affect, "--version"], text=True)
        assert ask("v") == version.strip()
        before = time.monotonic()
        assert before <= float(ask("t")) <= time.monotonic()
        subscriber = context.socket(zmq.SUB)
        subscriber.rcvtimeo = 20_000
        subscriber.connect(f"tcp://127.0.0.1:{ask('SUB_PORT')}")
        subscriber.subscribe("affect.")
        topic, payload = subscriber.recv_multipart()
        message = msgpack.loads(payload)
        assert message["topic"] == topic.decode()
        assert isinstance(message["timestamp"], float)
        for text in ("C", "c", "PUB_PORT", "T 1234.56", "notify.unknown", "R ../x"):
            code, _, sentence = ask(text).partition(": ")
            assert code in ("unsupported", "malformed", "unknown_command", "bad_name") and sentence, text
        for socket in (pupil_remote, subscriber):
            socket.close(linger=0)
        context.term()


def test_recordingByPupilsStrings_isASession(affect: str, tmp_path: Path) -> None:
    port = free_port()
    options = ("--control", f"tcp://127.0.0.1:{port}", "--recordings", str(tmp_path / "recordings"), *CLIP)
    (tmp_path / "recordings").mkdir()
    with running(affect, f"ipc://{tmp_path}/feed", *options), zmq.Context() as context:
        pupil_remote = context.socket(zmq.REQ)
        pupil_remote.rcvtimeo = 20_000
        pupil_remote.connect(f"tcp://127.0.0.1:{port}")
        answers = []
        for text in ("R pilot", "r"):
            pupil_remote.send_string(text)
            answers.append(pupil_remote.recv_string())
        pupil_remote.close(linger=0)
    assert answers == ["OK", "OK"]
    assert (tmp_path / "recordings" / "pilot" / "feed.jsonl").stat().st_size > 0
