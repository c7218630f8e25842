"""The measurement of the whole stream."""

from pathlib import Path

import pytest

from affect_bench.pipeline.command import SIZES, best, cameras_on_one_core, page
from affect_bench.pipeline.stream import StreamRun


def run(share: float, *, missing: int = 0, p99: float = 7) -> StreamRun:
    return StreamRun.of(
        {
            "blas_core": "Zen",
            "pipeline": {
                "core_share": share,
                "capture_to_publish": {"ms_p50": 5, "ms_p99": p99},
                "resident_mb": 57,
                "ticks": 300,
                "ticks_missing": missing,
                "stages": {"network": {"ms_p50": 2.4, "ms_p99": 3}},
            },
        }
    )


class Machine:
    """Serves `capacity` processes on one core; more of them miss ticks."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.asked: list[int] = []

    def measure_together(self, clip: Path, seconds: float, count: int, *, core: int | None) -> list[StreamRun]:
        self.asked.append(count)
        return [run(0.1, missing=3 if count > self.capacity else 0) for _ in range(count)]


@pytest.mark.parametrize(("share", "capacity", "asked"), [(0.1, 10, [10]), (0.1, 8, [10, 9, 8]), (1.5, 0, [1])])
def test_cameras_on_one_core_are_as_many_as_miss_nothing(share: float, capacity: int, asked: list[int]) -> None:
    machine = Machine(capacity)
    count, runs = cameras_on_one_core(machine, Path("clip.mkv"), 1, share)
    assert machine.asked == asked
    assert count == len(runs) == asked[-1]


def test_page_gives_the_least_disturbed_run_and_the_ratio_of_the_pairs() -> None:
    small, large = [run(0.1), run(0.2)], [run(0.13), run(0.26, missing=1)]
    text = page(dict(zip(SIZES, (small, large), strict=True)), 30, 12.34, [run(0.1, p99=40)] * 9)
    assert best(small).core_share == 0.1
    assert "| 640 × 480 | 10.0% | 5.0 | 7.0 | 0 of 600 |" in text
    assert "| 1280 × 720 | 13.0% | 5.0 | 7.0 | 1 of 600 |" in text
    assert "**1.30 ×**" in text
    assert "**9 such streams**" in text
