"""Recording, recovery and replay with the built program."""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import CLIPS, ROOT, Message, Schemas, faces, replay
from jsonschema import Draft202012Validator

CLIP = CLIPS / "wolfgang-langer.mkv"
SINGLE_FACE = CLIPS / "single-face.mkv"
TIMING = ("run", "source", "t_publish_ns", "latency_ms")
KEEP = ("--keep-free", "0")
KILLS = int(os.environ.get("AFFECT_KILLS", "10"))


def recover(affect: str, session: Path) -> tuple[int, dict[str, Any]]:
    result = subprocess.run([affect, "recover", str(session), "--json"], capture_output=True, text=True, check=False)
    assert result.returncode in (0, 3), result.stderr
    return result.returncode, json.loads(result.stdout)


def said(messages: list[Message]) -> list[Message]:
    """What messages say of faces, without what depends on the moment of saying it."""
    return [{k: v for k, v in m.items() if k not in TIMING} for m in faces(messages)]


def described(session: Path) -> dict[str, Any]:
    description = json.loads((session / "session.json").read_text())
    schema = json.loads((ROOT / "docs" / "schema" / "session.schema.json").read_text())
    Draft202012Validator(schema).validate(description)
    return description


def rows(session: Path) -> list[dict[str, str]]:
    with (session / "frames.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("mode", ["crops", "video"])
def test_replay_isIdentical(affect: str, endpoint: str, tmp_path: Path, mode: str) -> None:
    session = tmp_path / "anna_01"
    original = replay(affect, CLIP, endpoint, "--record", str(session), "--mode", mode, *KEEP)
    again = replay(affect, session, endpoint)
    assert said(again) == said(original)
    assert {m["source"] for m in again} == {"replay"}
    assert described(session)["state"] == "closed"
    assert recover(affect, session)[0] == 0
    recorded = [json.loads(line) for line in (session / "feed.jsonl").read_text().splitlines()]
    assert recorded == original


def test_rawFormat_isRecordedAsTheJpegThatWasJudged(affect: str, endpoint: str, tmp_path: Path) -> None:
    raw = tmp_path / "raw.avi"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-t", "4", "-i", str(CLIP), "-c:v", "rawvideo", "-pix_fmt", "yuyv422", str(raw)],
        check=True,
    )
    session = tmp_path / "raw_01"
    original = replay(affect, raw, endpoint, "--record", str(session), *KEEP)
    assert said(replay(affect, session, endpoint)) == said(original)
    assert all(row["bytes"] for row in rows(session) if row["event"] == "frame")


def test_loop_givesTheSameEstimatesAgain(affect: str, endpoint: str, tmp_path: Path) -> None:
    session = tmp_path / "loop_01"
    once = faces(replay(affect, SINGLE_FACE, endpoint, "--record", str(session), "--mode", "crops", *KEEP))
    length = len(once) / 10
    options = ("--loop", "--duration", str(2 * length))
    looped = [m for m in faces(replay(affect, session, endpoint, *options)) if m["valid"]]
    values = [(m["arousal"], m["valence"]) for m in once if m["valid"]]
    assert [(m["arousal"], m["valence"]) for m in looped][: 2 * len(values)] == values + values


def test_start_beginsThere(affect: str, endpoint: str, tmp_path: Path) -> None:
    session = tmp_path / "start_01"
    once = faces(replay(affect, SINGLE_FACE, endpoint, "--record", str(session), "--mode", "crops", *KEEP))
    later = faces(replay(affect, session, endpoint, "--start", "1"))
    assert [m["tick"] for m in later] == [m["tick"] for m in once if m["t_capture_ns"] >= 1_000_000_000]


def test_speed_isThatOfTheSession(affect: str, endpoint: str, tmp_path: Path) -> None:
    session = tmp_path / "speed_01"
    once = replay(affect, SINGLE_FACE, endpoint, "--record", str(session), "--mode", "crops", *KEEP)
    begin = time.monotonic()
    again = replay(affect, session, endpoint, "--speed", "2")
    assert said(again) == said(once)
    assert time.monotonic() - begin >= len(faces(once)) / 10 / 2 - 0.2


