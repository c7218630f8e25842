"""Scores of a network on people it has not seen."""

import numpy as np
import torch
from numpy.typing import NDArray

from affect_train.clip_set import Clip
from affect_train.model_file import Normalisation
from affect_train.network import AffectNetwork
from affect_train.scores import ccc, pearson, rmse
from affect_train.still_set import StillSet

SCORED = ("arousal", "valence")
STEADY_STEPS = 8
"""ConvLSTM steps after which a still's estimate is scored: 0.8 s of holding still."""
FEWEST_PHOTOGRAPHS = 5


@torch.no_grad()
def predict_stills(network: AffectNetwork, stills: StillSet, normalisation: Normalisation) -> NDArray[np.float64]:
    """All outputs for each photograph held still: N × outputs."""
    network.eval()
    predictions = []
    for start in range(0, len(stills), 32):
        crops = normalisation.apply(torch.from_numpy(stills.crops[start : start + 32]))
        predictions.append(network.forward_still(crops, STEADY_STEPS)[:, -1])
    return torch.cat(predictions).double().numpy()


def balanced_weights(stills: StillSet) -> NDArray[np.float64]:
    """Equal weight for each label of at least five photographs, none for the others."""
    weights = stills.class_weights(balance=0.0)
    counts = np.bincount(stills.expressions)
    weights[counts[stills.expressions] < FEWEST_PHOTOGRAPHS] = 0
    return weights / weights.sum()


def score_stills(predictions: NDArray[np.float64], outputs: tuple[str, ...], stills: StillSet) -> dict[str, float]:
    """Correlation with the label anchors, balanced over labels and as they come, and the error."""
    scores = {}
    weights = balanced_weights(stills)
    for column, name in enumerate(SCORED):
        if name not in outputs:
            continue
        truth, prediction = stills.anchors[:, column], predictions[:, outputs.index(name)]
        scores[f"{name}_r_balanced"] = pearson(truth, prediction, weights)
        scores[f"{name}_r"] = pearson(truth, prediction)
        scores[f"{name}_rmse"] = rmse(truth, prediction)
    return scores


def bootstrap_interval(
    predictions: NDArray[np.float64], outputs: tuple[str, ...], stills: StillSet, repeats: int = 1000
) -> dict[str, tuple[float, float]]:
    """95 % intervals of the balanced correlations, people being drawn with replacement."""
    random = np.random.default_rng(0)
    people, member = np.unique(stills.people, return_inverse=True)
    weights = balanced_weights(stills)
    intervals = {}
    for column, name in enumerate(SCORED):
        if name not in outputs:
            continue
        truth, prediction = stills.anchors[:, column], predictions[:, outputs.index(name)]
        values = []
        for _ in range(repeats):
            drawn = np.bincount(random.integers(0, len(people), len(people)), minlength=len(people))
            values.append(pearson(truth, prediction, weights * drawn[member]))
        low, high = np.percentile(values, (2.5, 97.5))
        intervals[f"{name}_r_balanced"] = (float(low), float(high))
    return intervals


@torch.no_grad()
def score_clip(network: AffectNetwork, clip: Clip, normalisation: Normalisation) -> dict[str, float]:
    """Agreement with the pseudo-labels over one clip, the ticks of warming left out, and how much the output moves."""
    network.eval()
    indices = clip.on_grid(int(clip.times[0]), clip.ticks)
    crops = normalisation.apply(torch.from_numpy(clip.crops[indices]))
    estimates = network.forward_dilated(crops[None])[0].double().numpy()
    first = min(network.spec.warm_up_ticks, len(indices) // 3)
    scores = {}
    for column, name in enumerate(SCORED):
        if name not in network.spec.outputs:
            continue
        truth = clip.targets[indices][first:, column]
        prediction = estimates[first:, network.spec.outputs.index(name)]
        scores[f"{name}_r"] = pearson(truth, prediction)
        scores[f"{name}_rmse"] = rmse(truth, prediction)
        scores[f"{name}_mean"] = float(prediction.mean())
        scores[f"{name}_tick_change"] = float(np.abs(np.diff(prediction)).mean())
    return scores


@torch.no_grad()
def predict_clip(network: AffectNetwork, clip: Clip, normalisation: Normalisation) -> NDArray[np.float64]:
    """All outputs for each crop of a clip of one crop a tick: T × outputs."""
    network.eval()
    crops = normalisation.apply(torch.from_numpy(np.array(clip.crops)))
    return network.forward_dilated(crops[None])[0].double().numpy()


def score_recordings(network: AffectNetwork, clips: list[Clip], normalisation: Normalisation) -> dict[str, float]:
    """CCC and error over the concatenation of recordings with true labels, as AVEC scores."""
    predictions = np.concatenate([predict_clip(network, clip, normalisation) for clip in clips])
    targets = np.concatenate([clip.targets for clip in clips])
    scores = {}
    for column, name in enumerate(SCORED):
        if name in network.spec.outputs:
            prediction = predictions[:, network.spec.outputs.index(name)]
            scores[f"{name}_ccc"] = ccc(targets[:, column], prediction)
            scores[f"{name}_rmse"] = rmse(targets[:, column], prediction)
    return scores
