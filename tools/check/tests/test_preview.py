"""The pictures of a run: the frame that was judged, its faces, and nobody disturbed."""

from __future__ import annotations

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
import zmq
from conftest import CLIPS, Message, Schemas, receive, replay, running, subscriber

CLIP = CLIPS / "wolfgang-langer.mkv"


@pytest.fixture
def preview(tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/preview"


def picture(socket: zmq.Socket[bytes], schemas: Schemas) -> tuple[Message, bytes]:
    topic, payload, jpeg = socket.recv_multipart()
    message = json.loads(payload)
    assert message["topic"] == topic.decode()
    schemas.check(message)
    assert jpeg[:2] == b"\xff\xd8" and jpeg[-2:] == b"\xff\xd9"
    return message, jpeg


def size(jpeg: bytes) -> tuple[int, int]:
    """Width and height that the frame header of a JPEG file states."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big")


def test_picture_isTheFileOfTheFrameThatWasJudged(
    affect: str, endpoint: str, preview: str, schemas: Schemas, tmp_path: Path
) -> None:
    command = ["ffmpeg", "-v", "error", "-i", str(CLIP), "-c", "copy", "-f", "image2", str(tmp_path / "%d.jpg")]
    subprocess.run(command, check=True, timeout=60)
    with (
        running(affect, endpoint, "--source", str(CLIP), "--preview", preview),
        subscriber(preview, "preview.") as pictures,
        subscriber(endpoint, "affect.") as estimates,
    ):
        shown = [picture(pictures, schemas) for _ in range(20)]
        judged = {}
        while not judged or max(judged) < shown[-1][0]["tick"]:
            message = receive(estimates)
            judged[message["tick"]] = message
    for message, jpeg in shown:
        assert jpeg == (tmp_path / f"{message['frame'] + 1}.jpg").read_bytes()
        assert (message["width"], message["height"]) == size(jpeg)
    assert all(after[0]["tick"] > before[0]["tick"] for before, after in pairwise(shown))
    both = [(message, judged[message["tick"]]) for message, _ in shown if message["tick"] in judged]
    assert len(both) > 5
    for message, estimate in both:
        assert (message["frame"], message["t_capture_ns"]) == (estimate["frame"], estimate["t_capture_ns"])
        if estimate["face"]:
            (face,) = message["faces"]
            assert (face["track"], face["state"]) == (estimate["track"], estimate["state"])
            assert {key: face[key] for key in estimate["face"]} == estimate["face"]


def test_widthAndRate_areLimits(affect: str, endpoint: str, preview: str, schemas: Schemas) -> None:
    options = ("--preview", preview, "--preview-width", "200", "--preview-rate", "4")
    options += ("--source", str(CLIP), "--loop")
    with running(affect, endpoint, *options), subscriber(preview, "preview.") as socket:
        shown = [picture(socket, schemas) for _ in range(9)]
    assert all(size(jpeg) == (message["width"], message["height"]) for message, jpeg in shown)
    assert {message["width"] for message, _ in shown} <= set(range(100, 201))
    seconds = (shown[-1][0]["t_publish_ns"] - shown[0][0]["t_publish_ns"]) / 1e9
    assert len(shown) - 1 <= 4 * seconds + 1


def test_otherFormats_becomeGrayPictures(affect: str, endpoint: str, preview: str, schemas: Schemas) -> None:
    clip = Path(preview.removeprefix("ipc://")).with_name("clip.mp4")
    command = ["ffmpeg", "-v", "error", "-i", str(CLIP), "-t", "3", "-c:v", "mpeg4", "-q:v", "2", str(clip)]
    subprocess.run(command, check=True, timeout=60)
    options = ("--source", str(clip), "--loop", "--preview", preview)
    with running(affect, endpoint, *options), subscriber(preview, "preview.cam0.") as socket:
        message, jpeg = picture(socket, schemas)
    assert size(jpeg) == (message["width"], message["height"])


def test_withoutTheOption_noPictureLeaves(affect: str, endpoint: str, schemas: Schemas) -> None:
    with running(affect, endpoint, "--source", str(CLIP), "--loop"), subscriber(endpoint) as socket:
        for _ in range(20):
            parts = socket.recv_multipart()
            assert len(parts) == 2 and not parts[0].startswith(b"preview")


def test_readerThatNeverReads_costsNoTick(affect: str, endpoint: str, preview: str) -> None:
    with (
        running(affect, endpoint, "--source", str(CLIP), "--loop", "--preview", preview),
        subscriber(preview),
        subscriber(endpoint, "affect.cam0.") as socket,
    ):
        followed = [m for m in (receive(socket) for _ in range(60)) if m["primary"]]
    ticks = [m["tick"] for m in followed]
    assert ticks == list(range(ticks[0], ticks[0] + len(ticks)))


def test_previewsOptions_areRefusedWithASentence(affect: str, endpoint: str, tmp_path: Path) -> None:
    session = tmp_path / "session"
    replay(affect, CLIPS / "single-face.mkv", endpoint, "--record", str(session), "--mode", "crops")

    def refusal(*options: str) -> tuple[int, str]:
        command = [affect, "run", "--feed", endpoint, "--control", "off", "--print", "none", *options]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return result.returncode, result.stderr

    status, text = refusal("--source", str(CLIP), "--preview-width", "200")
    assert (status, "--preview-width is for previews" in text) == (64, True)
    status, text = refusal("--source", str(CLIP), "--preview", "tcp://*:5572")
    assert (status, "refused: it can be reached from other machines" in text) == (78, True)
    status, text = refusal("--source", str(CLIP), "--preview", endpoint)
    assert (status, "is there already" in text) == (78, True)
    status, text = refusal("--source", str(session), "--preview", f"ipc://{tmp_path}/p")
    assert (status, "no pictures to preview" in text) == (78, True)
