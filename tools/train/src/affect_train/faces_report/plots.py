"""The pictures of the page."""

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

from affect_train.expressions import EXPRESSIONS
from affect_train.faces_report.live_stream import RATE, Estimates

NAMES = ("arousal", "valence")


def draw_photographs(numbers: dict[str, Any], path: Path) -> None:
    """Estimates of the stream on the circumplex, a colour for each label, and the labels' anchors."""
    truth, estimates = np.array(numbers["truth"]), np.array(numbers["estimates"])
    labels = np.array(numbers["expressions"])
    figure, axes = plt.subplots(figsize=(7, 7))
    for index in np.unique(labels):
        chosen = labels == index
        colour = plt.get_cmap("tab10")(index % 10)
        axes.scatter(
            estimates[chosen, 1], estimates[chosen, 0], s=10, color=colour, label=EXPRESSIONS[index], alpha=0.6
        )
        axes.scatter(*truth[chosen][0, ::-1], marker="*", s=260, color=colour, edgecolor="black")
    axes.set(xlim=(-1, 1), ylim=(-1, 1), xlabel="valence", ylabel="arousal")
    axes.axhline(0, color="grey", linewidth=0.5)
    axes.axvline(0, color="grey", linewidth=0.5)
    axes.legend(loc="lower right")
    _save(figure, path)


def draw_clip(estimates: Estimates, path: Path) -> None:
    """Arousal and valence of the stream over a clip, a band of one sd around them."""
    figure, axes = plt.subplots(figsize=(9, 3.5))
    seconds = estimates.ticks / RATE
    for column, (name, colour) in enumerate(zip(NAMES, ("tab:red", "tab:blue"), strict=True)):
        value, deviation = estimates.values[:, column], estimates.deviations[:, column]
        axes.plot(seconds, value, color=colour, label=name)
        if not np.isnan(deviation).any():
            axes.fill_between(seconds, value - deviation, value + deviation, color=colour, alpha=0.15)
    axes.set(ylim=(-1, 1), xlabel="seconds")
    axes.axhline(0, color="grey", linewidth=0.5)
    axes.legend(loc="upper left")
    _save(figure, path)


def draw_recording(truth: NDArray[np.float64], estimates: NDArray[np.float64], path: Path) -> None:
    """Truth and estimates of one rendered recording."""
    figure, both = plt.subplots(2, 1, figsize=(9, 5), sharex=True)
    seconds = np.arange(len(truth)) / RATE
    for column, (axes, name) in enumerate(zip(both, NAMES, strict=True)):
        axes.plot(seconds, truth[:, column], color="black", label="truth")
        axes.plot(seconds, estimates[:, column], color="tab:orange", label="estimate")
        axes.set(ylim=(-1, 1), ylabel=name)
    both[0].legend(loc="upper left")
    both[1].set_xlabel("seconds")
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
