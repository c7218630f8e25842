"""The page of tables and figures beside the paper's numbers."""

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from affect_train.reproduction.outcome import Outcome, spread
from affect_train.reproduction.plan import planned_runs
from affect_train.reproduction.published import BASELINES, KINDS, OUTPUTS, POOLINGS, TABLES, WINDOWS

PAPER = "Huang, Li, Tao, Lian, Yi: *End-to-end continuous emotion recognition from video using 3D ConvLSTM networks*"


@dataclass(frozen=True)
class PageContext:
    """What the page says of its making."""

    command: str
    corpus: str
    licence: str
    counts: tuple[int, int, int]
    ticks: int
    machine: str
    date: str


def write_page(outcome: Outcome, context: PageContext, path: Path, figure_4: Path, figure_5: Path) -> None:
    """Writes the markdown page; the figures are linked relative to it."""
    images = [figure.relative_to(path.parent).as_posix() for figure in (figure_4, figure_5)]
    parts = [
        "# The paper's tables and figures, made anew",
        _introduction(outcome, context),
        _table(outcome, "conv3d", 2),
        _table(outcome, "convlstm", 3),
        _differences(outcome),
        _table_4(outcome),
        _figures(outcome, *images),
        _conditions(outcome, context),
    ]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _introduction(outcome: Outcome, context: PageContext) -> str:
    runs = planned_runs(outcome.size)
    finished = [run for run in runs if outcome.results(run) is not None]
    minutes = sum(outcome.seconds(run) for run in finished) / 60
    train, choose, scored = context.counts
    text = (
        f"{PAPER} (ICASSP 2018) reports CCC on the development set of AVEC 2017. Here the same protocol has run on\n"
        f"other data, so **the columns are not to be compared with each other, only the order within a column is**:\n"
        f"{context.corpus}\n\n    {context.command}\n\n"
        f"{len(finished)} of {len(runs)} runs are finished; they took {minutes:.0f} minutes of processor time. "
        f"{train} recordings trained, {choose} chose the epoch, {scored}\nwere only scored "
        f"({context.ticks} ticks of 100 ms in all of these). Values are CCC over the concatenation of the scored\n"
        f"recordings as AVEC computes it, mean ± standard deviation over seeds."
    )
    if len(finished) < len(runs):
        text += (
            "\n\n**It is unfinished**: the same command goes on with it. One seed has no spread and decides nothing."
        )
    if outcome.size.cuts:
        cuts = "\n".join(f"- {cut}" for cut in outcome.size.cuts)
        text += f"\n\nAgainst the paper's protocol this run is cut:\n\n{cuts}"
    return text


def _table(outcome: Outcome, kind: str, number: int) -> str:
    rows = [
        f"## Table {number}: {KINDS[kind]}\n",
        "| model | window | arousal, here | arousal, paper | valence, here | valence, paper |",
        "|---|---|---|---|---|---|",
    ]
    for pooling, name in POOLINGS.items():
        windows = " / ".join(f"{window / 10:.1f} s" if window > 1 else "–" for window in WINDOWS[pooling])
        cells = []
        for output, published in zip(OUTPUTS, TABLES[kind][pooling], strict=True):
            here = spread(np.array(list(outcome.cell(kind, pooling, output).values())))
            cells += [here, f"{published:.3f}"]
        rows.append(f"| {name} | {windows} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _differences(outcome: Outcome) -> str:
    rows = [
        "## Differences\n",
        "Each is taken seed by seed, then averaged; a difference smaller than its spread says nothing.\n",
        "| CCC of … minus … | arousal, here | arousal, paper | valence, here | valence, paper |",
        "|---|---|---|---|---|",
    ]
    pairs = [
        (
            f"{KINDS['convlstm']} − {KINDS['conv3d']}, {POOLINGS[pooling].lower()}",
            ("convlstm", pooling),
            ("conv3d", pooling),
        )
        for pooling in POOLINGS
    ] + [
        (f"{POOLINGS[pooling]} − original, {KINDS[kind]}", (kind, pooling), (kind, "original"))
        for kind, pooling in product(KINDS, POOLINGS)
        if pooling != "original"
    ]
    for name, first, second in pairs:
        cells = []
        for column, output in enumerate(OUTPUTS):
            published = TABLES[first[0]][first[1]][column] - TABLES[second[0]][second[1]][column]
            cells += [spread(outcome.difference(first, second, output)), f"{published:+.3f}".replace("-", "−")]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _table_4(outcome: Outcome) -> str:
    here = [spread(np.array(list(outcome.cell("convlstm", "temporal", output).values()))) for output in OUTPUTS]
    published = TABLES["convlstm"]["temporal"]
    rows = [
        "## Table 4: beside the challenge's baselines\n",
        "| | arousal, here | arousal, paper | valence, here | valence, paper |",
        "|---|---|---|---|---|",
        f"| ConvLSTM, temporal pooling | {here[0]} | {published[0]:.3f} | {here[1]} | {published[1]:.3f} |",
    ]
    rows += [f"| {name} | – | {values[0]:.3f} | – | {values[1]:.3f} |" for name, values in BASELINES.items()]
    return (
        "\n".join(rows)
        + "\n\nThe baselines are the challenge's, on its own features; they exist for its recordings alone."
    )


def _figures(outcome: Outcome, figure_4: str, figure_5: str) -> str:
    seeds = len(outcome.size.figure_seeds)
    return (
        f"## Figure 4: window of temporal pooling against CCC\n\n![CCC against the window]({figure_4})\n\n"
        f"Mean over {seeds} seed{'s' if seeds > 1 else ''}, shaded from the lowest to the highest. In the paper arousal"
        f" is best at 0.8 s, valence at 0.6 s.\n\n"
        f"## Figure 5: estimates and labels of one scored recording\n\n![Estimates and labels]({figure_5})\n\n"
        f"Networks with temporal pooling, seed {outcome.size.seeds[0]}; each estimate is repeated over its window."
    )


def _epochs(outcome: Outcome) -> str:
    """How far training came: where the last epoch was the best, more would have helped."""
    finished = [run for run in planned_runs(outcome.size) if outcome.results(run) is not None]
    if not finished:
        return "none"
    found = [outcome.results(run) or {} for run in finished]
    losses = [outcome.last_loss(run) for run in finished]
    epochs = [results["epochs"] for results in found]
    last = sum(results["best_epoch"] == results["epochs"] for results in found)
    return (
        f"{min(epochs)} to {max(epochs)}; the last one was the best in {last} of {len(found)} runs; "
        f"in it the loss on those who train was {min(losses):.2f} to {max(losses):.2f}"
    )


def _conditions(outcome: Outcome, context: PageContext) -> str:
    series = outcome.size.series
    return (
        "## Conditions\n\n"
        "| | |\n|---|---|\n"
        f"| seeds | {', '.join(str(seed) for seed in outcome.size.seeds)} |\n"
        f"| training | RMSprop, learning rate {series.learning_rate:g}, decay {series.decay:g}, dropout 0.5, "
        f"loss {'1 − CCC' if series.loss == 'ccc' else 'squared error'}, {series.batch} recordings at once, "
        f"updates after stretches of {series.bptt_ticks} ticks |\n"
        f"| epochs | at most {series.epochs}, ended after {series.patience} without a gain of those who choose |\n"
        f"| epochs trained | {_epochs(outcome)} |\n"
        f"| delay of the labels | {series.delay_ticks} ticks |\n"
        f"| machine | {context.machine} |\n"
        f"| date | {context.date} |\n"
        f"| licence of the recordings | {context.licence} |"
    )
