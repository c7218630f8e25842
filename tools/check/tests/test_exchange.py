"""Labels and predictions in the files of other programs, read by those programs' own readers."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pympi
import pytest
import pyxdf
from conftest import CLIPS, ROOT, Message, faces, replay
from mcap.reader import make_reader

sys.path.insert(0, str(ROOT / "tools" / "train" / "src"))
from affect_train.avec import read_recording

CLIP = CLIPS / "wolfgang-langer.mkv"
FORMATS = ("avec", "openface", "nova", "elan", "xdf", "mcap", "csv")
NANOSECONDS = 1_000_000_000
Run = Callable[..., subprocess.CompletedProcess[str]]


class Session:
    """A recorded clip with the traces of two raters."""

    def __init__(self, path: Path, messages: list[Message]) -> None:
        self.path, self.messages = path, messages
        frames = pandas.read_csv(path / "frames.csv")
        self.origin = int(frames[frames.event == "frame"].t_capture_ns.iloc[0])
        self.followed = faces(messages)
        self.count = self.followed[-1]["tick"] - self.followed[0]["tick"] + 1

    def trace(self, person: str, rater: str, dimension: str, values: Callable[[float], float | None]) -> None:
        folder = self.path / "labels" / person
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["t_capture_ns,value"]
        for index in range(self.count):
            value = values(index / 10)
            lines.append(f"{self.origin + index * 100_000_000},{'' if value is None else value}")
        (folder / f"{rater}.{dimension}.csv").write_text("\n".join(lines) + "\n")

    def read(self, person: str, rater: str, dimension: str) -> list[tuple[int, float | None]]:
        table = pandas.read_csv(self.path / "labels" / person / f"{rater}.{dimension}.csv")
        rows = zip(table.t_capture_ns, table.value, strict=True)
        return [(int(time), None if math.isnan(value) else float(value)) for time, value in rows]


def arousal(seconds: float) -> float | None:
    return None if 5 <= seconds < 6 else math.sin(seconds / 3) / 2


def valence(seconds: float) -> float:
    return math.cos(seconds / 5) / 3


@pytest.fixture(scope="module")
def recorded(affect: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Message]]:
    folder = tmp_path_factory.mktemp("exchange")
    path = folder / "anna_01"
    options = ("--record", str(path), "--mode", "features", "--keep-free", "0")
    return path, replay(affect, CLIP, f"ipc://{folder}/feed", *options)


@pytest.fixture
def session(recorded: tuple[Path, list[Message]], tmp_path: Path) -> Session:
    path = tmp_path / "anna_01"
    path.symlink_to(recorded[0])
    labels = recorded[0] / "labels"
    if labels.exists():
        subprocess.run(["rm", "-r", str(labels)], check=True)
    session = Session(path, recorded[1])
    session.trace("anna", "ben", "arousal", arousal)
    session.trace("anna", "ben", "valence", valence)
    return session


@pytest.fixture
def run(affect: str) -> Run:
    def call(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [affect, *(str(argument) for argument in arguments)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert result.returncode == code, result.stderr
        return result

    return call


def expected(session: Session, what: str) -> list[tuple[float | None, float | None]]:
    if what == "labels":
        return [(arousal(i / 10), valence(i / 10)) for i in range(session.count)]
    by_tick = {m["tick"]: m for m in session.followed if m["valid"]}
    ticks = range(session.followed[0]["tick"], session.followed[-1]["tick"] + 1)
    return [(m["arousal"], m["valence"]) if (m := by_tick.get(t)) else (None, None) for t in ticks]


def same(found: list[Any], wanted: list[Any]) -> None:
    """Values agree to the sixth decimal, and are missing at the same places."""
    assert len(found) == len(wanted)
    for place, (value, want) in enumerate(zip(found, wanted, strict=True)):
        if want is None:
            assert value is None or math.isnan(float(value)), place
        else:
            assert float(value) == pytest.approx(want, abs=1e-6), place


def columns(session: Session, what: str) -> tuple[list[float | None], list[float | None]]:
    rows = expected(session, what)
    return [row[0] for row in rows], [row[1] for row in rows]


def times(session: Session, what: str) -> list[tuple[int, int]]:
    """When each sample was, and its tick: even for labels, that of the frame for predictions."""
    taken = {m["tick"]: m["t_capture_ns"] for m in session.followed if m["t_capture_ns"] is not None}
    first = session.followed[0]["tick"]
    even = [(session.origin + i * 100_000_000, first + i) for i in range(session.count)]
    return even if what == "labels" else [(taken.get(tick, tick * 100_000_000), tick) for _, tick in even]


@pytest.mark.parametrize("what", ["labels", "predictions"])
def test_avec(session: Session, run: Run, tmp_path: Path, what: str) -> None:
    file = tmp_path / "Train_01.csv"
    run("export", session.path, "--what", what, "--format", "avec", "--output", file)
    table = pandas.read_csv(file, sep=";", header=None, quotechar='"')
    assert set(table[0]) == {"'Train_01'"}
    same(list(table[1]), [i / 10 for i in range(session.count)])
    for column, wanted in zip((2, 3), columns(session, what), strict=True):
        same(list(table[column]), wanted)
    assert table[4].isna().all()
    assert file.read_text().splitlines()[0].endswith(";nan")
    filled = tmp_path / "Train_02.csv"
    run("export", session.path, "--what", what, "--format", "avec", "--zero-filled", "--output", filled)
    recording = read_recording(filled, 2017)
    for name, wanted in zip(("arousal", "valence"), columns(session, what), strict=True):
        same(list(recording.values[name]), [value or 0.0 for value in wanted])
    with_header = tmp_path / "Train_DE_01.csv"
    run("export", session.path, "--what", what, "--format", "avec", "--header", "--output", with_header)
    assert with_header.read_text().startswith("name;timestamp;arousal;valence;liking\n'Train_DE_01';0.000000;")


@pytest.mark.parametrize("what", ["labels", "predictions"])
def test_openface(session: Session, run: Run, tmp_path: Path, what: str) -> None:
    file = tmp_path / "anna.csv"
    run("export", session.path, "--what", what, "--format", "openface", "--output", file)
    table = pandas.read_csv(file)
    assert list(table.columns[:5]) == ["frame", "face_id", "timestamp", "confidence", "success"]
    rows = expected(session, what)
    same(list(table.timestamp), [i / 10 for i in range(session.count)])
    assert list(table.success) == [int(any(value is not None for value in row)) for row in rows]
    for name, wanted in zip(("arousal", "valence"), columns(session, what), strict=True):
        same(list(table[name]), wanted)
    frames = {m["tick"]: m["frame"] for m in session.followed}
    ticks = range(session.followed[0]["tick"], session.followed[-1]["tick"] + 1)
    same(list(table.frame), [None if frames[t] is None else frames[t] + 1 for t in ticks])


@pytest.mark.parametrize("what", ["labels", "predictions"])
def test_csv(session: Session, run: Run, tmp_path: Path, what: str) -> None:
    file = tmp_path / "anna.csv"
    run("export", session.path, "--what", what, "--format", "csv", "--output", file)
    table = pandas.read_csv(file)
    for name, wanted in zip(("arousal", "valence"), columns(session, what), strict=True):
        same(list(table[name]), wanted)
    assert list(table.t_capture_ns) == [time for time, _ in times(session, what)]


@pytest.mark.parametrize("what", ["labels", "predictions"])
def test_nova(session: Session, run: Run, tmp_path: Path, what: str) -> None:
    run("export", session.path, "--what", what, "--format", "nova", "--output", tmp_path / "anna")
    for name, wanted in zip(("arousal", "valence"), columns(session, what), strict=True):
        document = ElementTree.parse(tmp_path / f"anna.{name}.annotation").getroot()
        assert document.tag == "annotation" and document.attrib == {"ssi-v": "3"}
        assert [child.tag for child in document] == ["info", "meta", "scheme"]
        info, meta, scheme = document
        assert info.attrib == {"ftype": "ASCII", "size": str(session.count)}
        assert set(meta.attrib) == {"annotator", "role"}
        assert (scheme.get("name"), scheme.get("type"), scheme.get("sr")) == (name, "CONTINUOUS", "10")
        assert (scheme.get("min"), scheme.get("max")) == ("-1", "1")
        lines = (tmp_path / f"anna.{name}.annotation~").read_text().splitlines()
        same([float(line.split(";")[0]) for line in lines], wanted)
        assert all(0 <= float(line.split(";")[1]) <= 1 for line in lines)


@pytest.mark.parametrize("what", ["labels", "predictions"])
def test_elan(session: Session, run: Run, tmp_path: Path, what: str) -> None:
    events = "t_capture_ns,duration_ns,label,text\n" + f"{session.origin + NANOSECONDS},500000000,smile,\"wide, <b>\"\n"
    (session.path / "labels" / "anna" / "ben.events.csv").write_text(events)
    file = tmp_path / "anna.eaf"
    run("export", session.path, "--what", what, "--format", "elan", "--output", file)
    document = pympi.Elan.Eaf(str(file))
    for name, wanted in zip(("arousal", "valence"), columns(session, what), strict=True):
        annotations = sorted(document.get_annotation_data_for_tier(name))
        assert [a[:2] for a in annotations] == [(i * 100, i * 100 + 100) for i, v in enumerate(wanted) if v is not None]
        same([float(a[2]) for a in annotations], [v for v in wanted if v is not None])
    if what == "labels":
        assert document.get_annotation_data_for_tier("events") == [(1000, 1500, "smile: wide, <b>")]
    root = ElementTree.parse(file).getroot()
    order = [child.tag for child in root]
    assert order == sorted(order, key=["HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE"].index)
    slots = [slot.get("TIME_SLOT_ID") for slot in root.iter("TIME_SLOT")]
    assert len(slots) == len(set(slots))


@pytest.mark.parametrize("what", ["labels", "predictions"])
def test_xdf(session: Session, run: Run, tmp_path: Path, what: str) -> None:
    file = tmp_path / "anna.xdf"
    run("export", session.path, "--what", what, "--format", "xdf", "--output", file)
    streams, _ = pyxdf.load_xdf(str(file), dejitter_timestamps=False)
    assert len(streams) == 1
    info = streams[0]["info"]
    assert (info["type"], info["nominal_srate"], info["channel_count"]) == (["Affect"], ["10"], ["2"])
    labels = [channel["label"][0] for channel in info["desc"][0]["channels"][0]["channel"]]
    assert labels == ["arousal", "valence"]
    for column, wanted in enumerate(columns(session, what)):
        same(list(streams[0]["time_series"][:, column]), wanted)
    wanted = [time / NANOSECONDS for time, _ in times(session, what)]
    assert list(streams[0]["time_stamps"]) == pytest.approx(wanted, abs=1e-6)


def test_mcap_holdsEveryMessage(session: Session, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "anna.mcap"
    run("export", session.path, "--what", "predictions", "--format", "mcap", "--output", file)
    with file.open("rb") as stream:
        reader = make_reader(stream, validate_crcs=True)
        summary = reader.get_summary()
        assert summary is not None and summary.statistics is not None
        assert summary.statistics.message_count == len(session.messages)
        read = [(channel.topic, json.loads(message.data)) for _, channel, message in reader.iter_messages()]
    assert sorted(read, key=str) == sorted(((m["topic"], m) for m in session.messages), key=str)


def test_mcap_holdsLabels(session: Session, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "anna.mcap"
    run("export", session.path, "--what", "labels", "--format", "mcap", "--output", file)
    with file.open("rb") as stream:
        read = [(c.topic, json.loads(m.data)) for _, c, m in make_reader(stream).iter_messages()]
    for name, wanted in zip(("arousal", "valence"), columns(session, "labels"), strict=True):
        labels = sorted((d["t_capture_ns"], d.get("value")) for t, d in read if t == f"labels/anna/{name}")
        assert [time for time, _ in labels] == [session.origin + i * 100_000_000 for i in range(session.count)]
        same([value for _, value in labels], wanted)


@pytest.mark.parametrize("format_", FORMATS)
def test_importOfAnExport_givesTheSameLabels(session: Session, run: Run, tmp_path: Path, format_: str) -> None:
    file = tmp_path / "Train_01"
    run("export", session.path, "--what", "labels", "--format", format_, "--output", file)
    files = [f"{file}.{name}.annotation" for name in ("arousal", "valence")] if format_ == "nova" else [file]
    for name in files:
        run("import", name, "--session", session.path, "--person", "anna", "--rater", "copy")
    for dimension, wanted in zip(("arousal", "valence"), columns(session, "labels"), strict=True):
        read = dict(session.read("anna", "copy", dimension))
        for index, want in enumerate(wanted):
            same([read.get(session.origin + index * 100_000_000)], [want])
    again = run("import", files[0], "--session", session.path, "--person", "anna", "--rater", "copy", code=78)
    assert "nothing is overwritten" in again.stderr
    options = ("--what", "labels", "--format", "csv", "--rater", "copy", "--output", tmp_path / "again")
    run("export", session.path, *options)
    table = pandas.read_csv(tmp_path / "again")
    for name, wanted in zip(("arousal", "valence"), columns(session, "labels"), strict=True):
        same(list(table[name]), wanted)


def test_carma(session: Session, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "carma.csv"
    rows = [f'"{(bin_ + 1) / 4}","{40 * math.sin((bin_ + 0.5) / 4)}"' for bin_ in range(40)]
    head = ['"Time of Rating","01-Jan-2026"', '"Multimedia File","video.mkv"', '"Lower Label","calm"',
            '"Upper Label","excited"', '"Minimum Value","-50"', '"Maximum Value","50"', '"Number of Steps","9"',
            '"Second","Rating"', '"%%%%%%","%%%%%%"']  # fmt: skip
    file.write_text("\n".join(head + rows) + "\n")
    run("import", file, "--session", session.path, "--person", "anna", "--rater", "zoe", "--dimension", "arousal")
    read = session.read("anna", "zoe", "arousal")
    assert (read[0][0], read[-1][0]) == (session.origin + 125_000_000, session.origin + 9_825_000_000)
    for time, value in read:
        assert value == pytest.approx(0.8 * math.sin((time - session.origin) / NANOSECONDS), abs=0.01)


def test_darma(session: Session, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "darma.csv"
    head = ["Time of Rating,01-Jan-2026,,", "Media File,video.mkv,10,", "Magnitude,100,,", "Second,Pleasant,Aroused,B",
            "%%%%%%,%%%%%%,%%%%%%,%%%%%%"]  # fmt: skip
    rows = [f"{(i + 1) / 2},{50 * math.cos(i / 4)},{80 * math.sin(i / 4)},0" for i in range(20)]
    file.write_text("\n".join(head + rows) + "\n")
    run("import", file, "--session", session.path, "--person", "anna", "--rater", "zoe")
    for name, factor, wave in (("valence", 0.5, math.cos), ("arousal", 0.8, math.sin)):
        for time, value in session.read("anna", "zoe", name):
            place = ((time - session.origin) / NANOSECONDS - 0.25) * 2
            assert value == pytest.approx(factor * wave(place / 4), abs=0.01)


def test_pagan(session: Session, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "pagan.csv"
    head = "OriginalName,DatabaseName,Participant,SessionID,Timestamp,VideoTime,Value"
    rows = [f"video.mkv,v1,{who},s{who},{1000 + t},{t},{value}" for who, values in
            (("p1", [(0, 0), (450, 50), (1200, 100)]), ("p2", [(0, 7), (900, 3)])) for t, value in values]  # fmt: skip
    file.write_text("\n".join([head, *rows]) + "\n")
    options = ("--session", session.path, "--person", "anna", "--rater", "zoe", "--dimension", "arousal")
    refused = run("import", file, *options, code=78)
    assert "--participant: p1, p2" in refused.stderr
    run("import", file, *options, "--participant", "p1", "--range", "0:100")
    wanted = [-1.0] * 5 + [0.0] * 7 + [1.0]
    assert session.read("anna", "zoe", "arousal") == [
        (session.origin + i * 100_000_000, value) for i, value in enumerate(wanted)
    ]


def test_raters_areMergedAndPeopleAreAskedFor(session: Session, run: Run, tmp_path: Path) -> None:
    session.trace("anna", "zoe", "valence", lambda seconds: valence(seconds) + 0.2)
    for method in ("ccc", "ewe"):
        file = tmp_path / f"{method}.csv"
        run("export", session.path, "--what", "labels", "--format", "csv", "--method", method, "--output", file)
        same(list(pandas.read_csv(file).valence), [valence(i / 10) + 0.1 for i in range(session.count)])
    (session.path / "labels" / "anna" / "zoe.exclusions.csv").write_text(
        f"t_start_ns,t_end_ns,reason\n{session.origin},{session.origin + NANOSECONDS},hand\n"
    )
    (session.path / "labels" / "anna" / "ben.lags.csv").write_text("dimension,lag_ms\nvalence,1000\n")
    file = tmp_path / "lag.csv"
    options = ("--what", "labels", "--format", "csv", "--rater", "ben", "--apply-lags", "--output", file)
    run("export", session.path, *options)
    same(list(pandas.read_csv(file).valence)[:150], [valence(i / 10 + 1) for i in range(150)])
    session.trace("ben", "zoe", "valence", valence)
    refused = run("export", session.path, "--what", "labels", "--format", "csv", "--output", tmp_path / "x", code=78)
    assert "--person: anna, ben" in refused.stderr and not (tmp_path / "x").exists()


def test_export_overwritesNothing(session: Session, run: Run, tmp_path: Path) -> None:
    taken = tmp_path / "taken.valence.annotation~"
    taken.write_text("mine")
    refused = run(
        "export", session.path, "--what", "labels", "--format", "nova", "--output", tmp_path / "taken", code=78
    )
    assert "nothing is overwritten" in refused.stderr and taken.read_text() == "mine"
    assert not (tmp_path / "taken.arousal.annotation").exists()


@pytest.mark.parametrize("format_", FORMATS)
def test_damagedFiles_areReadOrRefusedWithASentence(session: Session, run: Run, tmp_path: Path, format_: str) -> None:
    run("export", session.path, "--what", "labels", "--format", format_, "--output", tmp_path / "whole")
    whole = next(path for path in sorted(tmp_path.glob("whole*")) if path.is_file()).read_bytes()
    generator = random.Random(format_)
    for round_ in range(12):
        data = bytearray(whole)
        if round_ % 2:
            del data[generator.randrange(len(data)) :]
        else:
            for _ in range(20):
                data[generator.randrange(len(data))] = generator.randrange(256)
        file = tmp_path / f"damaged_{round_}"
        file.write_bytes(bytes(data))
        command = [session.path, "--person", "anna", "--rater", f"r{round_}", "--format", format_]
        affect = run.__closure__[0].cell_contents  # type: ignore[attr-defined]
        result = subprocess.run(
            [affect, "import", str(file), "--session", *map(str, command)], capture_output=True, text=True, check=False
        )
        assert result.returncode in (0, 78), result.stderr
        assert result.stderr.startswith("affect: ")
