"""Estimates of whole recordings at the labels' rate, and how well they agree."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from affect_train.chunks import chunks
from affect_train.model_file import Normalisation
from affect_train.network import AffectNetwork
from affect_train.scores import ccc, pearson, rmse, sign_agreement

Series = NDArray[np.float64]
SCORES = {"ccc": ccc, "pearson": pearson, "rmse": rmse, "sign_agreement": sign_agreement}


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


def repeated(steps: NDArray[np.float64], stride: int, ticks: int) -> NDArray[np.float64]:
    """Each step for `stride` ticks; the last one fills the remainder."""
    return steps[np.minimum(np.arange(ticks) // stride, len(steps) - 1)]


def delayed(values: NDArray[np.float64], delay: int) -> NDArray[np.float64]:
    """The values `delay` ticks later; the first one fills the beginning."""
    return values[np.maximum(np.arange(len(values)) - delay, 0)]


def score_series(truth: Mapping[str, Series], predictions: Mapping[str, Series]) -> dict[str, Any]:
    """Every score over the concatenation of the recordings, as AVEC takes it, and of each recording alone."""
    names = list(truth)
    whole = np.concatenate([truth[name] for name in names]), np.concatenate([predictions[name] for name in names])
    return {score: function(*whole) for score, function in SCORES.items()} | {
        "recordings": {
            name: {score: function(truth[name], predictions[name]) for score, function in SCORES.items()}
            for name in names
        }
    }
