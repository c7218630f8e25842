"""Whether the engine, crop by crop, gives what PyTorch computes from the whole sequence at once."""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import torch
from affect_train.goldens import moving_pattern
from affect_train.model_file import Model

from affect_bench import engine
from affect_bench.models import random_model, variants

CROP_SIZE = 32
BUNDLED = engine.ROOT / "models" / "affect-base.safetensors"


@torch.no_grad()
def whole_sequence(model: Model, crops: torch.Tensor) -> np.ndarray:
    """F32 T × outputs; row t belongs to tick t. The last rows lack their look-ahead, where there is one."""
    clip = model.normalisation.apply(crops)[None]
    return torch.cat([network.forward_dilated(clip)[0] for network in model.networks.values()], dim=1).numpy()


def difference(path: Path, ticks: int, seed: int = 0) -> float:
    """The largest difference over `ticks` ticks and all outputs; values have to begin exactly `delay` ticks late."""
    model = Model.load(path)
    crops = moving_pattern(ticks, model.crop.width, np.random.default_rng(seed))
    streamed = engine.step(path, crops.numpy(), len(model.outputs))
    expected = whole_sequence(model, crops)
    worst, column = 0.0, 0
    for network in model.networks.values():
        delay, columns = network.spec.delay, slice(column, column + len(network.spec.outputs))
        column = columns.stop
        if not np.isnan(streamed[:delay, columns]).all() or np.isnan(streamed[delay:, columns]).any():
            raise AssertionError(f"{path}: outputs do not begin exactly at tick {delay}")
        if expected[:, columns].std(axis=0).min() < 0.02:
            raise AssertionError(f"{path}: the outputs hardly vary, so that they show nothing")
        found, wanted = streamed[delay:, columns], expected[: ticks - delay, columns]
        worst = max(worst, float(np.abs(found - wanted).max()))
    return worst


def main() -> None:
    """Prints the largest difference of each variant; exit status 1 where one exceeds the tolerance."""
    parser = argparse.ArgumentParser(prog="affect-exactness", description=__doc__)
    parser.add_argument("--ticks", type=int, default=2000)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    parser.add_argument("--only", nargs="*", help="names of variants, or `bundled`; default: all")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    specs = variants()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.only or [*specs, "bundled"]:
            path = BUNDLED
            if name != "bundled":
                path = Path(folder, f"{name}.safetensors")
                random_model(specs[name], CROP_SIZE, list(specs).index(name)).save(path)
            worst = difference(path, arguments.ticks)
            failed |= worst > arguments.tolerance
            print(f"{name} {arguments.ticks} {worst:.2e}", flush=True)
    raise SystemExit(1 if failed else 0)
