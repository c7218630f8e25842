"""`python -m affect_bench.worker RUNTIME MODEL GRAPH THREADS`: measures one runtime turn by turn, see `Turns`."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from affect_train.goldens import moving_pattern
from affect_train.model_file import Model

from affect_bench.runtimes import RUNTIMES

CHECKED_TICKS = 24


def main(name: str, model_path: str, graph: str, threads: str) -> None:
    """Answers `estimates` with the outputs of the first ticks, `about` and `step N`, until its input ends."""
    model = Model.load(Path(model_path))
    pattern = moving_pattern(CHECKED_TICKS, model.crop.width, np.random.default_rng(0))
    crops = model.normalisation.apply(pattern).numpy()[:, None, None]
    runtime = RUNTIMES[name](model, Path(graph), int(threads))
    for line in sys.stdin:
        request = line.split()
        if request == ["estimates"]:
            answer = {"estimates": [runtime.step(crop).tolist() for crop in crops]}
        elif request == ["about"]:
            answer = {"version": runtime.version, "instructions": runtime.instructions}
        else:
            wall, processor = [], []
            for index in range(int(request[1])):
                crop = crops[index % CHECKED_TICKS]
                start, processor_start = time.perf_counter_ns(), time.process_time_ns()
                runtime.step(crop)
                processor.append((time.process_time_ns() - processor_start) / 1e6)
                wall.append((time.perf_counter_ns() - start) / 1e6)
            answer = {"wall_ms": wall, "processor_ms": processor}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
