"""Where a face lies in its crop: the one convention of training and stream."""

import json
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class CropTemplate:
    """The places, in pixels of the crop, on which dlib's five points are laid.

    A crop is the least-squares similarity (rotation, scale, shift) of a picture that brings the face's points nearest
    to `points`. Coordinates are those of pixel centres: (0, 0) is the centre of the top left pixel, x runs right, y
    down. The order is dlib's: outer and inner corner of the eye at the picture's right, outer and inner corner of the
    eye at its left, base of the nose.
    """

    width: int
    height: int
    points: tuple[tuple[float, float], ...]

    @classmethod
    def standard(cls) -> "CropTemplate":
        """dlib's mean face with a padding of 0.25, `(0.25 + p) / 1.5 * 112`: the template of every shipped model."""
        text = resources.files("affect_train").joinpath("crop_template.json").read_text(encoding="utf-8")
        return cls.from_json(json.loads(text))

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "CropTemplate":
        points = tuple((float(x), float(y)) for x, y in value["points"])
        if len(points) != 5:
            raise ValueError(f"a crop template has 5 points, found {len(points)}")
        return cls(int(value["width"]), int(value["height"]), points)

    def scaled(self, size: int) -> "CropTemplate":
        """The same face in a crop of `size` × `size`: point p moves to `(p + 0.5) * size / width - 0.5`."""
        factor_x, factor_y = size / self.width, size / self.height
        points = tuple(((x + 0.5) * factor_x - 0.5, (y + 0.5) * factor_y - 0.5) for x, y in self.points)
        return CropTemplate(size, size, points)

    def to_json(self) -> dict[str, Any]:
        return {"width": self.width, "height": self.height, "points": [list(point) for point in self.points]}
