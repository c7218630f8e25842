"""Fits a trained network to a few labelled people: its last layer alone, which a minute of video can teach."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from affect_train.chunks import chunks
from affect_train.model_file import Normalisation
from affect_train.network import AffectNetwork, NetworkState
from affect_train.scores import ccc
from affect_train.uncertainty import fit_log_deviation

PENALTIES = (30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03)
"""Of the squared change of a weight, features being scaled to a deviation of 1."""
CHUNK_TICKS = 100


@dataclass(frozen=True)
class Lesson:
    """What one person teaches of one output: `features` T × hidden as the last layer sees them, `values` T."""

    person: str
    features: NDArray[np.float64]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class OutputLayer:
    """`value = weights · features + bias` of one output."""

    weights: NDArray[np.float64]
    bias: float

    def __call__(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        return features @ self.weights + self.bias


@torch.no_grad()
def last_features(network: AffectNetwork, normalisation: Normalisation, crops: NDArray[np.uint8]) -> Iterator[Tensor]:
    """What the last layer of the stream sees of T × H × W crops: `hidden` for each tick, in order.

    - Raises: ValueError for a network that looks ahead.
    """
    if network.spec.delay:
        raise ValueError("a network that looks ahead cannot be fitted to sessions: it is not one for the live stream")
    network.eval()
    kept: list[Tensor] = []
    hidden = network.spec.hidden
    handle = network.fc2.register_forward_hook(lambda _, inputs, __: kept.append(inputs[0].reshape(-1, hidden)))
    try:
        if network.spec.stride == 1:
            memory = None
            for chunk in chunks(len(crops), CHUNK_TICKS, network.spec):
                clip = normalisation.apply(torch.from_numpy(np.array(crops[chunk.seen]))[None])
                _, memory = network.forward_chunk(clip, memory, chunk.before, chunk.after)
                yield from kept.pop()
        else:
            state = NetworkState()
            for crop in crops:
                network.forward_step(normalisation.apply(torch.from_numpy(np.array(crop)))[None], state)
                yield from kept.pop()
    finally:
        handle.remove()


def fit_output(lessons: list[Lesson], start: OutputLayer, penalty: float) -> OutputLayer:
    """Ridge regression towards `start`, in closed form; every person counts alike, the bias is free."""
    scale = np.concatenate([lesson.features for lesson in lessons]).std(axis=0).clip(min=1e-6)
    rows, errors = [], []
    for lesson in lessons:
        weight = (len(lesson.values) * len(lessons)) ** -0.5
        inputs = np.column_stack((lesson.features / scale, np.ones(len(lesson.values))))
        rows.append(weight * inputs)
        errors.append(weight * (lesson.values - start(lesson.features)))
    matrix, target = np.concatenate(rows), np.concatenate(errors)
    penalties = np.full(matrix.shape[1], penalty)
    penalties[-1] = 0
    change = np.linalg.solve(matrix.T @ matrix + np.diag(penalties) + 1e-9 * np.eye(len(penalties)), matrix.T @ target)
    return OutputLayer(start.weights + change[:-1] / scale, start.bias + change[-1])


def score(lessons: list[Lesson], layers: list[OutputLayer]) -> float:
    """CCC over all people together, each estimated by their own layer."""
    truth = np.concatenate([lesson.values for lesson in lessons])
    estimates = [layer(lesson.features) for lesson, layer in zip(lessons, layers, strict=True)]
    return ccc(truth, np.concatenate(estimates))


def choose_penalty(lessons: list[Lesson], start: OutputLayer) -> tuple[float | None, float]:
    """The penalty with which people who were left out are estimated best, None for no change at all, and that CCC."""
    best: tuple[float | None, float] = (None, score(lessons, [start] * len(lessons)))
    people = sorted({lesson.person for lesson in lessons})
    for penalty in PENALTIES if len(people) > 1 else ():
        without = {
            person: fit_output([lesson for lesson in lessons if lesson.person != person], start, penalty)
            for person in people
        }
        value = score(lessons, [without[lesson.person] for lesson in lessons])
        if value > best[1]:
            best = (penalty, value)
    return best


@torch.no_grad()
def layer_of(network: AffectNetwork, output: str) -> OutputLayer:
    row = network.spec.outputs.index(output)
    return OutputLayer(network.fc2.weight[row].double().numpy().copy(), float(network.fc2.bias[row]))


@torch.no_grad()
def put_layer(network: AffectNetwork, output: str, layer: OutputLayer) -> None:
    row = network.spec.outputs.index(output)
    network.fc2.weight[row] = torch.from_numpy(layer.weights).float()
    network.fc2.bias[row] = layer.bias


def refit_deviation(network: AffectNetwork, output: str, lessons: list[Lesson], layer: OutputLayer) -> None:
    """Learns the output's deviation anew from the errors that are left, where the network has one."""
    name = f"{output}_log_sd"
    if name not in network.spec.outputs:
        return
    features = torch.from_numpy(np.concatenate([lesson.features for lesson in lessons])).float()
    errors = torch.from_numpy(np.concatenate([lesson.values - layer(lesson.features) for lesson in lessons])).float()
    head = fit_log_deviation(features, errors[:, None])
    put_layer(network, name, OutputLayer(head.weight[0].double().numpy(), float(head.bias[0])))
