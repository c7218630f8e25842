"""`affect-feed-soak`: what readers may do to a feed for minutes; prints one sentence, and fails with one."""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zmq
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[4]
CLIP = ROOT / "tools" / "clips" / "wolfgang-langer.mkv"
MIB = 1 << 20


class Failed(Exception):
    """What was promised and did not hold."""


@dataclass
class Run:
    """A program that publishes a clip again and again, in real time."""

    process: subprocess.Popen[bytes]
    feed: str
    control: str

    @property
    def resident_bytes(self) -> int:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


@contextmanager
def running(affect: str) -> Iterator[Run]:
    with tempfile.TemporaryDirectory(prefix="affect-soak-") as folder:
        feed, control = f"ipc://{folder}/feed", f"ipc://{folder}/control"
        command = [affect, "run", "--source", str(CLIP), "--loop", "--print", "none"]
        command += ["--feed", feed, "--control", control]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            yield Run(process, feed, control)
            if process.poll() is not None:
                raise Failed(f"the program ended with status {process.returncode}")
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def subscriber(context: zmq.Context[zmq.Socket[bytes]], endpoint: str, topic: str) -> Iterator[zmq.Socket[bytes]]:
    socket = context.socket(zmq.SUB)
    socket.rcvtimeo = 20_000
    socket.subscribe(topic)
    socket.connect(endpoint)
    try:
        yield socket
    finally:
        socket.close(linger=0)


@dataclass
class Ticks:
    """The ticks of the person to follow, one after the other."""

    last: int | None = None
    lost: int = 0
    count: int = 0

    def add(self, message: dict[str, Any]) -> None:
        if not message["topic"].startswith("affect.") or not message["primary"]:
            return
        if self.last is not None and message["tick"] != self.last + 1:
            self.lost += 1
        self.last = message["tick"]
        self.count += 1


def churn(affect: str, seconds: float, clients: int) -> str:
    """So many readers that come and go all the time, beside one that stays."""
    context = zmq.Context()
    over = threading.Event()
    visits = [0] * clients

    def come_and_go(index: int, run: Run) -> None:
        chance = random.Random(index)
        while not over.is_set():
            with subscriber(context, run.feed, chance.choice(("", "affect.", "status.", "affect.cam0.t0"))) as socket:
                socket.rcvtimeo = 2000
                for _ in range(chance.randrange(4)):
                    if over.is_set():
                        break
                    try:
                        socket.recv_multipart()
                    except zmq.Again:
                        break
                visits[index] += 1
            over.wait(chance.random() / 2)

    with running(affect) as run, subscriber(context, run.feed, "affect.") as steady:
        ticks = Ticks()
        threads = [threading.Thread(target=come_and_go, args=(index, run)) for index in range(clients)]
        settled = (0, 0)
        try:
            ticks.add(_receive(steady))
            for thread in threads:
                thread.start()
            start = time.monotonic()
            while (elapsed := time.monotonic() - start) < seconds:
                ticks.add(_receive(steady))
                if elapsed > seconds / 4 and settled == (0, 0):
                    settled = (run.resident_bytes, run.descriptors)
        finally:
            over.set()
            for thread in threads:
                thread.join()
        growth = (run.resident_bytes - settled[0]) / MIB
        for _ in range(20):
            ticks.add(_receive(steady))
        left = run.descriptors
    context.term()
    result = (
        f"{sum(visits)} visits of {clients} readers in {seconds:.0f} s: {ticks.count} ticks, {ticks.lost} missed, "
        f"memory {growth:+.2f} MiB over the last three quarters, {left} descriptors left"
    )
    if ticks.lost or growth > 1 or left > settled[1]:
        raise Failed(result)
    return result


