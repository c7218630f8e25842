"""`affect-train teach`: pseudo-labels of crops."""

import argparse
from pathlib import Path

from tqdm import tqdm

from affect_train.crop_file import CropFile
from affect_train.teacher import TeacherEnsemble, write_teacher_labels

NAME = "teach"
SUMMARY = "Write the expression classifiers' pseudo-labels beside each file of crops."
EXAMPLE = "teach crops/stills.gray crops/clips.gray --teachers teachers"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("crops", type=Path, nargs="+", help="NAME.gray, with NAME.csv beside it")
    parser.add_argument("--teachers", type=Path, required=True, help="folder of the three ONNX files")


def run(arguments: argparse.Namespace) -> None:
    ensemble = TeacherEnsemble(arguments.teachers)
    for path in arguments.crops:
        file = CropFile(path)
        for _ in tqdm(write_teacher_labels(ensemble, file), total=len(file), desc=path.stem, unit="crop"):
            continue
