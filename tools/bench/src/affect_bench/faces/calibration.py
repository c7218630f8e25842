"""From scores to probabilities, and how far those are from the truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True)
class Curve:
    """Probability 1 / (1 + exp(-slope · (score - even)))."""

    slope: float
    even: float

    def probability(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """0 … 1."""
        return 1 / (1 + np.exp(-self.slope * (scores - self.even)))


def fit_curve(faces: NDArray[np.float64], others: NDArray[np.float64]) -> Curve:
    """The logistic curve of the largest likelihood; both sides weigh the same. Newton's method."""
    scores = np.concatenate((faces, others))
    truth = np.concatenate((np.ones(len(faces)), np.zeros(len(others))))
    weights = np.concatenate((np.full(len(faces), 0.5 / len(faces)), np.full(len(others), 0.5 / len(others))))
    design = np.stack((scores, np.ones_like(scores)), axis=1)
    parameters = np.zeros(2)
    for _ in range(100):
        probability = 1 / (1 + np.exp(-design @ parameters))
        gradient = design.T @ (weights * (truth - probability))
        curvature = design.T @ (design * (weights * probability * (1 - probability))[:, None]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        parameters += step
        if np.abs(step).max() < 1e-10:
            break
    return Curve(slope=float(parameters[0]), even=float(-parameters[1] / parameters[0]))


@dataclass(frozen=True)
class Bin:
    """Pictures whose probability lies in one tenth."""

    stated: float
    found: float
    weight: float


def reliability(faces: NDArray[np.float64], others: NDArray[np.float64]) -> list[Bin]:
    """Bins of stated probabilities of pictures with a face and of others; both sides weigh the same."""
    stated = np.concatenate((faces, others))
    truth = np.concatenate((np.ones(len(faces)), np.zeros(len(others))))
    weights = np.concatenate((np.full(len(faces), 0.5 / len(faces)), np.full(len(others), 0.5 / len(others))))
    index = np.minimum((stated * BINS).astype(int), BINS - 1)
    bins = []
    for number in range(BINS):
        part = index == number
        weight = float(weights[part].sum())
        if weight > 0:
            bins.append(
                Bin(
                    stated=float((weights[part] * stated[part]).sum() / weight),
                    found=float((weights[part] * truth[part]).sum() / weight),
                    weight=weight,
                )
            )
    return bins


def calibration_error(bins: list[Bin]) -> float:
    """Expected calibration error: the mean distance of what is stated to what is found."""
    return sum(each.weight * abs(each.stated - each.found) for each in bins)
