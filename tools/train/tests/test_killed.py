"""Runs that are killed (SIGKILL) between their file operations and started again end as one that was not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import drawn_series
from affect_train.model_file import Model
from affect_train.run_folder import RunFolder
from test_fit import CONFIG

PROCESS = """
import os, signal, sys
from dataclasses import replace
from affect_train.command import main
from affect_train.commands import reproduce
from affect_train.reproduction.plan import PLANS, planned_runs

folder, last, arguments = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
reference = PLANS["reference"]
sizes = dict(crop_size=28, ticks=16, train_recordings=2, epochs=2, batch=1, bptt_ticks=16)
PLANS["reference"] = replace(reference, series=replace(reference.series, **sizes), seeds=(1,), figure_windows=())
reproduce.planned_runs = lambda size: planned_runs(size)[-2:]
count = 0


def die(event, values):
    global count
    if event in ("open", "os.rename", "os.mkdir") and str(values[0]).startswith(folder):
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)


sys.addaudithook(die)
main(arguments)
"""
"""Runs a command and kills itself before the n-th time that a file in a folder is opened, renamed or made."""


def run(folder: Path, kill_at: int, arguments: list[str]) -> int:
    command = [sys.executable, "-c", PROCESS, str(folder), str(kill_at), *arguments]
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": paths}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def test_a_killed_reproduction_ends_with_the_weights_of_an_unbroken_one(tmp_path: Path) -> None:
    drawn_series.write_corpus(tmp_path / "data", {"Train": (1, 2, 27), "Devel": (1,)}, ticks=16)
    data = ["reproduce", "--data", str(tmp_path / "data"), "--crops", str(tmp_path / "data" / "crops")]
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert run(whole, -1, [*data, "--cache", str(tmp_path / "cache"), "--output", str(whole)]) == 0
    command = [*data, "--cache", str(killed / "cache"), "--output", str(killed)]
    kills = [run(killed, kill_at, command) for kill_at in (9, 31, 47)]
    assert kills == [-signal.SIGKILL] * 3
    assert run(killed, -1, command) == 0
    compare(whole, killed)
    assert (killed / "reproduction.md").exists()


def test_a_killed_training_ends_with_the_weights_of_an_unbroken_one(data_folder: Path, tmp_path: Path) -> None:
    config, whole, killed = tmp_path / "config.toml", tmp_path / "whole", tmp_path / "killed"
    config.write_text(CONFIG, encoding="utf-8")
    command = ["fit", str(config), "--data", str(data_folder), "--run"]
    assert run(whole, -1, [*command, str(whole / "run")]) == 0
    kills = [run(killed, kill_at, [*command, str(killed / "run")]) for kill_at in (12, 16)]
    assert kills == [-signal.SIGKILL] * 2
    assert run(killed, -1, [*command, str(killed / "run")]) == 0
    compare(whole, killed)


def compare(whole: Path, killed: Path) -> None:
    """Weights, optimiser, metrics and results are the same in every run's folder."""
    runs = sorted(path.parent.relative_to(whole) for path in whole.glob("*/model.safetensors"))
    assert runs
    for name in runs:
        first, second = (torch.load(folder / name / "checkpoint.pt", weights_only=True) for folder in (whole, killed))
        assert first["step"] == second["step"]
        for part in ("network", "best"):
            for tensor, value in first[part].items():
                assert torch.equal(value, second[part][tensor]), f"{name}: {part} {tensor}"
        models = [Model.load(folder / name / "model.safetensors").networks["main."] for folder in (whole, killed)]
        for first_value, second_value in zip(*(model.state_dict().values() for model in models), strict=True):
            assert torch.equal(first_value, second_value)
        for file in ("metrics.jsonl", "results.json"):
            assert (whole / name / file).read_text() == (killed / name / file).read_text()


@pytest.mark.parametrize("torn", ['{"step": 9, "lo', ""])
def test_a_line_of_metrics_that_was_cut_off_is_dropped(tmp_path: Path, torn: str) -> None:
    folder = RunFolder(tmp_path)
    folder.append_metrics({"step": 3, "loss": 0.5})
    with folder.metrics_path.open("a", encoding="utf-8") as file:
        file.write(torn)
    folder.forget_metrics_from(5)
    assert folder.metrics() == [{"step": 3, "loss": 0.5}]
