"""The model file: safetensors with the architecture as JSON in its metadata (docs/model-file.md)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from affect_train.crop_template import CropTemplate
from affect_train.network import AffectNetwork
from affect_train.network_spec import NetworkSpec

FORMAT = 1
METADATA_KEY = "affectstream"


class ModelFileError(ValueError):
    """A model file that cannot be read; the message names the file, what was expected and what was found."""


@dataclass(frozen=True)
class Normalisation:
    """`(pixel / 255 - mean) / scale` is the input of a network."""

    mean: float = 0.5
    scale: float = 0.25

    def apply(self, crops: Tensor) -> Tensor:
        """Normalises U8 crops of any shape to F32."""
        return (crops.float() / 255 - self.mean) / self.scale


@dataclass
class Model:
    """What one model file holds: networks in the file's order, each with its prefix."""

    crop: CropTemplate
    normalisation: Normalisation
    networks: dict[str, AffectNetwork]
    provenance: dict[str, Any]

    @property
    def outputs(self) -> tuple[str, ...]:
        return tuple(name for network in self.networks.values() for name in network.spec.outputs)

    def description(self) -> dict[str, Any]:
        """The JSON object of the metadata."""
        return {
            "format": FORMAT,
            "crop": self.crop.to_json(),
            "normalisation": {"mean": self.normalisation.mean, "scale": self.normalisation.scale},
            "networks": [{"prefix": prefix, **network.spec.to_json()} for prefix, network in self.networks.items()],
            "provenance": self.provenance,
        }

    def save(self, path: Path) -> None:
        """Writes the file. The same model gives the same bytes."""
        if len(set(self.outputs)) != len(self.outputs):
            raise ModelFileError(f"{path}: each output may occur once in a file, found {', '.join(self.outputs)}")
        tensors = {
            prefix + name: tensor.detach().to("cpu", torch.float32).contiguous()
            for prefix, network in self.networks.items()
            for name, tensor in network.state_dict().items()
        }
        save_file(tensors, path, {METADATA_KEY: json.dumps(self.description(), sort_keys=True)})

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Reads a file and checks every tensor against the architecture."""
        try:
            with safe_open(path, framework="pt") as file:
                metadata = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError) as error:
            raise ModelFileError(f"{path}: not a readable safetensors file: {error}") from error
        if METADATA_KEY not in metadata:
            raise ModelFileError(f"{path}: metadata entry {METADATA_KEY!r} is missing")
        try:
            value = json.loads(metadata[METADATA_KEY])
            if value["format"] != FORMAT:
                raise ModelFileError(f"{path}: format {FORMAT} expected, found {value['format']}")
            crop = CropTemplate.from_json(value["crop"])
            normalisation = Normalisation(float(value["normalisation"]["mean"]), float(value["normalisation"]["scale"]))
            networks = {
                entry["prefix"]: AffectNetwork(NetworkSpec.from_json(entry), crop.height, crop.width)
                for entry in value["networks"]
            }
        except ModelFileError:
            raise
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFileError(f"{path}: metadata entry {METADATA_KEY!r} is invalid: {error}") from error
        for prefix, network in networks.items():
            _load_tensors(path, prefix, network, tensors)
        if tensors:
            raise ModelFileError(f"{path}: tensors that belong to no network: {', '.join(sorted(tensors))}")
        return cls(crop, normalisation, networks, value.get("provenance", {}))


def _load_tensors(path: Path, prefix: str, network: AffectNetwork, tensors: dict[str, Tensor]) -> None:
    """Moves the network's tensors from `tensors` into it."""
    for name, expected in network.state_dict().items():
        found = tensors.pop(prefix + name, None)
        if found is None:
            raise ModelFileError(f"{path}: tensor {prefix + name} is missing")
        if found.dtype != torch.float32 or found.shape != expected.shape:
            raise ModelFileError(
                f"{path}: tensor {prefix + name} must be float32 {list(expected.shape)}, "
                f"found {str(found.dtype).removeprefix('torch.')} {list(found.shape)}"
            )
        expected.copy_(found)
    network.eval()
