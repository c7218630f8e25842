"""`affect-train predict`: a model's estimates of recordings in an AVEC layout."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from affect_train.avec import write_series
from affect_train.corpus_arguments import add_corpus_arguments, corpus_from
from affect_train.model_file import Model
from affect_train.research_only import keep_apart
from affect_train.run_folder import without_nan
from affect_train.scores import score_series
from affect_train.series_estimates import predict_live, predict_series

NAME = "predict"
SUMMARY = "Write a model's estimates of the recordings of a partition, a folder for each output, and score them."
EXAMPLE = "predict models/affect-base.safetensors --data AVEC_17_Emotion_Sub-Challenge --output predictions --live"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder with labels and, without --crops, video")
    parser.add_argument("--output", type=Path, required=True, help="folder for OUTPUT/NAME.csv")
    parser.add_argument("--partition", choices=("Train", "Devel", "Test"), default="Devel")
    parser.add_argument(
        "--live", action="store_true", help="as the stream estimates, tick by tick, instead of the offline network"
    )
    add_corpus_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    model, corpus = Model.load(arguments.model), corpus_from(arguments)
    keep_apart(corpus.folder, corpus.cache, arguments.output)
    recordings = corpus.partition(arguments.partition, model.crop.width)
    estimates: dict[str, dict[str, NDArray[np.float64]]] = {name: {} for name in model.outputs}
    for series in recordings:
        for network in model.networks.values():
            predict = predict_live if arguments.live else predict_series
            values = predict(network, model.normalisation, series.crops)
            for column, output in enumerate(network.spec.outputs):
                estimates[output][series.name] = values[:, column]
    for output, by_name in estimates.items():
        (arguments.output / output).mkdir(parents=True, exist_ok=True)
        for name, values in by_name.items():
            write_series(arguments.output / output / f"{name}.csv", name, values)
    scores = {
        output: score_series({series.name: series.labels[output] for series in recordings}, by_name)
        for output, by_name in estimates.items()
        if output in recordings[0].labels
    }
    print(json.dumps(without_nan({"recordings": len(recordings), **scores}), indent=2))
