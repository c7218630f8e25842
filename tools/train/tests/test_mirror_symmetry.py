"""Tied weights: a mirrored face gets the same estimate, before and after training."""

from pathlib import Path

import pytest
import torch

from affect_train.crop_template import CropTemplate
from affect_train.initial_weights import initialise
from affect_train.mirror_symmetry import MirrorSymmetry
from affect_train.model_file import Model, Normalisation
from affect_train.network import AffectNetwork, NetworkState
from affect_train.network_spec import NetworkSpec
from test_fit import CONFIG, trainer

INFLATION = (0.17, 0.33, 0.5)
BUNDLED = Path(__file__).resolve().parents[3] / "models" / "affect-base.safetensors"
SIDE = 32
"""Of crops: small, and whole after four poolings."""


def tied(kind: str, pooling: str) -> AffectNetwork:
    network = AffectNetwork(NetworkSpec.named(kind=kind, pooling=pooling, size="reference"), SIDE, SIDE).eval()
    initialise(network, INFLATION, seed=3)
    MirrorSymmetry(network).spread(network)
    return network


@pytest.mark.parametrize("kind", ["convlstm", "conv3d"])
@pytest.mark.parametrize("pooling", ["original", "both"])
def test_mirrored_crops_get_the_same_estimates(kind: str, pooling: str) -> None:
    network = tied(kind, pooling)
    clip = torch.randn((2, 6, SIDE, SIDE), generator=torch.Generator().manual_seed(1))
    mirrored = clip.flip(-1)
    with torch.no_grad():
        dilated = network.forward_dilated(clip)
        assert dilated.std() > 0.01
        torch.testing.assert_close(network.forward_dilated(mirrored), dilated, atol=1e-5, rtol=0)
        torch.testing.assert_close(
            network.forward_still(mirrored[:, 0], 3), network.forward_still(clip[:, 0], 3), atol=1e-5, rtol=0
        )
        state = NetworkState()
        streamed = torch.stack([network.forward_step(crop, state) for crop in mirrored.unbind(1)], dim=1)
        torch.testing.assert_close(streamed, dilated, atol=1e-5, rtol=0)


def test_tying_keeps_the_spread_of_drawn_weights() -> None:
    network = AffectNetwork(NetworkSpec.named())
    initialise(network, INFLATION, seed=3)
    before = {name: parameter.std().item() for name, parameter in network.named_parameters() if parameter.std() > 0}
    symmetry = MirrorSymmetry(network)
    assert not symmetry.holds(network)
    symmetry.spread(network)
    assert symmetry.holds(network)
    for name, parameter in network.named_parameters():
        if name in before:
            assert parameter.std().item() == pytest.approx(before[name], rel=0.15), name


def test_the_bundled_model_is_tied() -> None:
    network = Model.load(BUNDLED).networks["main."]
    assert MirrorSymmetry(network).holds(network)


def test_channels_without_pairs_are_refused() -> None:
    value = NetworkSpec.named(size="reference").to_json() | {"channels": [4, 7, 16, 16]}
    with pytest.raises(ValueError, match="layer conv2: 7 channels make no pairs"):
        MirrorSymmetry(AffectNetwork(NetworkSpec.from_json(value)))


def test_training_keeps_the_tie_and_an_untied_start_is_refused(data_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "tied.toml"
    path.write_text(CONFIG.replace("[network]", "[network]\nmirror_symmetric = true"), encoding="utf-8")
    run = trainer(path, data_folder, tmp_path / "run")
    before = run.network.conv2.weight.clone()
    for run.step in (0, 6):
        run.train_step()
    assert not torch.equal(run.network.conv2.weight, before)
    assert MirrorSymmetry(run.network).holds(run.network)
    start = tmp_path / "start.safetensors"
    save(run.network_of(run.network.state_dict()), start)
    trainer(path, data_folder, tmp_path / "again", start)
    with torch.no_grad():
        run.network.conv2.weight[0, 0] += 1
    save(run.network_of(run.network.state_dict()), start)
    with pytest.raises(ValueError, match="are not mirror_symmetric"):
        trainer(path, data_folder, tmp_path / "refused", start)


def save(network: AffectNetwork, path: Path) -> None:
    Model(CropTemplate.standard(), Normalisation(), {"main.": network}, {}).save(path)
