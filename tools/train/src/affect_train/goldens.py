"""Small models with random weights and what they return: the fixtures against which the Swift engine is tested."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from affect_train.crop_template import CropTemplate
from affect_train.model_file import Model, Normalisation
from affect_train.network import AffectNetwork
from affect_train.network_spec import NetworkSpec
from affect_train.pooling import POOLING_VARIANTS
from affect_train.streaming_model import StreamingModel

CROP_SIZE = 32
TICKS = 40
CHANNELS = (4, 6, 8, 8)
HIDDEN = 16
WINDOWS = {"original": 1, "max": 1, "temporal": 3, "both": 2}


def tiny_spec(
    kind: str,
    pooling: str,
    padding: str,
    outputs: tuple[str, ...] = ("arousal", "valence"),
    window: int | None = None,
) -> NetworkSpec:
    """A network small enough for a fixture, with every feature of a large one."""
    return NetworkSpec(
        kind=kind,
        padding=padding,
        channels=CHANNELS,
        hidden=HIDDEN,
        pooling=POOLING_VARIANTS[pooling],
        window=WINDOWS[pooling] if window is None else window,
        outputs=outputs,
        warm_up_ticks=5,
    )


def golden_specs() -> Iterator[tuple[str, dict[str, NetworkSpec]]]:
    """Name and networks, by prefix, of each fixture."""
    for kind in ("convlstm", "conv3d"):
        for pooling in POOLING_VARIANTS:
            for padding in ("causal", "same"):
                yield f"{kind}-{pooling}-{padding}", {"main.": tiny_spec(kind, pooling, padding)}
    four = ("arousal", "valence", "arousal_log_sd", "valence_log_sd")
    yield "uncertainty", {"main.": tiny_spec("convlstm", "original", "causal", four)}
    yield "single-output", {"main.": tiny_spec("convlstm", "original", "causal", ("valence",))}
    yield (
        "two-networks",
        {
            "arousal.": tiny_spec("convlstm", "temporal", "causal", ("arousal",), window=4),
            "valence.": tiny_spec("conv3d", "both", "same", ("valence",), window=2),
        },
    )


def moving_pattern(ticks: int, size: int, random: np.random.Generator) -> Tensor:
    """Smooth random pictures that drift, change and brighten over time: U8 T × size × size."""
    y, x = np.mgrid[0:size, 0:size] / size
    time = np.arange(ticks)[:, None, None]
    picture = np.zeros((ticks, size, size))
    for _ in range(8):
        frequency = random.uniform(-3, 3, size=2)
        speed, phase = random.uniform(-0.5, 0.5), random.uniform(0, 2 * np.pi)
        picture += np.cos(2 * np.pi * (frequency[0] * x + frequency[1] * y) + speed * time + phase)
    light = np.sin(2 * np.pi * time / random.uniform(10, 20)) * 30
    picture = 127 + 35 * picture + light + random.normal(0, 6, size=picture.shape)
    return torch.from_numpy(np.clip(np.rint(picture), 0, 255).astype(np.uint8))


def randomise(network: AffectNetwork, crops: Tensor, random: np.random.Generator) -> None:
    """Draws weights with the variance that keeps signals alive, then scales the outputs to a deviation of 0.3."""
    for name, parameter in network.named_parameters():
        if parameter.ndim == 1:
            values = random.normal(0, 0.1, size=parameter.shape)
        else:
            fan_in = int(np.prod(parameter.shape[1:]))
            gain = 1.0 if name.startswith("fc2") else 2.0
            values = random.normal(0, np.sqrt(gain / fan_in), size=parameter.shape)
        parameter.data.copy_(torch.from_numpy(values))
    with torch.no_grad():
        outputs = network.forward_dilated(crops[None])[0]
        deviation, mean = outputs.std(dim=0), outputs.mean(dim=0)
        network.fc2.weight.mul_((0.3 / deviation)[:, None])
        network.fc2.bias.copy_((network.fc2.bias - mean) * 0.3 / deviation)


def golden(specs: dict[str, NetworkSpec], seed: int) -> tuple[Model, Tensor, Tensor]:
    """A model, crops U8 T × H × W and what the stream returns for them, F32 T × outputs."""
    random = np.random.default_rng(seed)
    crops = moving_pattern(TICKS, CROP_SIZE, random)
    normalisation = Normalisation()
    networks = {}
    for prefix, spec in specs.items():
        network = AffectNetwork(spec, CROP_SIZE, CROP_SIZE).eval()
        randomise(network, normalisation.apply(crops), random)
        networks[prefix] = network
    provenance = {
        "name": "fixture",
        "training_data": "none: random weights",
        "metrics": {},
        "licence": "Apache-2.0",
        "seed": seed,
    }
    model = Model(CropTemplate.standard().scaled(CROP_SIZE), normalisation, networks, provenance)
    return model, crops, StreamingModel(model).estimates(crops)


def save_golden(path: Path, crops: Tensor, outputs: Tensor) -> None:
    save_file({"crops": crops.contiguous(), "outputs": outputs.contiguous()}, path)


def write_goldens(folder: Path) -> list[str]:
    """Writes `NAME.model.safetensors` and `NAME.golden.safetensors` for every fixture; returns the names."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for seed, (name, specs) in enumerate(golden_specs()):
        model, crops, outputs = golden(specs, seed)
        model.save(folder / f"{name}.model.safetensors")
        save_golden(folder / f"{name}.golden.safetensors", crops, outputs)
        names.append(name)
    return names


def write_model_golden(model_path: Path, output: Path, ticks: int = 24) -> None:
    """Writes what a trained model returns for a moving pattern of `ticks` crops (no face)."""
    model = Model.load(model_path)
    if model.crop.width != model.crop.height:
        raise ValueError("goldens are made for square crops")
    crops = moving_pattern(ticks, model.crop.width, np.random.default_rng(0))
    save_golden(output, crops, StreamingModel(model).estimates(crops))
