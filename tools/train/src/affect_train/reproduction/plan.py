"""Which runs the tables and figures need, at a named size."""

from dataclasses import dataclass
from itertools import product

from affect_train.fit_config import NetworkSection
from affect_train.reproduction.published import FIGURE_WINDOWS, KINDS, OUTPUTS, POOLINGS, WINDOWS
from affect_train.series_config import SeriesConfig, SeriesSection

INFLATION = (0.25, 0.5, 0.25)


@dataclass(frozen=True)
class Size:
    """How much of the paper's experiment is run. `joint`: one network for both outputs instead of one for each."""

    name: str
    network: str
    series: SeriesSection
    seeds: tuple[int, ...]
    figure_seeds: tuple[int, ...]
    figure_windows: tuple[int, ...]
    joint: bool
    cuts: tuple[str, ...]


PLANS = {
    "paper": Size(
        name="paper",
        network="base",
        series=SeriesSection(epochs=100, patience=15, batch=2, bptt_ticks=600),
        seeds=(1, 2, 3, 4, 5),
        figure_seeds=(1, 2, 3, 4, 5),
        figure_windows=FIGURE_WINDOWS,
        joint=False,
        cuts=(),
    ),
    "reference": Size(
        name="reference",
        network="reference",
        series=SeriesSection(
            crop_size=56, ticks=300, train_recordings=20, epochs=12, patience=4, batch=10, bptt_ticks=100
        ),
        seeds=(1, 2, 3),
        figure_seeds=(1,),
        figure_windows=FIGURE_WINDOWS,
        joint=True,
        cuts=(
            "channels 4/8/16/16 and 64 in the first inner-product layer instead of 16/32/64/64 and 256",
            "crops of 56 × 56 (2 × 2 means of the 112 × 112 ones)",
            "the first 20 of the 26 recordings that train, and the first 300 ticks (30 s) of every recording",
            "ten recordings at once and updates after 100 ticks, instead of two and 600",
            "three seeds instead of five, and one for Fig. 4",
            "at most 12 epochs instead of 100, ended after 4 without a gain",
            "one network for both outputs; where their windows differ, one for each window, of which that output "
            "counts whose window it is; the epoch is chosen by the mean of both CCCs",
        ),
    ),
}


@dataclass(frozen=True)
class PlannedRun:
    """One training."""

    kind: str
    pooling: str
    window: int
    outputs: tuple[str, ...]
    seed: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.pooling}-{self.window}-{'+'.join(self.outputs)}-{self.seed}"

    def config(self, size: Size, threads: int) -> SeriesConfig:
        network = NetworkSection(
            kind=self.kind,
            padding="same",
            size=size.network,
            pooling=self.pooling,
            window=self.window,
            outputs=self.outputs,
            inflation=INFLATION,
        )
        return SeriesConfig(self.name, self.seed, size.series, network, threads)


def run_for(size: Size, kind: str, pooling: str, window: int, output: str, seed: int) -> PlannedRun:
    """The run that gives one output's CCC."""
    return PlannedRun(kind, pooling, window, OUTPUTS if size.joint else (output,), seed)


def table_run(size: Size, kind: str, pooling: str, output: str, seed: int) -> PlannedRun:
    """The run behind a cell of Tables 2 and 3."""
    return run_for(size, kind, pooling, WINDOWS[pooling][OUTPUTS.index(output)], output, seed)


def planned_runs(size: Size) -> list[PlannedRun]:
    """Every run once: the tables' runs seed by seed, then what Fig. 4 needs beside them."""
    runs: dict[PlannedRun, None] = {}
    for seed in size.seeds:
        for kind, pooling, output in product(KINDS, POOLINGS, OUTPUTS):
            runs[table_run(size, kind, pooling, output, seed)] = None
    for seed in size.figure_seeds:
        for kind, window, output in product(KINDS, size.figure_windows, OUTPUTS):
            runs[run_for(size, kind, "temporal", window, output, seed)] = None
    return list(runs)
