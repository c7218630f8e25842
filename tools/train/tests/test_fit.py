"""Training by the command: learns, is resumed exactly, leaves a whole record."""

import json
import re
from pathlib import Path

import pytest
import torch

from affect_train.command import main
from affect_train.config_section import read_toml
from affect_train.crop_template import CropTemplate
from affect_train.fit_config import FitConfig, StageSection
from affect_train.initial_weights import initialise
from affect_train.model_file import Model
from affect_train.network import AffectNetwork
from affect_train.run_folder import RunFolder
from affect_train.series_config import SeriesConfig
from affect_train.trainer import Trainer, learning_rate

CONFIG = """
name = "drawn"
seed = 7
validate_every = 4
checkpoint_every = 2

[network]
outputs = ["arousal", "valence"]

[data]
stills = "stills.gray"
labels = "labels.csv"
clips = ["clips.gray"]
held_out_clips = ["mimic/kept"]
neutral_clips = ["talk/"]
blends = "blends.gray"
rendered = ["rendered/crops/Train_*.gray"]
choosing_rendered = ["rendered/crops/Devel_*.gray"]
choosing_ticks = 20
scored_rendered = ["rendered/crops/Test_*.gray"]
validation = 0.2
test = 0.2
description = "drawn faces"

[auxiliary]
expressions = 0.1
feelings = 0.2

[[stages]]
name = "stills"
steps = 5
stills = 4
blends = 2
lstm_steps = [1, 2]
learning_rate = [1e-3, 1e-4]

[[stages]]
name = "sequences"
steps = 3
stills = 2
clip_frames = 2
rendered_frames = 2
clips = 2
rendered_clips = 1
still_clip_share = 0.5
clip_ticks = 8
unscored_ticks = 2
learning_rate = [1e-4, 1e-5]
"""

RENDERED = ("rendered/crops/Train_01.gray", "rendered/crops/Train_02.gray")


@pytest.fixture
def config_path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def trainer(config_path: Path, data_folder: Path, run: Path, start: Path | None = None) -> Trainer:
    return Trainer(FitConfig.read(config_path), data_folder, RunFolder(run), start)


