"""The curves of a run and the scatter of its estimates as pictures."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

mpl.use("Agg")

import matplotlib.pyplot as plt


def draw_curves(metrics: list[dict[str, Any]], path: Path) -> None:
    """Loss above, validation scores below, over the training steps."""
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(8, 7), sharex=True)
    losses = [entry for entry in metrics if "loss" in entry]
    upper.plot([entry["step"] for entry in losses], [entry["loss"] for entry in losses], linewidth=1)
    upper.set_ylabel("training loss")
    validations = [entry for entry in metrics if "validation" in entry]
    names = sorted(
        {name for entry in validations for name in entry["validation"] if name.endswith(("_r_balanced", "_ccc"))}
    )
    for name in names:
        steps = [entry["step"] for entry in validations]
        lower.plot(steps, [entry["validation"][name] for entry in validations], marker=".", label=name)
    lower.set_xlabel("step")
    lower.set_ylabel("held-out people")
    if names:
        lower.legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    plt.close(figure)


def draw_scatter(pairs: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]], path: Path) -> None:
    """Estimates over labels, a point a tick, a panel for each output; each pair is labels and estimates."""
    figure, panels = plt.subplots(1, len(pairs), figsize=(5 * len(pairs), 5), squeeze=False)
    for panel, (name, (labels, estimates)) in zip(panels[0], pairs.items(), strict=True):
        panel.scatter(labels, estimates, s=2, alpha=0.3, linewidths=0)
        bound = max(1.0, float(np.abs(labels).max()), float(np.abs(estimates).max()))
        panel.plot((-bound, bound), (-bound, bound), color="black", linewidth=0.5)
        panel.set_xlabel(f"{name}, label")
        panel.set_ylabel(f"{name}, estimate")
        panel.set_aspect("equal")
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    plt.close(figure)
