"""A pair of glasses: MakeHuman's CC0 heads come without."""

import numpy as np
from numpy.typing import NDArray

AROUND, ACROSS = 28, 5


def spectacles(eyes: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Frames before two eyes (2 × 3): vertices N × 3 and triangles M × 3."""
    distance = float(np.linalg.norm(eyes[0] - eyes[1]))
    angles = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    # A superellipse lies between an oval and a rectangle, as rims do.
    rim = np.stack((_super(np.cos(angles)) * 0.42, _super(np.sin(angles)) * 0.31, np.zeros(AROUND)), axis=1) * distance
    forward, thickness = np.array([0, -0.03, 0.42]) * distance, 0.022 * distance
    tubes = []
    for eye in eyes:
        side = np.sign(eye[0])
        centre = eye + forward + np.array([side * 0.03, 0, 0]) * distance
        tubes.append(_tube(np.vstack((rim, rim[:1])) + centre, thickness))
        outer = centre + np.array([side * 0.42, 0.1, 0]) * distance
        ear = outer + np.array([side * 0.22, 0.02, -1.9]) * distance
        tubes.append(_tube(np.linspace(outer, ear, 3), thickness))
    middle = eyes.mean(axis=0) + forward
    reach = np.array([0.12, 0.06, 0]) * distance
    tubes.append(_tube(np.stack((middle + reach, middle + np.array([0, reach[1] * 1.5, thickness]),
                                 middle + reach * np.array([-1, 1, 1]))), thickness))  # fmt: skip
    starts = np.cumsum([0, *(len(vertices) for vertices, _ in tubes)])
    triangles = [faces + start for (_, faces), start in zip(tubes, starts[:-1], strict=True)]
    return np.concatenate([vertices for vertices, _ in tubes]).astype(np.float32), np.concatenate(triangles)


def _super(value: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sign(value) * np.abs(value) ** 0.7


def _tube(path: NDArray[np.float64], radius: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A tube along P points: P × ACROSS vertices."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, [0.1, 0.2, 1.0])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(side, along)
    angles = np.linspace(0, 2 * np.pi, ACROSS, endpoint=False)
    ring = np.cos(angles)[None, :, None] * side[:, None] + np.sin(angles)[None, :, None] * up[:, None]
    vertices = (path[:, None] + radius * ring).reshape(-1, 3)
    row, column = np.meshgrid(np.arange(len(path) - 1), np.arange(ACROSS), indexing="ij")
    here, beside = row * ACROSS + column, row * ACROSS + (column + 1) % ACROSS
    quads = np.stack((here, beside, beside + ACROSS, here + ACROSS), axis=2).reshape(-1, 4)
    return vertices, np.concatenate((quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]))
