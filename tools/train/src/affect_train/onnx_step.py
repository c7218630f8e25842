"""The one-step network as ONNX, for comparison with other runtimes."""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from affect_train.network import AffectNetwork

NOTHING_YET = -3.0e38
"""What a pooling's past holds at the start, so that the maximum is the newest value alone."""


class OneStepNetwork(nn.Module):
    """One tick with explicit states: `(crop, *states) -> (estimate, *states)`.

    `crop` is 1 × 1 × H × W, already normalised and averaged over the window. For each convolution there is a state of
    its last 2·dilation inputs, for the ConvLSTM its dilation hidden states and cells, for each pooling with temporal
    stride its last dilation inputs; all stacked in front, oldest first.
    """

    def __init__(self, network: AffectNetwork) -> None:
        super().__init__()
        if network.spec.padding != "causal":
            raise ValueError(
                "only causal networks can be exported as one step: with `same` padding the first ticks "
                "have no output, which a static graph cannot say"
            )
        self.network = network

    def initial_states(self, height: int, width: int) -> dict[str, Tensor]:
        """The states of a reset, by name and in order."""
        spec, states = self.network.spec, {}
        channels = (1, *spec.channels[:3])
        for index, (kernel, dilation) in enumerate(zip(spec.pooling, spec.dilations, strict=True)):
            states[f"inputs{index + 1}"] = torch.zeros(2 * dilation, channels[index], height, width)
            if index == 3 and spec.kind == "convlstm":
                states["hidden"] = torch.zeros(dilation, spec.channels[3], height, width)
                states["cell"] = torch.zeros(dilation, spec.channels[3], height, width)
            height, width = height // kernel[1], width // kernel[2]
            if kernel[0] == 2:
                states[f"pooled{index + 1}"] = torch.full((dilation, spec.channels[index], height, width), NOTHING_YET)
        return states

    def forward(self, crop: Tensor, *states: Tensor) -> tuple[Tensor, ...]:
        network, spec = self.network, self.network.spec
        remaining, updated, maps = list(states), [], crop
        for index, kernel in enumerate(spec.pooling):
            convolution = (*network.convolutions, None)[index]
            inputs = remaining.pop(0)
            updated.append(torch.cat((inputs[1:], maps)))
            oldest, middle = inputs[:1], inputs[spec.dilations[index] : spec.dilations[index] + 1]
            if convolution is not None:
                maps = F.relu(convolution.fold(oldest, middle, maps))
            elif spec.kind == "convlstm":
                hidden, cell = remaining.pop(0), remaining.pop(0)
                driven = network.convlstm.input.fold(oldest, middle, maps)
                maps, newest_cell = network.convlstm.advance(driven, (hidden[:1], cell[:1]))
                updated += [torch.cat((hidden[1:], maps)), torch.cat((cell[1:], newest_cell))]
            else:
                maps = F.relu(network.conv4.fold(oldest, middle, maps))
            maps = F.max_pool2d(maps, kernel[1:])
            if kernel[0] == 2:
                past = remaining.pop(0)
                updated.append(torch.cat((past[1:], maps)))
                maps = torch.maximum(past[:1], maps)
        return (network.regress(maps), *updated)


def export_onnx(network: AffectNetwork, height: int, width: int, path: Path) -> None:
    """Writes one causal network as an ONNX graph with inputs `crop`, states and outputs `estimate`, `next_` states."""
    step = OneStepNetwork(network).eval()
    states = step.initial_states(height, width)
    torch.onnx.export(
        step,
        (torch.zeros(1, 1, height, width), *states.values()),
        path,
        input_names=["crop", *states],
        output_names=["estimate", *(f"next_{name}" for name in states)],
        dynamo=True,
        external_data=False,
        verbose=False,
    )
