"""The measured numbers as one page of Markdown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Numbers = dict[str, Any]

PEERS = (
    ("EmoNet (8 classes)", "AffectNet, cleaned", "0.75", "0.82", "its repository"),
    ("Py-Feat 2.0", "AffectNet, validation", "0.482", "0.535", "its benchmarks"),
    ("HSEmotion as shipped", "Aff-Wild2, validation", "0.23-0.25", "0.40-0.41", "EmotiEffLib's notebooks"),
    ("HSEmotion and a perceptron (ABAW-6)", "Aff-Wild2, validation", "0.537", "0.468", "EmotiEffLib's notebooks"),
    ("Huang et al. 2018 (the paper)", "AVEC 2017, development", "0.583", "0.654", "the paper's table"),
)
"""CCC of others, arousal and valence, on data of their own."""


@dataclass(frozen=True)
class Claim:
    """A number that the project wants to reach: `find` takes it from the numbers, None where it was not measured."""

    what: str
    wanted: str
    find: Callable[[Numbers], float]
    met: Callable[[float], bool]


def _least(limit: float) -> Callable[[float], bool]:
    return lambda value: value >= limit


def _most(limit: float) -> Callable[[float], bool]:
    return lambda value: value <= limit


def _largest_gap(numbers: Numbers) -> float:
    return max(gap for gaps in numbers["rendered"]["gaps"].values() for gap in gaps.values())


CLAIMS = (
    Claim("photographs through the stream, r of arousal (balanced)", "≥ 0.68",
          lambda n: n["streamed_photographs"]["r"]["arousal"]["r_balanced"], _least(0.68)),
    Claim("photographs through the stream, r of valence (balanced)", "≥ 0.73",
          lambda n: n["streamed_photographs"]["r"]["valence"]["r_balanced"], _least(0.73)),
    Claim("photographs, PyTorch, r of arousal (balanced)", "≥ 0.68",
          lambda n: n["photographs"]["r"]["arousal"]["r_balanced"], _least(0.68)),
    Claim("photographs, PyTorch, r of valence (balanced)", "≥ 0.73",
          lambda n: n["photographs"]["r"]["valence"]["r_balanced"], _least(0.73)),
    Claim("rendered people, CCC of arousal", "≥ 0.80", lambda n: n["rendered"]["ccc"]["arousal"], _least(0.80)),
    Claim("rendered people, CCC of valence", "≥ 0.85", lambda n: n["rendered"]["ccc"]["valence"], _least(0.85)),
    Claim("largest gap in CCC between skins, sexes or ages (rendered people)", "≤ 0.05", _largest_gap, _most(0.05)),
    Claim("valence of the laughing part minus the crying part", "≥ 0.6",
          lambda n: n["crying_laughing"]["difference"], _least(0.6)),
    Claim("neutral talkers, mean size of arousal", "≤ 0.12", lambda n: n["talkers"]["mean_abs_arousal"], _most(0.12)),
    Claim("neutral talkers, largest size of arousal", "≤ 0.25",
          lambda n: n["talkers"]["largest_abs_arousal"], _most(0.25)),
    Claim("a still face, largest standard deviation over 30 s", "≤ 0.03",
          lambda n: max(n["still_faces"]["largest_sd"]), _most(0.03)),
    Claim("a mirrored face, largest difference", "≤ 0.05",
          lambda n: max(n["still_faces"]["largest_mirror"]), _most(0.05)),
    Claim("rendered people, arousal within one sd", "0.63 … 0.73",
          lambda n: n["rendered"]["within_one_sd"]["arousal"], lambda value: 0.63 <= value <= 0.73),
    Claim("rendered people, valence within one sd", "0.63 … 0.73",
          lambda n: n["rendered"]["within_one_sd"]["valence"], lambda value: 0.63 <= value <= 0.73),
)  # fmt: skip


def page(numbers: Numbers, plots: dict[str, str]) -> str:
    """Markdown; `plots` are captions by the name of a picture beside the page."""
    lines = [f"# Faces: what `{numbers['model']['name']}` makes of them", ""]
    lines += [
        f"Model {numbers['model']['file']}, sha256 {numbers['model']['sha256'][:12]}. People it was not trained on. "
        "Made by `affect-train evaluate-faces`.",
        "",
    ]
    lines += ["| what | wanted | measured | reached |", "|---|---|---|---|"]
    for claim in CLAIMS:
        try:
            value = claim.find(numbers)
        except KeyError:
            lines.append(f"| {claim.what} | {claim.wanted} | not measured | |")
            continue
        lines.append(f"| {claim.what} | {claim.wanted} | {value:.3f} | {'yes' if claim.met(value) else 'no'} |")
    lines += ["", *_details(numbers)]
    lines += [
        "## Others",
        "",
        "CCC on data of their own: not comparable with the numbers above, nor with each other.",
        "",
    ]
    lines += ["| work | data | arousal | valence | said by |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(peer)} |" for peer in PEERS]
    lines.append("")
    for name, caption in plots.items():
        lines += [f"![{caption}]({name})", "", caption, ""]
    return "\n".join(lines)


def _details(numbers: Numbers) -> list[str]:
    lines = []
    if "photographs" in numbers:
        part = numbers["photographs"]
        lines.append(f"Photographs: {part['photographs']} of {part['people']} test people in PyTorch; r as they come: "
                     f"arousal {part['r']['arousal']['r']:.3f}, valence {part['r']['valence']['r']:.3f}; "
                     f"mirrored, mean difference {part['mirror']['arousal']['mean']:.3f} and "
                     f"{part['mirror']['valence']['mean']:.3f}, 95 % below {part['mirror']['arousal']['p95']:.3f} and "
                     f"{part['mirror']['valence']['p95']:.3f}.")  # fmt: skip
        interval, taught = part["interval_95"], part["teachers_r"]
        lines.append("Balanced r, 95 % of people drawn with replacement: "
                     + ", ".join(f"{name} {interval[f'{name}_r_balanced'][0]:.2f} … "
                                 f"{interval[f'{name}_r_balanced'][1]:.2f}" for name in ("arousal", "valence"))
                     + f". The teachers on the same photographs: arousal {taught['arousal']['r_balanced']:.3f}, "
                     f"valence {taught['valence']['r_balanced']:.3f} (balanced).")  # fmt: skip
        if part["within_one_sd"]:
            lines.append(f"Within one sd of the label's anchor: arousal {part['within_one_sd']['arousal']:.2f}, "
                         f"valence {part['within_one_sd']['valence']:.2f}.")  # fmt: skip
    if "streamed_photographs" in numbers:
        part = numbers["streamed_photographs"]
        lines.append(f"Through the stream: {part['photographs']} of them, {part['without_face']} more without a face.")
    if "smile" in numbers:
        part = numbers["smile"]
        lines.append(f"The clip that smiles: valence {part['start']:.2f} at the start, {part['highest']:.2f} at its "
                     f"highest, {part['end']:.2f} at the end.")  # fmt: skip
    if numbers.get("talkers", {}).get("unseen"):
        unseen = {name: numbers["talkers"]["clips"][name][0] for name in numbers["talkers"]["unseen"]}
        lines.append(f"Talkers: {len(numbers['talkers']['clips'])}, of whom the model was not trained on "
                     f"{', '.join(f'{name} (arousal {mean:.3f})' for name, mean in unseen.items())}.")  # fmt: skip
    if "still_faces" in numbers:
        part = numbers["still_faces"]
        lines.append(f"Still faces: {len(part['faces'])}; mean sd {part['mean_sd'][0]:.4f} (arousal) and "
                     f"{part['mean_sd'][1]:.4f} (valence); mean mirror difference {part['mean_mirror'][0]:.3f} and "
                     f"{part['mean_mirror'][1]:.3f}.")  # fmt: skip
    if "streamed_rendered" in numbers:
        part = numbers["streamed_rendered"]
        lines.append(f"Rendered videos through the stream: {part['recordings']} recordings, "
                     f"{100 * part['ticks_with_estimate']:.1f} % of the ticks with an estimate, CCC of arousal "
                     f"{part['ccc']['arousal']:.3f}, of valence {part['ccc']['valence']:.3f}.")  # fmt: skip
    lines = [line for text in lines for line in (text, "")]
    if "rendered" in numbers:
        part = numbers["rendered"]
        lines += [f"Rendered people: {part['recordings']} recordings of {part['ticks']} ticks. Their groups are "
                  "*rendered* people and claim nothing about real groups.", ""]  # fmt: skip
        lines += ["| group | CCC arousal | CCC valence |", "|---|---|---|"]
        for attribute, scores in part["groups"].items():
            for value, score in sorted(scores.items()):
                lines.append(f"| {attribute}: {value} | {score['arousal']:.3f} | {score['valence']:.3f} |")
        lines += ["", "| largest gap between | arousal | valence | arousal by chance | valence by chance |",
                  "|---|---|---|---|---|"]  # fmt: skip
        for attribute, gap in part["gaps"].items():
            chance = part["gaps_by_chance"][attribute]
            lines.append(f"| {attribute} | {gap['arousal']:.3f} | {gap['valence']:.3f} | {chance['arousal']:.3f} | "
                         f"{chance['valence']:.3f} |")  # fmt: skip
        lines += ["", "*By chance*: the median gap when the same people are put into groups of these sizes at random."]
        lines.append("")
    return lines
