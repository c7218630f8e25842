"""Networks that say of a face's mirror image what they say of the face."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from affect_train.network import AffectNetwork
from affect_train.temporal_convolution import TemporalConvolution

GATES = 4

Mirror = Callable[[Tensor], Tensor]


class MirrorSymmetry:
    """Ties the weights so that the estimates do not change when every crop is mirrored.

    The channels of each layer come in pairs, and one of a pair sees in the mirror image what the other sees in the
    picture: a group-equivariant network (Cohen and Welling 2016) of the group of the identity and the mirror. That is a
    linear constraint on ordinary weights, half of which remain free; the model file and the stream need not know of it.
    Every pooling has to divide its maps without remainder.

    Raises ValueError for a layer whose channels make no pairs.
    """

    def __init__(self, network: AffectNetwork) -> None:
        self._mirrors: dict[str, Mirror] = {}
        for name, module in network.named_modules():
            if isinstance(module, TemporalConvolution | nn.Conv2d):
                gates = GATES if name.startswith("convlstm.") else 1
                if module.out_channels % (2 * gates):
                    raise ValueError(f"layer {name}: {module.out_channels // gates} channels make no pairs")
                self._mirrors[f"{name}.weight"] = _kernel_mirror(gates, module.in_channels)
                self._mirrors[f"{name}.bias"] = lambda bias, gates=gates: _swap(bias, 0, gates)
        channels = network.spec.channels[3]
        self._mirrors["fc1.weight"] = lambda weight: _mirror_maps(weight, channels)

    @torch.no_grad()
    def spread(self, network: AffectNetwork) -> None:
        """Ties freely drawn weights, whose variance stays as it was."""
        for parameter, mirror in self._tied(network):
            parameter.copy_((parameter + mirror(parameter)) * 0.5**0.5)

    @torch.no_grad()
    def tie_gradients(self, network: AffectNetwork) -> None:
        """Makes the gradients those of the tied weights; an optimiser that treats each weight alone keeps the tie."""
        for parameter, mirror in self._tied(network):
            if parameter.grad is not None:
                parameter.grad = (parameter.grad + mirror(parameter.grad)) * 0.5

    @torch.no_grad()
    def holds(self, network: AffectNetwork) -> bool:
        """Whether the weights are tied to the bit."""
        return all(torch.equal(parameter, mirror(parameter)) for parameter, mirror in self._tied(network))

    def _tied(self, network: AffectNetwork) -> list[tuple[nn.Parameter, Mirror]]:
        return [
            (parameter, self._mirrors[name]) for name, parameter in network.named_parameters() if name in self._mirrors
        ]


def _kernel_mirror(gates: int, channels_in: int) -> Mirror:
    """Mirrors kernels O × I × … × width."""

    def mirror(weight: Tensor) -> Tensor:
        mirrored = _swap(weight.flip(-1), 0, gates)
        return mirrored if channels_in == 1 else _swap(mirrored, 1, 1)

    return mirror


def _mirror_maps(weight: Tensor, channels: int) -> Tensor:
    """Mirrors weights hidden × (C · height · width) of square maps."""
    side = round((weight.shape[1] // channels) ** 0.5)
    maps = weight.unflatten(1, (channels, side, side))
    return _swap(maps.flip(-1), 1, 1).flatten(1)


def _swap(values: Tensor, dimension: int, blocks: int) -> Tensor:
    """Exchanges the halves of each of `blocks` equal parts along a dimension."""
    whole = values.shape[dimension]
    parts = values.unflatten(dimension, (blocks, 2, whole // (2 * blocks)))
    return parts.flip(dimension + 1).flatten(dimension, dimension + 2)
