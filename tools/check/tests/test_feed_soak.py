"""The long runs of the feed, short: that they run, and that what they check holds for some seconds."""

from __future__ import annotations

from affect_check import feed_soak


def test_readersThatComeAndGo_costNoTick(affect: str) -> None:
    assert " 0 missed" in feed_soak.churn(affect, seconds=8, clients=30)


def test_allMessages_areValid(affect: str) -> None:
    assert "all valid, 0 gaps" in feed_soak.messages(affect, seconds=10)


def test_hops_areMeasuredBesideTheFloor(affect: str) -> None:
    try:
        sentence = feed_soak.hop(affect, seconds=3)
    except feed_soak.Failed as slow:
        sentence = str(slow)
    assert "beside it p50" in sentence
