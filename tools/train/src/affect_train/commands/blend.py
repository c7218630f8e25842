"""`affect-train blend`: photographs laid over each other."""

import argparse
from pathlib import Path

from tqdm import tqdm

from affect_train.blend_set import write_blends
from affect_train.fit_config import FitConfig
from affect_train.still_set import StillSet

NAME = "blend"
SUMMARY = (
    "Write crops of photographs moved and laid over each other, of the people to train on alone: faces between "
    "expressions for the teachers to label (`affect-train teach`), so that a network learns no photograph by heart."
)
EXAMPLE = "blend --config tools/train/configs/base.toml --data crops --count 30000"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, required=True, help="who trains, and where the blends go: [data] blends")
    parser.add_argument("--data", type=Path, required=True, help="folder that the configuration's paths start from")
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)


def run(arguments: argparse.Namespace) -> None:
    data = FitConfig.read(arguments.config).data
    if not data.blends:
        raise ValueError(f"{arguments.config}: [data] names no blends")
    if arguments.count < 1:
        raise ValueError(f"--count must be at least 1, found {arguments.count}")
    stills = StillSet.of(data, arguments.data, "train")
    path = arguments.data / data.blends
    blends = write_blends(stills, path, count=arguments.count, balance=data.balance, seed=arguments.seed)
    with tqdm(total=arguments.count, desc=path.stem, unit="crop") as progress:
        for written in blends:
            progress.update(written - progress.n)
