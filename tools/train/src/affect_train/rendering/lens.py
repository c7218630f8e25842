"""What lies between a face and its picture: things in the way, blur, noise, JPEG."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True)
class Passing:
    """Something that hides part of the picture from one moment to another: an ellipse, sizes and places in
    widths of the crop."""

    first: int
    last: int
    start: tuple[float, float]
    middle: tuple[float, float]
    radii: tuple[float, float]
    angle: float
    colour: tuple[int, int, int]

    def place(self, moment: int) -> tuple[float, float] | None:
        """Where it is: it comes from the edge, stays a while, and goes back."""
        if not self.first <= moment <= self.last:
            return None
        share = (moment - self.first) / max(1, self.last - self.first)
        there = float(np.clip(min(share, 1 - share) * 5, 0, 1))
        return tuple(a + (b - a) * there for a, b in zip(self.start, self.middle, strict=True))


class Lens:
    """One camera: its sharpness, noise and compression stay as they are for a recording."""

    def __init__(self, moments: int, rate: int, tone: tuple[float, float, float], random: np.random.Generator) -> None:
        self._random = random
        self._blur = float(random.choice([0, random.uniform(0.2, 1.6)]))
        self._noise = float(random.uniform(0.5, 6))
        self._quality = int(random.integers(45, 96))
        self._things = _things(moments, rate, tone, random)

    def take(
        self, picture: NDArray[np.uint8], moment: int, face: tuple[float, float, float], grey: bool
    ) -> NDArray[np.uint8]:
        """A picture H × W × 3 as the camera gives it: H × W where `grey`, H × W × 3 otherwise. `face` is the square
        of the crop in it: left, top, size."""
        image = Image.fromarray(picture)
        for thing in self._things:
            place = thing.place(moment)
            if place is not None:
                image = _hide(image, thing, place, face)
        if grey:
            image = Image.fromarray((np.asarray(image) @ LUMA + 0.5).astype(np.uint8))
        if self._blur:
            image = image.filter(ImageFilter.GaussianBlur(self._blur * face[2] / 112))
        noisy = np.asarray(image, np.float32)
        noisy = noisy + self._noise * self._random.standard_normal(noisy.shape, dtype=np.float32)
        image = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
        encoded = io.BytesIO()
        image.save(encoded, "jpeg", quality=self._quality)
        return np.asarray(Image.open(encoded))


def backdrop(random: np.random.Generator) -> NDArray[np.uint8]:
    """A blurred room: 24 × 24 × 3."""
    coarse = random.uniform(0, 1, size=(random.integers(2, 7), random.integers(2, 7), 3))
    coarse = coarse.mean(axis=2, keepdims=True) * 0.7 + coarse * 0.3
    dark, bright = sorted(random.uniform(10, 235, size=2))
    small = Image.fromarray((dark + (bright - dark) * coarse).astype(np.uint8))
    return np.asarray(small.resize((24, 24), Image.Resampling.BICUBIC))


def _things(moments: int, rate: int, tone: tuple[float, float, float], random: np.random.Generator) -> list[Passing]:
    """Hands and mugs: in half of the recordings, about one each 20 s, of 1 to 4 s."""
    things = []
    if random.uniform() < 0.5:
        return things
    time = random.exponential(15)
    while time * rate < moments:
        length = random.uniform(1, 4)
        side = random.choice([-1, 1])
        hand = random.uniform() < 0.7
        colour = np.array(tone) * random.uniform(0.6, 1.0) if hand else random.uniform(0.05, 0.9, size=3)
        things.append(
            Passing(
                first=int(time * rate),
                last=int((time + length) * rate),
                start=(0.5 + side * 0.6, 1.4),
                middle=(0.5 + side * random.uniform(0.05, 0.45), random.uniform(0.55, 1.0)),
                radii=(random.uniform(0.1, 0.22), random.uniform(0.15, 0.35)),
                angle=float(side * random.uniform(0, 50)),
                colour=tuple(int(value) for value in 255 * colour),
            )
        )
        time += length + random.exponential(18)
    return things


def _hide(
    image: Image.Image, thing: Passing, place: tuple[float, float], face: tuple[float, float, float]
) -> Image.Image:
    """Pastes the thing with a soft edge."""
    left, top, size = face
    radius = max(thing.radii) * size
    box = int(2 * radius) + 8
    mask = Image.new("L", (box, box), 0)
    across, down = (share * size for share in thing.radii)
    middle = box / 2
    ImageDraw.Draw(mask).ellipse((middle - across, middle - down, middle + across, middle + down), fill=255)
    mask = mask.rotate(thing.angle, Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(size / 80))
    shade = Image.linear_gradient("L").resize((box, box)).point(lambda value: 255 - value // 3)
    channels = [shade.point(lambda value, channel=channel: value * channel // 255) for channel in thing.colour]
    colour = Image.merge("RGB", channels)
    copy = image.copy()
    copy.paste(colour, (int(left + place[0] * size - middle), int(top + place[1] * size - middle)), mask)
    return copy
