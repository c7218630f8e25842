"""`affect-train render`: draws a corpus of faces whose arousal and valence are known."""

import argparse
import os
import shutil
import time
from pathlib import Path

from tqdm import tqdm

from affect_train.rendering.assets import Assets
from affect_train.rendering.corpus import Corpus, CorpusPlan, render
from affect_train.rendering.renderer import Renderer

NAME = "render"
SUMMARY = "Draw talking, moving, feeling heads with known arousal and valence, in the shape of SEWA (AVEC 2017)."
EXAMPLE = "render --assets faces-synthetic --output corpus --ticks 600 --write crops"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--assets", type=Path, required=True, help="MakeHuman's layout: makehuman/data and base")
    parser.add_argument("--output", type=Path, required=True, help="folder of the corpus; the same command resumes it")
    parser.add_argument("--train", type=int, default=34, help="people of Train_01 … (default 34)")
    parser.add_argument("--devel", type=int, default=14, help="people of Devel_01 … (default 14)")
    parser.add_argument("--test", type=int, default=16, help="people of Test_01 … (default 16)")
    parser.add_argument("--ticks", type=int, default=600, help="tenths of a second a recording (default 600)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", choices=("crops", "videos", "both"), default="crops")
    parser.add_argument("--fps", type=int, choices=(10, 30), default=30, help="of videos (default 30)")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="recordings to draw now, such as 'Train_0?'")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="default: one a core")


def run(arguments: argparse.Namespace) -> None:
    counts = {"Train": arguments.train, "Devel": arguments.devel, "Test": arguments.test}
    if min(counts.values()) < 0 or max(counts.values()) > 9999 or arguments.ticks < 1 or arguments.processes < 1:
        raise ValueError("0 to 9999 people a partition, at least 1 tick and at least 1 process are needed")
    if arguments.write != "crops" and shutil.which("ffmpeg") is None:
        raise ValueError("ffmpeg is missing, which writes the videos: apt-get install ffmpeg, or use --write crops")
    Assets(arguments.assets)
    device = Renderer().device
    corpus = Corpus(
        arguments.output, CorpusPlan(counts, arguments.ticks, arguments.seed, arguments.write, arguments.fps)
    )
    corpus.prepare()
    people = corpus.missing(arguments.only)
    start, pictures, cpu_seconds = time.monotonic(), 0, 0.0
    with tqdm(total=len(people), desc=f"render ({device})", unit="recording") as progress:
        for written in render(corpus, people, arguments.assets, min(arguments.processes, max(1, len(people)))):
            pictures += written.pictures
            cpu_seconds += written.cpu_seconds
            progress.update()
            progress.set_postfix_str(f"{pictures / (time.monotonic() - start):.0f} pictures/s")
    if pictures:
        seconds = time.monotonic() - start
        print(
            f"{pictures} pictures of {len(people)} recordings in {seconds:.1f} s: {pictures / seconds:.0f} a second, "
            f"{1000 * cpu_seconds / pictures:.1f} ms of a core each"
        )
    print(f"{arguments.output}: {len(corpus.missing())} of {sum(counts.values())} recordings are missing")
