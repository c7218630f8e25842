"""A whole model fed crop by crop, as the stream feeds it."""

import torch
from torch import Tensor

from affect_train.model_file import Model
from affect_train.network import NetworkState


class StreamingModel:
    """Keeps one state for each network of a model; the reference for the Swift engine."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.reset()

    def reset(self) -> None:
        """Forgets everything: the next crop is that of tick 0."""
        self.states = {prefix: NetworkState() for prefix in self.model.networks}

    @torch.no_grad()
    def estimate(self, crop: Tensor) -> Tensor:
        """All outputs, in the file's order, that leave when a U8 crop H × W comes; NaN where there is none yet."""
        normalised = self.model.normalisation.apply(crop)[None]
        values = []
        for prefix, network in self.model.networks.items():
            estimate = network.forward_step(normalised, self.states[prefix])
            values.append(torch.full((len(network.spec.outputs),), torch.nan) if estimate is None else estimate[0])
        return torch.cat(values)

    def estimates(self, crops: Tensor) -> Tensor:
        """`estimate` of each crop of T × H × W, from a reset: T × outputs."""
        self.reset()
        return torch.stack([self.estimate(crop) for crop in crops])
