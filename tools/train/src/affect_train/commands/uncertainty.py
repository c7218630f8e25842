"""`affect-train uncertainty`: standard deviations for a trained model."""

import argparse
import json
from pathlib import Path

import torch

from affect_train.fit_config import FitConfig
from affect_train.model_file import Model
from affect_train.still_set import StillSet
from affect_train.uncertainty import (
    fit_log_deviation,
    score_uncertainty,
    still_features,
    with_uncertainty,
)
from affect_train.validation import SCORED

NAME = "uncertainty"
SUMMARY = (
    "Add standard deviations to a model, from its errors on the people that chose it; score them on the test people."
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
    data = config.data
    features, errors = {}, {}
    for part in ("validation", "test"):
        stills = StillSet.read(
            arguments.data / data.stills,
            arguments.data / data.labels,
            part,
            validation=data.validation,
            test=data.test,
            teacher_weight=0,
        )
        features[part] = still_features(network, stills, model.normalisation)
        with torch.no_grad():
            errors[part] = torch.from_numpy(stills.anchors).float() - network.fc2(features[part])
    head = fit_log_deviation(features["validation"], errors["validation"])
    constant = errors["validation"].square().mean(dim=0).sqrt().log()
    scores = score_uncertainty(errors["test"], head(features["test"]), constant)
    model.networks["main."] = with_uncertainty(network, head, model.crop.height, model.crop.width)
    model.provenance["metrics"]["uncertainty"] = scores
    model.save(arguments.output)
    print(json.dumps(scores, indent=2))
