"""Model files with random weights, for sizes and variants that are not shipped."""

from pathlib import Path

import numpy as np
import torch
from affect_train.crop_template import CropTemplate
from affect_train.goldens import moving_pattern, randomise
from affect_train.model_file import Model, Normalisation
from affect_train.network import AffectNetwork
from affect_train.network_spec import NetworkSpec
from affect_train.pooling import POOLING_VARIANTS

WINDOWS = {"original": 1, "max": 1, "temporal": 3, "both": 2}
"""Crops averaged before each of the paper's pooling variants, large enough to show a mistake."""


def random_model(spec: NetworkSpec, size: int, seed: int) -> Model:
    """A model of one network with random weights for crops of `size` × `size`; its outputs vary by about 0.3."""
    random = np.random.default_rng(seed)
    network = AffectNetwork(spec, size, size).eval()
    normalisation = Normalisation()
    randomise(network, normalisation.apply(moving_pattern(24, size, random)), random)
    provenance = {"name": "random", "training_data": "none: random weights", "licence": "Apache-2.0", "seed": seed}
    return Model(CropTemplate.standard().scaled(size), normalisation, {"main.": network}, provenance)


def write_random(path: Path, size: str, seed: int = 0) -> None:
    """Writes a causal ConvLSTM network of a named size (`base`, `wide`) for crops of the shipped size."""
    torch.manual_seed(seed)
    random_model(NetworkSpec.named(size=size), CropTemplate.standard().width, seed).save(path)


def variants(channels: tuple[int, int, int, int] = (4, 6, 8, 8)) -> dict[str, NetworkSpec]:
    """Every kind, pooling and padding, by name; small, so that thousands of ticks can be computed at once."""
    specs = {}
    for kind in ("convlstm", "conv3d"):
        for pooling, kernels in POOLING_VARIANTS.items():
            for padding in ("causal", "same"):
                specs[f"{kind}-{pooling}-{padding}"] = NetworkSpec(
                    kind=kind,
                    padding=padding,
                    channels=channels,
                    hidden=16,
                    pooling=kernels,
                    window=WINDOWS[pooling],
                    outputs=("arousal", "valence"),
                )
    return specs
