"""Figs. 4 and 5 as SVG."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from affect_train.reproduction.outcome import Outcome
from affect_train.reproduction.published import KINDS, OUTPUTS

COLOURS = {"conv3d": "tab:green", "convlstm": "tab:red"}
STYLES = {"arousal": "-", "valence": "--"}


def draw_windows(outcome: Outcome, path: Path) -> None:
    """Fig. 4: CCC against the window of temporal pooling, mean and range over seeds, a panel a network."""
    figure, panels = plt.subplots(1, len(KINDS), figsize=(9, 3.6), sharey=True)
    for panel, (kind, title) in zip(panels, KINDS.items(), strict=True):
        for output in OUTPUTS:
            points = {
                window: list(outcome.at_window(kind, window, output).values()) for window in outcome.size.figure_windows
            }
            windows = [window for window, values in points.items() if values]
            means = np.array([np.mean(points[window]) for window in windows])
            seconds = np.array(windows) / 10
            panel.plot(seconds, means, STYLES[output], marker="o", color=COLOURS[kind], label=output)
            low = [min(points[window]) for window in windows]
            high = [max(points[window]) for window in windows]
            panel.fill_between(seconds, low, high, color=COLOURS[kind], alpha=0.15)
        panel.set_title(title)
        panel.set_xlabel("window, s")
        panel.grid(alpha=0.3)
        panel.legend()
    panels[0].set_ylabel("CCC")
    _save(figure, path)


def draw_predictions(outcome: Outcome, recording: str, truth: dict[str, NDArray[np.float64]], path: Path) -> None:
    """Fig. 5: one recording's labels and the estimates of both networks, over time. No picture of a person."""
    figure, panels = plt.subplots(len(OUTPUTS), 1, figsize=(9, 5), sharex=True)
    for panel, output in zip(panels, OUTPUTS, strict=True):
        seconds = np.arange(len(truth[output])) / 10
        panel.plot(seconds, truth[output], color="tab:blue", label="labels")
        for kind, name in KINDS.items():
            estimates = outcome.prediction(kind, recording, output)
            if estimates is not None:
                panel.plot(seconds[: len(estimates)], estimates, color=COLOURS[kind], label=name)
        panel.set_ylabel(output)
        panel.grid(alpha=0.3)
    panels[0].legend(loc="upper right", ncols=3)
    panels[-1].set_xlabel("s")
    figure.suptitle(recording)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    with plt.rc_context({"svg.hashsalt": path.stem, "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
