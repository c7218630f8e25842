"""Estimates of whole recordings at the labels' rate."""

import numpy as np
import torch
from numpy.typing import NDArray

from affect_train.chunks import chunks
from affect_train.model_file import Normalisation
from affect_train.network import AffectNetwork, NetworkState


@torch.no_grad()
def predict_series(
    network: AffectNetwork,
    normalisation: Normalisation,
    crops: NDArray[np.uint8],
    *,
    length: int = 600,
    delay: int = 0,
    device: torch.device | None = None,
) -> NDArray[np.float64]:
    """Estimates of the offline network for T × S × S crops, repeated to T × outputs; in stretches of about `length`.

    A network that was trained with labels `delay` ticks late has its estimates put back by as many ticks.
    """
    network.eval()
    memory, steps = None, []
    for chunk in chunks(len(crops), length, network.spec):
        seen = torch.from_numpy(np.array(crops[chunk.seen]))[None].to(device)
        part, memory = network.forward_chunk(normalisation.apply(seen), memory, chunk.before, chunk.after)
        steps.append(part[0].double().cpu().numpy())
    if not steps:
        raise ValueError(f"{len(crops)} ticks are too few: one output stands for {network.spec.stride}")
    return delayed(repeated(np.concatenate(steps), network.spec.stride, len(crops)), delay)


@torch.no_grad()
def predict_live(network: AffectNetwork, normalisation: Normalisation, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
    """What the stream estimates of T × S × S crops, one a tick: T × outputs, each at the tick that it belongs to.

    A network that looks ahead has no estimates of the last `spec.delay` ticks: the last one stands there.
    """
    network.eval()
    state, steps = NetworkState(), []
    for crop in crops:
        estimate = network.forward_step(normalisation.apply(torch.from_numpy(np.array(crop)))[None], state)
        if estimate is not None:
            steps.append(estimate[0].double().numpy())
    if not steps:
        raise ValueError(f"{len(crops)} ticks are too few: the first estimate comes after {network.spec.delay}")
    return repeated(np.stack(steps), 1, len(crops))


def repeated(steps: NDArray[np.float64], stride: int, ticks: int) -> NDArray[np.float64]:
    """Each step for `stride` ticks; the last one fills the remainder."""
    return steps[np.minimum(np.arange(ticks) // stride, len(steps) - 1)]


def delayed(values: NDArray[np.float64], delay: int) -> NDArray[np.float64]:
    """The values `delay` ticks later; the first one fills the beginning."""
    return values[np.maximum(np.arange(len(values)) - delay, 0)]
