"""Blends of photographs: of whom, of what, and what they are worth."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import drawn_faces
from affect_train.blend_set import MOVES, BlendSet, write_blends
from affect_train.command import main
from affect_train.crop_file import CropFile
from affect_train.expressions import ANCHORS
from affect_train.split import part_of
from affect_train.still_set import StillSet
from test_fit import CONFIG

SHARES = {"validation": 0.2, "test": 0.2}


@pytest.fixture
def stills(data_folder: Path) -> StillSet:
    return StillSet.read(data_folder / "stills.gray", data_folder / "labels.csv", "train", **SHARES, teacher_weight=0)


def write(stills: StillSet, path: Path, seed: int = 1, count: int = 300) -> CropFile:
    assert list(write_blends(stills, path, count=count, balance=0.25, seed=seed))[-1] == count
    return CropFile(path)


def test_blends_are_of_people_to_train_on_and_worth_what_their_parts_are(stills: StillSet, tmp_path: Path) -> None:
    file = write(stills, tmp_path / "blends.gray")
    shares = np.array(file.column("share"), dtype=float)
    assert shares.min() >= 0.5
    assert 0.15 < np.mean(shares == 1) < 0.35
    for row in file.rows:
        share = float(row["share"])
        for name in (row["first"], row["second"]):
            assert part_of(f"p{int(name.split('_')[1].split('.')[0]):05}", **SHARES) == "train"
        first, second = (ANCHORS[row[column].split("_")[0]] for column in ("first", "second"))
        expected = [share * one + (1 - share) * other for one, other in zip(first, second, strict=True)]
        assert [float(row["arousal"]), float(row["valence"])] == pytest.approx(expected, abs=2e-4)


def test_a_blend_looks_like_both_its_photographs(
    stills: StillSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(MOVES), "move", lambda self, pictures, random: pictures)
    file = write(stills, tmp_path / "blends.gray", count=20)
    numbers = {name: index for index, name in enumerate(stills.files)}
    for crop, row in zip(file.crops, file.rows, strict=True):
        first, second = (stills.crops[numbers[row[column]]].astype(float) for column in ("first", "second"))
        share = float(row["share"])
        np.testing.assert_allclose(crop, share * first + (1 - share) * second, atol=0.6)


def test_a_seed_decides_every_pixel(stills: StillSet, tmp_path: Path) -> None:
    first, again, other = (
        write(stills, tmp_path / name, seed, 40) for name, seed in (("a.gray", 1), ("b.gray", 1), ("c.gray", 2))
    )
    np.testing.assert_array_equal(first.crops, again.crops)
    assert first.rows == again.rows
    assert first.rows != other.rows


def test_targets_mix_anchor_and_teacher(stills: StillSet, data_folder: Path, tmp_path: Path) -> None:
    file = write(stills, tmp_path / "blends.gray", count=10)
    drawn_faces.write_pseudo_labels(file.path, 10)
    labels = data_folder / "labels.csv"
    anchors, teachers, half = (
        BlendSet.read(file.path, labels, **SHARES, teacher_weight=weight).targets for weight in (0, 1, 0.5)
    )
    assert np.ptp(anchors[:, 1]) > 0.2
    assert np.ptp(teachers, axis=0).max() < 1e-9
    np.testing.assert_allclose(half, (anchors + teachers) / 2)


def test_the_command_writes_where_the_configuration_looks(data_folder: Path, tmp_path: Path) -> None:
    for name in ("stills.gray", "stills.csv", "labels.csv"):
        shutil.copy(data_folder / name, tmp_path / name)
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    main(["blend", "--config", str(config), "--data", str(tmp_path), "--count", "30"])
    assert len(CropFile(tmp_path / "blends.gray")) == 30


@pytest.mark.parametrize(
    ("old", "new", "count", "message"),
    [("", "", "0", "--count must be at least 1"), ('blends = "blends.gray"', "", "3", "[data] names no blends")],
)
def test_a_mistake_of_the_command_is_named(
    old: str, new: str, count: str, message: str, data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.replace(old, new), encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["blend", "--config", str(config), "--data", str(data_folder), "--count", count])
    assert message in capsys.readouterr().err
