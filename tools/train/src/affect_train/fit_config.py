"""What one training run is to do, read from a TOML file."""

from dataclasses import dataclass, field
from pathlib import Path

from affect_train.augmentation import Augmentation
from affect_train.auxiliary import AuxiliarySection
from affect_train.config_section import read_section, read_sections, read_toml
from affect_train.network_spec import NetworkSpec


@dataclass(frozen=True)
class NetworkSection:
    """Architecture by name, see `NetworkSpec.named`; `mirror_symmetric` ties the weights, see `MirrorSymmetry`."""

    kind: str = "convlstm"
    padding: str = "causal"
    size: str = "base"
    pooling: str = "original"
    window: int = 1
    outputs: tuple[str, ...] = ("arousal", "valence")
    warm_up_ticks: int = 20
    dropout: float = 0.5
    inflation: tuple[float, float, float] = (0.17, 0.33, 0.5)
    mirror_symmetric: bool = False

    def spec(self) -> NetworkSpec:
        return NetworkSpec.named(
            kind=self.kind,
            padding=self.padding,
            size=self.size,
            pooling=self.pooling,
            window=self.window,
            outputs=self.outputs,
            warm_up_ticks=self.warm_up_ticks,
        )


@dataclass(frozen=True)
class DataSection:
    """Crop files, relative to the folder of the data, and how they are used.

    `labels` is the photographs' table, see `StillSet.read`; `clips` are glob patterns; `held_out_clips` are names, as
    in `read_clips`, that are only scored; `neutral_clips` prefixes of names whose target is zero. `blends` is a crop
    file of photographs laid over each other, see `BlendSet`. `rendered` are glob patterns of rendered recordings, see
    `read_rendered`, to train on, `choosing_rendered` of those whose first `choosing_ticks` ticks choose the weights
    together with the photographs, `scored_rendered` of those that are only scored.
    """

    stills: str
    labels: str
    clips: tuple[str, ...] = ()
    held_out_clips: tuple[str, ...] = ()
    neutral_clips: tuple[str, ...] = ()
    blends: str = ""
    rendered: tuple[str, ...] = ()
    choosing_rendered: tuple[str, ...] = ()
    choosing_ticks: int = 100
    scored_rendered: tuple[str, ...] = ()
    validation: float = 0.1
    test: float = 0.15
    teacher_weight: float = 0.5
    balance: float = 0.25
    description: str = ""
    licence: str = ""


@dataclass(frozen=True)
class StageSection:
    """A stretch of training: in each step `stills` photographs, `blends` of them, `clip_frames` frames of clips and
    `rendered_frames` of rendered recordings held as video; and `clips` and `rendered_clips` excerpts.

    `lstm_steps` are the numbers of ConvLSTM steps of a still to draw from. The learning rate falls from the first to
    the second of `learning_rate` along half a cosine over the stage. A share of the `clips` are photographs that
    jitter.
    """

    name: str
    steps: int
    learning_rate: tuple[float, float]
    stills: int = 32
    blends: int = 0
    clip_frames: int = 0
    rendered_frames: int = 0
    lstm_steps: tuple[int, ...] = (1,)
    clips: int = 0
    rendered_clips: int = 0
    still_clip_share: float = 0.0
    clip_ticks: int = 32
    unscored_ticks: int = 6
    warm_up_steps: int = 0


@dataclass(frozen=True)
class OptimiserSection:
    """`adamw` or the paper's `rmsprop`; `ccc_weight` mixes 1 - CCC of the batch to the squared error."""

    name: str = "adamw"
    weight_decay: float = 0.01
    gradient_norm: float = 1.0
    average: float = 0.998
    ccc_weight: float = 0.1


@dataclass(frozen=True)
class FitConfig:
    """A whole run. `precision` is that of the layers: `float32`, `bfloat16`, or `auto`, which is `bfloat16` on
    processors that multiply matrices of it (AMX). `rendered_augmentation` is that of rendered people, who come with
    light, blur, noise and covers of their own."""

    name: str
    seed: int
    data: DataSection
    stages: tuple[StageSection, ...]
    network: NetworkSection = field(default_factory=NetworkSection)
    optimiser: OptimiserSection = field(default_factory=OptimiserSection)
    augmentation: Augmentation = field(default_factory=Augmentation)
    rendered_augmentation: Augmentation = field(default_factory=Augmentation)
    auxiliary: AuxiliarySection = field(default_factory=AuxiliarySection)
    precision: str = "float32"
    threads: int = 1
    validate_every: int = 200
    checkpoint_every: int = 50

    @classmethod
    def read(cls, path: Path) -> "FitConfig":
        """Reads a TOML file; an unknown or missing key is named."""
        sections = {
            "network": NetworkSection,
            "data": DataSection,
            "optimiser": OptimiserSection,
            "augmentation": Augmentation,
            "rendered_augmentation": Augmentation,
            "auxiliary": AuxiliarySection,
        }
        value = read_sections(path, read_toml(path), sections)
        if not value.get("stages"):
            raise ValueError(f"{path}: at least one [[stages]] is needed")
        names = [stage.get("name") for stage in value["stages"]]
        if len(set(names)) != len(names):
            raise ValueError(f"{path}: two [[stages]] have one name")
        value["stages"] = tuple(read_section(path, "stages", StageSection, stage) for stage in value["stages"])
        return read_section(path, "", cls, value)

    def __post_init__(self) -> None:
        if self.precision not in ("auto", "float32", "bfloat16"):
            raise ValueError(f"precision must be auto, float32 or bfloat16, found {self.precision!r}")

    @property
    def steps(self) -> int:
        return sum(stage.steps for stage in self.stages)

    def stage_at(self, step: int) -> tuple[StageSection, int]:
        """The stage of a step and the step's number within it."""
        for stage in self.stages:
            if step < stage.steps:
                return stage, step
            step -= stage.steps
        raise ValueError("the step lies behind the last stage")
