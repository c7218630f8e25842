"""Deviations are found where they were put, and change nothing else."""

from pathlib import Path

import numpy as np
import pytest
import torch

from affect_train.command import main
from affect_train.crop_template import CropTemplate
from affect_train.initial_weights import initialise
from affect_train.model_file import Model, Normalisation
from affect_train.network import AffectNetwork
from affect_train.network_spec import NetworkSpec
from affect_train.rendered_set import read_rendered
from affect_train.streaming_model import StreamingModel
from affect_train.uncertainty import fit_log_deviation, gaussian_nll, recording_features, score_uncertainty
from affect_train.validation import predict_clip


def noisy_errors(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Features, errors whose deviation depends on the first feature, and its true logarithm."""
    random = torch.Generator().manual_seed(seed)
    features = torch.rand(count, 12, generator=random)
    log_sd = torch.stack((-2 + 1.5 * features[:, 0], torch.full((count,), -1.0)), dim=1)
    return features, torch.randn(count, 2, generator=random) * log_sd.exp(), log_sd


def test_a_known_deviation_is_recovered() -> None:
    features, errors, _ = noisy_errors(4000, seed=0)
    unseen, unseen_errors, truth = noisy_errors(4000, seed=1)
    found = fit_log_deviation(features, errors, ridge=0.0001)(unseen)
    assert (found - truth).abs().mean().item() < 0.08
    scores = score_uncertainty(unseen_errors, found, errors.square().mean(dim=0).sqrt().log())
    assert scores["arousal"]["nll"] < scores["arousal"]["nll_constant"] - 0.05
    for name in ("arousal", "valence"):
        assert scores[name]["within_1_sd"] == pytest.approx(0.683, abs=0.03)
        assert scores[name]["within_2_sd"] == pytest.approx(0.954, abs=0.02)


def test_deviations_that_nothing_explains_stay_constant() -> None:
    random = torch.Generator().manual_seed(2)
    features, errors = torch.rand(300, 40, generator=random), 0.3 * torch.randn(300, 2, generator=random)
    assert fit_log_deviation(features, errors)(features).std(dim=0).max().item() < 0.06


def test_the_penalty_bounds_what_an_odd_picture_gets() -> None:
    features, errors, _ = noisy_errors(900, seed=3)
    odd = features.mean(dim=0) + 20 * features.std(dim=0) * torch.tensor([-1.0] + 11 * [1.0])
    penalised = fit_log_deviation(features, errors)(odd[None]).exp()
    unpenalised = fit_log_deviation(features, errors, ridge=0.1)(odd[None]).exp()
    assert unpenalised.min().item() < 0.05 * errors.std(dim=0).min().item()
    assert penalised.min().item() > errors.std(dim=0).min().item() / 3


def test_features_of_recordings_give_the_networks_estimates(data_folder: Path) -> None:
    network = AffectNetwork(NetworkSpec.named()).eval()
    initialise(network, (0.2, 0.3, 0.5), seed=3)
    clips = read_rendered(sorted((data_folder / "rendered" / "crops").glob("Train_*.gray")))
    features = recording_features(network, clips, Normalisation())
    estimates = np.concatenate([predict_clip(network, clip, Normalisation()) for clip in clips])
    np.testing.assert_allclose(network.fc2(features).detach().numpy(), estimates, atol=1e-6)


def test_nll_is_computed_by_hand() -> None:
    nll = gaussian_nll(torch.tensor([[1.0], [3.0]]), torch.tensor([[0.0], [0.0]]))
    assert nll.tolist() == [pytest.approx((0.5 + 4.5) / 2)]


def test_the_command_adds_outputs_and_keeps_the_estimates(data_folder: Path, tmp_path: Path) -> None:
    network = AffectNetwork(NetworkSpec.named())
    initialise(network, (0.2, 0.3, 0.5), seed=3)
    model = Model(CropTemplate.standard(), Normalisation(), {"main.": network.eval()}, {"metrics": {}})
    source, output = tmp_path / "m.safetensors", tmp_path / "u.safetensors"
    model.save(source)
    config = tmp_path / "c.toml"
    config.write_text(
        'name = "x"\nseed = 1\n[data]\nstills = "stills.gray"\nlabels = "labels.csv"\nvalidation = 0.2\ntest = 0.2\n'
        'choosing_rendered = ["rendered/crops/Devel_*.gray"]\nscored_rendered = ["rendered/crops/Test_*.gray"]\n'
        '[[stages]]\nname = "s"\nsteps = 1\nlearning_rate = [1e-3, 1e-3]\n',
        encoding="utf-8",
    )
    main(["uncertainty", str(source), "--config", str(config), "--data", str(data_folder), "--output", str(output)])
    extended = Model.load(output)
    assert extended.outputs == ("arousal", "valence", "arousal_log_sd", "valence_log_sd")
    scores = extended.provenance["metrics"]["uncertainty"]
    assert set(scores) == {"photographs", "rendered"}
    assert scores["photographs"]["valence"]["nll"] < 1
    crops = torch.from_numpy(np.fromfile(data_folder / "clips.gray", np.uint8, 3 * 112 * 112).reshape(3, 112, 112))
    before, after = StreamingModel(model).estimates(crops), StreamingModel(extended).estimates(crops)
    torch.testing.assert_close(after[:, :2], before)
    assert after[:, 2:].isfinite().all()
