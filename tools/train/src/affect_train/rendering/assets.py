"""The folder of MakeHuman's heads, skins, hair and expression units."""

import functools
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from affect_train.rendering.mesh import Binding, Mesh, read_binding, read_mesh, read_target

UNITS = (
    "eye-left-closure", "eye-left-opened-up", "eye-left-slit",
    "eye-right-closure", "eye-right-opened-up", "eye-right-slit",
    "eyebrows-left-down", "eyebrows-left-extern-up", "eyebrows-left-inner-up", "eyebrows-left-up",
    "eyebrows-right-down", "eyebrows-right-extern-up", "eyebrows-right-inner-up", "eyebrows-right-up",
    "mouth-compression", "mouth-corner-puller", "mouth-depression", "mouth-depression-retraction",
    "mouth-elevation", "mouth-eversion", "mouth-open", "mouth-parling", "mouth-part-later", "mouth-protusion",
    "mouth-pursing", "mouth-retraction", "mouth-upward-retraction", "neck-platysma",
    "nose-compression", "nose-depression",
    "nose-left-dilatation", "nose-left-elevation", "nose-right-dilatation", "nose-right-elevation",
)  # fmt: skip
"""The expression units, in the order of every array of them."""


class Assets:
    """`makehuman/data` (base mesh, targets) and `base` (skins, hair, brows, eyes), as upstream lays them out.

    Files are read once and kept; a missing one is named.
    """

    def __init__(self, folder: Path) -> None:
        self.data, self.base = folder / "makehuman" / "data", folder / "base"
        for needed in (self.data / "3dobjs" / "base.obj", self.base / "skins" / "textures"):
            if not needed.exists():
                raise FileNotFoundError(
                    f"{folder}: no MakeHuman layout here ({needed.relative_to(folder)} is missing); "
                    "give the folder that holds makehuman/data and base with --assets"
                )

    @functools.cached_property
    def body(self) -> Mesh:
        """The base mesh: 19 158 vertices, one unit is a decimetre, y up, z towards the camera."""
        return read_mesh(self.data / "3dobjs" / "base.obj")

    @functools.cache  # noqa: B019 - one instance a process, kept to its end
    def target(self, name: str) -> NDArray[np.float32]:
        """Offsets V × 3 of `targets/NAME.target`."""
        return read_target(self.data / "targets" / f"{name}.target", len(self.body.positions))

    @functools.cache  # noqa: B019
    def units(self, ancestry: str) -> NDArray[np.float32]:
        """Offsets of the expression units of `caucasian`, `african` or `asian` faces: 34 × V × 3."""
        return np.stack([self.target(f"expression/units/{ancestry}/{unit}") for unit in UNITS])

    @functools.cache  # noqa: B019
    def thing(self, stem: str) -> tuple[Mesh, Binding]:
        """Mesh and binding of a thing, named by its path from the layout's root without the suffix."""
        path = self.data.parent.parent / stem
        return read_mesh(path.with_suffix(".obj")), read_binding(path.with_suffix(".mhclo"))

    @functools.cache  # noqa: B019
    def picture(self, path: str) -> Image.Image:
        """A texture as RGBA, named by its path from the layout's root."""
        return Image.open(self.data.parent.parent / path).convert("RGBA")

    def names(self, pattern: str) -> list[str]:
        """Paths, from the layout's root, of the files that match a pattern, ascending."""
        root = self.data.parent.parent
        return sorted(str(path.relative_to(root)) for path in root.glob(pattern))

    def joint(self, name: str, body: NDArray[np.float32]) -> NDArray[np.float32]:
        """The place of a joint on a body."""
        return body[self.body.vertices_of(f"joint-{name}")].mean(axis=0)
