"""Covers drawn over crops: masks, bars over the eyes, hands and cups, whatever comes in from a side."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

SIZE = 112
#: Rows and columns of the crop that the face itself takes.
FACE = (slice(16, 100), slice(18, 94))

_Y, _X = np.mgrid[0:SIZE, 0:SIZE].astype(np.float64)


class Cover(StrEnum):
    """Shapes; every one keeps at least a half of the face free."""

    MOUTH = "mouth"
    EYES = "eyes"
    HAND = "hand"
    SIDE = "side"


def draw_cover(
    crop: NDArray[np.float64], cover: Cover, random: np.random.Generator
) -> tuple[NDArray[np.float64], float]:
    """A 112 × 112 crop (0 … 255) with a cover, and the part of the face that it hides, 0 … 1."""
    while True:
        covered = _shape(cover, random)
        hidden = float(covered[FACE].mean())
        if 0.08 <= hidden <= 0.5:
            break
    return np.where(covered, _surface(crop, random), crop), hidden


def _shape(cover: Cover, random: np.random.Generator) -> NDArray[np.bool_]:
    tilt = random.normal(0, 0.12)
    along = _Y + tilt * (_X - SIZE / 2)
    match cover:
        case Cover.MOUTH:
            top = random.uniform(58, 72)
            return (along > top) & (along < top + random.uniform(28, 54))
        case Cover.EYES:
            top = random.uniform(24, 40)
            return (along > top) & (along < top + random.uniform(14, 28))
        case Cover.HAND:
            x, y = random.uniform(22, 90), random.uniform(30, 98)
            radii = random.uniform(14, 32, size=2)
            angle = random.uniform(0, np.pi)
            u = (_X - x) * np.cos(angle) + (_Y - y) * np.sin(angle)
            v = (_Y - y) * np.cos(angle) - (_X - x) * np.sin(angle)
            return (np.abs(u / radii[0]) ** 3 + np.abs(v / radii[1]) ** 3) < 1
        case Cover.SIDE:
            angle = random.uniform(0, 2 * np.pi)
            return (_X - 56) * np.cos(angle) + (_Y - 58) * np.sin(angle) > random.uniform(4, 26)


def _surface(crop: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """Cloth, skin or plastic: one gray level, that of the skin in half of the cases, with a slope, folds and noise."""
    skin = float(np.median(crop[30:90, 30:82])) * random.uniform(0.7, 1.3)
    level = skin if random.uniform() < 0.5 else random.uniform(5, 250)
    slope = random.uniform(-0.7, 0.7, size=2)
    folds = np.kron(random.normal(size=(28, 28)), np.ones((4, 4))) * random.uniform(0, 10)
    folds = (folds + np.roll(folds, 2, 0) + np.roll(folds, 2, 1) + np.roll(folds, (2, 2), (0, 1))) / 4
    stripes = (
        random.uniform(0, 12)
        * np.sin(_X * random.uniform(0, 1.2) + _Y * random.uniform(0, 1.2))
        * (random.uniform() < 0.4)
    )
    noise = random.normal(size=(SIZE, SIZE)) * random.uniform(0.5, 6)
    return np.clip(level + slope[0] * (_X - 56) + slope[1] * (_Y - 56) + folds + stripes + noise, 0, 255)
