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
    """Median ticks a second of both, and the share of the speed that training keeps: median and range over groups."""

    training: float
    random: float
    share: float
    lowest: float
    highest: float
    groups: int


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
    shares = [real / memory for real, memory in zip(training, random, strict=True)]
    return Throughput(
        training=statistics.median(training),
        random=statistics.median(random),
        share=statistics.median(shares),
        lowest=min(shares),
        highest=max(shares),
        groups=groups,
    )


def _speed(trainer: SeriesTrainer, batches: Iterable[StretchBatch]) -> float:
    """Ticks a second."""
    device = trainer.processes.device
    memory, ticks, start = None, 0, time.perf_counter()
    for batch in batches:
        _, memory = trainer.learn(batch, memory)
        ticks += batch.crops.shape[0] * (batch.crops.shape[1] - batch.before - batch.after)
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return ticks / (time.perf_counter() - start)


def _random_like(batch: StretchBatch) -> StretchBatch:
    return replace(
        batch,
        crops=torch.randint(256, batch.crops.shape, dtype=torch.uint8),
        targets=torch.rand(batch.targets.shape) * 2 - 1,
        counts=torch.ones_like(batch.counts),
    )
