"""Reads MakeHuman's files: meshes (.obj), offsets (.target), things that are tied to the body (.mhclo)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Mesh:
    """Positions V × 3 and texture places M × 2; `groups` holds, for each `g`, triangles T × 3 × (vertex, texture)."""

    positions: NDArray[np.float32]
    textures: NDArray[np.float32]
    groups: dict[str, NDArray[np.int64]]

    def vertices_of(self, group: str) -> NDArray[np.int64]:
        """The numbers of the vertices that a group uses, ascending."""
        return np.unique(self.groups[group][:, :, 0])

    def triangles(self) -> NDArray[np.int64]:
        """The triangles of all groups."""
        return np.concatenate(list(self.groups.values()))


@dataclass(frozen=True)
class Binding:
    """Where the vertices of a thing lie on the body: `weights` of three body vertices plus a scaled offset.

    `scales` holds, for x, y and z, the two body vertices whose distance along that axis, divided by the third number,
    scales the offsets.
    """

    vertices: NDArray[np.int64]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]
    scales: tuple[tuple[int, int, float], ...]

    def place(self, body: NDArray[np.float32]) -> NDArray[np.float32]:
        """Positions N × 3 on a body of V × 3."""
        scale = [abs(float(body[first, axis] - body[second, axis])) / length
                 for axis, (first, second, length) in enumerate(self.scales)]  # fmt: skip
        return self.move(body) + self.offsets * np.array(scale, dtype=np.float32)

    def move(self, offsets: NDArray[np.float32]) -> NDArray[np.float32]:
        """How far offsets V × 3 of the body move the thing: N × 3. The scales are taken to stay as they are."""
        return np.einsum("nkc,nk->nc", offsets[self.vertices], self.weights)


def read_mesh(path: Path) -> Mesh:
    """Reads `v`, `vt`, `g` and `f v/vt ...`; faces of four corners become two triangles."""
    positions: list[list[float]] = []
    textures: list[list[float]] = []
    corners: dict[str, list[list[tuple[int, int]]]] = {}
    group = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        cells = line.split()
        if not cells:
            continue
        try:
            if cells[0] == "v":
                positions.append([float(cell) for cell in cells[1:4]])
            elif cells[0] == "vt":
                textures.append([float(cell) for cell in cells[1:3]])
            elif cells[0] == "g":
                group = cells[1]
            elif cells[0] == "f":
                face = [_corner(cell) for cell in cells[1:]]
                triangles = corners.setdefault(group, [])
                triangles.extend([face[0], face[index], face[index + 1]] for index in range(1, len(face) - 1))
        except (ValueError, IndexError):
            raise ValueError(f"{path}:{number}: not a line of a mesh with texture places: {line!r}") from None
    if not positions or not corners:
        raise ValueError(f"{path}: holds no mesh")
    groups = {name: np.array(triangles, dtype=np.int64) for name, triangles in corners.items()}
    return Mesh(np.array(positions, np.float32), np.array(textures, np.float32).reshape(-1, 2), groups)


def _corner(cell: str) -> tuple[int, int]:
    parts = cell.split("/")
    return int(parts[0]) - 1, int(parts[1]) - 1 if len(parts) > 1 and parts[1] else 0


def read_target(path: Path, vertices: int) -> NDArray[np.float32]:
    """Offsets V × 3 of a `.target`: lines `vertex dx dy dz`, vertices that are not named stay."""
    offsets = np.zeros((vertices, 3), np.float32)
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    if not lines:
        return offsets
    try:
        rows = np.array(" ".join(lines).split(), dtype=np.float64).reshape(-1, 4)
        offsets[rows[:, 0].astype(np.int64)] = rows[:, 1:]
    except (ValueError, IndexError) as error:
        raise ValueError(f"{path}: not a target for {vertices} vertices: {error}") from None
    return offsets


def read_binding(path: Path) -> Binding:
    """Reads a `.mhclo`: three `_scale` lines, then `verts` and a line a vertex."""
    scales: dict[str, tuple[int, int, float]] = {}
    vertices, weights, offsets = [], [], []
    reading = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        cells = line.split()
        if not cells or line.startswith("#"):
            continue
        try:
            if cells[0] in ("x_scale", "y_scale", "z_scale"):
                scales[cells[0]] = (int(cells[1]), int(cells[2]), float(cells[3]))
            elif cells[0] == "verts":
                reading = True
            elif cells[0] == "delete_verts":
                reading = False
            elif reading and cells[0].lstrip("-").isdigit():
                if len(cells) == 1:
                    cells = [cells[0], "0", "0", "1", "0", "0", "0", "0", "0"]
                vertices.append([int(cell) for cell in cells[:3]])
                weights.append([float(cell) for cell in cells[3:6]])
                offsets.append([float(cell) for cell in cells[6:9]])
        except (ValueError, IndexError):
            raise ValueError(f"{path}:{number}: not a line of a binding: {line!r}") from None
    if not vertices or len(scales) != 3:
        raise ValueError(f"{path}: x_scale, y_scale, z_scale and at least one vertex expected")
    return Binding(
        np.array(vertices),
        np.array(weights, np.float32),
        np.array(offsets, np.float32),
        (scales["x_scale"], scales["y_scale"], scales["z_scale"]),
    )
