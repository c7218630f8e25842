"""A scored partition gives one CCC, by way of the live program or of PyTorch: affect run, export and evaluate on one
side, affect crop and affect-train predict on the other."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from affect_train.command import main

from affect_bench.engine import ROOT, program
from affect_bench.exactness import BUNDLED

CLIPS = {"Devel_01": "wolfgang-langer", "Devel_02": "single-face"}
DIMENSIONS = ("arousal", "valence")


def affect(*arguments: object) -> str:
    result = subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def write_labels(path: Path, predictions: Path) -> None:
    """Labels that the predictions meet halfway: with a wave of 4 s added and a smaller scale."""
    rows = np.genfromtxt(predictions, delimiter=";", usecols=(1, 2, 3))
    wave = 0.1 * np.sin(2 * np.pi * rows[:, 0] / 4)
    labels = 0.8 * rows[:, 1:] + np.stack((wave, -wave), axis=1)
    lines = [
        f"'{path.stem}';{tick / 10:.6f};{arousal:.6f};{valence:.6f};0.000000"
        for tick, (arousal, valence) in enumerate(labels)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_stream_and_pytorch_score_a_partition_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, predictions = tmp_path / "data", tmp_path / "predictions"
    for folder in (data / "labels", data / "video", predictions):
        folder.mkdir(parents=True)
    (data / "corpus.json").write_text('{"description": "clips of tools/clips", "licence": "see tools/clips"}')
    for name, clip in CLIPS.items():
        video, session = data / "video" / f"{name}.mkv", tmp_path / "sessions" / name
        video.symlink_to(ROOT / "tools" / "clips" / f"{clip}.mkv")
        session.parent.mkdir(exist_ok=True)
        stream = ["--feed", f"ipc://{tmp_path}/feed", "--control", "off", "--print", "none", "--speed", "max"]
        recording = ["--record", session, "--mode", "features", "--keep-free", "0"]
        affect("run", "--source", video, "--model", BUNDLED, *stream, *recording)
        output = predictions / f"{name}.csv"
        affect("export", session, "--what", "predictions", "--format", "avec", "--output", output)
        write_labels(data / "labels" / f"{name}.csv", output)
    live = json.loads(affect("evaluate", "--labels", data / "labels", "--predictions", predictions, "--json"))
    command = ["predict", str(BUNDLED), "--data", str(data), "--output", str(tmp_path / "offline"), "--live"]
    main([*command, "--cache", str(tmp_path / "cache"), "--affect", str(program())])
    offline = json.loads(capsys.readouterr().out)
    for dimension in DIMENSIONS:
        assert 0.1 < live[dimension]["ccc"] < 0.99
        assert offline[dimension]["ccc"] == pytest.approx(live[dimension]["ccc"], abs=0.01)
