"""An hour's ticks in one process; a day's are `tools/soak ticks`."""

from __future__ import annotations

import pytest
from conftest import ROOT

from affect_check.tick_soak import MIB, Failed, Sample, judge, ticks

# The real network takes three minutes for an hour's ticks; this one has the same layers with few channels.
MODEL = ROOT / "Tests" / "Fixtures" / "goldens" / "convlstm-original-causal.model.safetensors"


def test_hour_leavesMemoryDescriptorsAndThreadsAsTheyAre(affect: str) -> None:
    assert "36" in ticks(affect, 36_000, "crops", MODEL)


def steady(**last: int) -> list[Sample]:
    seen = [Sample(ticks=10 * index, resident_bytes=50 * MIB, descriptors=19, threads=5) for index in range(101)]
    for name, value in last.items():
        setattr(seen[-1], name, value)
    return seen


def test_samplesThatStay_areFlat() -> None:
    assert "+0.00 MiB" in judge(steady(), 1000)


@pytest.mark.parametrize("last", [{"resident_bytes": 52 * MIB}, {"descriptors": 20}, {"threads": 6}])
def test_growth_isFound(last: dict[str, int]) -> None:
    with pytest.raises(Failed):
        judge(steady(**last), 1000)


def test_sampleAtTheTurnOfTheLoop_isSaidAndIsNoGrowth() -> None:
    seen = steady()
    seen[70].threads, seen[70].descriptors = 6, 18
    assert judge(seen, 1000).endswith(
        "descriptors 19 → 19, in 1 of 91 samples [18]; threads 5 → 5, in 1 of 91 samples [6]"
    )


def test_halfThatHoldsMore_isFound() -> None:
    seen = steady()
    for one in seen[51:-1]:
        one.threads = 6
    with pytest.raises(Failed):
        judge(seen, 1000)


def test_tooFewSamples_areNoResult() -> None:
    with pytest.raises(Failed, match="too few"):
        judge(steady()[-2:], 1000)
