"""What is measured of a model on faces."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps

from affect_train.clip_set import Clip
from affect_train.faces_report.live_stream import Estimates, LiveStream
from affect_train.model_file import Model
from affect_train.scores import ccc, pearson
from affect_train.still_set import StillSet
from affect_train.validation import balanced_weights, bootstrap_interval, predict_clip, predict_stills

NAMES = ("arousal", "valence")
HOLD_SECONDS = 2.2
"""How long a photograph is held: a little longer than a model of this size warms up."""
SHUFFLES = 200
STILL_SECONDS = 30.0
STILL_NOISE = 3.0
"""Sensor noise of the still face, in grey levels."""
CRYING, LAUGHING = (2.0, 8.0), (10.5, 19.5)
"""Seconds of `wolfgang-langer.mkv`, the network's warming left out: three expression classifiers see sadness until 9 s
and happiness from 10 s on."""

Numbers = dict[str, Any]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Columns:
    """Where the outputs of a model lie."""

    values: list[int]
    log_deviations: list[int] | None

    @classmethod
    def of(cls, model: Model) -> "Columns":
        deviations = [f"{name}_log_sd" for name in NAMES]
        has = all(name in model.outputs for name in deviations)
        return cls(
            [model.outputs.index(name) for name in NAMES],
            [model.outputs.index(name) for name in deviations] if has else None,
        )


def correlations(truth: NDArray[np.float64], values: NDArray[np.float64], weights: NDArray[np.float64]) -> Numbers:
    """Pearson r of each dimension, balanced over labels and as the photographs come."""
    return {
        name: {
            "r_balanced": pearson(truth[:, column], values[:, column], weights),
            "r": pearson(truth[:, column], values[:, column]),
        }
        for column, name in enumerate(NAMES)
    }


def coverage(truth: NDArray[np.float64], outputs: NDArray[np.float64], columns: Columns) -> Numbers:
    """Share of true values within one deviation of the estimate."""
    if columns.log_deviations is None:
        return {}
    errors = np.abs(truth - outputs[:, columns.values])
    within = errors <= np.exp(outputs[:, columns.log_deviations])
    return {name: float(within[:, column].mean()) for column, name in enumerate(NAMES)}


def measure_photographs(model: Model, stills: StillSet, teachers: NDArray[np.float64]) -> Numbers:
    """PyTorch on the crops of the test people: correlations, those of the teachers' estimates (N × 2), coverage, and
    the difference that a mirror makes."""
    network, columns = model.networks["main."], Columns.of(model)
    outputs = predict_stills(network, stills, model.normalisation)
    mirrored = replace(stills, crops=np.ascontiguousarray(stills.crops[:, :, ::-1]))
    difference = np.abs(predict_stills(network, mirrored, model.normalisation) - outputs)[:, columns.values]
    return {
        "photographs": len(stills),
        "people": len(set(stills.people)),
        "r": correlations(stills.anchors, outputs[:, columns.values], balanced_weights(stills)),
        "interval_95": bootstrap_interval(outputs, model.outputs, stills),
        "teachers_r": correlations(stills.anchors, teachers, balanced_weights(stills)),
        "within_one_sd": coverage(stills.anchors, outputs, columns),
        "mirror": {
            name: {"mean": float(difference[:, column].mean()), "p95": float(np.percentile(difference[:, column], 95))}
            for column, name in enumerate(NAMES)
        },
    }


def spread_over_labels(stills: StillSet, limit: int) -> NDArray[np.int64]:
    """At most `limit` photographs: of each label the same number, spread evenly over the files' names, or all where
    there are fewer."""
    order = np.argsort(stills.files)
    counts = np.bincount(stills.expressions)
    each = max(number for number in range(int(counts.max()) + 1) if np.minimum(counts, number).sum() <= limit)
    chosen = []
    for label in np.flatnonzero(counts):
        own = order[stills.expressions[order] == label]
        chosen.append(own[np.linspace(0, len(own) - 1, min(len(own), each)).round().astype(int)])
    return np.sort(np.concatenate(chosen))


def measure_streamed_photographs(
    stream: LiveStream, stills: StillSet, folder: Path, limit: int, say: Progress
) -> Numbers:
    """The same photographs, whole, held before the live stream; at most `limit` of them, see `spread_over_labels`, or
    all for 0."""
    order = spread_over_labels(stills, limit or len(stills))
    seen, values, faceless = [], [], 0
    for number, index in enumerate(order, start=1):
        say(f"photograph {number} of {len(order)}")
        with Image.open(folder / str(stills.files[index])) as picture:
            estimates = stream.photographs([picture], HOLD_SECONDS)
        if len(estimates) == 0:
            faceless += 1
            continue
        seen.append(index)
        values.append(estimates.values[-1])
    chosen, estimated = np.array(seen), np.array(values)
    part = StillSet(**{name: getattr(stills, name)[chosen] for name in stills.__dataclass_fields__})
    return {
        "photographs": len(seen),
        "without_face": faceless,
        "r": correlations(part.anchors, estimated, balanced_weights(part)),
        "truth": part.anchors.tolist(),
        "estimates": estimated.tolist(),
        "expressions": part.expressions.tolist(),
    }


def measure_still_faces(stream: LiveStream, pictures: list[Path], say: Progress) -> Numbers:
    """A photograph before a noisy camera for half a minute, and the same one in a mirror."""
    faces = []
    for path in pictures:
        say(f"still face {path.name}")
        with Image.open(path) as picture:
            original = picture.convert("RGB")
        still = stream.photographs([original], STILL_SECONDS, STILL_NOISE)
        turned = stream.photographs([ImageOps.mirror(original)], HOLD_SECONDS)
        straight = stream.photographs([original], HOLD_SECONDS)
        if min(len(still), len(turned), len(straight)) == 0:
            continue
        faces.append(
            {
                "file": path.name,
                "sd": still.between(2, STILL_SECONDS).std(axis=0).tolist(),
                "mirror": np.abs(turned.values[-1] - straight.values[-1]).tolist(),
            }
        )
    if not faces:
        raise ValueError("the stream found no face in any of the photographs that were to be held still")
    return {
        "faces": faces,
        "largest_sd": np.max([face["sd"] for face in faces], axis=0).tolist(),
        "mean_sd": np.mean([face["sd"] for face in faces], axis=0).tolist(),
        "largest_mirror": np.max([face["mirror"] for face in faces], axis=0).tolist(),
        "mean_mirror": np.mean([face["mirror"] for face in faces], axis=0).tolist(),
    }


def measure_crying_and_laughing(estimates: Estimates) -> Numbers:
    """How much higher valence is in the laughing part of the clip."""
    crying, laughing = estimates.between(*CRYING)[:, 1], estimates.between(*LAUGHING)[:, 1]
    return {
        "crying": float(crying.mean()),
        "laughing": float(laughing.mean()),
        "difference": float(laughing.mean() - crying.mean()),
    }


def measure_smile(estimates: Estimates) -> Numbers:
    """Valence at the start, at its highest, and at the end."""
    valence = estimates.values[:, 1]
    return {"start": float(valence[:3].mean()), "highest": float(valence.max()), "end": float(valence[-3:].mean())}


def measure_talkers(stream: LiveStream, clips: list[Path], say: Progress) -> Numbers:
    """Mean arousal of people who say neutral sentences."""
    means = {}
    for path in clips:
        say(f"talker {path.name}")
        estimates = stream.estimates(path)
        if len(estimates):
            means[path.stem] = estimates.values.mean(axis=0).tolist()
    arousal = np.abs([mean[0] for mean in means.values()])
    return {"clips": means, "mean_abs_arousal": float(arousal.mean()), "largest_abs_arousal": float(arousal.max())}


def measure_rendered(model: Model, clips: list[Clip], people: Path, say: Progress) -> Numbers:
    """CCC on rendered recordings; gaps between the groups of `people.csv`, and between groups drawn at random."""
    columns = Columns.of(model)
    with people.open(newline="", encoding="utf-8") as file:
        groups = {row["name"]: row for row in csv.DictReader(file)}
    outputs, truths = [], []
    for clip in clips:
        say(f"rendered {clip.name}")
        outputs.append(predict_clip(model.networks["main."], clip, model.normalisation))
        truths.append(clip.targets)
    numbers: Numbers = {
        "recordings": len(clips),
        "ticks": sum(len(truth) for truth in truths),
        "ccc": _ccc(truths, outputs, columns),
        "within_one_sd": coverage(np.concatenate(truths), np.concatenate(outputs), columns),
        "groups": {},
        "gaps": {},
        "gaps_by_chance": {},
    }
    random = np.random.default_rng(0)
    for attribute in ("skin", "sex", "age"):
        members = [groups[clip.name][attribute] for clip in clips]
        scores = _group_scores(members, truths, outputs, columns)
        shuffled = [_group_scores(list(random.permutation(members)), truths, outputs, columns) for _ in range(SHUFFLES)]
        numbers["groups"][attribute] = scores
        numbers["gaps"][attribute] = _gaps(scores)
        numbers["gaps_by_chance"][attribute] = {
            name: float(np.median([_gaps(scores)[name] for scores in shuffled])) for name in NAMES
        }
    return numbers


def _group_scores(
    members: list[str], truths: list[NDArray[np.float64]], outputs: list[NDArray[np.float64]], columns: Columns
) -> dict[str, dict[str, float]]:
    """CCC within each group; `members` names that of each recording."""
    return {
        group: _ccc(
            [truth for truth, member in zip(truths, members, strict=True) if member == group],
            [output for output, member in zip(outputs, members, strict=True) if member == group],
            columns,
        )
        for group in sorted(set(members))
    }


def _gaps(scores: dict[str, dict[str, float]]) -> dict[str, float]:
    values = {name: [score[name] for score in scores.values()] for name in NAMES}
    return {name: max(values[name]) - min(values[name]) for name in NAMES}


def measure_streamed_recordings(stream: LiveStream, clips: list[Clip], videos: Path, say: Progress) -> Numbers:
    """The same recordings through the live stream, where there are videos of them: CCC over the ticks with an
    estimate, and the share of ticks that have one."""
    truths, values, ticks = [], [], 0
    for clip in clips:
        path = videos / f"{clip.name}.mkv"
        if not path.exists():
            continue
        say(f"rendered video {clip.name}")
        estimates = stream.estimates(path)
        kept = estimates.ticks < len(clip.targets)
        truths.append(clip.targets[estimates.ticks[kept]])
        values.append(estimates.values[kept])
        ticks += len(clip.targets)
    if not truths:
        return {}
    return {
        "recordings": len(truths),
        "ticks_with_estimate": sum(len(truth) for truth in truths) / ticks,
        "ccc": _ccc(truths, values, Columns([0, 1], None)),
    }


def _ccc(truths: list[NDArray[np.float64]], outputs: list[NDArray[np.float64]], columns: Columns) -> dict[str, float]:
    truth, output = np.concatenate(truths), np.concatenate(outputs)
    return {name: ccc(truth[:, column], output[:, columns.values[column]]) for column, name in enumerate(NAMES)}


@torch.no_grad()
def example(model: Model, clip: Clip) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Truth and estimates of one recording: T × 2 each."""
    return clip.targets, predict_clip(model.networks["main."], clip, model.normalisation)[:, Columns.of(model).values]
