"""Many viewers, and viewers that do not read."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from affect_web.cost import dashboard_of
from affect_web.programs import Program, program, stream
from affect_web.socket_client import Viewer


def resident(process: int) -> int:
    """Kilobytes of memory."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


def primary(opcode: int, payload: bytes) -> dict[str, Any] | None:
    """The message of the person to follow that a frame holds, if it holds one."""
    message = json.loads(payload) if opcode == 1 else {"topic": ""}
    return message if message["topic"].startswith("affect.") and message["primary"] else None


def test_viewersThatDoNotRead_costTheOthersNothing(live: Program) -> None:
    link = live.link.split("#")[0]
    slow = [Viewer(link, receive_buffer=2048) for _ in range(4)]
    quick = Viewer(link)
    before = resident(dashboard_of(live))
    ticks: list[int] = []
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if message := primary(*quick.frame()):
            ticks.append(message["tick"])
            assert isinstance(message["t_tick_ns"], str)
            assert str(int(message["t_tick_ns"])) == message["t_tick_ns"]
    assert ticks == list(range(ticks[0], ticks[0] + len(ticks)))
    assert len(ticks) > 80
    assert resident(dashboard_of(live)) - before < 30_000
    for viewer in (*slow, quick):
        viewer.close()


def test_viewerThatNeverReads_isDropped(tmp_path: Path) -> None:
    with program(*stream(tmp_path, "--speed", "8")) as live:
        link = live.link.split("#")[0]
        stalled, quick = Viewer(link, receive_buffer=2048), Viewer(link)
        ticks: list[int] = []
        # More than what a viewer may lag behind, and more bytes than fit between the two programs.
        while len(ticks) < 2500:
            if message := primary(*quick.frame()):
                ticks.append(message["tick"])
        assert ticks == sorted(set(ticks))
        last = 0
        with pytest.raises(ConnectionError):
            while last < ticks[-1]:
                opcode, payload = stalled.frame()
                message = json.loads(payload) if opcode == 1 else {"topic": ""}
                if message["topic"].startswith("affect."):
                    last = message["tick"]
        assert 0 < last < ticks[-1]
        quick.close()


def test_twentyViewers_allGetEveryTick(live: Program) -> None:
    link = live.link.split("#")[0]
    counts: list[list[int]] = [[] for _ in range(20)]
    missed: list[int] = []

    def watch(number: int) -> None:
        viewer = Viewer(link)
        end = time.monotonic() + 6
        while time.monotonic() < end:
            opcode, payload = viewer.frame()
            if opcode != 1:
                continue
            message = json.loads(payload)
            if message["topic"].startswith("status."):
                missed.append(message["ticks_missed"])
            elif message["topic"].startswith("affect.") and message["primary"]:
                counts[number].append(message["tick"])
        viewer.close()

    threads = [threading.Thread(target=watch, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for ticks in counts:
        assert ticks == list(range(ticks[0], ticks[0] + len(ticks)))
        assert len(ticks) > 40
    assert max(missed) == min(missed)
