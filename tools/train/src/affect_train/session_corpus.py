"""Labelled sessions: crops as the stream saw them, and what raters said, at 10 Hz; see docs/labels.md."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from affect_train.crop_template import CropTemplate
from affect_train.series_cache import LONGEST_HOLD_TICKS

TICK_NANOSECONDS = 100_000_000
LONGEST_GAP_NANOSECONDS = 1_000_000_000
"""Samples of a trace that are further apart leave the ticks between them unrated."""
GOLD = "gold"
"""The rater under whose name a gold standard is kept."""
NO_TRACE = ("events", "exclusions", "lags")


@dataclass(frozen=True)
class LabelledPerson:
    """One person of one session: `crops` T × H × W, one a tick, `seen` T, and `labels` T of each dimension, NaN where
    nobody rated or the face was not seen."""

    session: str
    person: str
    crops: NDArray[np.uint8]
    seen: NDArray[np.bool_]
    labels: dict[str, NDArray[np.float64]]


def read_sessions(folder: Path, outputs: tuple[str, ...]) -> list[LabelledPerson]:
    """Everybody who is labelled in the sessions of a folder. Sessions without crops or labels are left out.

    In a session that names nobody the person is the session's own: its name up to the last `_`.
    """
    people = []
    for path in sorted(folder.iterdir()):
        if (path / "session.json").exists() and (path / "crops.gray").exists() and (path / "labels").is_dir():
            people.extend(_read_session(path, outputs))
    if not people:
        raise ValueError(f"{folder}: no session there has both crops (modes video and crops) and labels")
    return people


def runs_of(folder: Path, people: list[LabelledPerson]) -> set[str]:
    """The runs in which the sessions of `people` were recorded, by which a model names what it learned from."""
    names = {person.session for person in people}
    described = [json.loads((folder / name / "session.json").read_text(encoding="utf-8")) for name in names]
    return {description["run"] for description in described if "run" in description}


def _read_session(path: Path, outputs: tuple[str, ...]) -> Iterator[LabelledPerson]:
    tracks = {row["track"]: row["person"] for row in _rows(path / "people.csv")}
    places = [row for row in _rows(path / "frames.csv") if row["event"] == "crop" and row["tick"] and row["offset"]]
    primary = _primary_tracks(path / "feed.jsonl") if not tracks else {}
    for labels in sorted(entry for entry in (path / "labels").iterdir() if entry.is_dir()):
        own: dict[int, int] = {}
        for row in places:
            tick = int(row["tick"])
            if (tracks.get(row["track"]) == labels.name) if tracks else (primary.get(tick) == row["track"]):
                own.setdefault(tick, int(row["offset"]))
        if not own:
            continue
        first, count = min(own), max(own) - min(own) + 1
        crops, seen = _held(path / "crops.gray", own, first, count)
        values = {name: _merged(labels, name, first, count) for name in outputs}
        rated = {name: np.where(seen, series, np.nan) for name, series in values.items()}
        if any(np.isfinite(series).any() for series in rated.values()):
            person = labels.name if tracks else path.name.rpartition("_")[0] or path.name
            yield LabelledPerson(path.name, person, crops, seen, rated)


def _primary_tracks(feed: Path) -> dict[int, str]:
    """Which track was the primary face at each tick."""
    tracks = {}
    with feed.open(encoding="utf-8") as file:
        for line in file:
            message = json.loads(line)
            if message["topic"].startswith("affect.") and message["primary"]:
                tracks[int(message["tick"])] = message["track"]
    return tracks


def _held(path: Path, offsets: dict[int, int], first: int, count: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """A crop for each tick, the last one where there is none, and whether it is at most two ticks old."""
    template = CropTemplate.standard()
    pixels = np.memmap(path, np.uint8, mode="r")
    crops = np.empty((count, template.height, template.width), dtype=np.uint8)
    seen = np.zeros(count, dtype=bool)
    size, age = template.height * template.width, 0
    for index in range(count):
        offset = offsets.get(first + index)
        age = 0 if offset is not None else age + 1
        if offset is None:
            crops[index] = crops[index - 1]
        elif offset + size > len(pixels):
            raise ValueError(f"{path}: {offset + size} bytes expected, found {len(pixels)}: run affect recover")
        else:
            crops[index] = pixels[offset : offset + size].reshape(template.height, template.width)
        seen[index] = age <= LONGEST_HOLD_TICKS
    return crops, seen


def _merged(folder: Path, dimension: str, first: int, count: int) -> NDArray[np.float64]:
    """The gold standard where there is one, else the mean of the raters, each around their own mean, where at least
    half of them rated."""
    traces = {path.name.removesuffix(f".{dimension}.csv"): path for path in folder.glob(f"*.{dimension}.csv")}
    if GOLD in traces:
        traces = {GOLD: traces[GOLD]}
    series = [_series(path, folder, rater, dimension, first, count) for rater, path in sorted(traces.items())]
    series = [values for values in series if np.isfinite(values).any()]
    if not series:
        return np.full(count, np.nan)
    raters = np.stack(series)
    means = np.array([values[np.isfinite(values)].mean() for values in raters])
    rated = np.isfinite(raters)
    centred = np.where(rated, raters - means[:, None], 0).sum(axis=0)
    mean = centred / np.maximum(rated.sum(axis=0), 1) + means.mean()
    return np.where(2 * rated.sum(axis=0) >= len(raters), np.clip(mean, -1, 1), np.nan)


def _series(path: Path, folder: Path, rater: str, dimension: str, first: int, count: int) -> NDArray[np.float64]:
    """A trace at each tick, linear between samples, put earlier by the rater's stored lag; its ends hold for a tick."""
    rows = _rows(path)
    times = np.array([int(row["t_capture_ns"]) for row in rows], dtype=np.int64)
    values = np.array([float(row["value"] or "nan") for row in rows])
    lags = {row["dimension"]: int(row["lag_ms"]) for row in _rows(folder / f"{rater}.lags.csv")}
    ticks = (first + np.arange(count, dtype=np.int64)) * TICK_NANOSECONDS
    moments = ticks + lags.get(dimension, 0) * 1_000_000
    if len(times) == 0:
        return np.full(count, np.nan)
    after = np.searchsorted(times, moments, side="right")
    left, right = np.clip(after - 1, 0, None), np.clip(after, None, len(times) - 1)
    gap = times[right] - times[left]
    share = (moments - times[left]) / np.maximum(gap, 1)
    series = np.where(share > 0, (1 - share) * values[left] + share * values[right], values[left])
    outside = (moments <= times[0] - TICK_NANOSECONDS) | (moments >= times[-1] + TICK_NANOSECONDS)
    series[outside | (gap > LONGEST_GAP_NANOSECONDS)] = np.nan
    for row in _rows(folder / f"{rater}.exclusions.csv"):
        series[(int(row["t_start_ns"]) <= ticks) & (ticks < int(row["t_end_ns"]))] = np.nan
    return series


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table; none where there is no file."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
