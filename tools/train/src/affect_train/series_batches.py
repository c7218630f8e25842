"""Recordings side by side, stretch after stretch, as training takes them."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from affect_train.avec_corpus import Series
from affect_train.chunks import chunks
from affect_train.network_spec import NetworkSpec

Item = TypeVar("Item")
MID_GRAY = 128
"""Stands behind the end of shorter recordings: zero after normalisation, nearly."""
SMALLEST_SHARE_SEEN = 0.5
"""An output counts in the loss where at least this share of its ticks shows a face."""


@dataclass(frozen=True)
class StretchBatch:
    """What one step of the optimiser sees.

    `crops` U8 N × T × S × S, of which the first `before` and last `after` ticks only surround; `targets`
    N × steps × outputs, means of the labels over each output's ticks; `counts` N × steps.
    """

    crops: Tensor
    targets: Tensor
    counts: Tensor
    before: int
    after: int


def epoch_groups(count: int, batch: int, seed: int, epoch: int) -> list[list[int]]:
    """The recordings' numbers in a random order that depends on seed and epoch, `batch` at a time."""
    order = np.random.default_rng((seed, epoch)).permutation(count)
    return [order[start : start + batch].tolist() for start in range(0, count, batch)]


def stretches(
    lanes: list[Series | None], size: int, ticks: int, length: int, delay: int, spec: NetworkSpec
) -> Iterator[StretchBatch]:
    """The stretches of `ticks` ticks of recordings side by side; None is a lane that stays empty."""
    for chunk in chunks(ticks, length, spec):
        prepared = [_lane(lane, size, chunk.seen, delay, spec) for lane in lanes]
        first = chunk.before // spec.stride
        last = first + (chunk.stop - chunk.start) // spec.stride
        yield StretchBatch(
            crops=torch.from_numpy(np.stack([crops for crops, _, _ in prepared])),
            targets=torch.from_numpy(np.stack([targets[first:last] for _, targets, _ in prepared])),
            counts=torch.from_numpy(np.stack([counts[first:last] for _, _, counts in prepared])),
            before=chunk.before,
            after=chunk.after,
        )


def _lane(
    series: Series | None, size: int, ticks: slice, delay: int, spec: NetworkSpec
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Crops, targets and counts of a stretch; behind the recording's end gray, zero and False."""
    length, outputs = ticks.stop - ticks.start, len(spec.outputs)
    crops = np.full((length, size, size), MID_GRAY, np.uint8)
    labels = np.zeros((length, outputs), np.float32)
    seen = np.zeros(length, np.float32)
    stop = 0 if series is None else min(ticks.stop, series.ticks // spec.stride * spec.stride)
    if series is not None and stop > ticks.start:
        count = stop - ticks.start
        crops[:count] = series.crops[ticks.start : stop]
        seen[:count] = series.seen[ticks.start : stop]
        labelled = np.minimum(np.arange(ticks.start, stop) + delay, series.ticks - 1)
        labels[:count] = np.stack([series.labels[name][labelled] for name in spec.outputs], axis=1)
    targets = labels.reshape(-1, spec.stride, outputs).mean(axis=1)
    return crops, targets, seen.reshape(-1, spec.stride).mean(axis=1) >= SMALLEST_SHARE_SEEN


def prefetched(items: Iterator[Item], ahead: int = 2) -> Iterator[Item]:
    """The same items, made by a thread while the last one is used."""
    waiting: queue.Queue[Item | BaseException | None] = queue.Queue(ahead)

    def make() -> None:
        try:
            for item in items:
                waiting.put(item)
            waiting.put(None)
        except BaseException as error:
            waiting.put(error)

    threading.Thread(target=make, daemon=True).start()
    while (item := waiting.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item
