"""`affect-train evaluate`: CCC of predictions in an AVEC layout."""

import argparse
import json
from pathlib import Path

from affect_train.avec import NAME_PATTERNS, partition_ccc, read_partition

NAME = "evaluate"
SUMMARY = "Score predictions against labels in an AVEC layout, as the challenge does."
EXAMPLE = "evaluate --year 2017 --labels AVEC_17_Emotion_Sub-Challenge/labels --predictions predictions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--year", type=int, choices=sorted(NAME_PATTERNS), required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True, help="folder of files as the labels'")
    parser.add_argument("--partition", choices=("Train", "Devel", "Test"), default="Devel")


def run(arguments: argparse.Namespace) -> None:
    labels = read_partition(arguments.labels, arguments.year, arguments.partition)
    predictions = read_partition(arguments.predictions, arguments.year, arguments.partition)
    scores = {name: {"ccc": partition_ccc(labels, predictions, name)} for name in ("arousal", "valence")}
    print(json.dumps({"recordings": len(labels), **scores}, indent=2))
