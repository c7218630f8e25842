"""The architecture of one network, as it stands in a model file."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from affect_train.pooling import POOLING_VARIANTS, PoolingKernel

Kind = Literal["convlstm", "conv3d"]
Padding = Literal["causal", "same"]

SIZES: dict[str, tuple[tuple[int, int, int, int], int]] = {
    "base": ((16, 32, 64, 64), 256),
    "wide": ((32, 64, 128, 128), 256),
    "reference": ((4, 8, 16, 16), 64),
}
"""Channels of the four layers, width of the first inner-product layer. `reference` suits experiments on two cores."""


@dataclass(frozen=True)
class NetworkSpec:
    """Everything needed to build a network, beside the size of its crops. See docs/model-file.md for each field."""

    kind: Kind
    padding: Padding
    channels: tuple[int, int, int, int]
    hidden: int
    pooling: tuple[PoolingKernel, ...]
    window: int
    outputs: tuple[str, ...]
    warm_up_ticks: int = 20

    def __post_init__(self) -> None:
        if self.kind not in ("convlstm", "conv3d"):
            raise ValueError(f"kind must be convlstm or conv3d, found {self.kind!r}")
        if self.padding not in ("causal", "same"):
            raise ValueError(f"padding must be causal or same, found {self.padding!r}")
        if len(self.channels) != 4 or min(self.channels) < 1:
            raise ValueError(f"channels must be four positive numbers, found {list(self.channels)}")
        if len(self.pooling) != 4:
            raise ValueError(f"pooling must have four kernels, found {len(self.pooling)}")
        for kernel in self.pooling:
            if len(kernel) != 3 or kernel[0] not in (1, 2) or kernel[1] < 1 or kernel[2] < 1:
                raise ValueError(f"a pooling kernel is [1 or 2, height, width], found {list(kernel)}")
        if self.window < 1 or self.hidden < 1 or self.warm_up_ticks < 0:
            raise ValueError("window and hidden must be at least 1, warm_up_ticks at least 0")
        if not self.outputs or len(set(self.outputs)) != len(self.outputs):
            raise ValueError(f"outputs must be distinct names, found {list(self.outputs)}")

    @classmethod
    def named(
        cls,
        *,
        kind: Kind = "convlstm",
        padding: Padding = "causal",
        size: str = "base",
        pooling: str = "original",
        window: int = 1,
        outputs: tuple[str, ...] = ("arousal", "valence"),
        warm_up_ticks: int = 20,
    ) -> "NetworkSpec":
        """A network of a named size (see `SIZES`) and pooling variant (`original`, `max`, `temporal`, `both`)."""
        if size not in SIZES:
            raise ValueError(f"size must be one of {', '.join(SIZES)}, found {size!r}")
        if pooling not in POOLING_VARIANTS:
            raise ValueError(f"pooling must be one of {', '.join(POOLING_VARIANTS)}, found {pooling!r}")
        channels, hidden = SIZES[size]
        return cls(kind, padding, channels, hidden, POOLING_VARIANTS[pooling], window, outputs, warm_up_ticks)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "NetworkSpec":
        channels = tuple(int(count) for count in value["channels"])
        pooling = tuple(tuple(int(side) for side in kernel) for kernel in value["pooling"])
        return cls(
            kind=value["kind"],
            padding=value["padding"],
            channels=channels,
            hidden=int(value["hidden"]),
            pooling=pooling,
            window=int(value["window"]),
            outputs=tuple(value["outputs"]),
            warm_up_ticks=int(value["warm_up_ticks"]),
        )

    def to_json(self) -> dict[str, Any]:
        value = asdict(self)
        value["channels"] = list(self.channels)
        value["outputs"] = list(self.outputs)
        value["pooling"] = [list(kernel) for kernel in self.pooling]
        return value

    @property
    def dilations(self) -> tuple[int, int, int, int]:
        """Ticks between neighbouring time steps of each layer's input: the window times the strides before it."""
        dilations, dilation = [], self.window
        for kernel in self.pooling:
            dilations.append(dilation)
            dilation *= kernel[0]
        return (dilations[0], dilations[1], dilations[2], dilations[3])

    @property
    def stride(self) -> int:
        """Ticks for which one output of the strided network stands."""
        return self.dilations[3] * self.pooling[3][0]

    @property
    def delay(self) -> int:
        """Ticks by which an estimate is older than the newest crop: the look-ahead of the padding."""
        return sum(self.dilations) if self.padding == "same" else 0

    @property
    def surroundings(self) -> tuple[int, int]:
        """Ticks before and after a stretch of the strided network that its outputs depend on, in whole strides."""
        reach = sum(self.dilations)
        before, after = (2 * reach, 0) if self.padding == "causal" else (reach, reach)
        return -(-before // self.stride) * self.stride, -(-after // self.stride) * self.stride

    @property
    def receptive_field(self) -> int:
        """Ticks that one output sees through window, convolutions and poolings, without the ConvLSTM's memory."""
        convolutions = 2 * sum(self.dilations)
        poolings = sum(
            (kernel[0] - 1) * dilation for kernel, dilation in zip(self.pooling, self.dilations, strict=True)
        )
        return self.window + convolutions + poolings

    def feature_size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width of the fourth layer's pooled maps for crops of `height` × `width`."""
        for _, pool_height, pool_width in self.pooling:
            height, width = height // pool_height, width // pool_width
        if height < 1 or width < 1:
            raise ValueError("the crop is too small for the poolings: nothing is left of it")
        return height, width
