"""What finished runs scored."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from affect_train.reproduction.plan import PlannedRun, Size, run_for, table_run
from affect_train.run_folder import RunFolder

RESULTS_FILE = "results.json"
TIME_FILE = "time.json"
Values = NDArray[np.float64]


def spread(values: Values) -> str:
    """Mean and standard deviation over seeds, as the page says them."""
    if len(values) == 0:
        return "not run"
    if len(values) == 1:
        return f"{values[0]:.3f} (one seed)"
    return f"{values.mean():.3f} ± {values.std(ddof=1):.3f}"


@dataclass(frozen=True)
class Outcome:
    """The runs in a folder, as far as they are finished."""

    size: Size
    folder: Path

    def results(self, run: PlannedRun) -> dict[str, Any] | None:
        path = self.folder / run.name / RESULTS_FILE
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def seconds(self, run: PlannedRun) -> float:
        path = self.folder / run.name / TIME_FILE
        return json.loads(path.read_text(encoding="utf-8"))["processor_seconds"] if path.exists() else 0.0

    def last_loss(self, run: PlannedRun) -> float:
        """The mean loss of the last epoch on those who train."""
        return float(RunFolder(self.folder / run.name).metrics()[-1]["loss"])

    def ccc(self, runs: list[PlannedRun], output: str) -> dict[int, float]:
        """CCC on the scored partition by seed; where a network gave a constant it is 0."""
        found = {run.seed: self.results(run) for run in runs}
        return {
            seed: float(results["scored"][output]["ccc"] or 0.0)
            for seed, results in found.items()
            if results is not None
        }

    def cell(self, kind: str, pooling: str, output: str) -> dict[int, float]:
        """A cell of Tables 2 and 3."""
        return self.ccc([table_run(self.size, kind, pooling, output, seed) for seed in self.size.seeds], output)

    def at_window(self, kind: str, window: int, output: str) -> dict[int, float]:
        """A point of Fig. 4."""
        seeds = self.size.figure_seeds
        return self.ccc([run_for(self.size, kind, "temporal", window, output, seed) for seed in seeds], output)

    def difference(self, first: tuple[str, str], second: tuple[str, str], output: str) -> Values:
        """First minus second, each (kind, pooling), of the seeds that both have."""
        left, right = self.cell(*first, output), self.cell(*second, output)
        return np.array([left[seed] - right[seed] for seed in sorted(left.keys() & right.keys())])

    def prediction(self, kind: str, recording: str, output: str) -> Values | None:
        """The estimates of the first seed's network with temporal pooling."""
        run = table_run(self.size, kind, "temporal", output, self.size.seeds[0])
        path = self.folder / run.name / "predictions" / output / f"{recording}.csv"
        if not path.exists():
            return None
        rows = [line.split(";")[2] for line in path.read_text(encoding="utf-8").splitlines()]
        return np.array(rows, dtype=np.float64)
