"""The paper's protocol: learns, resumes exactly, ends early, and gives one result on one process or two."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import drawn_series
from affect_train.avec import read_recording
from affect_train.avec_corpus import AvecCorpus
from affect_train.command import main
from affect_train.crop_template import CropTemplate
from affect_train.fit_config import NetworkSection
from affect_train.loss import concordance, series_loss
from affect_train.model_file import Model, Normalisation
from affect_train.network import AffectNetwork
from affect_train.processes import Processes
from affect_train.run_folder import RunFolder
from affect_train.series_config import SeriesConfig
from affect_train.series_estimates import predict_series
from affect_train.series_trainer import SeriesTrainer

CONFIG = """
name = "drawn"
seed = 3
checkpoint_every = 1

[network]
size = "reference"
outputs = ["valence"]
dropout = 0.5

[series]
crop_size = 28
epochs = 3
batch = 2
bptt_ticks = 16
"""
COUNTS = {"Train": (1, 2, 3, 27, 28), "Devel": (1, 2)}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("series") / "data"
    drawn_series.write_corpus(folder, COUNTS, ticks=32)
    return folder


def config_file(folder: Path, *changes: tuple[str, str]) -> Path:
    text = CONFIG
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def trainer(config_path: Path, data: Path, run: Path) -> SeriesTrainer:
    config = SeriesConfig.read(config_path)
    corpus = AvecCorpus(data, data / "crops", data.parent / "cache")
    partitions = corpus.partitions(config.series.crop_size, config.series.ticks)
    return SeriesTrainer(config, partitions, corpus.terms, RunFolder(run), Processes(0, 1, torch.device("cpu")))


def weights(run: Path) -> dict[str, torch.Tensor]:
    return torch.load(run / "checkpoint.pt", weights_only=True)["network"]


@pytest.mark.parametrize("kind", ["convlstm", "conv3d"])
def test_a_run_killed_before_any_step_ends_with_the_same_weights(tmp_path: Path, data: Path, kind: str) -> None:
    path = config_file(tmp_path, ("[network]", f'[network]\nkind = "{kind}"'))
    results = trainer(path, data, tmp_path / "whole").fit()
    for limit in (1, 2, 3, 5):
        assert trainer(path, data, tmp_path / "parts").fit(lambda step, limit=limit: step == limit) is None
    assert trainer(path, data, tmp_path / "parts").fit() == results
    for name, tensor in weights(tmp_path / "whole").items():
        assert torch.equal(tensor, weights(tmp_path / "parts")[name]), name
    assert (tmp_path / "whole" / "metrics.jsonl").read_text() == (tmp_path / "parts" / "metrics.jsonl").read_text()


def test_the_command_leaves_model_predictions_and_record(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = (("epochs = 3", "epochs = 12"), ("bptt_ticks = 16", "bptt_ticks = 16\nlearning_rate = 2e-3"))
    path, run = config_file(tmp_path, *changes), tmp_path / "run"
    crops = ["--crops", str(data / "crops"), "--cache", str(tmp_path / "cache")]
    main(["fit", str(path), "--data", str(data), "--run", str(run), *crops])
    results = json.loads(capsys.readouterr().out)
    assert results == json.loads((run / "results.json").read_text())
    assert results["scored"]["valence"]["ccc"] > 0.5
    assert set(results["scored"]["valence"]["recordings"]) == {"Devel_01", "Devel_02"}
    record = json.loads((run / "environment.json").read_text())
    assert {part: len(names) for part, names in record["data"].items()} == {"train": 3, "choose": 2, "scored": 2}
    model = Model.load(run / "model.safetensors")
    assert (model.crop.width, model.outputs) == (28, ("valence",))
    assert model.provenance["licence"] == "Apache-2.0"
    devel = AvecCorpus(data, data / "crops", tmp_path / "cache").partition("Devel", 28)[0]
    written = read_recording(run / "predictions" / "valence" / "Devel_01.csv", 2017, ("valence",)).values["valence"]
    again = predict_series(model.networks["main."], model.normalisation, devel.crops)[:, 0]
    assert abs(written - again).max() < 2e-6
    for picture in ("curves.png", "scatter.png"):
        assert (run / picture).read_bytes().startswith(b"\x89PNG")


def test_training_ends_when_the_people_who_choose_gain_nothing(tmp_path: Path, data: Path) -> None:
    path = config_file(
        tmp_path, ("epochs = 3", "epochs = 50\npatience = 2"), ("batch = 2", "batch = 2\nlearning_rate = 0.0")
    )
    run = trainer(path, data, tmp_path / "run")
    results = run.fit()
    assert (results["epochs"], results["best_epoch"]) == (3, 1)
    assert trainer(path, data, tmp_path / "run").fit() == results


@pytest.mark.parametrize(
    ("pooling", "loss"), [('temporal"\nwindow = 3', "ccc"), ('max"', "mse"), ('both"\nwindow = 2', "ccc")]
)
def test_every_variant_trains_in_bfloat16_and_with_a_delay(tmp_path: Path, data: Path, pooling: str, loss: str) -> None:
    path = config_file(
        tmp_path,
        ("[network]", f'[network]\npooling = "{pooling}'),
        ("epochs = 3", f'epochs = 1\nloss = "{loss}"\nprecision = "bfloat16"\ndelay_ticks = 3'),
    )
    results = trainer(path, data, tmp_path / "run").fit()
    assert -1 <= results["scored"]["valence"]["ccc"] <= 1


def test_two_processes_give_the_result_of_one(tmp_path: Path, data: Path) -> None:
    path = config_file(tmp_path, ("dropout = 0.5", "dropout = 0.0"), ("epochs = 3", "epochs = 1"))
    alone = trainer(path, data, tmp_path / "alone").fit()
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    arguments = ["fit", str(path), "--data", str(data), "--run", str(tmp_path / "two")]
    crops = ["--crops", str(data / "crops"), "--cache", str(tmp_path / "cache")]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    result = subprocess.run(
        [*command, "-m", "--", "affect_train", *arguments, *crops],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads((tmp_path / "two" / "environment.json").read_text())["processes"] == 2
    together = json.loads((tmp_path / "two" / "results.json").read_text())
    assert together["scored"]["valence"]["ccc"] == pytest.approx(alone["scored"]["valence"]["ccc"], abs=1e-3)
    expected, found = weights(tmp_path / "alone"), weights(tmp_path / "two")
    for name, tensor in expected.items():
        torch.testing.assert_close(found[name], tensor, atol=1e-4, rtol=1e-3)


def test_loss_counts_only_what_is_to_count() -> None:
    random = torch.Generator().manual_seed(0)
    estimates, targets = torch.randn(2, 5, 2, generator=random), torch.randn(2, 5, 2, generator=random)
    counts = torch.tensor([[True] * 5, [True, False, False, False, False]])
    kept = torch.cat((estimates[0], estimates[1, :1])), torch.cat((targets[0], targets[1, :1]))
    assert series_loss(estimates, targets, counts, "mse") == (kept[0] - kept[1]).square().mean()
    assert series_loss(estimates, targets, counts, "ccc") == (1 - concordance(*kept)).mean()
    estimates.requires_grad_()
    series_loss(estimates, targets, torch.zeros(2, 5, dtype=torch.bool), "ccc").backward()
    assert (estimates.grad == 0).all()


def test_a_batch_ccc_is_lins() -> None:
    series = torch.tensor([[1.0], [2.0], [3.0]])
    assert concordance(series, 2 * series).item() == pytest.approx(2 * (4 / 3) / (2 / 3 + 8 / 3 + 4), rel=1e-4)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("epochs = 3", "epochs = 0", "epochs must be at least 1, found 0"),
        ("epochs = 3", 'loss = "l1"', "loss must be ccc or mse, found 'l1'"),
        ("epochs = 3", 'precision = "half"', "precision must be auto, float32 or bfloat16"),
        ("epochs = 3", "epoch = 3", r"unknown key 'epoch' in \[series\]"),
    ],
)
def test_mistakes_in_a_configuration_are_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        SeriesConfig.read(config_file(tmp_path, (old, new)))
    assert str(tmp_path / "config.toml") in str(caught.value)


def test_a_loss_that_is_no_number_ends_the_run(tmp_path: Path, data: Path) -> None:
    path = config_file(tmp_path, ("batch = 2", "batch = 2\nlearning_rate = 1e30"))
    with pytest.raises(ValueError, match="the loss is no number in step"):
        trainer(path, data, tmp_path / "run").fit()


def test_throughput_is_measured_and_predictions_of_a_model_are_scored(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crops = ["--data", str(data), "--crops", str(data / "crops"), "--cache", str(tmp_path / "cache")]
    main(["throughput", str(config_file(tmp_path)), "--groups", "2", *crops])
    measured = json.loads(capsys.readouterr().out)
    assert measured["lowest"] <= measured["share"] <= measured["highest"]
    spec = NetworkSection(size="reference").spec()
    network = AffectNetwork(spec, 28, 28)
    model = Model(CropTemplate.standard().scaled(28), Normalisation(), {"main.": network}, {})
    model.save(tmp_path / "model.safetensors")
    printed = []
    for form in ([], ["--live"]):
        main(["predict", str(tmp_path / "model.safetensors"), "--output", str(tmp_path / "out"), *crops, *form])
        printed.append(json.loads(capsys.readouterr().out))
    assert printed[0]["recordings"] == 2
    assert printed[0]["valence"]["ccc"] == pytest.approx(printed[1]["valence"]["ccc"], abs=1e-5)
    main(["evaluate", "--year", "2017", "--labels", str(data / "labels"), "--predictions", str(tmp_path / "out")])
    evaluated = json.loads(capsys.readouterr().out)
    assert evaluated["valence"]["ccc"] == pytest.approx(printed[1]["valence"]["ccc"], abs=1e-4)
