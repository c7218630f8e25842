"""Recordings that clients of the control socket begin and end."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import Message, Schemas, faces, receive, replay, running, subscriber
from jsonschema import Draft202012Validator
from test_control import CLIP, client, control, reply_schema  # noqa: F401
from test_sessions import KEEP, described, recover, rows, said


def wait_for(socket, count: int) -> list[Message]:  # noqa: ANN001
    """Messages until `count` of them were about a face or nobody."""
    messages: list[Message] = []
    while len(faces(messages)) < count:
        messages.append(receive(socket))
    return messages


def test_pupilsR_recordsFeaturesOnly(
    affect: str, endpoint: str, control: str, schemas: Schemas, reply_schema: Draft202012Validator, tmp_path: Path  # noqa: F811
) -> None:
    folder = tmp_path / "sessions"
    options = ("--control", control, "--recordings", str(folder), *KEEP, *CLIP)
    with running(affect, endpoint, *options), subscriber(endpoint) as socket, client(control, reply_schema) as requests:
        messages = wait_for(socket, 3)
        assert requests.text("R anna_01") == "OK"
        messages += wait_for(socket, 15)
        assert requests.ask("status")["status"]["recording"]["session"] == "anna_01"
        assert requests.text("r") == "OK"
        assert requests.text("r") == "OK"
        messages += wait_for(socket, 5)
    for message in messages:
        schemas.check(message)
    session = folder / "anna_01"
    assert sorted(file.name for file in session.iterdir()) == ["feed.jsonl", "frames.csv", "session.json"]
    assert described(session)["mode"] == "features" and described(session)["state"] == "closed"
    started, stopped = (
        [m for m in messages if m["topic"] == f"notify.recording.{what}."] for what in ("started", "stopped")
    )
    assert [m["name"] for m in started + stopped] == ["anna_01", "anna_01"]
    recorded = [json.loads(line) for line in (session / "feed.jsonl").read_text().splitlines()]
    ticks = [m["tick"] for m in faces(recorded)]
    assert ticks == list(range(started[0]["tick"], stopped[0]["tick"]))
    assert recover(affect, session)[0] == 0


@pytest.mark.parametrize("mode", ["crops", "video"])
def test_recordingOfAClient_isReplayedBitIdentically(
    affect: str, endpoint: str, control: str, reply_schema: Draft202012Validator, tmp_path: Path, mode: str  # noqa: F811
) -> None:
    options = ("--control", control, "--recordings", str(tmp_path), "--record-allow", "video", *KEEP, *CLIP)
    with running(affect, endpoint, *options), subscriber(endpoint) as socket, client(control, reply_schema) as requests:
        wait_for(socket, 12)
        begun = requests.ask("record.start", name="anna_02", mode=mode, consent="for the study")
        assert begun["ok"] and begun["recording"] == {"session": "anna_02", "mode": mode}
        wait_for(socket, 20)
        ended = requests.ask("record.stop")
    session = tmp_path / "anna_02"
    assert described(session)["consent"] == "for the study"
    recorded = said([json.loads(line) for line in (session / "feed.jsonl").read_text().splitlines()])
    assert (recorded[0]["tick"], recorded[-1]["tick"]) == (begun["tick"], ended["tick"] - 1)
    assert sum(m["valid"] for m in recorded) > 15
    again = said(replay(affect, session, endpoint))
    keys = ("tick", "frame", "state", "arousal", "valence", "confidence", "face")
    assert [[m[key] for key in keys] for m in again] == [[m[key] for key in keys] for m in recorded]


@pytest.mark.parametrize("mode", ["crops", "video"])
def test_reloadAndPause_areReplayedAtTheirTicks(
    affect: str, endpoint: str, control: str, reply_schema: Draft202012Validator, tmp_path: Path, mode: str  # noqa: F811
) -> None:
    session = tmp_path / "anna_03"
    options = ("--control", control, "--record", str(session), "--mode", mode, *KEEP, *CLIP)
    with running(affect, endpoint, *options), subscriber(endpoint) as socket, client(control, reply_schema) as requests:
        wait_for(socket, 12)
        assert requests.ask("reload", model="affect-base")["ok"]
        wait_for(socket, 12)
        assert requests.ask("pause")["ok"]
        wait_for(socket, 4)
        assert requests.ask("resume")["ok"]
        wait_for(socket, 8)
    recorded = [json.loads(line) for line in (session / "feed.jsonl").read_text().splitlines()]
    again = replay(affect, session, endpoint)
    assert said(again) == said(recorded)
    keys = ("topic", "tick", "model", "name", "previous")
    changes, repeated = (
        [[m[key] for key in keys] for m in messages if m["topic"].startswith(("notify.model", "notify.stream"))]
        for messages in (recorded, again)
    )
    assert repeated == changes and len(changes) == 3
    looped = said(replay(affect, session, endpoint, "--loop", "--duration", str(2 * len(said(recorded)) / 10)))
    values = [m["arousal"] for m in said(recorded) if m["valid"]]
    assert [m["arousal"] for m in looped if m["valid"]][: 2 * len(values)] == values + values


def test_badRequests_areRefusedAndHarmNothing(
    affect: str, endpoint: str, control: str, reply_schema: Draft202012Validator, tmp_path: Path  # noqa: F811
) -> None:
    (tmp_path / "taken").mkdir()
    options = ("--control", control, "--recordings", str(tmp_path), "--record-allow", "crops", *KEEP, *CLIP)
    with running(affect, endpoint, *options), subscriber(endpoint) as socket, client(control, reply_schema) as requests:
        wait_for(socket, 3)
        for name in ("../x", "a/b", "", "a b", "x" * 65):
            assert requests.ask("record.start", name=name)["error"] == "bad_name"
        refused = requests.ask("record.start", mode="video")
        assert refused["error"] == "not_allowed" and "--record-allow video" in refused["message"]
        taken = requests.ask("record.start", name="taken")
        assert taken["error"] == "cannot_record" and "nothing is overwritten" in taken["message"]
        unnamed = requests.ask("record.start")["recording"]["session"]
        assert requests.ask("record.start")["recording"]["session"] == unnamed
        assert requests.ask("record.start", name="other")["error"] == "cannot_record"
        wait_for(socket, 5)
    assert sorted(folder.name for folder in tmp_path.iterdir() if folder.is_dir()) == [unnamed, "taken"]
    session = tmp_path / unnamed
    assert described(session)["state"] == "closed"
    assert rows(session)[-1]["event"] == "message"
    assert recover(affect, session)[0] == 0


def test_recordingInParts_isOneSession(
    affect: str, endpoint: str, control: str, reply_schema: Draft202012Validator, tmp_path: Path  # noqa: F811
) -> None:
    limits = ("--part-seconds", "2", "--max-seconds", "600")
    options = ("--control", control, "--recordings", str(tmp_path), "--record-allow", "video", *limits, *KEEP, *CLIP)
    with running(affect, endpoint, *options), subscriber(endpoint) as socket, client(control, reply_schema) as requests:
        wait_for(socket, 3)
        assert requests.ask("record.split")["error"] == "unsupported"
        requests.ask("record.start", name="anna_04", mode="video", max_seconds=3.5)
        wait_for(socket, 8)
        assert requests.ask("record.split")["recording"] == {"session": "anna_04", "mode": "video"}
        messages = wait_for(socket, 40)
        assert requests.ask("record.split")["error"] == "unsupported"
    (stopped,) = [m for m in messages if m["topic"] == "notify.recording.stopped."]
    assert stopped["name"] == "anna_04" and "3.5 s that it was limited to" in stopped["cause"]
    session = tmp_path / "anna_04"
    assert described(session)["state"] == "stopped" and "3.5 s" in described(session)["stop_reason"]
    pictures = [row for row in rows(session) if row["event"] == "frame"]
    first, last = (int(pictures[at]["t_capture_ns"]) for at in (0, -1))
    assert 3.3e9 < last - first < 3.5e9
    assert sorted({row["part"] for row in pictures}) == ["0", "1", "2"]
    for part in range(3):
        video = session / ("video.mkv" if part == 0 else f"video-{part}.mkv")
        probe = ["ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets"]
        result = subprocess.run([*probe, "-of", "csv=p=0", str(video)], capture_output=True, text=True, check=True)
        assert result.stderr == "" and int(result.stdout) == sum(row["part"] == str(part) for row in pictures)
    assert recover(affect, session)[0] == 0
    recorded = said([json.loads(line) for line in (session / "feed.jsonl").read_text().splitlines()])
    again = said(replay(affect, session, endpoint))
    keys = ("tick", "frame", "state", "arousal", "valence", "confidence", "face")
    assert [[m[key] for key in keys] for m in again] == [[m[key] for key in keys] for m in recorded]
    subprocess.run([affect, "wipe", str(session), "--yes"], capture_output=True, check=True)
    assert not session.exists()


@pytest.mark.parametrize("mode", ["features", "crops", "video"])
def test_limitOfSize_endsTheRecordingNotTheStream(affect: str, endpoint: str, tmp_path: Path, mode: str) -> None:
    session = tmp_path / "anna_05"
    options = ("--record", str(session), "--mode", mode, "--max-size", "1", "--speed", "max", "--loop", *KEEP, *CLIP)
    seconds = {"features": 120, "crops": 20, "video": 20}[mode]
    command = [affect, "run", "--feed", endpoint, "--control", "off", "--print", "json", *options]
    result = subprocess.run([*command, "--duration", str(seconds)], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    messages = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(faces(messages)) >= seconds * 10 - 5
    (stopped,) = [m for m in messages if m["topic"] == "notify.recording.stopped."]
    assert "1 MiB that it was limited to" in stopped["cause"]
    assert 1 << 19 < sum(file.stat().st_size for file in session.iterdir()) < 1 << 20
    assert recover(affect, session)[0] == 0
