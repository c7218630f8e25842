"""`affect-train spread`: what several runs of one configuration scored."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

NAME = "spread"
SUMMARY = (
    "Put the scores of several runs of one configuration beside each other, with their mean and standard deviation: "
    "how much of a score is chance."
)
EXAMPLE = "spread runs/base runs/base-2 runs/base-3"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", type=Path, nargs="+", help="folders of finished runs")


def run(arguments: argparse.Namespace) -> None:
    if len(arguments.runs) < 2:
        raise ValueError("two runs at least are needed: one has no spread")
    scores = [_scores(folder) for folder in arguments.runs]
    print(f"| score | mean ± deviation | {' | '.join(folder.name for folder in arguments.runs)} |")
    print("|---" * (len(scores) + 2) + "|")
    for name in scores[0]:
        if not all(name in others for others in scores):
            continue
        values = [others[name] for others in scores]
        columns = " | ".join(f"{value:.3f}" for value in values)
        print(f"| {name} | {np.mean(values):.3f} ± {np.std(values, ddof=1):.3f} | {columns} |")


def _scores(folder: Path) -> dict[str, float]:
    path = folder / "results.json"
    if not path.exists():
        raise FileNotFoundError(f"{folder}: no results.json: the run is not finished, or this is no run's folder")
    return _numbers(json.loads(path.read_text(encoding="utf-8")))


def _numbers(value: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """The numbers of nested tables, by the path to them; intervals, nulls and words are left out."""
    found: dict[str, float] = {}
    for key, item in value.items():
        if isinstance(item, dict):
            found |= _numbers(item, f"{prefix}{key}.")
        elif isinstance(item, int | float):
            found[f"{prefix}{key}"] = float(item)
    return found
