"""A 3×3×3 convolution in its four forms: strided, dilated, one step, still."""

from collections import deque
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from affect_train.network_spec import Padding


@dataclass
class ConvolutionState:
    """The last inputs of a streamed convolution, oldest first, and how many steps it has seen."""

    inputs: deque[Tensor] = field(default_factory=deque)
    steps: int = 0


class TemporalConvolution(nn.Conv3d):
    """3×3×3 convolution of stride 1, zero-padded in space by one and in time as `time_padding` says.

    Tensors of whole sequences are N × C × T × H × W, those of one step N × C × H × W.
    """

    def __init__(self, channels_in: int, channels_out: int, time_padding: Padding) -> None:
        super().__init__(channels_in, channels_out, kernel_size=3)
        self.time_padding = time_padding

    def forward(self, sequence: Tensor, dilation: int = 1) -> Tensor:
        """Every output of the sequence, neighbours in time being `dilation` steps apart; T stays as it is."""
        before, after = (2 * dilation, 0) if self.time_padding == "causal" else (dilation, dilation)
        if self.in_channels == 1:
            return self._forward_gray(F.pad(sequence[:, 0], (0, 0, 0, 0, before, after)), dilation)
        padded = F.pad(sequence, (1, 1, 1, 1, before, after))
        return F.conv3d(padded, self.weight, self.bias, dilation=(dilation, 1, 1))

    def _forward_gray(self, padded: Tensor, dilation: int) -> Tensor:
        """One 2D convolution over three pictures N × T × H × W as channels: 3D kernels of one channel are slow."""
        count = padded.shape[1] - 2 * dilation
        slices = [padded[:, offset : offset + count] for offset in (0, dilation, 2 * dilation)]
        pictures = torch.stack(slices, dim=4).flatten(0, 1).permute(0, 3, 1, 2)
        maps = F.conv2d(pictures, self.weight[:, 0], self.bias, padding=1)
        return maps.unflatten(0, (padded.shape[0], count)).transpose(1, 2)

    def forward_step(self, step: Tensor, state: ConvolutionState, dilation: int) -> Tensor | None:
        """Takes the input of one tick; returns an output, or None where it would belong to no tick.

        With `causal` padding the output is that of the same tick, with `same` that of `dilation` ticks before.
        """
        if not state.inputs:
            state.inputs.extend(torch.zeros_like(step) for _ in range(2 * dilation))
        past = [state.inputs[0], state.inputs[dilation]]
        state.inputs.append(step)
        state.inputs.popleft()
        state.steps += 1
        if self.time_padding == "same" and state.steps <= dilation:
            return None
        return self.fold(past[0], past[1], step)

    def fold(self, oldest: Tensor, middle: Tensor, newest: Tensor) -> Tensor:
        """One output from its three inputs, as one 2D convolution of three times the channels."""
        weight = self.weight.transpose(1, 2).flatten(1, 2)
        return F.conv2d(torch.cat((oldest, middle, newest), dim=1), weight, self.bias, padding=1)

    def forward_still(self, still: Tensor) -> Tensor:
        """The output for an input that never changes: a 2D convolution with the kernels summed over time."""
        weight = self.weight.sum(dim=2).contiguous(memory_format=torch.channels_last)
        return F.conv2d(still, weight, self.bias, padding=1)
