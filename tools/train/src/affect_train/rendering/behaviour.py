"""What a face does that says nothing about how it feels: talking, blinking, looking about, moving."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from affect_train.rendering.assets import UNITS
from affect_train.rendering.face import sides
from affect_train.rendering.noise import wander

SOUNDS = (
    {"mouth-open": 0.45},
    {"mouth-open": 0.3, "mouth-part-later": 0.12},
    {"mouth-open": 0.2, "mouth-protusion": 0.25},
    {"mouth-pursing": 0.4, "mouth-open": 0.08},
    {"mouth-parling": 0.5},
    {"mouth-retraction": 0.3, "mouth-open": 0.12},
    {"mouth-compression": 0.35},
    {},
)
"""Mouths of speech, about one a syllable."""


def speak(moments: int, rate: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Unit weights T × 34 of a mouth that talks in spells of 1 to 8 s, or that never does (one person in five)."""
    weights = np.zeros((moments, len(UNITS)))
    if random.uniform() < 0.2:
        return weights
    shapes = np.array([sides(sound) for sound in SOUNDS])
    loud, tempo = random.uniform(0.5, 1.15), random.uniform(3, 6)
    time = random.uniform(0, 4)
    while time * rate < moments:
        end = time + random.uniform(1, 8)
        while time < end:
            length = max(2, round(rate / tempo * random.uniform(0.6, 1.5)))
            first = round(time * rate)
            bump = np.sin(np.pi * (np.arange(2 * length) + 0.5) / (2 * length)) ** 2
            shape = loud * random.uniform(0.5, 1.1) * shapes[random.integers(len(SOUNDS))]
            until = min(moments, first + 2 * length)
            if until > first:
                weights[first:until] += bump[: until - first, None] * shape
            time += length / rate
        time += random.exponential(3)
    return weights


def blink(moments: int, rate: int, random: np.random.Generator) -> NDArray[np.float64]:
    """How far the lids are shut, T: a blink each 2 to 6 s, of 0.2 to 0.4 s."""
    shut = np.zeros(moments)
    pause, time = random.uniform(2, 6), random.uniform(0, 3)
    while time * rate < moments:
        length = max(4, round(rate * random.uniform(0.2, 0.4)))
        first = round(time * rate)
        bump = np.sin(np.pi * (np.arange(length) + 0.5) / length).clip(0, 1) ** 0.7
        shut[first : first + length] = np.maximum(shut[first : first + length], bump[: moments - first])
        time += 0.5 + random.exponential(pause)
    return shut


def look(moments: int, rate: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Gaze T × (left, down) in radians: fixations of 0.3 to 3 s, most near the camera, with jumps between."""
    gaze = np.empty((moments, 2))
    first = 0
    while first < moments:
        length = round(rate * random.uniform(0.3, 3))
        away = random.uniform() < 0.3
        gaze[first : first + length] = random.normal(0, (0.22, 0.12) if away else (0.05, 0.03))
        first += length
    return gaze.clip(-0.45, 0.45)


@dataclass(frozen=True)
class Motion:
    """Yaw, pitch and roll T × 3 in radians; place of the head T × 3 in decimetres, as in `Pose`."""

    turns: NDArray[np.float64]
    places: NDArray[np.float64]


def move(moments: int, rate: int, speech: NDArray[np.float64], random: np.random.Generator) -> Motion:
    """A head before a webcam: a posture of its own, slow turns, small fast ones while it talks."""
    talking = (speech.sum(axis=1) > 0).astype(float)
    lively = random.uniform(0.3, 1.3)
    columns = []
    for posture, slow, fast, limit in ((6, 8, 1.0, 32), (5, 4, 1.3, 20), (3, 3, 0.6, 18)):
        degrees = random.normal(0, posture) + lively * wander(moments, slow, 2.5, rate, random)
        degrees += talking * wander(moments, fast, 0.25, rate, random)
        columns.append(np.deg2rad(degrees.clip(-limit, limit)))
    distance = random.uniform(4.5, 9.0) * np.exp(wander(moments, 0.04, 4, rate, random))
    across = random.normal(0, 0.25) + wander(moments, 0.15, 3, rate, random)
    down = random.normal(0, 0.2) + wander(moments, 0.08, 3, rate, random)
    return Motion(np.stack(columns, axis=1), np.stack((across, down, -distance), axis=1))