def test_killedAtAnyMoment_keepsAllButTheLastSecond(affect: str, endpoint: str, tmp_path: Path) -> None:
    reference: dict[str, tuple[str, ...]] = {}
    whole = tmp_path / "whole"
    replay(affect, CLIP, endpoint, "--record", str(whole), *KEEP)
    for row in rows(whole):
        if row["event"] == "frame":
            reference[row["frame"]] = (row["t_capture_ns"], row["tick"], row["bytes"], row["crc32"])
    longest = 0.0
    for round_ in range(KILLS):
        session = tmp_path / f"killed_{round_}"
        said_until = tmp_path / f"said_{round_}"
        with said_until.open("w") as output:
            command = [affect, "run", "--feed", endpoint, "--control", "off", "--print", "json", "--source", str(CLIP)]
            process = subprocess.Popen([*command, "--record", str(session), *KEEP], stdout=output)
            while not (session / "video.mkv").exists():
                assert process.poll() is None
                time.sleep(0.01)
            time.sleep(random.uniform(0.05, 4))
            process.kill()
            process.wait()
        # The last moment of which a listener heard.
        heard = [json.loads(line) for line in said_until.read_text().split("\n")[:-1]]
        played = max((m["t_capture_ns"] for m in faces(heard) if m["frame"] is not None), default=0) / 1e9
        torn = tmp_path / f"torn_{round_}"
        shutil.copytree(session, torn)
        read = subprocess.run(
            ["ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0",
             str(torn / "video.mkv")], capture_output=True, text=True, check=True)  # fmt: skip
        status, report = recover(affect, session)
        assert status == 3 and report["lost"] and not report["was_closed"]
        kept = [row for row in rows(session) if row["event"] == "frame"]
        assert [row["frame"] for row in kept] == [str(n) for n in range(len(kept))]
        # Where a frame starts depends on its file, and so does the checksum of its row.
        for row in kept:
            assert (row["t_capture_ns"], row["tick"], row["bytes"]) == reference[row["frame"]][:3]
        last = int(kept[-1]["t_capture_ns"]) / 1e9
        longest = max(longest, played - last)
        assert last >= played - 1, f"heard until {played} s, the last frame is of {last} s"
        played_back = subprocess.run(
            ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0",
             str(session / "video.mkv")], capture_output=True, text=True, check=True)  # fmt: skip
        assert played_back.stderr == "" and int(played_back.stdout.strip().strip(",")) == len(kept)
        assert int(read.stdout.strip().strip(",")) >= len(kept)
        assert described(session)["state"] == "recovered"
        assert recover(affect, session) == (0, described_report(session))
        again = replay(affect, session, endpoint)
        recorded = [json.loads(line) for line in (session / "feed.jsonl").read_text().splitlines()]
        assert said(again)[: len(said(recorded))] == said(recorded)
        for folder in (session, torn):
            shutil.rmtree(folder)
    print(f"kills: {KILLS} {longest:.2f}")


def described_report(session: Path) -> dict[str, Any]:
    """A session that was repaired is whole: the second report says so."""
    report: dict[str, Any] = dict(described(session)["recovery"])
    report.update(lost=False, was_closed=True, bytes_cut={}, rows_cut=0, messages_cut=0)
    report.pop("damage", None)
    return report


