"""AVEC layouts: what is read, what is refused and where."""

from pathlib import Path

import numpy as np
import pytest

from affect_train.avec import (
    AvecFormatError,
    AvecRecording,
    partition_scores,
    read_partition,
    read_predictions,
    read_recording,
    write_series,
    year_of,
)
from affect_train.command import main
from affect_train.scores import ccc

ROWS = ["'Train_01';0.000000;-0.041200;0.093100;0.000000", "'Train_01';0.100000;-0.04;0.1;0.0"]
HEADER = "name;timestamp;arousal;valence;liking"


def write(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_labels_of_2017_have_no_header_and_arousal_first(tmp_path: Path) -> None:
    recording = read_recording(write(tmp_path, "Train_01", ROWS), 2017)
    assert recording.name == "Train_01"
    np.testing.assert_allclose(recording.values["arousal"], [-0.0412, -0.04])
    np.testing.assert_allclose(recording.values["valence"], [0.0931, 0.1])


def test_labels_of_2018_are_named_by_culture(tmp_path: Path) -> None:
    rows = [row.replace("Train_01", "Test_HU_07") for row in ROWS]
    assert len(read_recording(write(tmp_path, "Test_HU_07", rows), 2018)) == 2


def test_labels_of_2019_have_a_header(tmp_path: Path) -> None:
    rows = [HEADER, *(row.replace("Train_01", "Devel_DE_01") for row in ROWS)]
    assert len(read_recording(write(tmp_path, "Devel_DE_01", rows), 2019)) == 2


def test_predictions_of_2018_hold_one_dimension(tmp_path: Path) -> None:
    path = write(tmp_path, "Devel_DE_01", ["'Devel_DE_01';0.0;0.5"])
    assert read_recording(path, 2018, ("valence",)).values["valence"].tolist() == [0.5]


@pytest.mark.parametrize(
    ("name", "year", "lines", "line", "problem"),
    [
        ("Train_01", 2017, [HEADER, *ROWS], 1, "name"),
        ("Train_DE_01", 2017, ROWS, 1, "not a recording's name of AVEC 2017"),
        ("Train_01", 2017, [ROWS[0], "'Train_01';0.1;0.0;0.0"], 2, "5 values"),
        ("Train_01", 2017, [ROWS[0], ROWS[1].replace("_01", "_02")], 2, "name"),
        ("Train_01", 2017, [ROWS[0], "'Train_01';0.1;zero;0;0"], 2, "numbers expected"),
        ("Train_01", 2017, [ROWS[0], "'Train_01';0.1;nan;0;0"], 2, "finite"),
        ("Train_01", 2017, [ROWS[0], "'Train_01';0.2;0;0;0"], 2, r"time 0.1 s expected, found 0.2 s"),
        ("Train_01", 2017, [ROWS[1]], 1, "time 0.0 s expected"),
        ("Devel_DE_01", 2019, ROWS, 1, "header"),
        ("Devel_DE_01", 2019, [HEADER], 2, "at least one row"),
    ],
)
def test_broken_files_are_refused_by_file_and_line(
    tmp_path: Path, name: str, year: int, lines: list[str], line: int, problem: str
) -> None:
    path = write(tmp_path, name, lines)
    with pytest.raises(AvecFormatError, match=problem) as caught:
        read_recording(path, year)
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Train_01.csv"
    path.touch()
    with pytest.raises(AvecFormatError, match="at least one row"):
        read_recording(path, 2017)


def recording(name: str, values: list[float]) -> AvecRecording:
    return AvecRecording(name, {"arousal": np.array(values)})


def test_partition_is_scored_on_the_concatenation_not_by_the_mean() -> None:
    labels = [recording("Devel_01", [0.0, 0.1, 0.2]), recording("Devel_02", [0.8, 0.9, 1.0])]
    predictions = [recording("Devel_02", [0.9, 0.8, 1.0]), recording("Devel_01", [0.1, 0.0, 0.2])]
    expected = ccc(np.array([0.0, 0.1, 0.2, 0.8, 0.9, 1.0]), np.array([0.1, 0.0, 0.2, 0.9, 0.8, 1.0]))
    score = partition_scores(labels, predictions, "arousal")["ccc"]
    assert score == pytest.approx(expected)
    alone = [partition_scores([label], [label], "arousal")["ccc"] for label in labels]
    assert score != pytest.approx(np.mean(alone))


def test_each_recording_is_scored_in_every_manner() -> None:
    labels = [recording("Devel_01", [0.0, 0.1, 0.2]), recording("Devel_02", [-0.1, 0.1, 0.3])]
    scores = partition_scores(labels, labels, "arousal")
    assert set(scores) == {"ccc", "pearson", "rmse", "sign_agreement", "recordings"}
    assert scores["recordings"]["Devel_02"] == {
        "ccc": pytest.approx(2 / 3), "pearson": pytest.approx(1), "rmse": 0, "sign_agreement": 1,
    }  # fmt: skip


def test_predictions_of_one_dimension_are_read_from_its_folder(tmp_path: Path) -> None:
    for number, dimension in enumerate(("arousal", "valence")):
        (tmp_path / dimension).mkdir()
        write_series(tmp_path / dimension / "Devel_01.csv", "Devel_01", np.array([0.25, number]))
        predictions = read_predictions(tmp_path, 2017, "Devel", dimension)
        assert predictions[0].values[dimension].tolist() == [0.25, number]


@pytest.mark.parametrize(
    ("year", "name", "lines"), [(2017, "Train_01", ROWS), (2018, "Train_DE_01", ROWS), (2019, "Train_DE_01", [HEADER])]
)
def test_the_year_is_told_by_names_and_header(tmp_path: Path, year: int, name: str, lines: list[str]) -> None:
    with pytest.raises(FileNotFoundError, match=r"no label files such as Train_01\.csv"):
        year_of(tmp_path)
    write(tmp_path, name, lines)
    assert year_of(tmp_path) == year


def test_recordings_must_match() -> None:
    labels = [recording("Devel_01", [0.0, 0.1])]
    with pytest.raises(ValueError, match="Devel_01 has labels but no prediction"):
        partition_scores(labels, [], "arousal")
    with pytest.raises(ValueError, match="2 predictions expected, found 1"):
        partition_scores(labels, [recording("Devel_01", [0.0])], "arousal")
    with pytest.raises(ValueError, match="Devel_02 has a prediction"):
        partition_scores(labels, [*labels, recording("Devel_02", [0.0])], "arousal")


def test_the_command_scores_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "labels"
    folder.mkdir()
    random = np.random.default_rng(0)
    for number in (1, 2):
        name = f"Devel_{number:02}"
        rows = [f"'{name}';{tick / 10:.6f};{random.normal():.6f};{random.normal():.6f};0.0" for tick in range(1000)]
        write(folder, name, rows)
    assert len(read_partition(folder, 2017, "Devel")) == 2
    main(["evaluate", "--year", "2017", "--labels", str(folder), "--predictions", str(folder)])
    assert '"ccc": 0.999' in capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", "--year", "2017", "--labels", str(tmp_path), "--predictions", str(folder)])
    assert caught.value.code == 64
    assert "no files Devel_*.csv" in capsys.readouterr().err
