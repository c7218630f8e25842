"""Standard deviations of the estimates, learned from the errors on people that did not train the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from affect_train.clip_set import Clip
from affect_train.model_file import Normalisation
from affect_train.network import AffectNetwork
from affect_train.network_spec import NetworkSpec
from affect_train.still_set import StillSet
from affect_train.validation import SCORED, STEADY_STEPS

ITERATIONS = 200
RIDGE = 5.0
"""Penalty of the squared weights, features being scaled to a deviation of 1.

Chosen by the likelihood of a seventh left out at a time of those who chose the bundled model, photographed and
rendered, between three and ten, so that a picture like no other does not get a deviation near zero.
"""


@dataclass(frozen=True)
class LogDeviationHead:
    """`log_sd = weight · features + bias` for each of arousal and valence."""

    weight: Tensor
    bias: Tensor

    def __call__(self, features: Tensor) -> Tensor:
        return features @ self.weight.T + self.bias


@torch.no_grad()
def still_features(network: AffectNetwork, stills: StillSet, normalisation: Normalisation) -> Tensor:
    """What the last layer sees of each photograph held still: N × hidden."""
    network.eval()
    features = []
    with _last_inputs(network) as seen:
        for start in range(0, len(stills), 32):
            crops = normalisation.apply(torch.from_numpy(stills.crops[start : start + 32]))
            network.forward_still(crops, STEADY_STEPS)
            features.append(seen[-1])
            seen.clear()
    return torch.cat(features)


@torch.no_grad()
def recording_features(network: AffectNetwork, recordings: list[Clip], normalisation: Normalisation) -> Tensor:
    """What the last layer sees at each tick of recordings of one crop a tick, one after the other: ticks × hidden."""
    network.eval()
    with _last_inputs(network) as seen:
        for recording in recordings:
            crops = normalisation.apply(torch.from_numpy(np.array(recording.crops)))
            network.forward_dilated(crops[None])
    return torch.cat(seen)


@contextmanager
def _last_inputs(network: AffectNetwork) -> Iterator[list[Tensor]]:
    """The inputs of the last layer, one an application, while the context lasts."""
    seen: list[Tensor] = []
    handle = network.fc2.register_forward_hook(lambda _, inputs, __: seen.append(inputs[0]))
    try:
        yield seen
    finally:
        handle.remove()


def gaussian_nll(errors: Tensor, log_sd: Tensor) -> Tensor:
    """Mean negative logarithm of the likelihood, without the constant: N × outputs to outputs."""
    return (log_sd + 0.5 * (errors / log_sd.exp()).square()).mean(dim=0)


def fit_log_deviation(features: Tensor, errors: Tensor, ridge: float = RIDGE) -> LogDeviationHead:
    """Minimises the Gaussian NLL of the errors (N × outputs) with `ridge` times the squared weights."""
    scale = features.std(dim=0).clamp(min=1e-6)
    scaled = features / scale
    weight = torch.zeros(errors.shape[1], features.shape[1], requires_grad=True)
    bias = errors.square().mean(dim=0).sqrt().log().clone().requires_grad_()
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=ITERATIONS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = gaussian_nll(errors, F.linear(scaled, weight, bias)).sum() + ridge * weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return LogDeviationHead((weight / scale).detach(), bias.detach())


def with_uncertainty(network: AffectNetwork, head: LogDeviationHead, height: int, width: int) -> AffectNetwork:
    """The network with `arousal_log_sd` and `valence_log_sd` as outputs behind its own."""
    value = network.spec.to_json()
    value["outputs"] = [*network.spec.outputs, *(f"{name}_log_sd" for name in SCORED)]
    extended = AffectNetwork(NetworkSpec.from_json(value), height, width)
    tensors = network.state_dict()
    tensors["fc2.weight"] = torch.cat((tensors["fc2.weight"], head.weight))
    tensors["fc2.bias"] = torch.cat((tensors["fc2.bias"], head.bias))
    extended.load_state_dict(tensors)
    return extended.eval()


def score_uncertainty(errors: Tensor, log_sd: Tensor, constant_log_sd: Tensor) -> dict[str, dict[str, float]]:
    """NLL beside that of a constant deviation, and how often the truth lies within one and two deviations."""
    ratio = errors.abs() / log_sd.exp()
    nll, constant = gaussian_nll(errors, log_sd), gaussian_nll(errors, constant_log_sd.expand_as(errors))
    return {
        name: {
            "nll": nll[column].item(),
            "nll_constant": constant[column].item(),
            "within_1_sd": (ratio[:, column] <= 1).float().mean().item(),
            "within_2_sd": (ratio[:, column] <= 2).float().mean().item(),
        }
        for column, name in enumerate(SCORED)
    }
