"""Runs of the program over a clip in real time."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLIP = Path("tools/clips/wolfgang-langer.mkv")
TICKS_A_SECOND = 10


def make_clip(source: Path, target: Path, width: int, height: int) -> Path:
    """The clip as a webcam would give it: Motion JPEG, 30 pictures a second."""
    scale = f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height},fps=30"
    command = ["ffmpeg", "-v", "error", "-i", str(source), "-vf", scale, "-an", "-c:v", "mjpeg", "-q:v", "4"]
    subprocess.run([*command, "-y", str(target)], check=True)
    return target


@dataclass(frozen=True)
class StreamRun:
    """What `affect bench --pipeline` says: times in ms, resident memory in MB, `core_share` 1 for a whole core."""

    core_share: float
    p50: float
    p99: float
    resident: float
    ticks: int
    missing: int
    stages: dict[str, tuple[float, float]]
    blas_core: str

    @classmethod
    def of(cls, report: dict[str, Any]) -> "StreamRun":
        """From its JSON."""
        pipeline = report["pipeline"]
        return cls(
            core_share=pipeline["core_share"],
            p50=pipeline["capture_to_publish"]["ms_p50"],
            p99=pipeline["capture_to_publish"]["ms_p99"],
            resident=pipeline["resident_mb"],
            ticks=pipeline["ticks"],
            missing=pipeline["ticks_missing"],
            stages={name: (times["ms_p50"], times["ms_p99"]) for name, times in pipeline["stages"].items()},
            blas_core=report["blas_core"],
        )


@dataclass(frozen=True)
class Stream:
    """The program, and a folder for its sockets."""

    affect: Path
    folder: Path

    def measure(self, clip: Path, seconds: float) -> StreamRun:
        """One run."""
        (run,) = self.measure_together(clip, seconds, 1, core=None)
        return run

    def measure_together(self, clip: Path, seconds: float, count: int, *, core: int | None) -> list[StreamRun]:
        """As many processes as `count` at once, all on one core when `core` is given."""
        processes = []
        for number in range(count):
            command = [str(self.affect), "bench", "--ticks", "1", "--json", "--seconds", str(seconds)]
            command += ["--pipeline", str(clip), "--feed", f"ipc://{self.folder}/feed{number}"]
            if core is not None:
                command = ["taskset", "-c", str(core), *command]
            processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
        answers = [process.communicate()[0] for process in processes]
        if any(process.returncode != 0 for process in processes):
            raise SystemExit(f"affect bench --pipeline {clip} failed")
        return [StreamRun.of(json.loads(answer)) for answer in answers]

    def allocations_a_tick(self, clip: Path, seconds: float) -> float:
        """Calls of malloc and its kin a tick, of all threads, libraries included, after warm-up.

        From two runs of which one is longer by `seconds`.
        """
        library = self.folder / "count_allocations.so"
        source = Path(__file__).with_name("count_allocations.c")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", str(source), "-o", str(library)], check=True)
        counts = []
        for duration in (5.0, 5.0 + seconds):
            answer = self.folder / "allocations"
            command = [str(self.affect), "run", "--source", str(clip), "--loop", "--duration", str(duration)]
            command += ["--control", "off", "--print", "none", "--feed", f"ipc://{self.folder}/counted"]
            environment = {**os.environ, "LD_PRELOAD": str(library), "ALLOCATIONS": str(answer)}
            subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)
            counts.append(int(answer.read_text()))
        return (counts[1] - counts[0]) / (seconds * TICKS_A_SECOND)
