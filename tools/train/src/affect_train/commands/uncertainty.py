"""`affect-train uncertainty`: standard deviations for a trained model."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from affect_train.fit_config import FitConfig
from affect_train.model_file import Model
from affect_train.network import AffectNetwork
from affect_train.rendered_set import matching, read_rendered
from affect_train.still_set import StillSet
from affect_train.uncertainty import (
    fit_log_deviation,
    recording_features,
    score_uncertainty,
    still_features,
    with_uncertainty,
)
from affect_train.validation import SCORED

NAME = "uncertainty"
SUMMARY = (
    "Add standard deviations to a model, from its errors on the people that chose it, photographed and rendered; score "
    "them on the test people."
)
EXAMPLE = (
    "uncertainty runs/base/model.safetensors --config tools/train/configs/base.toml --data crops --output m.safetensors"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path)
    parser.add_argument("--config", type=Path, required=True, help="the configuration the model was trained by")
    parser.add_argument("--data", type=Path, required=True, help="folder that the configuration's paths start from")
    parser.add_argument("--output", type=Path, required=True, help="the model file with uncertainty")


def run(arguments: argparse.Namespace) -> None:
    config = FitConfig.read(arguments.config)
    torch.set_num_threads(config.threads)
    model = Model.load(arguments.model)
    if model.outputs != SCORED or set(model.networks) != {"main."}:
        raise ValueError(f"{arguments.model}: one network with the outputs arousal and valence expected")
    network = model.networks["main."]
    features, errors = {}, {}
    for part in ("validation", "test"):
        stills = StillSet.of(config.data, arguments.data, part)
        features[part] = still_features(network, stills, model.normalisation)
        errors[part] = _errors(network, features[part], stills.anchors)
    for part, patterns in (("choosing", config.data.choosing_rendered), ("scored", config.data.scored_rendered)):
        clips = read_rendered(matching(arguments.data, patterns))
        if clips:
            features[part] = recording_features(network, clips, model.normalisation)
            errors[part] = _errors(network, features[part], np.concatenate([clip.targets for clip in clips]))
    known = [part for part in ("validation", "choosing") if part in features]
    known_errors = torch.cat([errors[part] for part in known])
    head = fit_log_deviation(torch.cat([features[part] for part in known]), known_errors)
    constant = known_errors.square().mean(dim=0).sqrt().log()
    scores = {
        name: score_uncertainty(errors[part], head(features[part]), constant)
        for part, name in (("test", "photographs"), ("scored", "rendered"))
        if part in features
    }
    model.networks["main."] = with_uncertainty(network, head, model.crop.height, model.crop.width)
    model.provenance["metrics"]["uncertainty"] = scores
    model.save(arguments.output)
    print(json.dumps(scores, indent=2))


@torch.no_grad()
def _errors(network: AffectNetwork, features: Tensor, truth: NDArray[np.float64]) -> Tensor:
    return torch.from_numpy(truth).float() - network.fc2(features)
