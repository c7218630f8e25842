"""Chance that has a memory."""

import numpy as np
from numpy.typing import NDArray


def wander(
    moments: int, deviation: float, seconds: float, rate: float, random: np.random.Generator
) -> NDArray[np.float64]:
    """A smooth random walk around 0 with that standard deviation, which forgets within `seconds` (two first-order
    low passes of white noise, in their steady state from the first moment on)."""
    keep = float(np.exp(-2 / (seconds * rate)))
    lead = int(8 * seconds * rate) + 1
    walk = random.standard_normal(moments + lead)
    for _ in range(2):
        walk = _low_pass(walk, keep)
    # Variance of two equal first-order low passes of unit white noise.
    variance = (1 - keep) ** 4 * (1 + keep**2) / (1 - keep**2) ** 3
    return walk[lead:] * deviation / variance**0.5


def _low_pass(values: NDArray[np.float64], keep: float) -> NDArray[np.float64]:
    filtered = np.empty_like(values)
    state = 0.0
    for index, value in enumerate(values.tolist()):
        state = keep * state + (1 - keep) * value
        filtered[index] = state
    return filtered
