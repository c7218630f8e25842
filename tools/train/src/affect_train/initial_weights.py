"""Weights before training."""

import torch
from torch import nn

from affect_train.network import AffectNetwork
from affect_train.temporal_convolution import TemporalConvolution


def initialise(network: AffectNetwork, inflation: tuple[float, float, float], seed: int) -> None:
    """Draws 2D kernels (He et al.) and spreads them over the three time slices by `inflation`, oldest first.

    The sum over time is then a well-scaled 2D network, and one that averages its past instead of differentiating it:
    what stills teach holds for moving faces. The ConvLSTM's hidden kernels start small, so that its memory is learned.
    """
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, module in network.named_modules():
            if isinstance(module, TemporalConvolution):
                gain = 1.0 if name == "convlstm.input" else 2.0
                kernel = torch.randn((*module.weight.shape[:2], 3, 3), generator=generator)
                kernel *= (gain / (9 * module.in_channels)) ** 0.5
                for slice_index, share in enumerate(inflation):
                    module.weight[:, :, slice_index] = share * kernel
                module.bias.zero_()
            elif isinstance(module, nn.Conv2d):
                module.weight.normal_(0, 0.3 * (1 / (9 * module.in_channels)) ** 0.5, generator=generator)
            elif isinstance(module, nn.Linear):
                gain = 2.0 if name == "fc1" else 0.1
                module.weight.normal_(0, (gain / module.in_features) ** 0.5, generator=generator)
                module.bias.zero_()
