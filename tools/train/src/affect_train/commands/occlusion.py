"""`affect-train occlusion`: the classifier behind the reason `occluded`."""

import argparse
import json
from pathlib import Path

import torch

from affect_train.occlusion.training import judge, read_people, train_classifier, with_threshold

NAME = "occlusion"
SUMMARY = "Train the classifier that says whether something covers a part of a face, and report on other people."
EXAMPLE = "occlusion --stills stills.gray --labels labels.csv --output models/faces/occlusion.dat"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stills", type=Path, required=True, help="crops of uncovered faces, from `affect crop`")
    parser.add_argument("--labels", type=Path, required=True, help="table with the columns file, expression and person")
    parser.add_argument("--output", type=Path, required=True, help="the file for the stream")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--validation", type=float, default=0.15, help="part of the people who choose the threshold")
    parser.add_argument("--test", type=float, default=0.15, help="part of the people the report is on")


def run(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    train, validation, test = read_people(arguments.stills, arguments.labels, arguments.validation, arguments.test)
    classifier = train_classifier(train, epochs=arguments.epochs, seed=arguments.seed)
    classifier = with_threshold(classifier, validation)
    classifier.write(arguments.output)
    print(json.dumps({"faces": len(test), **judge(classifier, test, arguments.seed)}, indent=2))
