"""`affect-train evaluate`: scores of predictions in an AVEC layout."""

import argparse
import json
from pathlib import Path

from affect_train.avec import NAME_PATTERNS, partition_scores, read_partition, read_predictions
from affect_train.run_folder import without_nan

NAME = "evaluate"
SUMMARY = "Score predictions against labels in an AVEC layout, as the challenge does."
EXAMPLE = "evaluate --year 2017 --labels AVEC_17_Emotion_Sub-Challenge/labels --predictions predictions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--year", type=int, choices=sorted(NAME_PATTERNS), required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument(
        "--predictions", type=Path, required=True, help="files as the labels', or folders arousal and valence"
    )
    parser.add_argument("--partition", choices=("Train", "Devel", "Test"), default="Devel")


def run(arguments: argparse.Namespace) -> None:
    labels = read_partition(arguments.labels, arguments.year, arguments.partition)
    scores = {
        name: partition_scores(
            labels, read_predictions(arguments.predictions, arguments.year, arguments.partition, name), name
        )
        for name in ("arousal", "valence")
    }
    print(json.dumps(without_nan({"recordings": len(labels), **scores}), indent=2))
