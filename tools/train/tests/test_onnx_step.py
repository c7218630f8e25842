"""The ONNX graph of one step gives what the stream gives."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from affect_train.goldens import CROP_SIZE, golden, tiny_spec
from affect_train.network import NetworkState
from affect_train.onnx_step import OneStepNetwork, export_onnx


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("kind", "pooling"), [("convlstm", "original"), ("convlstm", "both"), ("conv3d", "max")])
def test_onnx_equals_stream(kind: str, pooling: str, tmp_path: Path) -> None:
    spec = tiny_spec(kind, pooling, "causal", window=1)
    model, crops, _ = golden({"main.": spec}, seed=2)
    network = model.networks["main."]
    path = tmp_path / "step.onnx"
    export_onnx(network, CROP_SIZE, CROP_SIZE, path)
    session = onnxruntime.InferenceSession(path)
    states = {
        name: tensor.numpy() for name, tensor in OneStepNetwork(network).initial_states(CROP_SIZE, CROP_SIZE).items()
    }
    reference, state = [], NetworkState()
    for crop in model.normalisation.apply(crops):
        with torch.no_grad():
            reference.append(network.forward_step(crop[None], state)[0].numpy())
        estimate, *following = session.run(None, {"crop": crop[None, None].numpy(), **states})
        states = dict(zip(states, following, strict=True))
        np.testing.assert_allclose(estimate[0], reference[-1], atol=1e-5)
    assert np.std(reference, axis=0).min() > 0.05


def test_same_padding_cannot_be_one_static_step() -> None:
    model, _, _ = golden({"main.": tiny_spec("conv3d", "original", "same")}, seed=2)
    with pytest.raises(ValueError, match="only causal"):
        OneStepNetwork(model.networks["main."])
