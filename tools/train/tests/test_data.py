"""Crop files, photographs, clips and splits."""

import shutil
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import drawn_faces
from affect_train.clip_set import TICK_NS, read_clips
from affect_train.commands import enlarge
from affect_train.crop_file import CropFile
from affect_train.expressions import ANCHORS, EXPRESSIONS, anchor_matrix
from affect_train.split import part_of
from affect_train.still_set import StillSet
from affect_train.teacher import read_teacher_labels

SHARES = {"validation": 0.2, "test": 0.2, "teacher_weight": 0.5}


def test_crop_file_maps_pixels_and_rows(data_folder: Path) -> None:
    file = CropFile(data_folder / "stills.gray")
    assert file.crops.shape == (180, 112, 112)
    assert file.column("source")[3] == "/photographs/neutral_1.jpg"
    with pytest.raises(ValueError, match="column 'age' is missing"):
        file.column("age")


def test_crop_files_that_do_not_fit_their_tables_are_refused(data_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "short.gray"
    path.write_bytes(bytes(112 * 112 + 1))
    with pytest.raises(ValueError, match="not a whole number of 112×112 crops"):
        CropFile(path)
    path.write_bytes(bytes(112 * 112))
    shutil.copy(data_folder / "stills.csv", tmp_path / "short.csv")
    with pytest.raises(ValueError, match="1 rows expected for the crops, found 180"):
        CropFile(path)


def test_people_never_stand_in_two_parts(data_folder: Path) -> None:
    path, labels = data_folder / "stills.gray", data_folder / "labels.csv"
    parts = {part: StillSet.read(path, labels, part, **SHARES) for part in ("train", "validation", "test")}
    people = [set(stills.people) for stills in parts.values()]
    assert sum(len(group) for group in people) == len(set.union(*people)) == 60
    assert sum(len(stills) for stills in parts.values()) == 180


def test_parts_have_the_shares_asked_for() -> None:
    parts = [part_of(f"p{number:05}", validation=0.1, test=0.15) for number in range(20_000)]
    assert parts.count("test") / 20_000 == pytest.approx(0.15, abs=0.01)
    assert parts.count("validation") / 20_000 == pytest.approx(0.1, abs=0.01)


def test_targets_mix_anchor_and_teacher(data_folder: Path) -> None:
    stills = StillSet.read(data_folder / "stills.gray", data_folder / "labels.csv", "train", **SHARES)
    happy = stills.expressions == EXPRESSIONS.index("happiness")
    probabilities = np.full(len(EXPRESSIONS), 0.1)
    probabilities[1] = 0.4
    expected = 0.5 * np.array(ANCHORS["happiness"]) + 0.5 * probabilities @ anchor_matrix()
    np.testing.assert_allclose(stills.targets[happy], np.tile(expected, (happy.sum(), 1)))


def test_class_weights_follow_the_balance(data_folder: Path) -> None:
    stills = StillSet.read(data_folder / "stills.gray", data_folder / "labels.csv", "train", **SHARES)
    stills.expressions = np.where(np.arange(len(stills)) < 10, 0, 1)
    equal = stills.class_weights(balance=0.0)
    assert equal[:10].sum() == pytest.approx(0.5)
    natural = stills.class_weights(balance=1.0)
    np.testing.assert_allclose(natural, 1 / len(stills))


def test_clips_are_cut_at_gaps_and_neutral_ones_have_zero_targets(data_folder: Path) -> None:
    clips = read_clips([data_folder / "clips.gray"], neutral=("talk/",))
    assert [clip.name for clip in clips] == ["mimic/kept", "mimic/smile", "talk/one", "talk/one"]
    assert [len(clip.times) for clip in clips] == [85, 85, 30, 30]
    for clip in clips:
        assert np.diff(clip.times).max() <= 40_000_000
        assert (clip.targets == 0).all() == (clip.name == "talk/one")


def test_the_most_confident_face_of_a_photograph_is_taken(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    crops = [drawn_faces.draw_face(smile, random) for smile in (0.0, 1.0, -1.0)]
    rows = [["/a/x.jpg", 0, 0, 0, f"t{n}", confidence] for n, confidence in enumerate((0.5, 0.9, 0.7))]
    drawn_faces.write_crops(tmp_path / "s.gray", crops, drawn_faces.CROP_COLUMNS, rows)
    drawn_faces.write_table(tmp_path / "labels.csv", ["file", "expression", "person"], [["x.jpg", "happiness", "p1"]])
    shares = {"validation": 0, "test": 0, "teacher_weight": 0}
    stills = StillSet.read(tmp_path / "s.gray", tmp_path / "labels.csv", "train", **shares)
    assert len(stills) == 1
    assert np.array_equal(stills.crops[0], crops[1])
    drawn_faces.write_table(tmp_path / "labels.csv", ["file", "expression", "person"], [["y.jpg", "happiness", "p1"]])
    with pytest.raises(ValueError, match=r"x\.jpg has no row in"):
        StillSet.read(tmp_path / "s.gray", tmp_path / "labels.csv", "train", **shares)
    drawn_faces.write_table(tmp_path / "labels.csv", ["file", "label"], [["x.jpg", "happiness"]])
    with pytest.raises(ValueError, match="column 'expression' is missing"):
        StillSet.read(tmp_path / "s.gray", tmp_path / "labels.csv", "train", **shares)


def test_ticks_take_the_first_frame_at_or_after_the_grid(data_folder: Path) -> None:
    clip = read_clips([data_folder / "clips.gray"])[0]
    indices = clip.on_grid(0, clip.ticks)
    assert indices[:5].tolist() == [0, 3, 5, 8, 10]
    excerpt = clip.excerpt(8, np.random.default_rng(0))
    assert len(excerpt) == 8
    assert np.all(np.abs(np.diff(clip.times[excerpt]) - TICK_NS) <= 40_000_000)
    assert len(clip.excerpt(1000, np.random.default_rng(0))) == clip.ticks


def test_smoothing_keeps_constant_labels(data_folder: Path) -> None:
    clip = read_clips([data_folder / "clips.gray"])[0]
    labels = read_teacher_labels(CropFile(data_folder / "clips.gray"))
    np.testing.assert_allclose(clip.targets, labels[: len(clip.times)])


def test_an_enlarged_photograph_is_doubled_and_widened_by_its_edge(tmp_path: Path) -> None:
    pixels = np.zeros((40, 50), np.uint8)
    pixels[:, -1] = 200
    Image.fromarray(pixels).save(tmp_path / "x.png")
    enlarge.run(Namespace(photographs=[tmp_path / "x.png"], output=tmp_path / "large"))
    large = np.asarray(Image.open(tmp_path / "large" / "x.jpg"))
    assert large.shape == (80 + 40, 100 + 40)
    assert large[60, 135] > 150
    assert large[60, 20] < 20
