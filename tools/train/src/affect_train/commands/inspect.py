"""`affect-train inspect`: what a model file says about itself."""

import argparse
import json
from pathlib import Path

from affect_train.model_file import Model

NAME = "inspect"
SUMMARY = "Check a model file and print its description as JSON."
EXAMPLE = "inspect models/affect-base.safetensors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path)


def run(arguments: argparse.Namespace) -> None:
    print(json.dumps(Model.load(arguments.model).description(), indent=2))
