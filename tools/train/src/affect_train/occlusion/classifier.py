"""A perceptron with one hidden layer, and the file that the stream reads it from."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"AFOCCLU1"


@dataclass(frozen=True)
class OcclusionClassifier:
    """Score of fields x: `output · relu(x hidden + hidden_bias) + output_bias`; covered where it is above 0.

    `hidden` is 392 × H, `hidden_bias` and `output` have H values.
    """

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: float

    def scores(self, fields: NDArray[np.float32]) -> NDArray[np.float32]:
        """N scores of N × 392 fields."""
        return np.maximum(fields @ self.hidden + self.hidden_bias, 0) @ self.output + np.float32(self.output_bias)

    def shifted(self, threshold: float) -> "OcclusionClassifier":
        """The same with `threshold` at 0."""
        return OcclusionClassifier(self.hidden, self.hidden_bias, self.output, self.output_bias - threshold)

    def write(self, path: Path) -> None:
        """`AFOCCLU1`, U32 inputs, U32 units, then all numbers in the order of the fields as F32; little-endian."""
        values = np.concatenate((self.hidden.ravel(), self.hidden_bias, self.output, [self.output_bias]))
        path.write_bytes(MAGIC + struct.pack("<II", *self.hidden.shape) + values.astype("<f4").tobytes())
