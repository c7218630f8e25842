"""The arguments by which commands find the recordings of an AVEC folder."""

import argparse
from pathlib import Path

from affect_train.avec_corpus import AvecCorpus


def add_corpus_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds `--crops`, `--cache`, `--affect` and `--picture-rate`; `--data` is the command's own."""
    parser.add_argument(
        "--crops",
        type=Path,
        help="ready crops of the recordings: NAME.gray with NAME.csv, or folders of pictures NAME_aligned as OpenFace "
        "writes; without it the videos are cut",
    )
    parser.add_argument("--cache", type=Path, help="folder of the cached crops (default: DATA-cache beside the data)")
    parser.add_argument("--affect", default="affect", help="the program affect, to cut videos with")
    parser.add_argument("--picture-rate", type=float, help="pictures a second, where no table of OpenFace says it")


def corpus_from(arguments: argparse.Namespace) -> AvecCorpus:
    """The corpus that the arguments name."""
    data: Path = arguments.data
    if not (data / "labels").is_dir():
        raise FileNotFoundError(f"{data}: no folder labels with files such as Train_01.csv")
    cache = arguments.cache or data.resolve().with_name(f"{data.resolve().name}-cache")
    return AvecCorpus(data, arguments.crops, cache, arguments.affect, arguments.picture_rate)
