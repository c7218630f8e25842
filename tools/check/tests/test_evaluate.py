"""`affect evaluate` against the scorer that trains and against a session."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from test_exchange import Run, Session, recorded, run, session  # noqa: F401

sys.path.insert(0, str(ROOT / "tools" / "train" / "src"))
from affect_train.avec import partition_scores, read_partition, write_series
from affect_train.scores import pearson, rmse, sign_agreement

DIMENSIONS = ("arousal", "valence")


def partition_ccc(labels: list[Any], predictions: list[Any], dimension: str) -> float:
    return float(partition_scores(labels, predictions, dimension)["ccc"])


def write(folder: Path, rows: dict[str, list[tuple[Any, Any]]]) -> Path:
    folder.mkdir()
    for name, values in rows.items():
        lines = [f"'{name}';{i / 10:.6f};{a};{v};0.000000" for i, (a, v) in enumerate(values)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    generator = random.Random(7)
    labels, predictions = {}, {}
    for name, length in (("Devel_01", 300), ("Devel_02", 170), ("Devel_03", 41)):
        truth = [(math.sin(i / 9) / 2, math.cos(i / 13) / 3 + 0.1) for i in range(length)]
        labels[name] = [(f"{a:.6f}", f"{v:.6f}") for a, v in truth]
        predictions[name] = [
            (f"{0.6 * a + generator.gauss(0, 0.1):.6f}", f"{v - 0.1 + generator.gauss(0, 0.2):.6f}") for a, v in truth
        ]
    return write(tmp_path / "labels", labels), write(tmp_path / "predictions", predictions)


def scores(run: Run, labels: Path, predictions: Path) -> dict[str, Any]:  # noqa: F811
    return json.loads(run("evaluate", "--labels", labels, "--predictions", predictions, "--json").stdout)


def test_scores_areThoseOfTheTrainingScorer(run: Run, pair: tuple[Path, Path]) -> None:  # noqa: F811
    report = scores(run, *pair)
    labels, predictions = (read_partition(folder, 2017, "Devel") for folder in pair)
    for dimension in DIMENSIONS:
        found = report[dimension]
        assert found["ccc"] == pytest.approx(partition_ccc(labels, predictions, dimension), abs=1e-12)
        assert found["ccc_zero_filled"] == found["ccc"] and found["coverage"] == 1 and found["labelled"] == 511
        for truth, predicted in zip(labels, predictions, strict=True):
            single = report["recordings"][truth.name][dimension]
            a, b = truth.values[dimension], predicted.values[dimension]
            assert single["ccc"] == pytest.approx(partition_ccc([truth], [predicted], dimension), abs=1e-12)
            assert single["pearson"] == pytest.approx(pearson(a, b), abs=1e-12)
            assert single["rmse"] == pytest.approx(rmse(a, b), abs=1e-12)
            assert single["sign_agreement"] == pytest.approx(sign_agreement(a, b), abs=1e-12)


def test_missingPredictions_areLeftOutAndZeroFilledBeside(run: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:  # noqa: F811
    labels, predictions = pair
    file = predictions / "Devel_01.csv"
    lines = file.read_text().splitlines()
    for row in range(100):
        fields = lines[row].split(";")
        lines[row] = ";".join([*fields[:2], "nan", "nan", "nan"])
    file.write_text("\n".join(lines[:-50]) + "\n")
    report = scores(run, labels, predictions)
    assert report["arousal"]["coverage"] == pytest.approx(361 / 511) and report["arousal"]["predicted"] == 361
    truth = [r.values["arousal"] for r in read_partition(labels, 2017, "Devel")]
    names = ("Devel_01", "Devel_02", "Devel_03")
    texts = [[row.split(";")[2] for row in (predictions / f"{name}.csv").read_text().splitlines()] for name in names]
    filled = [[0.0 if text == "nan" else float(text) for text in column] for column in texts]
    filled[0] += [0.0] * 50
    rows = {name: [(f"{value:.6f}", "0") for value in values] for name, values in zip(names, filled, strict=True)}
    full = write(tmp_path / "filled", rows)
    expected = partition_ccc(read_partition(labels, 2017, "Devel"), read_partition(full, 2017, "Devel"), "arousal")
    assert report["arousal"]["ccc_zero_filled"] == pytest.approx(expected, abs=1e-9)
    kept = [(t, p) for t, p in zip(truth[0][100:250], filled[0][100:250], strict=True)]
    assert report["recordings"]["Devel_01"]["arousal"]["rmse"] == pytest.approx(
        math.sqrt(sum((t - p) ** 2 for t, p in kept) / 150), abs=1e-9
    )


def test_unknownLiking_isNan(run: Run, session: Session, tmp_path: Path) -> None:  # noqa: F811
    for what in ("labels", "predictions"):
        (tmp_path / what).mkdir()
        run("export", session.path, "--what", what, "--format", "avec", "--output", tmp_path / what / "Train_01.csv")
    result = run("evaluate", "--labels", tmp_path / "labels", "--predictions", tmp_path / "predictions")
    lines = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines()[1:]}
    assert set(lines) == {"arousal", "valence", "liking"}
    assert set(lines["liking"]) == {"nan"}
    report = scores(run, tmp_path / "labels", tmp_path / "predictions")
    assert report["liking"]["ccc"] is None
    direct = scores(run, session.path, session.path)
    for dimension in DIMENSIONS:
        assert direct[dimension]["ccc"] == pytest.approx(report[dimension]["ccc"], abs=1e-5)
        assert direct[dimension]["coverage"] == report[dimension]["coverage"]


def test_foldersOfDimensions_areReadAsAvec2018HasThem(run: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:  # noqa: F811
    for dimension in DIMENSIONS:
        (tmp_path / "by_dimension" / dimension).mkdir(parents=True)
        for recording in read_partition(pair[1], 2017, "Devel"):
            file = tmp_path / "by_dimension" / dimension / f"{recording.name}.csv"
            write_series(file, recording.name, recording.values[dimension])
    whole, parts = scores(run, *pair), scores(run, pair[0], tmp_path / "by_dimension")
    assert [parts[d] for d in DIMENSIONS] == [whole[d] for d in DIMENSIONS]


def test_plot_isDrawn(run: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:  # noqa: F811
    labels, predictions = pair
    options = ("evaluate", "--labels", labels, "--predictions", predictions, "--plot", tmp_path / "plot.svg")
    run(*options)
    root = ElementTree.parse(tmp_path / "plot.svg").getroot()
    assert root.tag.endswith("svg")
    lines = [p for p in root.iter("{http://www.w3.org/2000/svg}path") if p.get("fill") == "none"]
    assert len(lines) == 3 * 3 * 2
    assert all(len(line.get("d", "").split("L")) > 40 for line in lines)
    assert "nothing is overwritten" in run(*options, code=78).stderr


@pytest.mark.parametrize(("text", "problem"), [
    ("'Devel_01';0.0;x;0;0\n", "a number or nan expected"), ("'Devel_01';0.0\n", "rows 'NAME'"),
    ("'Devel_01';0.05;0;0;0\n", "steps of 0.1 s"), ("'Devel_01';0.0;0;0;0\n'Devel_01';0.0;0;0;0\n", "steps of 0.1 s"),
    ("'Devel_01';0.0;0;0;0\n'Devel_01';0.1;0\n", "5 fields expected"), ("", "rows 'NAME'"),
])  # fmt: skip
def test_damagedLabels_areRefusedWithTheirLine(
    run: Run, pair: tuple[Path, Path], text: str, problem: str  # noqa: F811
) -> None:
    (pair[0] / "Devel_01.csv").write_text(text)
    refused = run("evaluate", "--labels", pair[0], "--predictions", pair[1], code=78)
    assert "Devel_01.csv, line" in refused.stderr and problem in refused.stderr


def test_recordingWithoutPrediction_isRefused(run: Run, pair: tuple[Path, Path]) -> None:  # noqa: F811
    (pair[1] / "Devel_02.csv").unlink()
    assert "Devel_02" in run("evaluate", "--labels", pair[0], "--predictions", pair[1], code=78).stderr
    empty = pair[0].parent / "empty"
    empty.mkdir()
    assert "no recordings" in run("evaluate", "--labels", empty, "--predictions", pair[1], code=78).stderr


def test_helpOfEachCommand_hasAnExample(affect: str) -> None:
    for command in ("export", "import", "evaluate"):
        text = subprocess.run([affect, command, "--help"], capture_output=True, text=True, check=True).stdout
        assert "Example: affect" in text
