"""What recording costs, and how fast sessions replay: the program with and without `--record`, taking turns.

Needs Python's standard library and ffmpeg alone: `tools/bench/recording`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def make_clip(source: Path, target: Path) -> None:
    """The clip as a webcam would give it: 640 × 480 Motion JPEG, 30 pictures a second."""
    command = ["ffmpeg", "-v", "error", "-i", str(source), "-vf", "scale=640:480,fps=30", "-an"]
    subprocess.run([*command, "-c:v", "mjpeg", "-q:v", "4", str(target)], check=True)


def run(command: list[str]) -> tuple[float, float]:
    """Runs a command to its end; its processor time and wall time in seconds."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"this failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begin


def measure(affect: str, rounds: int, seconds: float, length: float) -> dict[str, object]:
    """Processor time of `seconds` in real time, `rounds` times for each way, and how fast `length` seconds replay."""
    with tempfile.TemporaryDirectory(dir=ROOT / ".build") as folder:
        clip = Path(folder) / "clip.mkv"
        make_clip(ROOT / "tools" / "clips" / "wolfgang-langer.mkv", clip)
        common = [affect, "run", "--control", "off", "--print", "none", "--feed", f"ipc://{folder}/feed"]
        times: dict[str, list[float]] = {"none": [], "features": [], "crops": [], "video": []}
        for round_ in range(rounds):
            for mode in times:
                command = [*common, "--source", str(clip), "--loop", "--duration", str(seconds)]
                if mode != "none":
                    command += ["--record", f"{folder}/{mode}_{round_}", "--mode", mode, "--keep-free", "0"]
                times[mode].append(run(command)[0])
        shares = {
            mode: statistics.median(a - b for a, b in zip(values, times["none"], strict=True)) / seconds
            for mode, values in times.items()
            if mode != "none"
        }
        speeds = {}
        for mode in ("crops", "video"):
            session = f"{folder}/long_{mode}"
            command = [*common, "--source", str(clip), "--loop", "--speed", "max", "--duration", str(length)]
            run([*command, "--record", session, "--mode", mode, "--keep-free", "0"])
            turns = [run([*common, "--source", session, "--speed", "max"]) for _ in range(rounds)]
            speeds[mode] = {
                "wall": length / statistics.median(wall for _, wall in turns),
                "processor": length / statistics.median(processor for processor, _ in turns),
            }
    return {
        "seconds": seconds,
        "rounds": rounds,
        "replayed_seconds": length,
        "core_share_without": statistics.median(times["none"]) / seconds,
        "core_share_of_recording": shares,
        "replay_speed": speeds,
    }


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description="Cost of recording, and speed of replays, on this machine.")
    parser.add_argument("--affect", default=str(ROOT / ".build" / "release" / "affect"), help="the program")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each mode")
    parser.add_argument("--seconds", type=float, default=20, help="of the stream, each turn")
    parser.add_argument("--length", type=float, default=120, help="seconds of the sessions that are replayed")
    arguments = parser.parse_args()
    (ROOT / ".build").mkdir(exist_ok=True)
    json.dump(measure(arguments.affect, arguments.rounds, arguments.seconds, arguments.length), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
