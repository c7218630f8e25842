"""A comparison as text, as a table of a document, and as a picture."""

from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl

from affect_bench.comparison import ENGINE, PREPARED, Comparison

COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#009e73", "#cc79a7")


def processor_name() -> str:
    """The processor as the kernel names it."""
    fields = {}
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip(), value.strip())
    family = f"family {fields.get('cpu family')} model {fields.get('model')}"
    return f"{fields.get('model name', 'unknown processor')}, {family}"


def table(comparison: Comparison) -> list[str]:
    """Lines of a Markdown table."""
    lines = [
        f"### {comparison.model}",
        "",
        "| program | CPU ms, median | wall ms, median | wall ms, 99 % | AffectStream / it, CPU (quartiles) | kernels |",
        "|---|---|---|---|---|---|",
    ]
    for entry in comparison.entries:
        ratio = ""
        if entry.name not in (ENGINE, PREPARED):
            median, low, high = comparison.ratio(entry)
            ratio = f"**{median:.2f}** ({low:.2f} … {high:.2f})"
        lines.append(
            f"| {f'{entry.name} {entry.version}'.strip()} | {entry.processor_median:.2f} | {entry.wall_median:.2f} "
            f"| {entry.wall_p99:.2f} | {ratio} | {entry.instructions} |"
        )
    return lines


def document(comparisons: list[Comparison], rounds: int, ticks: int, threads: int) -> str:
    """The whole of docs/speed.md."""
    number = "one thread" if threads == 1 else f"{threads} threads (AffectStream always one)"
    lines = [
        "# Speed beside other runtimes",
        "",
        "Written by `tools/bench/compare`; run it for the numbers of your machine. All programs ran the same causal",
        f"one-step network with the same weights, gave the same outputs to 1e-4, and took turns: {rounds} rounds of",
        f"{ticks} ticks each. CPU is processor time of the whole process (AffectStream: of its one thread). The",
        "ratio is that of the medians of a round: its median over the rounds, and quartiles. The other runtimes are",
        "handed normalised crops and keep their states in place; AffectStream's time includes normalisation.",
        "*Crop to estimate* is what is left of a tick after `prepare`, which does the rest while the stream waits for",
        "the next frame.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}; {processor_name()}; {number}.",
        "",
        "![Processor time of a tick](images/speed.svg)",
    ]
    for comparison in comparisons:
        lines += ["", *table(comparison)]
    return "\n".join(lines) + "\n"


def picture(comparisons: list[Comparison], path: Path) -> None:
    """Bars of the medians, with the quartiles of the ticks."""
    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "affect", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(comparisons), figsize=(4.8 * len(comparisons), 2.4), squeeze=False)
    for axis, comparison in zip(axes[0], comparisons, strict=True):
        names = [entry.name for entry in comparison.entries]
        medians = [entry.processor_median for entry in comparison.entries]
        for row, entry in enumerate(comparison.entries):
            ticks = sorted(time for times in entry.processor for time in times)
            low, high = ticks[len(ticks) // 4], ticks[3 * len(ticks) // 4]
            axis.barh(row, medians[row], color=COLOURS[row % len(COLOURS)])
            axis.plot([low, high], [row, row], color="black", linewidth=1)
            axis.text(high, row, f" {medians[row]:.1f}", va="center")
        axis.set_yticks(range(len(names)), names)
        axis.invert_yaxis()
        axis.set_xlim(0, max(medians) * 1.25)
        axis.set_xlabel("ms of processor time a tick")
        axis.set_title(comparison.model)
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
