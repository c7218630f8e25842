"""The offset of two clocks, where the truth is known."""

from __future__ import annotations

import random

import pytest

from affect_client import ClockOffset, estimate_offset


def test_symmetricExchange_givesTheOffsetExactly() -> None:
    assert estimate_offset([(1000, 5100, 5150, 1250)]) == ClockOffset(4000, 100, 200)


def test_trueOffset_liesWithinTheErrorHoweverTheWayIsShared() -> None:
    numbers = random.Random(7)
    for _ in range(1000):
        true = numbers.randint(-(10**15), 10**15)
        exchanges = []
        for _ in range(8):
            t0 = numbers.randint(0, 10**12)
            there, stay, back = (numbers.randint(0, 10**7) for _ in range(3))
            exchanges.append((t0, t0 + there + true, t0 + there + stay + true, t0 + there + stay + back))
        offset = estimate_offset(exchanges)
        assert abs(offset.offset_ns - true) <= offset.error_ns
        assert offset.to_own(offset.to_stream(123)) == 123


def test_shortestRoundTrip_decides() -> None:
    slow, quick = (0, 9_000, 9_000, 10_000), (0, 50, 50, 100)
    assert estimate_offset([slow, quick, slow]).round_trip_ns == 100


def test_noExchange_isAnError() -> None:
    with pytest.raises(ValueError):
        estimate_offset([])
