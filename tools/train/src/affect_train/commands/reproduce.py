"""`affect-train reproduce`: the paper's tables and figures."""

import argparse
import datetime
import platform
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch
from tqdm import tqdm

from affect_train.avec_corpus import AvecCorpus, Partitions
from affect_train.corpus_arguments import add_corpus_arguments, corpus_from
from affect_train.processes import Processes
from affect_train.reproduction.figures import draw_predictions, draw_windows
from affect_train.reproduction.outcome import RESULTS_FILE, TIME_FILE, Outcome
from affect_train.reproduction.page import PageContext, write_page
from affect_train.reproduction.plan import PLANS, Size, planned_runs
from affect_train.research_only import keep_apart
from affect_train.run_folder import RunFolder
from affect_train.series_trainer import SeriesTrainer

NAME = "reproduce"
SUMMARY = (
    "Train and score every network of the paper on recordings in an AVEC layout, and write its tables and figures "
    "beside the published numbers. Finished runs are kept: the same command goes on where it was stopped."
)
EXAMPLE = "reproduce --data AVEC_17_Emotion_Sub-Challenge --output reproduction --size paper"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder with labels and, without --crops, video")
    parser.add_argument("--output", type=Path, required=True, help="folder of the runs, a folder each")
    parser.add_argument("--size", choices=sorted(PLANS), default="reference", help="how much of the experiment")
    parser.add_argument("--page", type=Path, help="the page (default: OUTPUT/reproduction.md); figures go to images/")
    parser.add_argument("--page-only", action="store_true", help="train nothing; show the runs that are finished")
    parser.add_argument("--seeds", type=int, help="so many seeds instead of the size's number")
    parser.add_argument("--threads", type=int, default=1, help="threads of one process")
    add_corpus_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    size = _size(arguments)
    corpus = corpus_from(arguments)
    page: Path = arguments.page or arguments.output / "reproduction.md"
    processes = Processes.join()
    try:
        if not processes.is_first:
            processes.wait()
        partitions = _prepare(corpus, arguments.output, size)
        if processes.is_first:
            processes.wait()
        if not arguments.page_only:
            _train(size, corpus, partitions, arguments, processes)
        if processes.is_first:
            _write(size, corpus, partitions, arguments.output, page)
    finally:
        processes.leave()


def _size(arguments: argparse.Namespace) -> Size:
    size = PLANS[arguments.size]
    if arguments.seeds is None:
        return size
    if arguments.seeds < 1:
        raise ValueError(f"--seeds must be at least 1, found {arguments.seeds}")
    seeds = tuple(range(1, arguments.seeds + 1))
    return replace(size, seeds=seeds, figure_seeds=tuple(seed for seed in size.figure_seeds if seed in seeds))


def _prepare(corpus: AvecCorpus, output: Path, size: Size) -> Partitions:
    keep_apart(corpus.folder, corpus.cache, output)
    with tqdm(desc="crops", unit="recording") as progress:
        return corpus.partitions(
            size.series.crop_size, size.series.ticks, size.series.train_recordings, lambda name: progress.update()
        )


def _train(
    size: Size, corpus: AvecCorpus, partitions: Partitions, arguments: argparse.Namespace, processes: Processes
) -> None:
    runs = planned_runs(size)
    for number, planned in enumerate(runs, start=1):
        folder = RunFolder(arguments.output / planned.name)
        config = planned.config(size, arguments.threads)
        folder.keep_json("config.json", config.to_json())
        if (folder.path / RESULTS_FILE).exists():
            continue
        if processes.is_first:
            print(f"run {number} of {len(runs)}: {planned.name}", file=sys.stderr)
        trainer = SeriesTrainer(config, partitions, corpus.terms, folder, processes)
        if processes.is_first:
            folder.write_json("environment.json", trainer.environment())
        trainer.fit(Stopwatch(folder, processes.is_first))


class Stopwatch:
    """Adds up the processor time of a run over all its starts; never stops it."""

    def __init__(self, folder: RunFolder, writes: bool) -> None:
        self.folder, self.writes = folder, writes
        self.before = folder.read_json(TIME_FILE, {"processor_seconds": 0.0})["processor_seconds"]
        self.start = time.process_time()

    def __call__(self, step: int) -> bool:
        if self.writes:
            seconds = self.before + time.process_time() - self.start
            self.folder.write_json(TIME_FILE, {"processor_seconds": round(seconds, 1)})
        return False


def _write(size: Size, corpus: AvecCorpus, partitions: Partitions, output: Path, page: Path) -> None:
    images = page.parent / "images"
    images.mkdir(parents=True, exist_ok=True)
    outcome = Outcome(size, output)
    figure_4, figure_5 = images / "reproduction-windows.svg", images / "reproduction-series.svg"
    shown = partitions.scored[0]
    draw_windows(outcome, figure_4)
    draw_predictions(outcome, shown.name, shown.labels, figure_5)
    parts = (partitions.train, partitions.choose, partitions.scored)
    description, licence = corpus.terms
    context = PageContext(
        command=f"affect-train reproduce --size {size.name} --data DATA --crops CROPS --output RUNS",
        corpus=description,
        licence=licence,
        counts=(len(parts[0]), len(parts[1]), len(parts[2])),
        ticks=sum(series.ticks for part in parts for series in part),
        machine=_machine(),
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
    )
    write_page(outcome, context, page, figure_4, figure_5)
    print(page)


def _machine() -> str:
    if torch.cuda.is_available():
        return f"{torch.cuda.device_count()} × {torch.cuda.get_device_name()}, PyTorch {torch.__version__}"
    name = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        lines = [line for line in cpu.read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
        name = lines[0].partition(":")[2].strip() if lines else name
    return f"{name}, {torch.get_num_threads()} thread(s), PyTorch {torch.__version__}"
