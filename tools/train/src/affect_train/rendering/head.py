"""One person's head as arrays that a graphics card takes, and how expression units move it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from affect_train.rendering.assets import UNITS, Assets
from affect_train.rendering.mesh import Binding, Mesh
from affect_train.rendering.person import Appearance
from affect_train.rendering.spectacles import spectacles

NECK = 5.6
"""Height of the cut through the neck of the base mesh."""
LANDMARKS = (6807, 6854, 343)
"""Outer and inner corner of the eye at the picture's right, base of the nose, in the base mesh; the left eye's are
their mirror images."""
OUTER_CORNER = 0.12
"""How far inside the lids' outer ends, as a share of the eye's width, the stream's detector puts the outer corners."""
SOCKET = 0.17
"""Distance from the middle of an eye within which only its socket lies."""
TEETH_BACK = np.array([0, 0, -0.05], np.float32)
"""Teeth lie a little deeper than in the base mesh, where some lips do not cover them."""
MOUTH_SEED = 656
"""A vertex deep in the mouth."""


@dataclass(frozen=True)
class Part:
    """Indices `first` … `first + count` of one material."""

    name: str
    first: int
    count: int


@dataclass
class Head:
    """Vertices of all parts. The first `moving` follow the expression units, the rest (hair, glasses) do not.

    `rest` is N × 6 (place, normal), `units` the vertices that each unit moves and how (M × 6), `places` N × 4
    (texture, eye 0 none 1 left 2 right, darkness 0 … 1), `landmarks` 35 × 5 × 3: the five points at rest, then how
    each unit moves them.
    """

    parts: list[Part]
    indices: NDArray[np.uint32]
    rest: NDArray[np.float32]
    moving: int
    units: list[tuple[NDArray[np.int64], NDArray[np.float32]]]
    places: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    eyes: NDArray[np.float32]
    centre: NDArray[np.float32]

    def pose(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Place and normal of the moving vertices for 34 unit weights: `moving` × 6; normals are not of length one."""
        pose = self.rest[: self.moving].copy()
        for weight, (vertices, changes) in zip(weights, self.units, strict=True):
            if weight:
                pose[vertices] += weight * changes
        return pose

    def points(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """The five points, 5 × 3, in the order of the crop template."""
        return self.landmarks[0] + np.tensordot(weights, self.landmarks[1:], axes=1)


@dataclass
class _Piece:
    name: str
    positions: NDArray[np.float32]
    offsets: NDArray[np.float32] | None
    triangles: NDArray[np.int64]
    textures: NDArray[np.float32]
    eye: NDArray[np.float32] | float = 0.0
    dark: NDArray[np.float32] | float = 0.0


def build_head(assets: Assets, looks: Appearance) -> Head:
    """Joins skin, teeth, tongue, eyes, brows, lashes, glasses and hair."""
    body, units = assets.body, assets.units(looks.ancestry)
    pieces = [
        _skin(body, looks.shape, units),
        _group("teeth", body, ("helper-upper-teeth", "helper-lower-teeth"), looks.shape + TEETH_BACK, units),
        _group("tongue", body, ("helper-tongue",), looks.shape, units),
        _eyes(assets, looks.shape, units),
        _bound("brows", *assets.thing(looks.brows), looks.shape, units),
        _bound("lashes", *assets.thing(looks.lashes), looks.shape, units),
    ]
    eyes = np.stack([assets.joint("l-eye", looks.shape), assets.joint("r-eye", looks.shape)])
    if looks.glasses:
        positions, triangles = spectacles(eyes)
        pieces.append(_Piece("glasses", positions, None, _untextured(triangles), np.zeros((1, 2), np.float32)))
    if looks.hair is not None:
        mesh, binding = assets.thing(looks.hair)
        pieces.append(_Piece("hair", binding.place(looks.shape), None, mesh.triangles(), mesh.textures))
    mirrored = [_mirror(body, vertex) for vertex in LANDMARKS[:2]]
    points = [LANDMARKS[0], LANDMARKS[1], *mirrored, LANDMARKS[2]]
    landmarks = np.concatenate((looks.shape[None, points], units[:, points]))
    landmarks[:, [0, 2]] += OUTER_CORNER * (landmarks[:, [1, 3]] - landmarks[:, [0, 2]])
    return _join(pieces, landmarks, eyes)


def _join(pieces: list[_Piece], landmarks: NDArray[np.float32], eyes: NDArray[np.float32]) -> Head:
    parts, indices, rest, units, places = [], [], [], [], []
    vertices = first = 0
    for piece in pieces:
        corners, inverse = np.unique(piece.triangles.reshape(-1, 2), axis=0, return_inverse=True)
        source, texture = corners[:, 0], corners[:, 1]
        faces = piece.triangles[:, :, 0]
        normals = _normals(piece.positions, faces)
        rest.append(np.concatenate((piece.positions, normals), axis=1)[source])
        if piece.offsets is not None:
            moved = [
                _normals(piece.positions + offset, faces) - normals if offset.any() else np.zeros_like(normals)
                for offset in piece.offsets
            ]
            units.append(np.concatenate((piece.offsets, np.stack(moved)), axis=2)[:, source])
        eye = np.broadcast_to(piece.eye, len(piece.positions))[source]
        dark = np.broadcast_to(piece.dark, len(piece.positions))[source]
        places.append(np.column_stack((piece.textures[texture], eye, dark)))
        indices.append(inverse.ravel() + vertices)
        parts.append(Part(piece.name, first, inverse.size))
        vertices += len(source)
        first += inverse.size
    changes = np.concatenate(units, axis=1).astype(np.float32)
    moved_by = [np.flatnonzero(np.abs(change).max(axis=1) > 1e-5) for change in changes]
    return Head(
        parts,
        np.concatenate(indices).astype(np.uint32),
        np.concatenate(rest).astype(np.float32),
        changes.shape[1],
        [(vertices, change[vertices]) for vertices, change in zip(moved_by, changes, strict=True)],
        np.concatenate(places).astype(np.float32),
        landmarks.astype(np.float32),
        eyes.astype(np.float32),
        landmarks[0].mean(axis=0).astype(np.float32),
    )


def _skin(body: Mesh, shape: NDArray[np.float32], units: NDArray[np.float32]) -> _Piece:
    triangles = body.groups["body"]
    triangles = triangles[(body.positions[triangles[:, :, 0], 1] > NECK).all(axis=1)]
    triangles = triangles[~_behind_eyes(body, triangles[:, :, 0])]
    used = np.unique(triangles[:, :, 0])
    dark = np.zeros(len(shape), np.float32)
    dark[_mouth_cavity(body.positions, triangles[:, :, 0])] = 1
    return _pick("skin", triangles, used, body.textures, shape, units, dark=dark)


def _behind_eyes(body: Mesh, triangles: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which triangles line the sockets where the eyeballs hide them."""
    hidden = np.zeros(len(body.positions), np.bool_)
    for joint in ("joint-l-eye", "joint-r-eye"):
        eye = body.positions[body.vertices_of(joint)].mean(axis=0)
        near = np.linalg.norm(body.positions - eye, axis=1) < SOCKET
        hidden |= near & (body.positions[:, 2] < eye[2] + 0.06)
    return hidden[triangles].all(axis=1)


def _mouth_cavity(positions: NDArray[np.float32], triangles: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which vertices lie behind the lips, found by walking from one deep in the mouth."""
    x, y, z = positions.T
    inside = (np.abs(x) < 0.33) & (y > 6.3) & (y < 6.97) & (z < 1.49 - 1.7 * x**2)
    found = np.zeros(len(positions), np.bool_)
    found[MOUTH_SEED] = True
    count = 0
    while count < found.sum():
        count = int(found.sum())
        found[triangles[found[triangles].any(axis=1)]] = True
        found &= inside
    return found


def _group(
    name: str, body: Mesh, groups: tuple[str, ...], shape: NDArray[np.float32], units: NDArray[np.float32]
) -> _Piece:
    triangles = np.concatenate([body.groups[group] for group in groups])
    used = np.unique(triangles[:, :, 0])
    return _pick(name, triangles, used, body.textures, shape, units, dark=np.full(len(shape), 0.5, np.float32))


def _pick(
    name: str,
    triangles: NDArray[np.int64],
    used: NDArray[np.int64],
    textures: NDArray[np.float32],
    shape: NDArray[np.float32],
    units: NDArray[np.float32],
    dark: NDArray[np.float32],
) -> _Piece:
    """The used vertices alone, renumbered."""
    renumbered = np.stack((np.searchsorted(used, triangles[:, :, 0]), triangles[:, :, 1]), axis=2)
    return _Piece(name, shape[used], units[:, used], renumbered, textures, dark=dark[used])


def _eyes(assets: Assets, shape: NDArray[np.float32], units: NDArray[np.float32]) -> _Piece:
    """Eyeballs; lids slide over them, so that no unit moves them."""
    mesh, binding = assets.thing("makehuman/data/eyes/low-poly/low-poly")
    positions = binding.place(shape)
    side = np.where(positions[:, 0] > 0, 1.0, 2.0).astype(np.float32)
    offsets = np.zeros((len(UNITS), *positions.shape), np.float32)
    return _Piece("eyes", positions, offsets, mesh.triangles(), mesh.textures, eye=side)


def _bound(name: str, mesh: Mesh, binding: Binding, shape: NDArray[np.float32], units: NDArray[np.float32]) -> _Piece:
    offsets = np.stack([binding.move(unit) for unit in units])
    return _Piece(name, binding.place(shape), offsets, mesh.triangles(), mesh.textures)


def _untextured(triangles: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack((triangles, np.zeros_like(triangles)), axis=2)


def _mirror(body: Mesh, vertex: int) -> int:
    wanted = body.positions[vertex] * np.array([-1, 1, 1], np.float32)
    return int(np.argmin(np.square(body.positions - wanted).sum(axis=1)))


def _normals(positions: NDArray[np.float32], triangles: NDArray[np.int64]) -> NDArray[np.float32]:
    """Unit normals of vertices: the area-weighted mean of their triangles'."""
    first, second, third = (positions[triangles[:, corner]] for corner in range(3))
    crosses = np.cross(second - first, third - first)
    flat = triangles.ravel()
    summed = np.stack(
        [np.bincount(flat, np.repeat(crosses[:, axis], 3), minlength=len(positions)) for axis in range(3)], axis=1
    )
    return (summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-12)).astype(np.float32)
