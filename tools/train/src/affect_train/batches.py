"""Draws what one training step sees."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from affect_train.augmentation import Augmentation
from affect_train.auxiliary import auxiliary_targets
from affect_train.blend_set import BlendSet
from affect_train.clip_set import Clip
from affect_train.fit_config import StageSection
from affect_train.model_file import Normalisation
from affect_train.still_set import StillSet


@dataclass
class Batches:
    """Sources of training material; every draw depends on the generator it is given alone."""

    stills: StillSet
    blends: BlendSet | None
    clips: list[Clip]
    rendered: list[Clip]
    balance: float
    augmentation: Augmentation
    rendered_augmentation: Augmentation
    normalisation: Normalisation

    def __post_init__(self) -> None:
        self._still_weights = self.stills.class_weights(self.balance)
        lengths = np.array([clip.ticks for clip in self.clips], dtype=float) ** 0.5
        self._clip_weights = lengths / lengths.sum() if self.clips else np.ones(1)

    def draw_stills(self, stage: StageSection, random: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Augmented photographs, blends, frames of clips and rendered people: N × H × W; targets N × 2 and those of the
        auxiliary outputs, see `auxiliary_targets`."""
        chosen = random.choice(len(self.stills), size=stage.stills, p=self._still_weights)
        crops, targets = [self.stills.crops[chosen]], [self.stills.targets[chosen]]
        auxiliary = [auxiliary_targets(stage.stills, shown=self.stills.shown[chosen])]
        if self.blends is not None and stage.blends:
            rows = random.integers(len(self.blends), size=stage.blends)
            crops.append(self.blends.crops[rows])
            targets.append(self.blends.targets[rows])
            auxiliary.append(auxiliary_targets(stage.blends, shown=self.blends.shown[rows]))
        for number in random.choice(len(self._clip_weights), size=stage.clip_frames, p=self._clip_weights):
            auxiliary.append(_add_frame(self.clips[number], crops, targets, random))
        for _ in range(stage.rendered_frames):
            auxiliary.append(_add_frame(self.rendered[random.integers(len(self.rendered))], crops, targets, random))
        pictures = self._prepare(np.concatenate(crops)[:, None], stage.rendered_frames, random)
        return pictures[:, 0], _targets(np.concatenate(targets)), torch.from_numpy(np.concatenate(auxiliary))

    def draw_clips(self, stage: StageSection, random: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Augmented excerpts N × T × H × W and targets N × T × 2; an excerpt shorter than T repeats its last tick."""
        crops, targets = [], []
        for _ in range(stage.clips):
            if random.uniform() < stage.still_clip_share:
                still = random.choice(len(self.stills), p=self._still_weights)
                crops.append(np.repeat(self.stills.crops[still][None], stage.clip_ticks, axis=0))
                targets.append(np.repeat(self.stills.targets[still][None], stage.clip_ticks, axis=0))
                continue
            clip = self.clips[random.choice(len(self.clips), p=self._clip_weights)]
            _add_excerpt(clip, stage.clip_ticks, crops, targets, random)
        for _ in range(stage.rendered_clips):
            clip = self.rendered[random.integers(len(self.rendered))]
            _add_excerpt(clip, stage.clip_ticks, crops, targets, random)
        return self._prepare(np.stack(crops), stage.rendered_clips, random), _targets(np.stack(targets))

    def _prepare(self, crops: np.ndarray, rendered: int, random: np.random.Generator) -> Tensor:
        """Augmented and normalised crops N × T × H × W, of which the last `rendered` are of rendered people."""
        real = len(crops) - rendered
        parts = ((crops[:real], self.augmentation), (crops[real:], self.rendered_augmentation))
        pictures = torch.cat([way.apply(torch.from_numpy(part), random) for part, way in parts if len(part)])
        return (pictures - self.normalisation.mean) / self.normalisation.scale


def _add_frame(
    clip: Clip, crops: list[np.ndarray], targets: list[np.ndarray], random: np.random.Generator
) -> np.ndarray:
    """Adds a frame; returns its targets of the auxiliary outputs."""
    frame = random.integers(len(clip.times))
    crops.append(clip.crops[frame][None])
    targets.append(clip.targets[frame][None])
    return auxiliary_targets(1, felt=None if clip.felt is None else clip.felt[frame])


def _add_excerpt(
    clip: Clip, ticks: int, crops: list[np.ndarray], targets: list[np.ndarray], random: np.random.Generator
) -> None:
    indices = clip.excerpt(ticks, random)
    indices = np.pad(indices, (0, ticks - len(indices)), mode="edge")
    crops.append(clip.crops[indices])
    targets.append(clip.targets[indices])


def _targets(values: np.ndarray) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))