def messages(affect: str, seconds: float) -> str:
    """Every message of so many seconds against the schemas, with pauses, annotations and refused reloads in between."""
    names = ("affect", "status", "notify", "annotation")
    schemas = {
        name: Draft202012Validator(json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text()))
        for name in names
    }
    requests = [
        {"cmd": "annotate", "args": {"label": "soak", "text": "ä \" \\ \n"}},
        {"cmd": "pause"},
        {"cmd": "resume"},
        {"cmd": "reload", "args": {"model": "nothing"}},
    ]
    context = zmq.Context()
    counts = dict.fromkeys(names, 0)
    sequences: dict[str, int] = {}
    ticks, gaps, asked = Ticks(), 0, 0
    with running(affect) as run, subscriber(context, run.feed, "") as socket, context.socket(zmq.DEALER) as control:
        control.linger = 0
        control.connect(run.control)
        start = time.monotonic()
        while (elapsed := time.monotonic() - start) < seconds:
            message = _receive(socket)
            name = message["topic"].split(".")[0]
            schemas[name].validate(message)
            counts[name] += 1
            last = sequences.get(message["topic"])
            # A status is sent again when somebody subscribes to it.
            gaps += last is not None and message["seq"] not in ((last, last + 1) if name == "status" else (last + 1,))
            sequences[message["topic"]] = message["seq"]
            ticks.add(message)
            if elapsed > 2 * asked + 1:
                control.send_multipart([b"", json.dumps(requests[asked % len(requests)]).encode()])
                asked += 1
    context.term()
    counted = ", ".join(f"{count} {name}" for name, count in counts.items())
    result = (
        f"{sum(counts.values())} messages in {seconds:.0f} s ({counted}): "
        f"all valid, {gaps} gaps, {ticks.lost} ticks missed"
    )
    if gaps or ticks.lost or not all(counts.values()):
        raise Failed(result)
    return result


FLOOR = """
import json, sys, time, zmq
socket = zmq.Context().socket(zmq.PUB)
socket.linger = 0
socket.bind(sys.argv[1])
padding = "x" * int(sys.argv[2])
due = time.monotonic()
while True:
    due += 0.1
    time.sleep(max(0, due - time.monotonic()))
    message = {"t_publish_ns": time.monotonic_ns(), "padding": padding}
    socket.send_multipart([b"affect.floor.t000001.", json.dumps(message).encode()], zmq.NOBLOCK)
"""


def hop(affect: str, seconds: float) -> str:
    """From the publisher's stamp to the reader's hands, beside a publisher in Python with messages of the same size."""
    context = zmq.Context()
    hops: dict[str, list[float]] = {"feed": [], "floor": []}
    with running(affect) as run, subscriber(context, run.feed, "affect.") as feed:
        size = len(feed.recv_multipart()[1])
        place = f"{run.feed}-floor"
        publisher = subprocess.Popen([sys.executable, "-c", FLOOR, place, str(size - 50)])
        try:
            with subscriber(context, place, "affect.") as floor:
                poller = zmq.Poller()
                poller.register(feed, zmq.POLLIN)
                poller.register(floor, zmq.POLLIN)
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    for socket, _ in poller.poll(1000):
                        parts = socket.recv_multipart()
                        received = time.monotonic_ns()
                        name = "feed" if socket is feed else "floor"
                        hops[name].append((received - json.loads(parts[1])["t_publish_ns"]) / 1e6)
        finally:
            publisher.kill()
            publisher.wait()
    context.term()
    medians = {name: statistics.median(times) for name, times in hops.items()}
    tails = {name: statistics.quantiles(times, n=100)[98] for name, times in hops.items()}
    result = (
        f"{len(hops['feed'])} hops over ipc: p50 {medians['feed']:.3f} ms, p99 {tails['feed']:.3f} ms; "
        f"a publisher in pyzmq beside it p50 {medians['floor']:.3f} ms, p99 {tails['floor']:.3f} ms"
    )
    if medians["feed"] - medians["floor"] > 0.1:
        raise Failed(result)
    return result


def _receive(socket: zmq.Socket[bytes]) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(socket.recv_multipart()[1])
    return message


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="affect-feed-soak", description=__doc__)
    parser.add_argument("part", choices=("churn", "messages", "hop"))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--affect", default=os.environ.get("AFFECT", str(ROOT / ".build" / "release" / "affect")))
    options = parser.parse_args(arguments)
    parts: dict[str, Callable[[], str]] = {
        "churn": lambda: churn(options.affect, options.seconds, options.clients),
        "messages": lambda: messages(options.affect, options.seconds),
        "hop": lambda: hop(options.affect, options.seconds),
    }
    try:
        print(parts[options.part]())
    except Failed as failure:
        print(f"affect-feed-soak: {options.part}: not as promised: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
