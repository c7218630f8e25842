"""`affect-train export`: a checkpoint as model file, a model file as ONNX."""

import argparse
from pathlib import Path

from affect_train.model_file import Model
from affect_train.onnx_step import export_onnx

NAME = "export"
SUMMARY = "Write one network of a model file as a one-step ONNX graph."
EXAMPLE = "export models/affect-base.safetensors --onnx affect-base.onnx"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path)
    parser.add_argument("--onnx", type=Path, required=True)
    parser.add_argument("--network", default="main.", help="prefix of the network (default: main.)")


def run(arguments: argparse.Namespace) -> None:
    model = Model.load(arguments.model)
    if arguments.network not in model.networks:
        known = ", ".join(model.networks)
        raise ValueError(f"{arguments.model}: no network {arguments.network!r}; it has {known}")
    export_onnx(model.networks[arguments.network], model.crop.height, model.crop.width, arguments.onnx)
