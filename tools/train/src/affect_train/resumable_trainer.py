"""A loop of training steps that can be killed at any time and resumed to the same result."""

import platform
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from affect_train import __version__
from affect_train.network_spec import NetworkSpec
from affect_train.run_folder import RunFolder, current_commit


class ResumableTrainer(ABC):
    """Counts steps, saves checkpoints and goes on from the last one.

    A step may depend on the checkpoint's content and on (seed, step) alone: then a resumed run repeats what was lost.
    """

    def __init__(self, name: str, spec: NetworkSpec, run: RunFolder, checkpoint_every: int) -> None:
        self.name = name
        self.spec = spec
        self.run_folder = run
        self.checkpoint_every = checkpoint_every
        self.step = 0
        self.losses: list[float] = []
        """Losses of the steps since they were last written down."""

    @property
    @abstractmethod
    def total_steps(self) -> int:
        """Steps after which the run ends at the latest."""

    @property
    def finished(self) -> bool:
        return self.step >= self.total_steps

    @property
    def writes(self) -> bool:
        """Whether this process writes the run's folder: of several that train together, one does."""
        return True

    @abstractmethod
    def train_step(self) -> float:
        """Trains on what belongs to `step`; returns the loss."""

    @abstractmethod
    def after_step(self, progress: tqdm) -> None:
        """Writes metrics and scores, `step` being the number of steps done."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """What a checkpoint holds beside step, losses and architecture."""

    @abstractmethod
    def load_state(self, state: dict[str, Any]) -> None:
        """Takes what `state` gave."""

    @abstractmethod
    def finish(self) -> dict[str, Any]:
        """Writes model and results of the whole run; returns the results."""

    def fit(self, stop: Callable[[int], bool] = lambda step: False) -> dict[str, Any] | None:
        """Trains to the end and returns the results, or returns None where `stop` says so before a step."""
        self._resume()
        progress = tqdm(total=self.total_steps, initial=self.step, desc=self.name, unit="step", disable=not self.writes)
        while not self.finished:
            if stop(self.step):
                progress.close()
                return None
            self.losses.append(self.train_step())
            self.step += 1
            progress.update()
            self.after_step(progress)
            if self.step % self.checkpoint_every == 0 or self.finished:
                self._save()
        progress.close()
        return self.finish()

    def mean_loss(self) -> float:
        """The mean of the losses since the last call."""
        mean = float(np.mean(self.losses))
        self.losses.clear()
        return mean

    def environment(self) -> dict[str, Any]:
        """What the run depends on beside its configuration and its data."""
        return {
            "affect_train": __version__,
            "commit": current_commit(),
            "torch": torch.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
            "threads": torch.get_num_threads(),
            "cpu": torch.backends.cpu.get_cpu_capability(),
        }

    def _save(self) -> None:
        if not self.writes:
            return
        common = {"step": self.step, "losses": self.losses, "architecture": self.spec.to_json()}
        self.run_folder.save_checkpoint(common | self.state())

    def _resume(self) -> None:
        checkpoint = self.run_folder.load_checkpoint()
        if checkpoint is None:
            return
        self._check_architecture(checkpoint.get("architecture"))
        self.step, self.losses = checkpoint["step"], checkpoint["losses"]
        self.load_state(checkpoint)
        if self.writes:
            self.run_folder.forget_metrics_from(self.step)

    def _check_architecture(self, found: dict[str, Any] | None) -> None:
        expected = self.spec.to_json()
        if found == expected:
            return
        path = self.run_folder.checkpoint_path
        if found is None:
            raise ValueError(f"{path}: says nothing of its architecture: no checkpoint of this version")
        key = next(key for key in expected if found.get(key) != expected[key])
        raise ValueError(
            f"{path}: a checkpoint of another architecture: {key} {expected[key]} expected, found {found.get(key)}"
        )
