"""What was measured, as a document and as a picture."""

from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl

from affect_bench.faces.measurement import Measurement, Rate

COLOURS = ("#0072b2", "#d55e00")


def percent(rate: Rate) -> str:
    """With one decimal, and what it is made of."""
    return f"{rate.count / max(rate.total, 1):.1%} ({rate.count} of {rate.total})"


def page(result: Measurement) -> str:
    """The whole of docs/faces.md."""
    plain = " | ".join(f"{rate.count / max(rate.total, 1):.1%}" for rate in result.plain.values())
    lines = [
        "# Faces: what is found, how sure it is, what is a bad view",
        "",
        "Written by `tools/bench/faces`. `affect look PICTURE` says the same of a picture of yours.",
        "",
        "## Found",
        "",
        f"Photographs of {result.people} people whom nothing was fitted on, their longer side 220 pixels in the",
        "middle of a gray picture of 640 × 480, and parts of pictures of things, animals and rooms. One look at",
        "the whole picture:",
        "",
        "| | called a face |",
        "|---|---|",
        f"| photographs of a face | {percent(result.detected)} |",
        f"| pictures without a face | {percent(result.false_faces)} |",
        "",
        "The gray border is a kindness: without one dlib finds fewer of such tightly cut photographs. In a camera's",
        "picture there is a room around a face.",
        "",
        "## How sure",
        "",
        "`confidence` is the probability that there is a usable face, where both are equally likely: a logistic",
        f"curve of the detector's score. Fitted now on photographs of other people it has the slope "
        f"{result.fitted.slope:.1f} and",
        f"is even at {result.fitted.even:+.2f}. The program's curve, on those photographs and half of those pictures:",
        f"expected calibration error **{result.calibration_error:.3f}**.",
        "",
        "![Scores, and how often a stated confidence is right](images/faces.svg)",
        "",
        "## Bad views",
        "",
        "The same photographs made worse. *Found*: still called a face. *Named*: of those, how many get the reason.",
        "",
        "| view | reason | found | named |",
        "|---|---|---|---|",
    ]
    for row in result.views:
        lines.append(
            f"| {row.name} | `{row.reason}` | {row.found.count / row.found.total:.0%} | {percent(row.named)} |"
        )
    lines += [
        "",
        "Of the photographs as they are, which are good views for the most part:",
        "",
        "| " + " | ".join(f"`{name}`" for name in result.plain) + " |",
        "|" + "---|" * len(result.plain),
        f"| {plain} |",
        "",
        "`occluded` comes from a small classifier on the gray level and texture of 14 × 14 fields of the crop",
        "(`affect-train occlusion`). It was trained and is measured with drawn covers: masks, dark glasses, hands,",
        "cups and whatever comes in from a side. Real hands it mostly does not see: in the shipped clip",
        "one is before the face at ticks 24 to 95, and the reason is given in 9 of these 72 (and wrongly in 2 of the",
        "other 125).",
        "Beards and clear glasses are no covers: the photographs have both. `small` begins below 45 pixels, where a",
        "crop has less than 0.6 pixels of the picture for one of its own, and `profile` at a nose 45 % of the way to",
        "an eye, about 35 degrees; neither was measured on people.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}.",
    ]
    return "\n".join(lines) + "\n"


def draw(result: Measurement, path: Path) -> None:
    """Histograms of the scores, and the reliability of the confidence."""
    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "affect", "font.size": 9})
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3))
    edges = [-1 + 0.1 * step for step in range(36)]
    for values, colour, name in (
        (result.face_scores, COLOURS[0], "a face"),
        (result.other_scores, COLOURS[1], "no face"),
    ):
        left.hist(values, bins=edges, weights=[100 / len(values)] * len(values), color=colour, alpha=0.7, label=name)
    left.axvline(0, color="black", linewidth=1)
    left.set_xlabel("best score of a picture; the stream begins to follow a face at 0")
    left.set_ylabel("% of the pictures")
    left.legend(frameon=False)
    right.plot([0, 1], [0, 1], color="gray", linewidth=1)
    right.plot([each.stated for each in result.bins], [each.found for each in result.bins], "o-", color=COLOURS[0])
    right.set_xlabel("stated confidence")
    right.set_ylabel("part with a face")
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
