"""ROS 2's messages over DDS, read by a second process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

pytest.importorskip("cyclonedds", reason="cyclonedds is not there")
from conftest import Message, estimate, nobody

DOMAIN = 97
READER = """
import json, sys
from affect_bridges.ros2 import LOCAL, QOS
from affect_bridges.ros2_types import Expression, IdsList
from cyclonedds.domain import Domain, DomainParticipant
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic
from cyclonedds.util import duration

number, face, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
domain = Domain(number, LOCAL)
participant = DomainParticipant(number)
if face == "tracked":
    reader = DataReader(participant, Topic(participant, "rt/humans/faces/tracked", IdsList), qos=QOS)
else:
    reader = DataReader(participant, Topic(participant, f"rt/humans/faces/{face}/expression", Expression), qos=QOS)
for _, m in zip(range(count), reader.take_iter(timeout=duration(seconds=20))):
    rest = [m.ids] if face == "tracked" else [m.expression, m.valence, m.arousal, str(m.confidence)]
    print(json.dumps([m.header.frame_id, m.header.stamp.sec, m.header.stamp.nanosec, *rest]), flush=True)
"""


@contextmanager
def bridge(endpoint: str) -> Iterator[None]:
    command = [sys.executable, "-m", "affect_bridges", "ros2", "--feed", endpoint, "--domain", str(DOMAIN)]
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


def read(topic: str, count: int, feed: Iterator[Message], publish: Callable[[Message], None]) -> list[list[object]]:
    """What a reader of its own gets of a feed that goes on until it is content."""
    command = [sys.executable, "-c", READER, str(DOMAIN), topic, str(count)]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    end = time.monotonic() + 40
    while reader.poll() is None and time.monotonic() < end:
        publish(next(feed))
        time.sleep(0.02)
    output, _ = reader.communicate(timeout=20)
    return [json.loads(line) for line in output.splitlines()]


def test_expressions_carryTheCapturesOfValidTicks(endpoint: str, publish: Callable[[Message], None]) -> None:
    sent: list[Message] = []

    def feed() -> Iterator[Message]:
        while True:
            number = len(sent)
            changes = {"valence": number / 2048, "confidence": None if number % 3 == 1 else 0.5}
            if number % 3 == 2:
                changes |= {"valid": False, "valence": None, "arousal": None}
            sent.append(estimate(**changes))
            yield sent[-1]

    with bridge(endpoint):
        rows = read("face_cam0_t000001", 30, feed(), publish)
    assert len(rows) == 30
    shift = time.time_ns() - time.monotonic_ns()
    captures = {m["valence"]: m["t_capture_ns"] for m in sent if m["valid"]}
    for frame, seconds, nanoseconds, expression, valence, arousal, confidence in rows:
        assert (frame, expression, arousal) == ("cam0", "", 0.25)
        assert confidence in ("0.5", "nan")
        stamp = int(str(seconds)) * 1_000_000_000 + int(str(nanoseconds))
        assert abs(stamp - shift - captures[valence]) < 50_000_000
    assert {row[6] for row in rows} == {"0.5", "nan"}


def test_trackedFaces_areListedWhileTheyAreThere(endpoint: str, publish: Callable[[Message], None]) -> None:
    def feed() -> Iterator[Message]:
        while True:
            yield from (estimate() for _ in range(20))
            for _ in range(20):
                yield estimate()
                yield estimate(track="t000002", primary=False)
            yield estimate(state="lost", valid=False)
            yield from (estimate(track="t000002") for _ in range(20))
            yield from (nobody() for _ in range(20))

    with bridge(endpoint):
        rows = read("tracked", 8, feed(), publish)
    first, second = "face_cam0_t000001", "face_cam0_t000002"
    lists = [row[3] for row in rows]
    assert {tuple(ids) for ids in lists} == {(), (first,), (second,), (first, second)}
