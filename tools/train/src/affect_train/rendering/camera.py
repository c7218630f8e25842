"""Where the camera stands, and which part of its picture is kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_template import CropTemplate

NEAR, FAR = 1.0, 40.0


@dataclass(frozen=True)
class Pose:
    """Of a head: `turn` 3 × 3 rotates it, then `place` (x right, y up, z towards the camera, decimetres from the
    camera) moves its centre. The camera looks along -z."""

    turn: NDArray[np.float64]
    place: NDArray[np.float64]


def rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    """Turns by radians: yaw to the person's left, pitch downwards, roll towards the person's right shoulder."""
    (cy, sy), (cp, sp), (cr, sr) = ((np.cos(angle), np.sin(angle)) for angle in (yaw, pitch, roll))
    around_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    around_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    around_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return around_z @ around_y @ around_x


def project(points: NDArray[np.floating], centre: NDArray[np.floating], pose: Pose) -> NDArray[np.float64]:
    """Points N × 3 of a head on the plane one unit before the camera: N × 2, x right, y down."""
    seen = (points - centre) @ pose.turn.T + pose.place
    return seen[:, :2] * [1, -1] / -seen[:, 2:]


def similarity(source: NDArray[np.floating], target: NDArray[np.floating]) -> NDArray[np.float64]:
    """The least-squares rotation, scale and shift (2 × 3, without a mirror) that brings N × 2 points to others."""
    middle, wanted = source.mean(axis=0), target.mean(axis=0)
    (x, y), (u, v) = (source - middle).T, (target - wanted).T
    norm = (x * x + y * y).sum()
    a, b = (x * u + y * v).sum() / norm, (x * v - y * u).sum() / norm
    linear = np.array([[a, -b], [b, a]])
    return np.column_stack((linear, wanted - linear @ middle))


def crop_matrix(
    points: NDArray[np.floating],
    errors: NDArray[np.floating],
    centre: NDArray[np.floating],
    pose: Pose,
    template: CropTemplate,
) -> NDArray[np.float32]:
    """Head to clip coordinates (4 × 4) of the crop that the stream would cut: the five points, 5 × 3, found with
    `errors` (5 × 2, in pixels of the crop), lie on the template. The picture's first row is at clip space's bottom."""
    seen = project(points, centre, pose)
    exact = similarity(seen, np.array(template.points))
    scale = float(np.hypot(exact[0, 0], exact[1, 0]))
    found = similarity(seen + errors / scale, np.array(template.points))
    return _clip(found, template.width, template.height, centre, pose)


def frame_matrix(
    focal_pixels: float, width: int, height: int, centre: NDArray[np.floating], pose: Pose
) -> NDArray[np.float32]:
    """Head to clip coordinates (4 × 4) of a whole picture."""
    plane = np.array([[focal_pixels, 0, (width - 1) / 2], [0, focal_pixels, (height - 1) / 2]])
    return _clip(plane, width, height, centre, pose)


def _clip(
    plane: NDArray[np.float64], width: int, height: int, centre: NDArray[np.floating], pose: Pose
) -> NDArray[np.float32]:
    """`plane` (2 × 3) takes the plane one unit before the camera to pixels."""
    move = np.eye(4)
    move[:3, :3] = pose.turn
    move[:3, 3] = pose.place - pose.turn @ centre
    flat = np.array([[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, 0]], dtype=float)  # (x, -y, distance)
    pixels = plane @ flat
    lens = np.zeros((4, 4))
    lens[0] = (pixels[0] + 0.5 * flat[2]) * 2 / width - flat[2]
    lens[1] = (pixels[1] + 0.5 * flat[2]) * 2 / height - flat[2]
    lens[2] = [0, 0, -(FAR + NEAR) / (FAR - NEAR), -2 * FAR * NEAR / (FAR - NEAR)]
    lens[3] = flat[2]
    return (lens @ move).astype(np.float32)
