"""What training minimises."""

import torch
from torch import Tensor

SMALLEST_SPREAD = 1e-4
"""Added to the divisor of a batch's CCC, so that constant series have a gradient."""


def concordance(predictions: Tensor, targets: Tensor) -> Tensor:
    """CCC of each column of N × outputs, with N as the one divisor."""
    deviation_p, deviation_t = predictions - predictions.mean(dim=0), targets - targets.mean(dim=0)
    covariance = (deviation_p * deviation_t).mean(dim=0)
    spread = deviation_p.square().mean(dim=0) + deviation_t.square().mean(dim=0)
    bias = (predictions.mean(dim=0) - targets.mean(dim=0)).square()
    return 2 * covariance / (spread + bias + SMALLEST_SPREAD)


def affect_loss(predictions: Tensor, targets: Tensor, ccc_weight: float) -> Tensor:
    """Mean squared error plus `ccc_weight` times the mean over outputs of 1 - CCC, both of N × outputs."""
    squared = (predictions - targets).square().mean()
    if ccc_weight == 0:
        return squared
    return squared + ccc_weight * torch.mean(1 - concordance(predictions, targets))


def series_loss(predictions: Tensor, targets: Tensor, counts: Tensor, kind: str) -> Tensor:
    """Of N × steps × outputs, where `counts` N × steps is true, taken as one series: mean of 1 - CCC, or `mse`.

    Zero, with gradients of zero, where fewer than two values count.
    """
    predicted, true = predictions[counts], targets[counts]
    if len(predicted) < 2:
        return predictions.sum() * 0
    if kind == "mse":
        return (predicted - true).square().mean()
    return torch.mean(1 - concordance(predicted, true))
