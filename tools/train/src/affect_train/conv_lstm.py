"""The ConvLSTM layer: gates in one convolution of the input over three steps and one of the hidden state."""

from collections import deque
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from affect_train.network_spec import Padding
from affect_train.temporal_convolution import ConvolutionState, TemporalConvolution

Memory = tuple[Tensor, Tensor]
"""Hidden state and cell, each N × H × height × width."""


@dataclass
class ConvLSTMState:
    """State of the input convolution and the interleaved memories, the next one first."""

    convolution: ConvolutionState = field(default_factory=ConvolutionState)
    memories: deque[Memory] = field(default_factory=deque)


class ConvLSTM(nn.Module):
    """`c' = σ(f)·c + σ(i)·tanh(g)`, `h' = σ(o)·tanh(c')`, gates in the order i f g o, no peepholes."""

    def __init__(self, channels_in: int, channels: int, time_padding: Padding) -> None:
        super().__init__()
        self.channels = channels
        self.input = TemporalConvolution(channels_in, 4 * channels, time_padding)
        self.hidden = nn.Conv2d(channels, 4 * channels, kernel_size=3, padding=1, bias=False)

    def forward(self, sequence: Tensor, dilation: int = 1) -> Tensor:
        """Hidden states of a sequence N × C × T × H × W; tick t continues the memory of tick t - `dilation`."""
        driven = self.input(sequence, dilation)
        return self.remember(driven, deque(self.empty_memory(driven[:, :, 0]) for _ in range(dilation)))

    def remember(self, driven: Tensor, memories: deque[Memory]) -> Tensor:
        """Hidden states of the input's part of the gates, N × 4H × T × height × width; `memories` is changed."""
        hidden = []
        for step in driven.unbind(dim=2):
            memory = self.advance(step, memories.popleft())
            memories.append(memory)
            hidden.append(memory[0])
        return torch.stack(hidden, dim=2)

    def forward_step(self, step: Tensor, state: ConvLSTMState, dilation: int) -> Tensor | None:
        """The hidden state after the input of one tick, or None while the input convolution has no output."""
        driven = self.input.forward_step(step, state.convolution, dilation)
        if driven is None:
            return None
        if not state.memories:
            state.memories.extend(self.empty_memory(driven) for _ in range(dilation))
        memory = self.advance(driven, state.memories.popleft())
        state.memories.append(memory)
        return memory[0]

    def forward_still(self, still: Tensor, steps: int) -> list[Tensor]:
        """Hidden states after 1 … `steps` steps of an input that never changes."""
        driven = self.input.forward_still(still)
        memory = update(driven, torch.zeros_like(driven[:, : self.channels]))
        hidden = [memory[0]]
        for _ in range(steps - 1):
            memory = self.advance(driven, memory)
            hidden.append(memory[0])
        return hidden

    def advance(self, driven: Tensor, memory: Memory) -> Memory:
        """The memory after one step; `driven` is the input's part of the gates, N × 4H × height × width."""
        hidden, cell = memory
        return update(driven + self.hidden(hidden), cell)

    def empty_memory(self, driven: Tensor) -> Memory:
        zeros = driven.new_zeros(driven.shape[0], self.channels, *driven.shape[-2:])
        return zeros, zeros


def update(gates: Tensor, cell: Tensor) -> Memory:
    """The memory that the gates make of a cell."""
    i, f, g, o = gates.chunk(4, dim=1)
    cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(cell), cell
