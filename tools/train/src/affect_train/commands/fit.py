"""`affect-train fit`: trains a network."""

import argparse
import json
from pathlib import Path

from affect_train.fit_config import FitConfig
from affect_train.run_folder import RunFolder, without_nan
from affect_train.trainer import Trainer

NAME = "fit"
SUMMARY = "Train a network by a configuration; the same command resumes a run that was stopped."
EXAMPLE = "fit tools/train/configs/base.toml --data crops --run runs/base"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="TOML file, see tools/train/configs")
    parser.add_argument("--data", type=Path, required=True, help="folder that the configuration's paths start from")
    parser.add_argument("--run", type=Path, required=True, dest="run_path", help="folder of this run")
    parser.add_argument("--start", type=Path, help="model file whose weights the run begins with")


def run(arguments: argparse.Namespace) -> None:
    config = FitConfig.read(arguments.config)
    folder = RunFolder(arguments.run_path)
    text = arguments.config.read_bytes()
    kept = folder.path / "config.toml"
    if kept.exists() and kept.read_bytes() != text:
        raise ValueError(f"{folder.path}: holds a run of another configuration; choose another folder")
    folder.write_bytes("config.toml", text)
    trainer = Trainer(config, arguments.data, folder, arguments.start)
    folder.write_json("environment.json", trainer.environment())
    print(json.dumps(without_nan(trainer.fit()), indent=2))
