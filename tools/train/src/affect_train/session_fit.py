"""Fits a model to labelled sessions and says whether it got better on people who were held out."""

import copy
import datetime
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from affect_train.adaptation import (
    Lesson,
    choose_penalty,
    fit_output,
    last_features,
    layer_of,
    put_layer,
    refit_deviation,
    score,
)
from affect_train.model_file import Model
from affect_train.run_folder import RunFolder, current_commit, without_nan
from affect_train.session_corpus import LabelledPerson, read_sessions, runs_of

DIMENSIONS = ("arousal", "valence")
SMALLEST_LESSON_TICKS = 50
"""A person with fewer rated ticks of an output neither teaches nor tests it."""


def held_out_people(people: Sequence[str], asked: Sequence[str]) -> set[str]:
    """Those asked for, or a quarter of all, at least one, chosen by a hash of their names: the same in every run."""
    unknown = sorted(set(asked) - set(people))
    if unknown:
        raise ValueError(f"{unknown[0]} is not among the labelled people: {', '.join(sorted(set(people)))}")
    if asked:
        return set(asked)
    ordered = sorted(set(people), key=lambda name: hashlib.sha256(name.encode()).digest())
    return set(ordered[: -(-len(ordered) // 4)])


def fit_sessions(folder: Path, start: Path, run: RunFolder, asked: Sequence[str]) -> dict[str, Any]:
    """Writes `model.safetensors` and `results.json`; returns the results."""
    model = Model.load(start)
    people = read_sessions(folder, DIMENSIONS)
    held_out = held_out_people([person.person for person in people], asked)
    if held_out >= {person.person for person in people}:
        raise ValueError(f"{folder}: at least two people must be labelled: one to learn from, one to test with")
    results: dict[str, Any] = {
        "start": start.name,
        "sessions": len({person.session for person in people}),
        "held_out": sorted(held_out),
        "outputs": {},
    }
    for prefix, network in model.networks.items():
        own = [name for name in DIMENSIONS if name in network.spec.outputs]
        lessons = _lessons(model, prefix, people, own) if own else {}
        fitted = copy.deepcopy(network)
        for output in own:
            teach = [lesson for lesson in lessons[output] if lesson.person not in held_out]
            test = [lesson for lesson in lessons[output] if lesson.person in held_out]
            if not teach or not test:
                raise ValueError(
                    f"{folder}: {output}: {len(teach)} recordings to learn from and {len(test)} to test with have "
                    f"{SMALLEST_LESSON_TICKS} rated ticks; label more, or choose others with --held-out"
                )
            before = layer_of(network, output)
            penalty, expected = choose_penalty(teach, before)
            after = before if penalty is None else fit_output(teach, before, penalty)
            if penalty is not None:
                put_layer(fitted, output, after)
                refit_deviation(fitted, output, teach, after)
            results["outputs"][output] = {
                "ccc_before": score(test, [before] * len(test)),
                "ccc_after": score(test, [after] * len(test)),
                "ccc_expected": expected,
                "penalty": penalty,
                "people_taught": len({lesson.person for lesson in teach}),
                "ticks_taught": sum(len(lesson.values) for lesson in teach),
                "ticks_tested": sum(len(lesson.values) for lesson in test),
            }
        model.networks[prefix] = fitted
    model.provenance = _provenance(model.provenance, results)
    model.provenance["sessions"] = sorted({*model.provenance.get("sessions", []), *runs_of(folder, people)})
    model.save(run.path / "model.safetensors")
    run.write_json("results.json", results)
    return results


def verdict(results: dict[str, Any]) -> str:
    """What came of it, a sentence for each output."""
    count = len(results["held_out"])
    lines = []
    for output, value in results["outputs"].items():
        before, after = value["ccc_before"], value["ccc_after"]
        word = "better" if after > before else "no better" if after == before else "worse: keep the model you had"
        lines.append(f"{output}: CCC on {count} held out {before:.3f} -> {after:.3f}: {word}")
    return "\n".join(lines)


def _lessons(model: Model, prefix: str, people: list[LabelledPerson], outputs: list[str]) -> dict[str, list[Lesson]]:
    lessons: dict[str, list[Lesson]] = {output: [] for output in outputs}
    network = model.networks[prefix]
    progress = tqdm(total=sum(len(person.crops) for person in people), unit="tick", desc="looking")
    for person in people:
        features = []
        for row in last_features(network, model.normalisation, person.crops):
            features.append(row.double().numpy())
            progress.update()
        whole = np.stack(features)
        warm = np.arange(len(whole)) >= network.spec.warm_up_ticks
        for output in outputs:
            values = person.labels[output][: len(whole)]
            rated = np.isfinite(values) & warm
            if rated.sum() >= SMALLEST_LESSON_TICKS:
                lessons[output].append(Lesson(person.person, whole[rated], values[rated]))
    progress.close()
    return lessons


def _provenance(start: dict[str, Any], results: dict[str, Any]) -> dict[str, Any]:
    changed = dict(start)
    changed["training_data"] = (
        f"{start.get('training_data', 'unknown')}; last layer fitted to {results['sessions']} labelled sessions"
    )
    changed["metrics"] = without_nan({name: value["ccc_after"] for name, value in results["outputs"].items()})
    changed["created"] = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    changed["commit"] = current_commit()
    return changed
