"""`affect-train throughput`: what reading the data costs."""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from affect_train.corpus_arguments import add_corpus_arguments, corpus_from
from affect_train.processes import Processes
from affect_train.research_only import keep_apart
from affect_train.run_folder import RunFolder
from affect_train.series_config import SeriesConfig
from affect_train.series_trainer import SeriesTrainer
from affect_train.throughput import measure

NAME = "throughput"
SUMMARY = "Measure the speed of training on recordings beside that on random tensors in memory; nothing is kept."
EXAMPLE = "throughput tools/train/configs/avec.toml --data AVEC_17_Emotion_Sub-Challenge --groups 10"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="TOML file with a table [series]")
    parser.add_argument("--data", type=Path, required=True, help="folder with labels")
    parser.add_argument("--groups", type=int, default=10, help="groups of recordings to train on, each twice")
    add_corpus_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    if arguments.groups < 1:
        raise ValueError(f"--groups must be at least 1, found {arguments.groups}")
    config, corpus = SeriesConfig.read(arguments.config), corpus_from(arguments)
    keep_apart(corpus.folder, corpus.cache)
    series = config.series
    partitions = corpus.partitions(series.crop_size, series.ticks, series.train_recordings)
    processes = Processes.join()
    with tempfile.TemporaryDirectory() as scratch:
        trainer = SeriesTrainer(config, partitions, corpus.terms, RunFolder(Path(scratch)), processes)
        print(json.dumps({"device": processes.device.type} | asdict(measure(trainer, arguments.groups)), indent=2))
