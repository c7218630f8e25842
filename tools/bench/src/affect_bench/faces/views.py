"""Photographs made worse in known ways."""

from collections.abc import Callable

import numpy as np
from affect_train.occlusion.covers import SIZE, Cover, draw_cover
from PIL import Image

from affect_bench.faces.looks import Look
from affect_bench.faces.pictures import WIDTH, Picture, blurred

#: Width of the detector's box in a crop, in crop pixels, and where its centre is.
BOX_WIDTH, BOX_CENTRE = 75, (56, 60)

View = Callable[[Picture, Look, np.random.Generator], Picture]


def dark(picture: Picture, look: Look, random: np.random.Generator) -> Picture:
    """A fifth of the light."""
    return (picture // 5).astype(np.uint8)


def bright(picture: Picture, look: Look, random: np.random.Generator) -> Picture:
    """Washed out by light on the lens."""
    return (195 + picture // 5).astype(np.uint8)


def clipped(picture: Picture, look: Look, random: np.random.Generator) -> Picture:
    """Exposed twice too long."""
    return np.minimum(picture.astype(np.int32) * 2, 255).astype(np.uint8)


def blur(sigma: float) -> View:
    """Out of focus; `sigma` in pixels of the crop."""

    def view(picture: Picture, look: Look, random: np.random.Generator) -> Picture:
        return blurred(picture, sigma * look.box[2] / BOX_WIDTH)

    return view


def at_edge(picture: Picture, look: Look, random: np.random.Generator) -> Picture:
    """A quarter of the face is beyond the left border."""
    x, _, width, _ = look.box
    shift = round(x + width / 4)
    return np.pad(picture[:, max(shift, 0) :], ((0, 0), (0, min(max(shift, 0), WIDTH))), constant_values=128)


def covered(cover: Cover) -> View:
    """Something covers a part of the face."""

    def view(picture: Picture, look: Look, random: np.random.Generator) -> Picture:
        x, y, width, height = look.box
        scale = width / BOX_WIDTH
        side = round(SIZE * scale)
        left, top = round(x + width / 2 - BOX_CENTRE[0] * scale), round(y + height / 2 - BOX_CENTRE[1] * scale)
        canvas = Image.fromarray(picture)
        crop = canvas.crop((left, top, left + side, top + side)).resize((SIZE, SIZE), Image.Resampling.BILINEAR)
        before = np.asarray(crop, dtype=np.float64)
        after, _ = draw_cover(before, cover, random)
        mask = Image.fromarray(((after != before) * 255).astype(np.uint8)).resize((side, side))
        drawn = Image.fromarray(after.round().astype(np.uint8)).resize((side, side), Image.Resampling.BILINEAR)
        canvas.paste(drawn, (left, top), mask)
        return np.asarray(canvas)

    return view


#: The name of each view, the reason that it should have, and how it is made.
VIEWS: tuple[tuple[str, str, View], ...] = (
    ("a fifth of the light", "dark", dark),
    ("washed out", "bright", bright),
    ("exposed twice too long", "bright", clipped),
    ("out of focus, 1 crop pixel", "blur", blur(1.0)),
    ("out of focus, 1.4 crop pixels", "blur", blur(1.4)),
    ("out of focus, 2 crop pixels", "blur", blur(2.0)),
    ("a quarter beyond the border", "edge", at_edge),
    ("mouth covered", "occluded", covered(Cover.MOUTH)),
    ("eyes covered", "occluded", covered(Cover.EYES)),
    ("hand or cup before it", "occluded", covered(Cover.HAND)),
    ("half hidden from a side", "occluded", covered(Cover.SIDE)),
)
