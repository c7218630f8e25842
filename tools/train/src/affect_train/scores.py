"""Agreement of predictions with labels: CCC as the AVEC challenges computed it, and its companions."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


def ccc(truth: Series, prediction: Series) -> float:
    """Concordance correlation as in AVEC's `calc_scores.py`: covariance over N, variances over N - 1.

    Several recordings are concatenated before. Lin's CCC, with one divisor, is larger by a factor that goes to 1 as
    1 / N. NaN where both series are constant and equal in mean, or where fewer than two values are given.
    """
    _check(truth, prediction)
    if len(truth) < 2:
        return float("nan")
    deviation_truth, deviation_prediction = truth - truth.mean(), prediction - prediction.mean()
    covariance = np.mean(deviation_truth * deviation_prediction)
    spread = truth.var(ddof=1) + prediction.var(ddof=1) + (truth.mean() - prediction.mean()) ** 2
    return float("nan") if spread == 0 else float(2 * covariance / spread)


def pearson(truth: Series, prediction: Series, weights: Series | None = None) -> float:
    """Correlation, each value counting by its weight; NaN where a series is constant."""
    _check(truth, prediction)
    weights = np.ones_like(truth) if weights is None else weights
    weights = weights / weights.sum()
    deviation_truth = truth - weights @ truth
    deviation_prediction = prediction - weights @ prediction
    variances = (weights @ deviation_truth**2) * (weights @ deviation_prediction**2)
    return (
        float("nan") if variances == 0 else float(weights @ (deviation_truth * deviation_prediction) / variances**0.5)
    )


def rmse(truth: Series, prediction: Series) -> float:
    """Root mean square error."""
    _check(truth, prediction)
    return float(np.sqrt(np.mean((truth - prediction) ** 2)))


def sign_agreement(truth: Series, prediction: Series) -> float:
    """Share of values on the same side of zero; zero is a side of its own."""
    _check(truth, prediction)
    return float(np.mean(np.sign(truth) == np.sign(prediction)))


SCORES = {"ccc": ccc, "pearson": pearson, "rmse": rmse, "sign_agreement": sign_agreement}


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


def _check(truth: Series, prediction: Series) -> None:
    if truth.ndim != 1 or truth.shape != prediction.shape:
        raise ValueError(f"two series of one length expected, found shapes {truth.shape} and {prediction.shape}")
    if len(truth) == 0:
        raise ValueError("nothing to score: the series are empty")
    if np.isnan(truth).any() or np.isnan(prediction).any():
        raise ValueError("a series holds NaN: leave out or fill what has no value before scoring")
