"""The built program `affect`, driven from Python."""

import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[4]


def program() -> Path:
    """The program of `AFFECT`, or the release build."""
    path = Path(os.environ.get("AFFECT", ROOT / ".build" / "release" / "affect"))
    if not path.exists():
        raise FileNotFoundError(f"{path} is not built: run `swift build -c release --product affect`")
    return path


def step(model: Path, crops: NDArray[np.uint8], outputs: int, environment: dict[str, str] | None = None) -> NDArray:
    """What the engine returns for crops T × H × W, one a tick, from a reset: F32 T × outputs."""
    with tempfile.TemporaryDirectory() as folder:
        source, results = Path(folder, "crops.gray"), Path(folder, "outputs.f32")
        source.write_bytes(crops.tobytes())
        command = [program(), "model", "step", model, "--crops", source, "--output", results]
        subprocess.run(command, check=True, stderr=subprocess.PIPE, env={**os.environ, **(environment or {})})
        return np.fromfile(results, np.float32).reshape(len(crops), outputs)


def turns_command(model: Path) -> list[str]:
    """The program that measures the engine turn by turn, see `Turns`."""
    return [str(program()), "bench", "--turns", "--model", str(model)]
