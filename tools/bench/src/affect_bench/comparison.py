"""Several programs that take turns on the same network, and what their times come to."""

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from affect_train.goldens import moving_pattern
from affect_train.model_file import Model
from affect_train.onnx_step import export_onnx

from affect_bench import engine
from affect_bench.runtimes import RUNTIMES
from affect_bench.turns import Turns
from affect_bench.worker import CHECKED_TICKS

ENGINE = "AffectStream"
PREPARED = "AffectStream, crop to estimate"
"""After `prepare`, which the stream calls once the last estimate is out."""


@dataclass
class Entry:
    """One program's times: a list of ticks for each round, in milliseconds."""

    name: str
    version: str
    instructions: str
    processor: list[list[float]] = field(default_factory=list)
    wall: list[list[float]] = field(default_factory=list)

    def add(self, answer: dict[str, list[float]]) -> None:
        self.processor.append(answer["processor_ms"])
        self.wall.append(answer["wall_ms"])

    def median(self, times: list[list[float]]) -> float:
        return float(np.median(np.concatenate(times)))

    @property
    def processor_median(self) -> float:
        return self.median(self.processor)

    @property
    def wall_median(self) -> float:
        return self.median(self.wall)

    @property
    def wall_p99(self) -> float:
        return float(np.percentile(np.concatenate(self.wall), 99))


@dataclass
class Comparison:
    """All programs on one model."""

    model: str
    entries: list[Entry]

    @property
    def engine(self) -> Entry:
        return self.entries[0]

    def ratio(self, entry: Entry) -> tuple[float, float, float]:
        """The engine's processor time over the entry's, round by round: median, lower and upper quartile."""
        ratios = [
            np.median(ours) / np.median(theirs)
            for ours, theirs in zip(self.engine.processor, entry.processor, strict=True)
        ]
        low, median, high = np.percentile(ratios, [25, 50, 75])
        return float(median), float(low), float(high)


def compare(name: str, path: Path, rounds: int, ticks: int, threads: int) -> Comparison:
    """Measures `rounds` rounds in which each program runs `ticks` ticks; who begins changes from round to round."""
    model = Model.load(path)
    if list(model.networks) != ["main."]:
        raise ValueError(f"{path}: only a model of one network, `main.`, can be compared")
    crops = moving_pattern(CHECKED_TICKS, model.crop.width, np.random.default_rng(0)).numpy()
    ours = engine.step(path, crops, len(model.outputs))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        graph = Path(folder, "step.onnx")
        export_onnx(model.networks["main."], model.crop.height, model.crop.width, graph)
        stream = stack.enter_context(Turns(engine.turns_command(path)))
        about = stream.ask("step 20")
        kernels = f"{about['instruction_set']}, OpenBLAS core {about['blas_core']}"
        programs = {ENGINE: stream, PREPARED: stream}
        entries = [Entry(ENGINE, "", kernels), Entry(PREPARED, "", kernels)]
        for runtime in RUNTIMES:
            command = [sys.executable, "-P", "-m", "affect_bench.worker", runtime, str(path), str(graph), str(threads)]
            program = stack.enter_context(Turns(command))
            difference = np.abs(np.array(program.ask("estimates")["estimates"]) - ours).max()
            if not difference < 1e-4:
                raise AssertionError(f"{runtime} and the engine differ by {difference} on {path}")
            facts = program.ask("about")
            entries.append(Entry(runtime, facts["version"], facts["instructions"]))
            programs[runtime] = program
        for number in range(rounds):
            start = number % len(entries)
            for entry in entries[start:] + entries[:start]:
                request = "prepared" if entry.name == PREPARED else "step"
                entry.add(programs[entry.name].ask(f"{request} {ticks}"))
    return Comparison(name, entries)
