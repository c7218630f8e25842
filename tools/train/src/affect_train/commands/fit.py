"""`affect-train fit`: trains a network."""

import argparse
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from affect_train.avec_corpus import AvecCorpus
from affect_train.config_section import read_toml
from affect_train.corpus_arguments import add_corpus_arguments, corpus_from
from affect_train.fit_config import FitConfig
from affect_train.processes import Processes
from affect_train.research_only import keep_apart
from affect_train.resumable_trainer import ResumableTrainer
from affect_train.run_folder import RunFolder, without_nan
from affect_train.series_config import SeriesConfig
from affect_train.series_trainer import SeriesTrainer
from affect_train.session_fit import fit_sessions, verdict
from affect_train.trainer import Trainer

NAME = "fit"
SUMMARY = (
    "Train a network by a configuration: photographs and clips, or, with a table [series], whole recordings in an "
    "AVEC layout. The same command resumes a run that was stopped. With --sessions: fit the last layer of a model to "
    "sessions that were labelled, people held out, and say whether it got better."
)
BUNDLED = Path(__file__).resolve().parents[5] / "models" / "affect-base.safetensors"
Config = TypeVar("Config", FitConfig, SeriesConfig)
EXAMPLE = "fit tools/train/configs/base.toml --data crops --run runs/base"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, nargs="?", help="TOML file, see tools/train/configs")
    parser.add_argument("--data", type=Path, help="folder that the configuration's paths start from")
    parser.add_argument("--sessions", type=Path, help="folder of labelled sessions, instead of configuration and data")
    parser.add_argument("--held-out", action="append", default=[], metavar="PERSON", help="with --sessions: who tests")
    parser.add_argument("--run", type=Path, required=True, dest="run_path", help="folder of this run")
    parser.add_argument(
        "--start",
        type=Path,
        help="model file whose weights the run begins with (not for [series]; with --sessions the bundled one)",
    )
    parser.add_argument("--seed", type=int, help="instead of the configuration's, to see how much of a score is chance")
    add_corpus_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    if arguments.sessions is not None:
        if any(value is not None for value in (arguments.config, arguments.data, arguments.seed)):
            raise ValueError("--sessions stands alone: leave out the configuration, --data and --seed")
        results = fit_sessions(
            arguments.sessions, arguments.start or BUNDLED, RunFolder(arguments.run_path), arguments.held_out
        )
        print(json.dumps(without_nan(results), indent=2))
        print(verdict(results), file=sys.stderr)
        return
    if arguments.config is None or arguments.data is None:
        raise ValueError("a configuration and --data are needed, or --sessions")
    if "series" not in read_toml(arguments.config):
        config = _seeded(FitConfig.read(arguments.config), arguments.seed)
        folder = RunFolder(arguments.run_path)
        _keep_config(folder, arguments)
        _fit(Trainer(config, arguments.data, folder, arguments.start))
        return
    if arguments.start is not None:
        raise ValueError(f"{arguments.config}: a run with [series] begins with random weights: leave out --start")
    processes = Processes.join()
    try:
        config = _seeded(SeriesConfig.read(arguments.config), arguments.seed)
        _fit(series_trainer(config, corpus_from(arguments), arguments, processes))
    finally:
        processes.leave()


def series_trainer(
    config: SeriesConfig, corpus: AvecCorpus, arguments: argparse.Namespace, processes: Processes
) -> SeriesTrainer:
    """The trainer of a run with [series]; of several processes the first one makes cache and folder."""
    if not processes.is_first:
        processes.wait()
    keep_apart(corpus.folder, corpus.cache, arguments.run_path)
    folder = RunFolder(arguments.run_path)
    if processes.is_first:
        _keep_config(folder, arguments)
    series = config.series
    partitions = corpus.partitions(series.crop_size, series.ticks, series.train_recordings)
    if processes.is_first:
        processes.wait()
    return SeriesTrainer(config, partitions, corpus.terms, folder, processes)


def _seeded(config: Config, seed: int | None) -> Config:
    return config if seed is None else replace(config, seed=seed)


def _keep_config(folder: RunFolder, arguments: argparse.Namespace) -> None:
    """Keeps the configuration, with the seed of this run, so that a folder goes on with one seed alone."""
    kept, text = folder.path / "config.toml", arguments.config.read_bytes()
    if arguments.seed is not None:
        text = re.sub(rb"(?m)^seed\s*=\s*\d+", f"seed = {arguments.seed}".encode(), text, count=1)
    if kept.exists() and kept.read_bytes() != text:
        raise ValueError(f"{folder.path}: holds a run of another configuration; choose another folder")
    folder.write_bytes("config.toml", text)


def _fit(trainer: ResumableTrainer) -> None:
    if trainer.writes:
        trainer.run_folder.write_json("environment.json", trainer.environment())
    results = trainer.fit()
    if trainer.writes:
        print(json.dumps(without_nan(results), indent=2))
