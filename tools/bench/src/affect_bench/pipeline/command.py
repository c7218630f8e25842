"""`affect-pipeline`: measures the whole stream and writes docs/pipeline.md."""

import argparse
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tqdm import tqdm

from affect_bench.pipeline.stream import CLIP, Stream, StreamRun, make_clip
from affect_bench.report import processor_name

ROOT = Path(__file__).resolve().parents[5]
SIZES = ((640, 480), (1280, 720))


def cameras_on_one_core(stream: Stream, clip: Path, seconds: float, share: float) -> tuple[int, list[StreamRun]]:
    """The largest number of processes on one core without a missed tick, and what they measured.

    Begins at what the share of one allows, and takes one away until no tick is missed.
    """
    count = max(1, int(1 / share))
    while True:
        runs = stream.measure_together(clip, seconds, count, core=len(os.sched_getaffinity(0)) - 1)
        if count == 1 or not any(run.missing for run in runs):
            return count, runs
        count -= 1


def best(runs: list[StreamRun]) -> StreamRun:
    """The one that the rest of the machine disturbed least."""
    return min(runs, key=lambda run: run.core_share)


def page(
    sizes: dict[tuple[int, int], list[StreamRun]], seconds: float, allocations: float, together: list[StreamRun]
) -> str:
    """The whole of docs/pipeline.md."""
    small, large = (sizes[size] for size in SIZES)
    first = best(small)
    ratio = median(b.core_share / a.core_share for a, b in zip(small, large, strict=True))
    lines = [
        "# What the whole stream costs",
        "",
        "Written by `tools/bench/pipeline`: Motion JPEG at 30 pictures a second in real time, the bundled model, one",
        f"face, {len(small)} runs of {seconds:g} s each of two sizes, taking turns; the best of each. One such run:",
        "`affect bench --pipeline FILE`. *Capture* is the moment at which a picture is due; a camera adds its delay.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}; {processor_name()}; OpenBLAS core {first.blas_core}.",
        "",
        "| | of a core | capture to publication, ms p50 | p99 | missed ticks, all runs |",
        "|---|---|---|---|---|",
    ]
    for (width, height), runs in sizes.items():
        run, missing = best(runs), sum(each.missing for each in runs)
        total = sum(each.ticks for each in runs)
        lines.append(
            f"| {width} × {height} | {run.core_share:.1%} | {run.p50:.1f} | {run.p99:.1f} | {missing} of {total} |"
        )
    lines += [
        "",
        f"1280 × 720 costs **{ratio:.2f} ×** as much as 640 × 480 (median of the pairs). A tick of the smaller size,",
        f"after warm-up, calls malloc **{allocations:.1f}** times, libraries and ZeroMQ's thread included.",
        "",
        f"**{len(together)} such streams** run on one core as processes of their own without a missed tick: capture to",
        f"publication {median(run.p50 for run in together):.1f} ms p50, and "
        f"{max(run.p99 for run in together):.1f} ms p99 in the worst of them.",
        "",
        "| stage, 640 × 480 | ms p50 | ms p99 |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {p50:.2f} | {p99:.2f} |" for name, (p50, p99) in sorted(first.stages.items())]
    lines += [
        "",
        "`prepare` is the part of the next tick's network that needs no picture, and `rescan` (one tick in ten) looks",
        "at the whole picture; both run after the publication.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Writes docs/pipeline.md."""
    parser = argparse.ArgumentParser(prog="affect-pipeline", description=__doc__)
    parser.add_argument("--affect", type=Path, default=ROOT / ".build" / "release" / "affect")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each size")
    parser.add_argument("--seconds", type=float, default=30, help="of the stream, each turn")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "pipeline.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stream = Stream(arguments.affect, folder)
        clips = {size: make_clip(ROOT / CLIP, folder / f"{size[0]}.mkv", *size) for size in SIZES}
        sizes: dict[tuple[int, int], list[StreamRun]] = {size: [] for size in SIZES}
        for _ in tqdm(range(arguments.rounds), unit="round"):
            for size, runs in sizes.items():
                runs.append(stream.measure(clips[size], arguments.seconds))
        allocations = stream.allocations_a_tick(clips[SIZES[0]], arguments.seconds)
        share = best(sizes[SIZES[0]]).core_share
        _, together = cameras_on_one_core(stream, clips[SIZES[0]], arguments.seconds, share)
    arguments.output.write_text(page(sizes, arguments.seconds, allocations, together), encoding="utf-8")
