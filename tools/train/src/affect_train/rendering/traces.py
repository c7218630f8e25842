"""What a person feels over time."""

import numpy as np
from numpy.typing import NDArray

from affect_train.rendering.face import AFFECT, NAMES
from affect_train.rendering.noise import wander

RATE = 30
"""Moments a second of every trace; each third is a tick."""
TICK = 3
"""Moments from tick to tick."""


def feel(moments: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Strengths T × expressions, each at least 0, their sum at most 1.

    Episodes rise over 0.3 to 1.5 s, stay for 0.5 to 8 s, flickering, and fall over 0.6 to 3 s; between them lie pauses,
    or the next begins while the last one fades. Under them a mood drifts slowly along both axes.
    """
    strengths = np.zeros((moments, len(NAMES)))
    time = np.arange(moments) / RATE
    start = random.uniform(-1, 3)
    while start < time[-1]:
        onset, offset = random.uniform(0.3, 1.5), random.uniform(0.6, 3.0)
        apex = float(np.clip(random.lognormal(0.7, 0.7), 0.5, 8))
        rise, fall = (time - start) / onset, (start + onset + apex + offset - time) / offset
        envelope = _smooth(rise) * _smooth(fall) * random.uniform(0.3, 1.0)
        envelope *= (1 + wander(moments, 0.1, 0.6, RATE, random)).clip(0.6, 1.3)
        first, second = random.choice(len(NAMES), size=2, replace=False)
        share = random.uniform(0, 0.4) if random.uniform() < 0.3 else 0.0
        strengths[:, first] += (1 - share) * envelope
        strengths[:, second] += share * envelope
        start += onset + apex + offset + random.exponential(2.5) - random.uniform(0, 1) * offset
    valence, arousal = wander(moments, 0.14, 15, RATE, random), wander(moments, 0.14, 15, RATE, random)
    for name, mood in (("happiness", valence), ("sadness", -valence), ("interest", arousal), ("boredom", -arousal)):
        strengths[:, NAMES.index(name)] += mood.clip(0, None)
    return strengths / np.maximum(strengths.sum(axis=1, keepdims=True), 1)


def affect_of(strengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Arousal and valence T × 2, in -1 … 1."""
    return strengths @ AFFECT


def _smooth(value: NDArray[np.float64]) -> NDArray[np.float64]:
    value = value.clip(0, 1)
    return value * value * (3 - 2 * value)
