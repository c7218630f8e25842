"""Cuts a long sequence into stretches, through which training goes one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from affect_train.network_spec import NetworkSpec


@dataclass(frozen=True)
class Chunk:
    """Ticks `start` ≤ t < `stop` are scored; `before` and `after` ticks around them are seen."""

    start: int
    stop: int
    before: int
    after: int

    @property
    def seen(self) -> slice:
        return slice(self.start - self.before, self.stop + self.after)


def chunks(ticks: int, length: int, spec: NetworkSpec) -> Iterator[Chunk]:
    """Stretches of about `length` ticks, whole strides each, in order; a remainder below a stride is left out.

    A `length` of 0 gives the whole sequence as one stretch.
    """
    total = ticks // spec.stride * spec.stride
    step = max(1, length // spec.stride) * spec.stride if length else total
    before, after = spec.surroundings
    for start in range(0, total, max(1, step)):
        stop = min(start + step, total)
        yield Chunk(start, stop, min(before, start), min(after, total - stop))
