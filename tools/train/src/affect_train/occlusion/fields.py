"""What the classifier sees of a crop: gray level and texture of 14 × 14 fields."""

import numpy as np
from numpy.typing import NDArray

SIDE = 14
FIELDS = SIDE * SIDE


def describe_fields(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """N × 392 of N × 112 × 112 crops, as `cdlib_look` computes them in the stream.

    Of the inner 84 × 84 pixels, cut into 14 × 14 fields of 6 × 6: first the mean gray levels, less their mean, with a
    sum of squares of 1; then ln(1 + standard deviation) of each field, less its mean.
    """
    count = len(crops)
    fields = crops[:, 14:98, 14:98].astype(np.float64).reshape(count, SIDE, 6, SIDE, 6)
    level = fields.mean((2, 4)).reshape(count, FIELDS)
    level -= level.mean(1, keepdims=True)
    squares = (level**2).sum(1, keepdims=True)
    level = np.where(squares > 1, level / np.sqrt(np.maximum(squares, 1)), 0)
    texture = np.log1p(fields.std((2, 4))).reshape(count, FIELDS)
    texture -= texture.mean(1, keepdims=True)
    return np.concatenate((level, texture), axis=1).astype(np.float32)
