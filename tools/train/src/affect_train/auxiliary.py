"""Further outputs that a network learns beside its own while it trains, and that its file leaves out.

Seven tell which expression a face shows, ten what a rendered person feels. They say more of a face than two numbers do
(Caruana 1997, "Multitask Learning").
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from affect_train.expressions import EXPRESSIONS
from affect_train.network_spec import NetworkSpec
from affect_train.rendering.face import NAMES as FEELINGS

SHOWN = tuple(f"shown {name}" for name in EXPRESSIONS)
FELT = tuple(f"felt {name}" for name in FEELINGS)
OUTPUTS = SHOWN + FELT


@dataclass(frozen=True)
class AuxiliarySection:
    """What the loss of the further outputs weighs: cross-entropy of `expressions`, squared error of `feelings`."""

    expressions: float = 0.0
    feelings: float = 0.0

    @property
    def is_used(self) -> bool:
        return self.expressions > 0 or self.feelings > 0

    def widen(self, spec: NetworkSpec) -> NetworkSpec:
        """The architecture while it trains: with `OUTPUTS` after its own, where they are used."""
        return replace(spec, outputs=spec.outputs + OUTPUTS) if self.is_used else spec

    def loss(self, estimates: Tensor, targets: Tensor) -> Tensor:
        """Of estimates N × steps × `OUTPUTS` against targets N × `OUTPUTS`, of which NaN are unknown."""
        shown, felt = estimates.split((len(SHOWN), len(FELT)), dim=2)
        shown_target, felt_target = targets[:, None].split((len(SHOWN), len(FELT)), dim=2)
        total = estimates.new_zeros(())
        known = shown_target[:, 0, 0].isfinite()
        if known.any():
            entropy = -(shown_target[known] * F.log_softmax(shown[known], dim=2)).sum(dim=2)
            total = total + self.expressions * entropy.mean()
        known = felt_target[:, 0, 0].isfinite()
        if known.any():
            total = total + self.feelings * (felt[known] - felt_target[known]).square().sum(dim=2).mean()
        return total


def auxiliary_targets(
    count: int, shown: NDArray[np.float64] | None = None, felt: NDArray[np.float64] | None = None
) -> NDArray[np.float32]:
    """`count` × `OUTPUTS`; what is not given is unknown."""
    targets = np.full((count, len(OUTPUTS)), np.nan, dtype=np.float32)
    if shown is not None:
        targets[:, : len(SHOWN)] = shown
    if felt is not None:
        targets[:, len(SHOWN) :] = felt
    return targets


def narrowed(weights: dict[str, Tensor], outputs: int) -> dict[str, Tensor]:
    """The weights of a network that trained with further outputs, without those."""
    return {name: value[:outputs] if name.startswith("fc2.") else value for name, value in weights.items()}


@torch.no_grad()
def copy_narrow(source: dict[str, Tensor], into: dict[str, Tensor]) -> None:
    """Copies weights without further outputs over those that may have them, which keep what they have."""
    for name, value in source.items():
        into[name][: len(value)].copy_(value)
