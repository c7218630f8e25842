"""What one run of the paper's protocol is to do, read from a TOML file with a table [series]."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from affect_train.config_section import read_section, read_sections, read_toml
from affect_train.fit_config import NetworkSection


@dataclass(frozen=True)
class SeriesSection:
    """The protocol.

    `batch` recordings go side by side through stretches of about `bptt_ticks`, one step of the optimiser each, the
    ConvLSTM's memory being carried on. `ticks` and `train_recordings` cut the data (0: all). Labels are taken
    `delay_ticks` later than the crops, and estimates put back by as many. Training ends after `patience` epochs
    without a better CCC of those who choose. `loss` is `ccc` (1 - CCC) or `mse`; `precision` is `float32`,
    `bfloat16`, or `auto`: bfloat16 on a GPU.
    """

    crop_size: int = 112
    ticks: int = 0
    train_recordings: int = 0
    epochs: int = 100
    patience: int = 15
    batch: int = 2
    bptt_ticks: int = 600
    loss: str = "ccc"
    learning_rate: float = 1e-3
    decay: float = 0.9
    gradient_norm: float = 1.0
    delay_ticks: int = 0
    precision: str = "auto"

    def __post_init__(self) -> None:
        for name in ("crop_size", "epochs", "patience", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, found {getattr(self, name)}")
        for name in ("ticks", "train_recordings", "bptt_ticks", "delay_ticks"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be at least 0, found {getattr(self, name)}")
        if self.loss not in ("ccc", "mse"):
            raise ValueError(f"loss must be ccc or mse, found {self.loss!r}")
        if self.precision not in ("auto", "float32", "bfloat16"):
            raise ValueError(f"precision must be auto, float32 or bfloat16, found {self.precision!r}")


@dataclass(frozen=True)
class SeriesConfig:
    """A whole run."""

    name: str
    seed: int
    series: SeriesSection
    network: NetworkSection = field(default_factory=lambda: NetworkSection(padding="same"))
    threads: int = 1
    checkpoint_every: int = 1

    @classmethod
    def read(cls, path: Path) -> "SeriesConfig":
        """Reads a TOML file; an unknown or missing key is named. Padding is the paper's unless said otherwise."""
        value = read_toml(path)
        value["network"] = {"padding": "same"} | value.get("network", {})
        try:
            sections = read_sections(path, value, {"network": NetworkSection, "series": SeriesSection})
        except ValueError as error:
            raise error if str(error).startswith(str(path)) else ValueError(f"{path}: [series]: {error}") from error
        return read_section(path, "", cls, sections)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
