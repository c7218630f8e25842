"""The curves of a run as a picture."""

from pathlib import Path
from typing import Any

import matplotlib as mpl

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
