"""What the plot keeps of a feed."""

from __future__ import annotations

import math

from affect_client import Estimate
from affect_client.plot import Minute


def estimate(tick: int, arousal: float | None) -> Estimate:
    return Estimate(
        track="t000001", primary=True, tick=tick, seq=tick, state="tracking", reasons=(), valid=arousal is not None,
        arousal=arousal, valence=arousal, arousal_sd=None, valence_sd=None, confidence=None, t_capture_ns=None,
        message={},
    )  # fmt: skip


def test_minute_keepsTheLastSecondsAndBreaksTheLineAtGaps() -> None:
    minute = Minute(2)
    for tick in range(100, 150):
        minute.add(estimate(tick, None if tick == 140 else tick / 1000))
    assert len(minute.times) == 20
    assert (minute.times[0], minute.times[-1]) == (-1.9, 0)
    values = minute.values("arousal")
    assert values[-1] == 0.149
    assert [index for index, value in enumerate(values) if math.isnan(value)] == [10]
