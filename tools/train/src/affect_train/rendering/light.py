"""The light on a face."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from affect_train.rendering.noise import wander

BRIGHTNESS = 0.30
"""What automatic exposure aims at, as linear luminance of a lit cheek."""


@dataclass(frozen=True)
class Light:
    """Directions point from the face to the light, in camera coordinates; strengths are linear, per colour channel."""

    key_direction: NDArray[np.floating]
    key: NDArray[np.floating]
    fill_direction: NDArray[np.floating]
    fill: NDArray[np.floating]
    sky: NDArray[np.floating]
    ground: NDArray[np.floating]
    exposure: float


class Lighting:
    """The lights of one room over T moments: one strong, one weak, both drifting, sometimes one switched or passed by.

    `tone` is the skin's colour; the camera exposes for it, only half as much as it would take, as webcams do.
    """

    def __init__(self, moments: int, rate: int, tone: tuple[float, float, float], random: np.random.Generator) -> None:
        side = np.deg2rad(random.uniform(-75, 75)) + wander(moments, 0.08, 10, rate, random)
        height = np.deg2rad(random.uniform(-10, 65)) + wander(moments, 0.05, 10, rate, random)
        self._key_direction = _direction(side, height)
        self._fill_direction = _direction(np.array([-np.sign(side[0]) * random.uniform(0.3, 1.4)]), np.array([0.1]))[0]
        strength = random.uniform(0.35, 1.3) * np.exp(wander(moments, 0.1, 8, rate, random))
        if random.uniform() < 0.2:
            strength[random.integers(moments) :] *= random.choice([0.5, 1.7])
        self._key = strength[:, None] * _tint(random)
        self._fill = random.uniform(0.0, 0.45) * _tint(random)
        self._sky, self._ground = random.uniform(0.15, 0.55) * _tint(random), random.uniform(0.03, 0.25) * _tint(random)
        colour = np.square(tone)
        lit = 0.6 * self._key[0] + 0.5 * self._fill + 0.5 * (self._sky + self._ground)
        seen = float((colour * lit) @ [0.2126, 0.7152, 0.0722])
        usual = 0.18
        target = BRIGHTNESS * (seen / usual) ** 0.35
        self._exposure = float(target / seen * np.exp(random.normal(0, 0.2)))

    def at(self, moment: int) -> Light:
        return Light(
            self._key_direction[moment],
            self._key[moment],
            self._fill_direction,
            self._fill,
            self._sky,
            self._ground,
            self._exposure,
        )


def _direction(side: NDArray[np.float64], height: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack((np.sin(side) * np.cos(height), np.sin(height), np.cos(side) * np.cos(height)), axis=-1)


def _tint(random: np.random.Generator) -> NDArray[np.float64]:
    warmth = random.normal(0, 0.08)
    return np.array([1 + warmth, 1.0, 1 - warmth])
