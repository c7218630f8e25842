"""Where expression labels usually lie on the circumplex: a proxy, not a human rating of valence and arousal."""

import numpy as np
from numpy.typing import NDArray

EXPRESSIONS = ("neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise")

ANCHORS: dict[str, tuple[float, float]] = {
    "neutral": (0.0, 0.0),
    "happiness": (0.12, 0.66),
    "sadness": (-0.25, -0.62),
    "anger": (0.60, -0.50),
    "fear": (0.75, -0.15),
    "disgust": (0.40, -0.65),
    "surprise": (0.65, 0.15),
}
"""Arousal and valence of each label."""


def anchor_matrix() -> NDArray[np.float64]:
    """Expressions × (arousal, valence), in the order of `EXPRESSIONS`."""
    return np.array([ANCHORS[expression] for expression in EXPRESSIONS])
