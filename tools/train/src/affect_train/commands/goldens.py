"""`affect-train goldens`: fixtures for the tests of the stream's engine."""

import argparse
from pathlib import Path

from affect_train.goldens import write_goldens, write_model_golden

NAME = "goldens"
SUMMARY = "Write small random models, or one trained model's answers, as fixtures for the stream's tests."
EXAMPLE = "goldens --output Tests/Fixtures/goldens"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", type=Path, required=True, help="folder, or with --model the golden file")
    parser.add_argument("--model", type=Path, help="write the answers of this model instead")


def run(arguments: argparse.Namespace) -> None:
    if arguments.model is not None:
        write_model_golden(arguments.model, arguments.output)
        return
    names = write_goldens(arguments.output)
    print(f"{len(names)} fixtures in {arguments.output}")
