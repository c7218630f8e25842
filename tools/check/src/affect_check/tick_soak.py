"""`affect-tick-soak`: many ticks at full speed in one process, whose memory, descriptors and threads have to stay."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low

import zmq

ROOT = Path(__file__).resolve().parents[4]
CLIP = ROOT / "tools" / "clips" / "wolfgang-langer.mkv"
MODEL = ROOT / "models" / "affect-base.safetensors"
MIB = 1 << 20
# Until then rings, caches and the allocator's arenas fill.
SETTLING = 0.1
GROWTH_MIB = 1.0
LEAST = 40


class Failed(Exception):
    """What was promised and did not hold."""


@dataclass
class Sample:
    ticks: int
    resident_bytes: int
    descriptors: int
    threads: int


def sample(process: int, ticks: int) -> Sample:
    folder = Path(f"/proc/{process}")
    pages = int((folder / "statm").read_text().split()[1])
    descriptors, threads = (sum(1 for _ in (folder / name).iterdir()) for name in ("fd", "task"))
    return Sample(ticks, pages * os.sysconf("SC_PAGE_SIZE"), descriptors, threads)


def record_crops(affect: str, model: Path, session: Path) -> None:
    """The clip once, as the network of `model` sees it."""
    command = [affect, "run", "--source", str(CLIP), "--speed", "max", "--print", "none", "--control", "off"]
    command += ["--feed", f"ipc://{session.parent}/recording", "--model", str(model), "--keep-free", "0"]
    command += ["--record", str(session), "--mode", "crops"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, timeout=300)


def samples(affect: str, source: Path, model: Path, count: int, folder: str) -> Iterator[Sample]:
    """One a second and `LEAST` in all, while `source` is played again and again at full speed, until `count` ticks are
    out."""
    feed = f"ipc://{folder}/feed"
    command = [affect, "run", "--source", str(source), "--loop", "--speed", "max", "--print", "none"]
    command += ["--feed", feed, "--control", f"ipc://{folder}/control", "--model", str(model)]
    context = zmq.Context()
    socket = context.socket(zmq.SUB)
    socket.rcvtimeo = 60_000
    socket.subscribe("status.")
    socket.connect(feed)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        last, due = 0.0, 0.0
        while True:
            try:
                ticks = json.loads(socket.recv_multipart()[1])["ticks_published"]
            except zmq.Again:
                raise Failed(f"no status for a minute; the program's exit status is {process.poll()}") from None
            if ticks >= min(due, count) or time.monotonic() > last + 1:
                last, due = time.monotonic(), ticks + count / LEAST
                yield sample(process.pid, ticks)
            if ticks >= count:
                break
        process.terminate()
        if (status := process.wait(timeout=30)) != 0:
            raise Failed(f"the program ended with status {status}")
    finally:
        process.kill()
        process.wait()
        socket.close(linger=0)
        context.term()


def judge(seen: list[Sample], count: int) -> str:
    """What the samples of `count` ticks show; raises `Failed` when anything grew."""
    settled = [one for one in seen if one.ticks >= count * SETTLING]
    early = [one for one in settled if one.ticks <= count / 2]
    late = [one for one in settled if one.ticks > count / 2]
    if len(early) < 2 or not late:
        raise Failed(f"{len(seen)} samples are too few to judge: more ticks are needed")
    growth = (max(one.resident_bytes for one in late) - max(one.resident_bytes for one in early)) / MIB
    result = f"memory {early[0].resident_bytes / MIB:.1f} MiB, {growth:+.2f} MiB from the first half to the second"
    kept = True
    for name in ("descriptors", "threads"):
        counts = [getattr(one, name) for one in settled]
        usual = median_low(counts)
        # Where the recording begins anew a reading thread ends and the next one starts: a sample may fall between them.
        others = sorted({count for count in counts if count != usual})
        kept &= counts[0] == counts[-1] == usual == median_low([getattr(one, name) for one in late])
        result += f"; {name} {counts[0]} → {counts[-1]}"
        if others:
            result += f", in {sum(count != usual for count in counts)} of {len(counts)} samples {others}"
    if growth > GROWTH_MIB or not kept:
        raise Failed(result)
    return result


def ticks(affect: str, count: int, source: str, model: Path = MODEL) -> str:
    """`source`: clip (decoding, faces, network, feed) or crops (a recording's crops, network, feed)."""
    seen: list[Sample] = []
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="affect-soak-") as folder:
        material = CLIP
        if source == "crops":
            material = Path(folder) / "session"
            record_crops(affect, model, material)
        for now in samples(affect, material, model, count, folder):
            if not seen or now.ticks * 20 // count > seen[-1].ticks * 20 // count:
                so_far = f"{now.ticks} of {count} ticks, {now.resident_bytes / MIB:.1f} MiB"
                print(f"{(time.monotonic() - start) / 60:.1f} min: {so_far}", file=sys.stderr)
            seen.append(now)
    return f"{seen[-1].ticks} ticks of {source} in {(time.monotonic() - start) / 60:.1f} min: {judge(seen, count)}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="affect-tick-soak", description=__doc__)
    parser.add_argument("--ticks", type=int, default=864_000, help="a day has 864000")
    parser.add_argument("--source", choices=("crops", "clip"), default="crops")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--affect", default=os.environ.get("AFFECT", str(ROOT / ".build" / "release" / "affect")))
    options = parser.parse_args(arguments)
    try:
        print(ticks(options.affect, options.ticks, options.source, options.model))
    except Failed as failure:
        print(f"affect-tick-soak: not as promised: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
