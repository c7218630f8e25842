"""How fast training is beside the same network on random tensors that already lie in memory."""

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

import torch

from affect_train.series_batches import StretchBatch, prefetched
from affect_train.series_trainer import SeriesTrainer


@dataclass(frozen=True)
class Throughput:
    """Median ticks a second of both, and the share of the speed that training keeps: median and range over groups.

    `processor_share` is the same of ticks a processor second, which other programs on the machine hardly change.
    """

    training: float
    random: float
    share: float
    lowest: float
    highest: float
    processor_share: float
    groups: int


@dataclass(frozen=True)
class _Speed:
    """Ticks a second, and ticks a second of the processor."""

    wall: float
    processor: float


def measure(trainer: SeriesTrainer, groups: int) -> Throughput:
    """Trains on groups of recordings from the cache and, after each, on random tensors of the same shapes.

    Which comes first changes with every group. A first one of each is not counted.
    """
    trainer.network.train()
    training, random = [], []
    for number in range(-1, groups):
        step = divmod(max(number, 0), trainer.steps_per_epoch)
        in_memory = [_random_like(batch) for batch in trainer.batches(*step)]
        if number % 2:
            real_speed = _speed(trainer, prefetched(trainer.batches(*step)))
            random_speed = _speed(trainer, in_memory)
        else:
            random_speed = _speed(trainer, in_memory)
            real_speed = _speed(trainer, prefetched(trainer.batches(*step)))
        if number >= 0:
            training.append(real_speed)
            random.append(random_speed)
    pairs = list(zip(training, random, strict=True))
    shares = [real.wall / memory.wall for real, memory in pairs]
    return Throughput(
        training=statistics.median(speed.wall for speed in training),
        random=statistics.median(speed.wall for speed in random),
        share=statistics.median(shares),
        lowest=min(shares),
        highest=max(shares),
        processor_share=statistics.median(real.processor / memory.processor for real, memory in pairs),
        groups=groups,
    )


def _speed(trainer: SeriesTrainer, batches: Iterable[StretchBatch]) -> _Speed:
    device = trainer.processes.device
    memory, ticks = None, 0
    wall, processor = time.perf_counter(), time.process_time()
    for batch in batches:
        _, memory = trainer.learn(batch, memory)
        ticks += batch.crops.shape[0] * (batch.crops.shape[1] - batch.before - batch.after)
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return _Speed(ticks / (time.perf_counter() - wall), ticks / (time.process_time() - processor))


def _random_like(batch: StretchBatch) -> StretchBatch:
    return replace(
        batch,
        crops=torch.randint(256, batch.crops.shape, dtype=torch.uint8),
        targets=torch.rand(batch.targets.shape) * 2 - 1,
        counts=torch.ones_like(batch.counts),
    )
