"""What a training run leaves behind."""

import json
import math
import os
import pickle
import subprocess
from pathlib import Path
from typing import Any

import torch


class RunFolder:
    """Configuration, environment, metrics, checkpoint and model of one run, in one folder.

    Every file is replaced as a whole or appended by whole lines, so that a killed run can be resumed.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.metrics_path = path / "metrics.jsonl"
        self.checkpoint_path = path / "checkpoint.pt"

    def write_json(self, name: str, value: dict[str, Any]) -> None:
        self._replace(name, (json.dumps(without_nan(value), indent=2) + "\n").encode())

    def read_json(self, name: str, default: dict[str, Any]) -> dict[str, Any]:
        """The content of a file written by `write_json`, or the default where there is none."""
        path = self.path / name
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else default

    def keep_json(self, name: str, value: dict[str, Any]) -> None:
        """Writes the configuration of a new run; a folder that holds another one is refused."""
        text = json.loads(json.dumps(value))
        if self.read_json(name, text) != text:
            raise ValueError(f"{self.path}: holds a run of another configuration; choose another folder")
        self.write_json(name, value)

    def write_bytes(self, name: str, value: bytes) -> None:
        self._replace(name, value)

    def save_checkpoint(self, value: dict[str, Any]) -> None:
        partial = self.checkpoint_path.with_suffix(".partial")
        torch.save(value, partial)
        partial.replace(self.checkpoint_path)

    def load_checkpoint(self) -> dict[str, Any] | None:
        if not self.checkpoint_path.exists():
            return None
        try:
            return torch.load(self.checkpoint_path, weights_only=True)
        except (RuntimeError, EOFError, pickle.UnpicklingError) as error:
            raise ValueError(f"{self.checkpoint_path}: not a readable checkpoint: {error}") from error

    def append_metrics(self, value: dict[str, Any]) -> None:
        with self.metrics_path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(without_nan(value)) + "\n")

    def metrics(self) -> list[dict[str, Any]]:
        """What was appended; a last line that a kill cut off does not count."""
        if not self.metrics_path.exists():
            return []
        lines = self.metrics_path.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def forget_metrics_from(self, step: int) -> None:
        """Drops what was measured after the checkpoint that is resumed."""
        kept = [entry for entry in self.metrics() if entry["step"] <= step]
        self._replace(self.metrics_path.name, "".join(json.dumps(entry) + "\n" for entry in kept).encode())

    def _replace(self, name: str, content: bytes) -> None:
        partial = self.path / f"{name}.partial"
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.path / name)


def without_nan(value: Any) -> Any:
    """The value with null for each number that JSON cannot say."""
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def current_commit() -> str:
    """The commit of the code that trains, with `+changes` where files differ from it; `unknown` without git."""
    here = Path(__file__).parent
    try:
        commit = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, check=True
        ).stdout.strip()
        changes = subprocess.run(
            ["git", "status", "--porcelain", "--", "."], cwd=here, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit + ("+changes" if changes else "")
