"""LSL, read by a second process."""

from __future__ import annotations

import math
import socket
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

pytest.importorskip("pylsl", reason="pylsl or its liblsl is not there", exc_type=(ImportError, RuntimeError))
from conftest import Message, estimate, nobody

READER = """
import pylsl
[info] = pylsl.resolve_byprop("type", "Affect", timeout=30)
inlet = pylsl.StreamInlet(info)
print(info.source_id(), info.channel_count(), info.nominal_srate(), flush=True)
for _ in range(40):
    sample, stamp = inlet.pull_sample(timeout=10)
    print(stamp.hex(), *(value.hex() for value in sample), flush=True)
"""


def bridge(endpoint: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "affect_bridges", "lsl", "--feed", endpoint]
    return subprocess.Popen(command, text=True, stderr=subprocess.PIPE)


def listening(process: int) -> list[str]:
    """The addresses at which a process listens for TCP connections, as `ss` writes them."""
    table = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=True).stdout
    return [line.split()[3] for line in table.splitlines() if f"pid={process}," in line]


def own_address() -> str | None:
    """An address of this machine that others can reach."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def test_samples_keepTheCamerasStampsAndNaN(endpoint: str, publish: Callable[[Message], None]) -> None:
    source = bridge(endpoint)
    command = [sys.executable, "-c", READER]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    sent: dict[float, Message] = {}
    try:
        for number in range(600):
            message = nobody() if number % 5 == 4 else estimate(arousal=number / 1000)
            sent[(message["t_capture_ns"] or message["t_tick_ns"]) / 1e9] = message
            publish(message)
            if reader.poll() is not None:
                break
            time.sleep(0.05)
        output, _ = reader.communicate(timeout=30)
        refused = refused_from_elsewhere(source.pid)
    finally:
        source.terminate()
        status = source.wait(timeout=20)
    head, *rows = output.splitlines()
    assert head.split() == [f"affect-{socket.gethostname()}-cam0", "4", "10.0"]
    samples = [[float.fromhex(value) for value in row.split()] for row in rows]
    assert len(samples) == 40
    for stamp, arousal, valence, confidence, tick in samples:
        message = sent[stamp]
        for value, key in ((arousal, "arousal"), (valence, "valence"), (confidence, "confidence")):
            assert (math.isnan(value) and message[key] is None) or value == message[key]
        assert tick == message["tick"]
    assert any(math.isnan(row[1]) for row in samples)
    assert status == 0
    assert refused in (True, None)


def refused_from_elsewhere(process: int) -> bool | None:
    """Whether a connection from another address than the loopback's gets no answer; None where there is no other."""
    address = own_address()
    if address is None:
        return None
    places = listening(process)
    assert places
    for place in places:
        with socket.socket() as client:
            client.settimeout(2)
            client.bind((address, 0))
            try:
                client.connect((address, int(place.rpartition(":")[2])))
            except OSError:
                continue
            return False
    return True
