"""Pictures with and without a face, as a webcam would see them: 640 × 480, gray."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import skimage.data
import skimage.io
from numpy.typing import NDArray
from PIL import Image, ImageFilter

WIDTH, HEIGHT = 640, 480
#: The longer side of a photograph in the picture.
SIDE = 220
#: Pictures of scikit-image without a face of a person on them (the coins have some).
FACELESS = (
    *("brick", "cell", "chelsea", "chessboard_GRAY", "clock_motion", "coffee", "grass", "gravel", "horse"),
    *("hubble_deep_field", "ihc", "moon", "motorcycle_left", "page", "retina", "rocket", "text"),
)

Picture = NDArray[np.uint8]


def photograph(path: Path, *, side: int = SIDE, left: float = 0.5) -> Picture:
    """A photograph in the middle of a gray picture; `left` is where its centre is, as a part of the width."""
    with Image.open(path) as file:
        gray = file.convert("L")
    factor = side / max(gray.size)
    size = (max(1, round(gray.width * factor)), max(1, round(gray.height * factor)))
    picture = Image.new("L", (WIDTH, HEIGHT), 128)
    place = (round(WIDTH * left) - size[0] // 2, HEIGHT // 2 - size[1] // 2)
    picture.paste(gray.resize(size, Image.Resampling.BICUBIC), place)
    return np.asarray(picture)


def blurred(picture: Picture, sigma: float) -> Picture:
    """`sigma` in pixels."""
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(sigma)))


def faceless(count: int, random: np.random.Generator, frames: list[Picture]) -> Iterator[Picture]:
    """Parts of pictures without a face: random places, sizes and contrast, some mirrored or upside down."""
    sources = [*(_gray(name) for name in FACELESS), *frames]
    for _ in range(count):
        source = sources[random.integers(len(sources))]
        part = random.uniform(0.2, 1.0)
        width = max(16, int(source.shape[1] * part))
        height = max(12, min(source.shape[0], width * HEIGHT // WIDTH))
        left = random.integers(source.shape[1] - width + 1)
        top = random.integers(source.shape[0] - height + 1)
        window = Image.fromarray(source[top : top + height, left : left + width])
        pixels = np.asarray(window.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC), dtype=np.float64)
        if random.uniform() < 0.5:
            pixels = pixels[:, ::-1]
        if random.uniform() < 0.25:
            pixels = pixels[::-1]
        changed = (pixels - pixels.mean()) * random.uniform(0.5, 1.5) + random.uniform(60, 190)
        yield np.clip(changed, 0, 255).astype(np.uint8)


def _gray(name: str) -> Picture:
    folder = Path(skimage.data.__file__).parent
    path = next(folder.glob(f"{name}.*"))
    return np.asarray(Image.fromarray(skimage.io.imread(path)).convert("L"))