def test_a_stopped_and_resumed_run_ends_with_the_same_weights(
    config_path: Path, data_folder: Path, tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    results = trainer(config_path, data_folder, whole).fit()
    for stop_before in (3, 6):
        assert trainer(config_path, data_folder, parts).fit(lambda step, limit=stop_before: step == limit) is None
    resumed = trainer(config_path, data_folder, parts).fit()
    assert resumed == results
    first, second = (torch.load(run / "checkpoint.pt", weights_only=True) for run in (whole, parts))
    metrics = [json.loads(line) for line in (whole / "metrics.jsonl").read_text().splitlines()]
    scores = metrics[-1]["validation"]
    chosen = ("arousal_r_balanced", "valence_r_balanced", "rendered_arousal_ccc", "rendered_valence_ccc")
    assert first["best_score"] >= sum(scores[name] for name in chosen) / 4 - 1e-9
    assert first["best_stage"] == second["best_stage"] == "sequences"
    for part in ("network", "average", "best"):
        for name, tensor in first[part].items():
            assert torch.equal(tensor, second[part][name]), name
    assert (whole / "metrics.jsonl").read_text() == (parts / "metrics.jsonl").read_text()


def test_the_command_leaves_model_results_curves_and_record(
    config_path: Path, data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    command = ["fit", str(config_path), "--data", str(data_folder), "--run", str(run)]
    main(command)
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((run / "results.json").read_text())
    assert -1 <= printed["test"]["valence_r_balanced"] <= 1
    low, high = printed["test_interval_95"]["valence_r_balanced"]
    assert low <= printed["test"]["valence_r_balanced"] <= high
    assert set(printed["clips"]) == {"mimic/kept"}
    record = json.loads((run / "environment.json").read_text())
    assert re.fullmatch(r"[0-9a-f]{40}(\+changes)?|unknown", record["commit"])
    assert set(record["data"]["sha256"]) == {"stills.gray", "blends.gray", "clips.gray", *RENDERED}
    assert record["data"]["rendered"] == dict.fromkeys(RENDERED, 30)
    assert set(printed["rendered"]) == {"arousal_ccc", "arousal_rmse", "valence_ccc", "valence_rmse"}
    assert sum(record["data"]["photographs"].values()) == 180
    assert (run / "curves.png").read_bytes().startswith(b"\x89PNG")
    model = Model.load(run / "model.safetensors")
    assert model.provenance["training_data"] == "drawn faces"
    assert model.outputs == ("arousal", "valence")
    main(["score", str(run / "model.safetensors"), "--config", str(config_path), "--data", str(data_folder)])
    scored = json.loads(capsys.readouterr().out)
    assert scored["scores"] == printed["test"]
    assert scored["interval_95"] == printed["test_interval_95"]
    assert scored["clips"] == printed["clips"]
    assert scored["rendered"] == printed["rendered"]
    config_path.write_text(CONFIG.replace("seed = 7", "seed = 8"), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(command)
    assert "run of another configuration" in capsys.readouterr().err


def test_a_run_starts_from_the_weights_it_is_told(config_path: Path, data_folder: Path, tmp_path: Path) -> None:
    first = trainer(config_path, data_folder, tmp_path / "first")
    with torch.no_grad():
        first.network.fc2.bias.fill_(0.25)
    start = tmp_path / "start.safetensors"
    network = first.network_of(first.network.state_dict())
    Model(CropTemplate.standard(), first.normalisation, {"main.": network}, {}).save(start)
    second = trainer(config_path, data_folder, tmp_path / "second", start)
    assert second.network.fc2.bias[:2].tolist() == [0.25, 0.25]
    assert second.average["fc2.bias"][:2].tolist() == [0.25, 0.25]
    config_path.write_text(CONFIG.replace("[network]", "[network]\nwindow = 2"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"no network main\. of the configured architecture"):
        trainer(config_path, data_folder, tmp_path / "third", start)


def test_the_learning_rate_rises_and_falls_over_its_stage() -> None:
    stage = StageSection("stage", steps=8, learning_rate=(1e-3, 1e-4), warm_up_steps=2)
    assert learning_rate(stage, 0) == pytest.approx(0.5e-3)
    assert learning_rate(stage, 4) == pytest.approx(5.5e-4)
    assert learning_rate(stage, 8) == pytest.approx(1e-4)


def test_a_seed_on_the_command_line_is_another_run(
    config_path: Path, data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fit = ["fit", str(config_path), "--data", str(data_folder)]
    main([*fit, "--run", str(tmp_path / "one")])
    main([*fit, "--run", str(tmp_path / "two"), "--seed", "8"])
    assert FitConfig.read(tmp_path / "two" / "config.toml").seed == 8
    assert json.loads((tmp_path / "two" / "environment.json").read_text())["seed"] == 8
    assert (tmp_path / "one" / "metrics.jsonl").read_text() != (tmp_path / "two" / "metrics.jsonl").read_text()
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main([*fit, "--run", str(tmp_path / "two")])
    assert "holds a run of another configuration" in capsys.readouterr().err
    main(["spread", str(tmp_path / "one"), str(tmp_path / "two")])
    results = [json.loads((tmp_path / run / "results.json").read_text())["test"] for run in ("one", "two")]
    first, second = (result["valence_r"] for result in results)
    row = f"| {(first + second) / 2:.3f} ± {abs(first - second) / 2**0.5:.3f} | {first:.3f} | {second:.3f} |"
    assert f"| test.valence_r {row}" in capsys.readouterr().out


def test_a_corrected_configuration_goes_on_in_the_same_folder(
    config_path: Path, data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fit = ["fit", str(config_path), "--data", str(data_folder), "--run", str(tmp_path / "run")]
    config_path.write_text(CONFIG.replace("seed = 7", "seed = 7\nsped = 1"), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(fit)
    assert "unknown key 'sped'" in capsys.readouterr().err
    config_path.write_text(CONFIG, encoding="utf-8")
    main(fit)
    assert (tmp_path / "run" / "results.json").is_file()


@pytest.mark.parametrize(
    ("runs", "message"), [(["one"], "one has no spread"), (["one", "two"], "one: no results.json")]
)
def test_runs_without_a_spread_are_refused(
    runs: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["spread", *(str(tmp_path / run) for run in runs)])
    assert message in capsys.readouterr().err


def test_training_learns_a_smile(config_path: Path, data_folder: Path, tmp_path: Path) -> None:
    text = CONFIG.replace("steps = 5\nstills = 4", "steps = 40\nstills = 8").replace("steps = 3", "steps = 1")
    config_path.write_text(text.replace("validate_every = 4", "validate_every = 20"), encoding="utf-8")
    results = trainer(config_path, data_folder, tmp_path / "run").fit()
    assert results is not None
    assert results["test"]["valence_r_balanced"] > 0.8


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seed = 7", "seed = 7\nsped = 1", r"unknown key 'sped' in \[\]"),
        ("[network]", "[network]\nkinds = 'conv3d'", r"unknown key 'kinds' in \[network\]"),
        ('stills = "stills.gray"', "", "missing 1 required positional argument: 'stills'"),
        ("seed = 7", "seed = = 7", "config.toml"),
        ('name = "sequences"', 'name = "stills"', "have one name"),
        ("seed = 7", "seed = 7\nprecision = 'half'", "precision must be auto, float32 or bfloat16, found 'half'"),
    ],
)
def test_mistakes_in_a_configuration_are_named(config_path: Path, old: str, new: str, message: str) -> None:
    config_path.write_text(CONFIG.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        FitConfig.read(config_path)


def test_a_held_out_clip_that_does_not_exist_is_named(config_path: Path, data_folder: Path, tmp_path: Path) -> None:
    config_path.write_text(CONFIG.replace('"mimic/kept"', '"gone"'), encoding="utf-8")
    with pytest.raises(ValueError, match="held-out clip gone is not among the clips"):
        trainer(config_path, data_folder, tmp_path / "run")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('blends = "blends.gray"', "", r"stages want blends, but \[data\] names none"),
        ("test = 0.2", "test = 0.4", "is of nobody to train on; run `affect-train blend` again"),
        ("rendered/crops/Test_*.gray", "rendered/crops/T*_01.gray", "recording Train_01 is both trained on and scored"),
        ("rendered/crops/Test_*.gray", "rendered/crops/*l_01.gray", "recording Devel_01 is both choosing and scored"),
        ("rendered/crops/Train_*.gray", "gone/*.gray", r"stages want rendered recordings, but \[data\] rendered"),
    ],
)
def test_material_that_does_not_fit_is_named(
    config_path: Path, data_folder: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    config_path.write_text(CONFIG.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        trainer(config_path, data_folder, tmp_path / "run")


def test_committed_configurations_are_valid() -> None:
    folder = Path(__file__).parents[1] / "configs"
    paths = sorted(folder.glob("*.toml"))
    series = [path for path in paths if "series" in read_toml(path)]
    configs = [(SeriesConfig if path in series else FitConfig).read(path) for path in paths]
    assert 0 < len(series) < len(configs)
    for config in configs:
        initialise(AffectNetwork(config.network.spec()), config.network.inflation, config.seed)


def test_inflated_kernels_sum_to_a_well_scaled_still_network() -> None:
    config = FitConfig.read(Path(__file__).parents[1] / "configs" / "base.toml")
    network = AffectNetwork(config.network.spec())
    initialise(network, (0.2, 0.3, 0.5), seed=1)
    still = network.conv2.weight.sum(dim=2)
    torch.testing.assert_close(network.conv2.weight[:, :, 2], 0.5 * still)
    assert still.detach().std().item() == pytest.approx((2 / (9 * 16)) ** 0.5, rel=0.05)
