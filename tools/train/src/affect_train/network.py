"""The network of Huang et al. (ICASSP 2018): four layers over space and time, two inner-product layers."""

from collections import deque
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from affect_train.conv_lstm import ConvLSTM, ConvLSTMState, Memory
from affect_train.network_spec import NetworkSpec
from affect_train.temporal_convolution import ConvolutionState, TemporalConvolution
from affect_train.temporal_pooling import pool_dilated, pool_step, pool_strided


@dataclass
class NetworkState:
    """All that a streamed network remembers. A new one is a reset."""

    crops: deque[Tensor] = field(default_factory=deque)
    convolutions: list[ConvolutionState] = field(default_factory=lambda: [ConvolutionState() for _ in range(3)])
    last: ConvolutionState | ConvLSTMState | None = None
    pooled: list[deque[Tensor]] = field(default_factory=lambda: [deque() for _ in range(4)])


class AffectNetwork(nn.Module):
    """3D ConvNet or 3D ConvLSTM network of a `NetworkSpec`.

    ReLU and maximum commute, so that whole sequences are pooled first: a quarter of the values is left for the ReLU.

    Sequences are N × T × H × W of normalised crops, one step is N × H × W, a still N × H × W; outputs are
    N × steps × outputs and N × outputs.
    """

    def __init__(self, spec: NetworkSpec, height: int = 112, width: int = 112, dropout: float = 0.5) -> None:
        super().__init__()
        self.spec = spec
        c1, c2, c3, c4 = spec.channels
        self.conv1 = TemporalConvolution(1, c1, spec.padding)
        self.conv2 = TemporalConvolution(c1, c2, spec.padding)
        self.conv3 = TemporalConvolution(c2, c3, spec.padding)
        if spec.kind == "convlstm":
            self.convlstm = ConvLSTM(c3, c4, spec.padding)
        else:
            self.conv4 = TemporalConvolution(c3, c4, spec.padding)
        map_height, map_width = spec.feature_size(height, width)
        self.fc1 = nn.Linear(c4 * map_height * map_width, spec.hidden)
        self.fc2 = nn.Linear(spec.hidden, len(spec.outputs))
        self.dropout = nn.Dropout(dropout)

    @property
    def convolutions(self) -> tuple[TemporalConvolution, TemporalConvolution, TemporalConvolution]:
        return self.conv1, self.conv2, self.conv3

    def forward(self, clip: Tensor) -> Tensor:
        """The paper's offline network: N × T × H × W to N × (T / stride, rounded down) × outputs.

        Each output stands for `spec.stride` ticks; ticks that fill no whole window or pooling are dropped.
        """
        return self.forward_chunk(clip, None, 0, 0)[0]

    def forward_chunk(
        self, clip: Tensor, memory: Memory | None, before: int, after: int
    ) -> tuple[Tensor, Memory | None]:
        """A stretch of the offline network: N × T × H × W to N × (T - before - after) / stride × outputs.

        The first `before` and last `after` ticks, whole strides, give no output: they surround the stretch. With
        `spec.surroundings` of them (fewer where the sequence begins or ends) and the ConvLSTM's memory of the stretch
        before, the outputs are those of the whole sequence. The memory after the stretch comes back.
        """
        spec = self.spec
        count, height, width = clip.shape[1] // spec.window, *clip.shape[2:]
        windows = clip[:, : count * spec.window].reshape(-1, count, spec.window, height, width)
        maps = windows.mean(dim=2)[:, None]
        for convolution, kernel in zip(self.convolutions, spec.pooling[:3], strict=True):
            maps = F.relu(pool_strided(convolution(maps), kernel))
        first, last = before // spec.dilations[3], maps.shape[2] - after // spec.dilations[3]
        if spec.kind == "convlstm":
            driven = self.convlstm.input(maps)[:, :, first:last]
            memories = deque([self.convlstm.empty_memory(driven[:, :, 0]) if memory is None else memory])
            maps = self.convlstm.remember(driven, memories)
            memory = memories.pop()
        else:
            maps = F.relu(self.conv4(maps)[:, :, first:last])
        return self._regress_sequence(pool_strided(maps, spec.pooling[3])), memory

    def forward_dilated(self, clip: Tensor) -> Tensor:
        """The definition of the stream on a whole sequence: N × T × H × W to N × T × outputs, row t for tick t."""
        spec = self.spec
        maps = self._average_window(clip)[:, None]
        for index, convolution in enumerate(self.convolutions):
            dilation = spec.dilations[index]
            maps = F.relu(pool_dilated(convolution(maps, dilation), spec.pooling[index], dilation))
        dilation = spec.dilations[3]
        maps = self.convlstm(maps, dilation) if spec.kind == "convlstm" else F.relu(self.conv4(maps, dilation))
        return self._regress_sequence(pool_dilated(maps, spec.pooling[3], dilation))

    def forward_step(self, crop: Tensor, state: NetworkState) -> Tensor | None:
        """The estimate that leaves when the crop N × H × W of one tick comes: that of `spec.delay` ticks before.

        None while no estimate exists yet. `state` is changed.
        """
        spec = self.spec
        state.crops.append(crop)
        if len(state.crops) > spec.window:
            state.crops.popleft()
        maps = torch.stack(tuple(state.crops)).mean(dim=0)[:, None]
        for index, convolution in enumerate(self.convolutions):
            dilation = spec.dilations[index]
            driven = convolution.forward_step(maps, state.convolutions[index], dilation)
            if driven is None:
                return None
            maps = pool_step(F.relu(driven), state.pooled[index], spec.pooling[index], dilation)
        last = self._last_layer_step(maps, state)
        if last is None:
            return None
        return self.regress(pool_step(last, state.pooled[3], spec.pooling[3], spec.dilations[3]))

    def forward_still(self, still: Tensor, steps: int) -> Tensor:
        """Estimates for a still N × H × W held for ever, after 1 … `steps` steps of the ConvLSTM: N × steps × outputs.

        The convolutions are taken as already filled with the still. A network without ConvLSTM has one step.
        """
        maps = still[:, None].contiguous(memory_format=torch.channels_last)
        for convolution, kernel in zip(self.convolutions, self.spec.pooling[:3], strict=True):
            maps = F.relu(F.max_pool2d(convolution.forward_still(maps), kernel[1:]))
        if self.spec.kind == "convlstm":
            hidden = self.convlstm.forward_still(maps, steps)
        else:
            hidden = [F.relu(self.conv4.forward_still(maps))]
        kernel = self.spec.pooling[3]
        return torch.stack([self.regress(F.max_pool2d(step, kernel[1:])) for step in hidden], dim=1)

    def regress(self, maps: Tensor) -> Tensor:
        """The two inner-product layers: N × C × h × w to N × outputs."""
        return self.fc2(self.dropout(F.relu(self.fc1(maps.flatten(1)))))

    def _regress_sequence(self, maps: Tensor) -> Tensor:
        count, steps = maps.shape[0], maps.shape[2]
        flat = maps.transpose(1, 2).flatten(0, 1)
        return self.regress(flat).unflatten(0, (count, steps))

    def _average_window(self, clip: Tensor) -> Tensor:
        """Mean of the crops t - window + 1 … t; at the start, of those there are."""
        window, ticks = self.spec.window, clip.shape[1]
        if window == 1:
            return clip
        padded = F.pad(clip, (0, 0, 0, 0, window - 1, 0))
        total = padded.unfold(1, window, 1).sum(dim=-1)
        present = torch.arange(1, ticks + 1, device=clip.device).clamp(max=window)
        return total / present[None, :, None, None]

    def _last_layer_step(self, maps: Tensor, state: NetworkState) -> Tensor | None:
        dilation = self.spec.dilations[3]
        if self.spec.kind == "convlstm":
            if state.last is None:
                state.last = ConvLSTMState()
            return self.convlstm.forward_step(maps, state.last, dilation)
        if state.last is None:
            state.last = ConvolutionState()
        driven = self.conv4.forward_step(maps, state.last, dilation)
        return None if driven is None else F.relu(driven)
