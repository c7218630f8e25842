"""How felt states look: expression units for points of the circumplex."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from affect_train.expressions import ANCHORS
from affect_train.rendering.assets import UNITS

MOUTH_OPEN_LIMIT = 0.6
"""Beyond it the base mesh's jaw leaves the face."""


@dataclass(frozen=True)
class Expression:
    """A face and where it lies: arousal and valence at full strength. A name without `left` or `right` means both
    sides. `styles` are units that some people add and others do not."""

    affect: tuple[float, float]
    units: dict[str, float]
    styles: dict[str, float]


EXPRESSIONS = {
    "happiness": Expression(
        ANCHORS["happiness"],
        {"mouth-corner-puller": 0.9, "eye-slit": 0.25, "mouth-upward-retraction": 0.1},
        {"mouth-upward-retraction": 0.6},
    ),
    "laughter": Expression(
        (0.65, 0.75),
        {"mouth-corner-puller": 0.9, "mouth-upward-retraction": 0.5, "mouth-open": 0.4, "eye-slit": 0.4},
        {"eyebrows-inner-up": 0.4, "nose-elevation": 0.2},
    ),
    "interest": Expression(
        (0.35, 0.30),
        {"eyebrows-inner-up": 0.5, "eyebrows-extern-up": 0.4, "eye-opened-up": 0.35, "mouth-corner-puller": 0.3},
        {"mouth-parling": 0.3},
    ),
    "surprise": Expression(
        ANCHORS["surprise"],
        {"eyebrows-inner-up": 0.9, "eyebrows-extern-up": 0.8, "eye-opened-up": 0.8, "mouth-open": 0.5},
        {"eyebrows-up": 0.5},
    ),
    "fear": Expression(
        ANCHORS["fear"],
        {"eyebrows-inner-up": 1.0, "eye-opened-up": 1.0, "mouth-retraction": 0.6, "mouth-parling": 0.7},
        {"neck-platysma": 0.6, "mouth-depression-retraction": 0.3},
    ),
    "anger": Expression(
        ANCHORS["anger"],
        {"eyebrows-down": 1.0, "nose-dilatation": 0.6, "mouth-depression": 0.35, "nose-elevation": 0.3},
        {"mouth-depression-retraction": 0.6, "eye-opened-up": 0.3, "mouth-pursing": 0.25},
    ),
    "disgust": Expression(
        ANCHORS["disgust"],
        {"nose-elevation": 1.0, "nose-compression": 0.9, "eyebrows-down": 0.5, "mouth-elevation": 0.8, "eye-slit": 0.3},
        {"mouth-depression": 0.4},
    ),
    "sadness": Expression(
        ANCHORS["sadness"],
        {"eyebrows-inner-up": 1.0, "mouth-depression": 0.9, "eye-closure": 0.2},
        {"mouth-eversion": 0.5},
    ),
    "boredom": Expression(
        (-0.60, -0.20), {"eye-closure": 0.42, "mouth-depression": 0.3}, {"mouth-pursing": 0.2, "eyebrows-down": 0.2}
    ),
    "calm": Expression((-0.40, 0.35), {"eye-closure": 0.3, "mouth-corner-puller": 0.4}, {"mouth-compression": 0.3}),
}
"""Those of the labelled photographs lie where the photographs' labels do."""

NAMES = tuple(EXPRESSIONS)
AFFECT = np.array([expression.affect for expression in EXPRESSIONS.values()])
"""Expressions × (arousal, valence)."""


def sides(units: dict[str, float]) -> NDArray[np.float64]:
    """34 weights; a name that exists on two sides sets both."""
    weights = np.zeros(len(UNITS))
    for name, weight in units.items():
        first, _, rest = name.partition("-")
        names = [name] if name in UNITS else [f"{first}-left-{rest}", f"{first}-right-{rest}"]
        for each in names:
            weights[UNITS.index(each)] = weight
    return weights


def personal_expressions(random: np.random.Generator) -> NDArray[np.float64]:
    """How one person shows each expression: expressions × 34. People differ in strength, style and symmetry."""
    shown = []
    for expression in EXPRESSIONS.values():
        weights = sides(expression.units) * random.uniform(0.85, 1.15)
        for name, weight in expression.styles.items():
            weights = np.maximum(weights, sides({name: weight * random.uniform(0, 1)}))
        shown.append(weights * random.uniform(0.88, 1.12, size=len(UNITS)))
    return np.array(shown)


def combine(felt: NDArray[np.float64], speech: NDArray[np.float64], blink: NDArray[np.float64]) -> NDArray[np.float32]:
    """Unit weights T × 34 of what a face shows (T × 34), of a speaking mouth (T × 34) and of lids (T, 1 is shut)."""
    weights = felt + speech
    for side in ("left", "right"):
        closure = UNITS.index(f"eye-{side}-closure")
        weights[:, closure] = 1 - (1 - weights[:, closure].clip(0, 1)) * (1 - blink)
        for unit in (f"eye-{side}-opened-up", f"eye-{side}-slit"):
            weights[:, UNITS.index(unit)] *= 1 - blink
    weights = weights.clip(0, 1)
    mouth = UNITS.index("mouth-open")
    weights[:, mouth] = np.minimum(weights[:, mouth], MOUTH_OPEN_LIMIT)
    return weights.astype(np.float32)
