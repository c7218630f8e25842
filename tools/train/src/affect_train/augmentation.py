"""Random changes of crops that leave the expression as it is."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class Augmentation:
    """Strengths. `jitter` moves each tick on its own, as noisy landmarks do; everything else is held for a clip."""

    shift_pixels: float = 2.5
    rotation_degrees: float = 4.0
    log_scale: float = 0.05
    jitter_shift_pixels: float = 0.6
    jitter_rotation_degrees: float = 0.7
    jitter_log_scale: float = 0.01
    log_gamma: float = 0.35
    log_contrast: float = 0.35
    brightness: float = 0.12
    light_field: float = 0.15
    blur_probability: float = 0.5
    blur_pixels: float = 1.6
    noise: float = 0.04
    occlusion_probability: float = 0.15
    occlusion_pixels: int = 36

    def apply(self, crops: Tensor, random: np.random.Generator) -> Tensor:
        """Changes U8 crops N × T × H × W; returns F32 of the same shape in 0 … 1."""
        pictures = crops.float() / 255
        pictures = self.move(pictures, random)
        pictures = self._light(pictures, random)
        pictures = self._occlude(pictures, random)
        pictures = self._blur(pictures, random)
        sigma = random.uniform(0, self.noise, size=(crops.shape[0], 1, 1, 1))
        noise = random.standard_normal(size=tuple(crops.shape), dtype=np.float32)
        return (pictures + torch.from_numpy(noise) * _tensor(sigma)).clamp(0, 1)

    def move(self, pictures: Tensor, random: np.random.Generator) -> Tensor:
        """Moves, turns, scales and mirrors pictures F32 N × T × H × W."""
        clips, ticks, height, width = pictures.shape

        def draw(clip_deviation: float, tick_deviation: float) -> np.ndarray:
            whole = random.normal(0, clip_deviation, size=(clips, 1))
            return (whole + random.normal(0, tick_deviation, size=(clips, ticks))).ravel()

        angle = np.deg2rad(draw(self.rotation_degrees, self.jitter_rotation_degrees))
        scale = np.exp(draw(self.log_scale, self.jitter_log_scale))
        shift_x = draw(self.shift_pixels, self.jitter_shift_pixels) * 2 / width
        shift_y = draw(self.shift_pixels, self.jitter_shift_pixels) * 2 / height
        mirror = np.repeat(random.choice((-1.0, 1.0), size=clips), ticks)
        cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
        rows = np.stack((mirror * cosine, -sine, shift_x, mirror * sine, cosine, shift_y), axis=1)
        grid = F.affine_grid(_tensor(rows.reshape(-1, 2, 3)), [clips * ticks, 1, height, width], align_corners=False)
        flat = pictures.reshape(clips * ticks, 1, height, width)
        moved = F.grid_sample(flat, grid, padding_mode="border", align_corners=False)
        return moved.reshape(pictures.shape)

    def _light(self, pictures: Tensor, random: np.random.Generator) -> Tensor:
        clips, _, height, width = pictures.shape

        def draw(deviation: float) -> Tensor:
            return _tensor(random.uniform(-deviation, deviation, size=(clips, 1, 1, 1)))

        pictures = pictures.clamp(1e-3, 1) ** torch.exp(draw(self.log_gamma))
        mean = pictures.mean(dim=(1, 2, 3), keepdim=True)
        pictures = (pictures - mean) * torch.exp(draw(self.log_contrast)) + mean + draw(self.brightness)
        down = torch.linspace(-1, 1, height)[None, None, :, None]
        across = torch.linspace(-1, 1, width)[None, None, None, :]
        return (pictures + draw(self.light_field) * down + draw(self.light_field) * across).clamp(0, 1)

    def _occlude(self, pictures: Tensor, random: np.random.Generator) -> Tensor:
        height, width = pictures.shape[2:]
        for clip in np.flatnonzero(random.uniform(size=len(pictures)) < self.occlusion_probability):
            tall, wide = random.integers(8, self.occlusion_pixels + 1, size=2)
            top, left = random.integers(0, height - tall + 1), random.integers(0, width - wide + 1)
            pictures[clip, :, top : top + tall, left : left + wide] = float(random.uniform())
        return pictures

    def _blur(self, pictures: Tensor, random: np.random.Generator) -> Tensor:
        chosen = np.flatnonzero(random.uniform(size=len(pictures)) < self.blur_probability)
        if len(chosen) == 0:
            return pictures
        ticks, height, width = pictures.shape[1:]
        sigma = random.uniform(0.3, self.blur_pixels, size=(len(chosen), 1))
        offsets = np.arange(-3, 4)
        kernel = np.exp(-(offsets**2) / (2 * sigma**2))
        kernel = np.repeat(kernel / kernel.sum(axis=1, keepdims=True), ticks, axis=0)
        planes = len(kernel)
        flat = pictures[chosen].reshape(1, planes, height, width)
        vertical, horizontal = _tensor(kernel)[:, None, :, None], _tensor(kernel)[:, None, None, :]
        flat = F.conv2d(F.pad(flat, (0, 0, 3, 3), mode="replicate"), vertical, groups=planes)
        flat = F.conv2d(F.pad(flat, (3, 3, 0, 0), mode="replicate"), horizontal, groups=planes)
        pictures[chosen] = flat.reshape(len(chosen), ticks, height, width)
        return pictures


def _tensor(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.asarray(values, dtype=np.float32))
