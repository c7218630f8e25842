"""Outputs that a network learns beside its own: what they cost, and that the model file leaves them out."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from affect_train.auxiliary import FELT, OUTPUTS, SHOWN, AuxiliarySection, auxiliary_targets, copy_narrow, narrowed
from affect_train.model_file import Model
from affect_train.network import AffectNetwork
from affect_train.network_spec import NetworkSpec
from affect_train.rendered_set import read_rendered
from test_fit import CONFIG, trainer


def test_unknown_targets_cost_nothing() -> None:
    section = AuxiliarySection(expressions=1, feelings=1)
    estimates = torch.randn((3, 2, len(OUTPUTS)), requires_grad=True)
    loss = section.loss(estimates, torch.from_numpy(auxiliary_targets(3)))
    assert loss.item() == 0


def test_each_part_costs_what_its_weight_says() -> None:
    shown, felt = np.eye(7)[:1], np.full((1, len(FELT)), 0.5)
    targets = torch.from_numpy(np.concatenate((auxiliary_targets(1, shown=shown), auxiliary_targets(1, felt=felt))))
    estimates = torch.zeros((2, 3, len(OUTPUTS)))
    assert AuxiliarySection(expressions=2).loss(estimates, targets).item() == pytest.approx(2 * math.log(len(SHOWN)))
    assert AuxiliarySection(feelings=2).loss(estimates, targets).item() == pytest.approx(2 * len(FELT) * 0.25)


def test_gradients_of_one_part_leave_the_other_alone() -> None:
    estimates = torch.zeros((1, 1, len(OUTPUTS)), requires_grad=True)
    targets = torch.from_numpy(auxiliary_targets(1, felt=np.ones((1, len(FELT)))))
    AuxiliarySection(expressions=1, feelings=1).loss(estimates, targets).backward()
    gradient = estimates.grad
    assert gradient is not None
    assert gradient[0, 0, : len(SHOWN)].abs().max() == 0
    assert gradient[0, 0, len(SHOWN) :].abs().min() > 0


def test_narrowed_weights_estimate_as_before() -> None:
    spec = NetworkSpec.named(size="reference")
    wide = AffectNetwork(AuxiliarySection(expressions=1).widen(spec)).eval()
    narrow = AffectNetwork(spec).eval()
    narrow.load_state_dict(narrowed(wide.state_dict(), 2))
    still = torch.randn((1, 112, 112))
    with torch.no_grad():
        torch.testing.assert_close(narrow.forward_still(still, 1), wide.forward_still(still, 1)[:, :, :2])
        copy_narrow(narrow.state_dict(), wide.state_dict())
        torch.testing.assert_close(narrow.forward_still(still, 1), wide.forward_still(still, 1)[:, :, :2])


def test_a_run_learns_them_and_leaves_them_out(data_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    run = trainer(path, data_folder, tmp_path / "run")
    before = run.network.fc2.weight.clone()
    assert len(before) == 2 + len(OUTPUTS)
    run.fit()
    assert (run.network.fc2.weight != before).any(dim=1).all()
    network = Model.load(tmp_path / "run" / "model.safetensors").networks["main."]
    assert network.spec == run.spec
    assert len(network.fc2.bias) == 2


def test_rendered_recordings_without_feelings_say_how_to_get_them(data_folder: Path, tmp_path: Path) -> None:
    source = data_folder / "rendered"
    for folder in ("crops", "labels"):
        (tmp_path / folder).symlink_to(source / folder)
    paths = sorted((tmp_path / "crops").glob("Train_*.gray"))
    assert read_rendered(paths)[0].felt is None
    with pytest.raises(FileNotFoundError, match="`affect-train render` with the corpus's own settings writes it"):
        read_rendered(paths, feelings=True)
    (tmp_path / "feelings").mkdir()
    for path in paths:
        text = (source / "feelings" / f"{path.stem}.csv").read_text()
        (tmp_path / "feelings" / f"{path.stem}.csv").write_text(text.rsplit("\n", 2)[0])
    with pytest.raises(ValueError, match="30 rows expected, one a crop, found 29"):
        read_rendered(paths, feelings=True)


def test_bfloat16_learns_nearly_the_same(data_folder: Path, tmp_path: Path) -> None:
    losses = {}
    for precision in ("float32", "bfloat16"):
        path = tmp_path / f"{precision}.toml"
        path.write_text(f"precision = '{precision}'\n{CONFIG}", encoding="utf-8")
        run = trainer(path, data_folder, tmp_path / precision)
        losses[precision] = [run.train_step() for run.step in (0, 5)]
    assert losses["float32"] != losses["bfloat16"]
    assert losses["float32"] == pytest.approx(losses["bfloat16"], rel=0.05)