def test_fileSizeLimit_endsTheRecordingNotTheStream(affect: str, endpoint: str, tmp_path: Path) -> None:
    session = tmp_path / "full_01"
    result = subprocess.run(
        [affect, "run", "--source", str(CLIP), "--speed", "max", "--feed", endpoint, "--print", "json", "--record",
         str(session), *KEEP], capture_output=True, text=True, timeout=120, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)))  # fmt: skip
    assert result.returncode == 0, result.stderr
    messages = [json.loads(line) for line in result.stdout.splitlines()]
    assert said(messages) == said(replay(affect, CLIP, endpoint))
    assert "recording stopped, the stream goes on" in result.stderr and "File too large" in result.stderr
    assert messages[-1]["recording"]["state"] == "stopped"
    ended = [m for m in messages if m["topic"] == "notify.recording.stopped."]
    assert len(ended) == 1 and ended[0]["name"] == "full_01" and "File too large" in ended[0]["cause"]
    description = described(session)
    assert description["state"] == "stopped" and "File too large" in description["stop_reason"]
    assert recover(affect, session)[0] == 0
    assert len(faces(replay(affect, session, endpoint))) > 5


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root; the limit on file sizes is tested")
def test_fullDisk_endsTheRecordingNotTheStream(affect: str, endpoint: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", str(disk)], check=False)
    if mount.returncode != 0:
        pytest.skip("this machine does not let a small disk be mounted; the limit on file sizes is tested")
    try:
        session = disk / "full_02"
        messages = replay(affect, CLIP, endpoint, "--record", str(session), *KEEP)
        assert len(faces(messages)) == len(faces(replay(affect, CLIP, endpoint)))
        description = described(session)
        assert description["state"] == "stopped" and "No space left" in description["stop_reason"]
        ended = [m for m in messages if m["topic"] == "notify.recording.stopped."]
        assert len(ended) == 1 and "No space left" in ended[0]["cause"]
        assert recover(affect, session)[0] == 0
        assert len(faces(replay(affect, session, endpoint))) > 5
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_fullStandardOutput_endsTheRunAndClosesTheSession(affect: str, endpoint: str, tmp_path: Path) -> None:
    session = tmp_path / "full_03"
    command = [affect, "run", "--source", str(CLIP), "--feed", endpoint, "--control", "off", "--print", "json"]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run([*command, "--record", str(session), *KEEP], stdout=full, timeout=60, check=False)
    assert result.returncode == 0
    assert described(session)["state"] == "closed" and recover(affect, session)[0] == 0


def test_features_leaveNoPixels(affect: str, endpoint: str, tmp_path: Path) -> None:
    crops, features = tmp_path / "crops", tmp_path / "features"
    replay(affect, SINGLE_FACE, endpoint, "--record", str(crops), "--mode", "crops", *KEEP)
    replay(affect, SINGLE_FACE, endpoint, "--record", str(features), "--mode", "features", *KEEP)
    marker = (crops / "crops.gray").read_bytes()[5000:5016]
    assert sorted(file.name for file in features.iterdir()) == ["feed.jsonl", "frames.csv", "session.json"]
    for file in features.iterdir():
        data = file.read_bytes()
        assert marker not in data and b"\xff\xd8\xff" not in data
        assert file.stat().st_mode & 0o777 == 0o600


def test_sessionWithoutPixels_saysAgainWhatWasSaid(
    affect: str, endpoint: str, tmp_path: Path, schemas: Schemas
) -> None:
    session = tmp_path / "said_01"
    once = replay(affect, CLIP, endpoint, "--record", str(session), "--mode", "features", *KEEP)
    again = replay(affect, session, endpoint)
    for message in again:
        schemas.check(message)
    new = ("run", "source", "t_publish_ns")
    assert [{k: v for k, v in m.items() if k not in new} for m in again] == [
        {k: v for k, v in m.items() if k not in new} for m in once
    ]
    assert {m["source"] for m in again} == {"replay"} and not {m["run"] for m in again} & {m["run"] for m in once}
    later = replay(affect, session, endpoint, "--start", "5", "--duration", "2")
    ticks = [m["tick"] for m in faces(later)]
    assert ticks == list(range(ticks[0], ticks[0] + len(ticks))) and 49 <= ticks[0] <= 51 and 19 <= len(ticks) <= 21
    begin = time.monotonic()
    replay(affect, session, endpoint, "--speed", "4")
    assert time.monotonic() - begin >= len(faces(once)) / 10 / 4 - 0.2
    command = [affect, "run", "--source", str(session), "--feed", endpoint, "--loop"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 78 and "--loop" in refused.stderr


def test_folderThere_isRefused(affect: str, endpoint: str, tmp_path: Path) -> None:
    session = tmp_path / "there"
    session.mkdir()
    command = [affect, "run", "--source", str(SINGLE_FACE), "--feed", endpoint, "--record", str(session)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 78 and "nothing is overwritten" in result.stderr


def test_wipe_removesTheSession(affect: str, endpoint: str, tmp_path: Path) -> None:
    session = tmp_path / "gone_01"
    replay(affect, SINGLE_FACE, endpoint, "--record", str(session), *KEEP)
    asked = subprocess.run([affect, "wipe", str(session)], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert asked.returncode == 64 and session.exists()
    models = tmp_path / "models"
    models.mkdir()
    for name, runs in (("fitted", [described(session)["run"]]), ("other", ["00000000-0000-0000-0000-000000000000"])):
        header = json.dumps({"__metadata__": {"affect": json.dumps({"provenance": {"sessions": runs}})}}).encode()
        (models / f"{name}.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    (models / "torn.safetensors").write_bytes(b"\xff" * 12)
    command = [affect, "wipe", str(session), "--yes", "--models", str(models)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    assert not session.exists()
    assert f"{models}/fitted.safetensors learned from" in result.stderr and "other" not in result.stderr
