"""`affect-train score`: a model on the people that neither trained nor chose it."""

import argparse
import json
from pathlib import Path

import torch

from affect_train.clip_set import read_clips
from affect_train.fit_config import FitConfig
from affect_train.model_file import Model
from affect_train.rendered_set import matching, read_rendered
from affect_train.run_folder import without_nan
from affect_train.still_set import StillSet
from affect_train.validation import bootstrap_interval, predict_stills, score_clip, score_recordings, score_stills

NAME = "score"
SUMMARY = "Score a model on the test people's photographs and on the held-out clips of a configuration."
EXAMPLE = "score models/affect-base.safetensors --config tools/train/configs/base.toml --data crops"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path)
    parser.add_argument("--config", type=Path, required=True, help="the configuration the model was trained by")
    parser.add_argument("--data", type=Path, required=True, help="folder that the configuration's paths start from")


def run(arguments: argparse.Namespace) -> None:
    config = FitConfig.read(arguments.config)
    torch.set_num_threads(config.threads)
    model = Model.load(arguments.model)
    if set(model.networks) != {"main."}:
        raise ValueError(f"{arguments.model}: one network main. expected, found {', '.join(model.networks)}")
    network, data = model.networks["main."], config.data
    stills = StillSet.of(data, arguments.data, "test")
    predictions = predict_stills(network, stills, model.normalisation)
    paths = matching(arguments.data, data.clips)
    clips = [clip for clip in read_clips(paths, data.neutral_clips) if clip.name in data.held_out_clips]
    scores = {
        "photographs": len(stills),
        "people": len(set(stills.people)),
        "scores": score_stills(predictions, model.outputs, stills),
        "interval_95": bootstrap_interval(predictions, model.outputs, stills),
        "clips": {clip.name: score_clip(network, clip, model.normalisation) for clip in clips},
    }
    rendered = read_rendered(matching(arguments.data, data.scored_rendered))
    if rendered:
        scores["rendered"] = score_recordings(network, rendered, model.normalisation)
    print(json.dumps(without_nan(scores), indent=2))
