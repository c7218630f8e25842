"""A scored partition gives one CCC, by way of the live program or of PyTorch: affect run, export and evaluate on one
side, affect crop and affect-train predict on the other."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from affect_train.command import main

from affect_bench.engine import ROOT, program
from affect_bench.exactness import BUNDLED

CLIPS = {"Devel_01": "wolfgang-langer", "Devel_02": "single-face"}
ASSETS = Path(os.environ.get("AFFECT_SHARED", ROOT.parent / "shared")) / "faces-synthetic"
DIMENSIONS = ("arousal", "valence")


@pytest.fixture(autouse=True)
def built() -> None:
    try:
        program()
    except FileNotFoundError as error:
        pytest.skip(str(error))


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


def predictions_of_the_stream(videos: dict[str, Path], folder: Path) -> Path:
    """What `affect run` records of each video and `affect export` writes, in AVEC's layout."""
    predictions = folder / "predictions"
    predictions.mkdir()
    for name, video in videos.items():
        session = folder / "sessions" / name
        session.parent.mkdir(exist_ok=True)
        stream = ["--feed", f"ipc://{folder}/feed", "--control", "off", "--print", "none", "--speed", "max"]
        recording = ["--record", session, "--mode", "features", "--keep-free", "0"]
        affect("run", "--source", video, "--model", BUNDLED, *stream, *recording)
        output = predictions / f"{name}.csv"
        affect("export", session, "--what", "predictions", "--format", "avec", "--output", output)
    return predictions


def assert_scored_alike(data: Path, predictions: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict:
    """`affect evaluate` of the predictions, whose answer is returned, and `affect-train predict` on the videos agree
    within 0.01."""
    live = json.loads(affect("evaluate", "--labels", data / "labels", "--predictions", predictions, "--json"))
    command = ["predict", str(BUNDLED), "--data", str(data), "--output", str(folder / "offline"), "--live"]
    capsys.readouterr()
    main([*command, "--cache", str(folder / "cache"), "--affect", str(program())])
    offline = json.loads(capsys.readouterr().out)
    for dimension in DIMENSIONS:
        with capsys.disabled():
            print(f" {dimension}: CCC {live[dimension]['ccc']:.6f} live, {offline[dimension]['ccc']:.6f} offline")
        assert offline[dimension]["ccc"] == pytest.approx(live[dimension]["ccc"], abs=0.01)
    return live


def test_the_stream_and_pytorch_score_a_partition_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    for folder in (data / "labels", data / "video"):
        folder.mkdir(parents=True)
    (data / "corpus.json").write_text('{"description": "clips of tools/clips", "licence": "see tools/clips"}')
    videos = {name: data / "video" / f"{name}.mkv" for name in CLIPS}
    for name, clip in CLIPS.items():
        videos[name].symlink_to(ROOT / "tools" / "clips" / f"{clip}.mkv")
    predictions = predictions_of_the_stream(videos, tmp_path)
    for name in CLIPS:
        write_labels(data / "labels" / f"{name}.csv", predictions / f"{name}.csv")
    live = assert_scored_alike(data, predictions, tmp_path, capsys)
    assert all(0.1 < live[dimension]["ccc"] < 0.99 for dimension in DIMENSIONS)


@pytest.mark.filterwarnings("ignore")
def test_rendered_recordings_are_scored_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not ASSETS.exists():
        pytest.skip(f"{ASSETS} is absent: no heads to draw")
    ticks = os.environ.get("AFFECT_ROUND_TRIP_TICKS", "30")
    data = tmp_path / "data"
    render = ["render", "--assets", str(ASSETS), "--output", str(data), "--train", "0", "--test", "0", "--devel", "2"]
    main([*render, "--ticks", ticks, "--write", "videos", "--fps", "10", "--processes", "1"])
    (data / "videos").rename(data / "video")
    (data / "corpus.json").write_text('{"description": "rendered faces", "licence": "Apache-2.0"}')
    videos = {path.stem: path for path in sorted((data / "video").glob("*.mkv"))}
    assert list(videos) == ["Devel_01", "Devel_02"]
    live = assert_scored_alike(data, predictions_of_the_stream(videos, tmp_path), tmp_path, capsys)
    assert all(live[dimension]["ccc"] != 0 for dimension in DIMENSIONS)
