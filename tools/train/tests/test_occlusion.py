"""The classifier behind the reason `occluded`."""

import struct
from pathlib import Path

import numpy as np
import pytest

from affect_train.command import main
from affect_train.occlusion.classifier import OcclusionClassifier
from affect_train.occlusion.covers import FACE, SIZE, Cover, draw_cover
from affect_train.occlusion.fields import FIELDS, describe_fields
from affect_train.occlusion.training import UNITS, judge, train_classifier, with_threshold
from drawn_faces import CROP_COLUMNS, draw_face, write_crops, write_table


def faces(count: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.stack([draw_face(random.uniform(-1, 1), random) for _ in range(count)])


def test_fields_are_centred_and_of_length_one() -> None:
    fields = describe_fields(faces(3, 0))
    assert fields.shape == (3, 2 * FIELDS)
    assert np.allclose((fields[:, :FIELDS] ** 2).sum(1), 1, atol=1e-5)
    assert np.allclose(fields[:, :FIELDS].sum(1), 0, atol=1e-4)
    assert np.allclose(fields[:, FIELDS:].sum(1), 0, atol=1e-3)


def test_crop_without_contrast_is_all_zero() -> None:
    assert not describe_fields(np.full((1, SIZE, SIZE), 90, np.uint8)).any()


@pytest.mark.parametrize("cover", list(Cover))
def test_cover_hides_what_it_says(cover: Cover) -> None:
    random = np.random.default_rng(3)
    crop = np.full((SIZE, SIZE), -1.0)
    for _ in range(20):
        drawn, hidden = draw_cover(crop, cover, random)
        assert 0.08 <= hidden <= 0.5
        assert hidden == pytest.approx((drawn[FACE] != -1).mean())
        assert drawn.max() <= 255


def test_trained_classifier_finds_covers_on_other_faces() -> None:
    classifier = with_threshold(train_classifier(faces(150, 1), epochs=8, seed=1), faces(100, 2))
    report = judge(classifier, faces(100, 3), seed=4)
    assert report["uncovered"] <= 0.1
    assert report["covered"] >= 0.5


def test_same_seed_gives_the_same_classifier() -> None:
    first, second = (train_classifier(faces(20, 1), epochs=2, seed=5) for _ in range(2))
    assert np.array_equal(first.hidden, second.hidden)
    assert first.output_bias == second.output_bias


def test_file_holds_the_numbers_in_the_order_of_the_fields(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    values = [random.normal(size=shape).astype(np.float32) for shape in ((2 * FIELDS, 3), 3, 3)]
    classifier = OcclusionClassifier(*values, output_bias=0.5)
    classifier.write(tmp_path / "c.dat")
    data = (tmp_path / "c.dat").read_bytes()
    assert data[:8] == b"AFOCCLU1"
    assert struct.unpack("<II", data[8:16]) == (2 * FIELDS, 3)
    numbers = np.frombuffer(data[16:], "<f4")
    assert np.array_equal(numbers[:6], values[0][:2].ravel())
    assert numbers[-1] == 0.5


def test_command_writes_the_file_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crops = faces(40, 1)
    rows = [[f"p{index}.jpg", 0, 0, 0, f"t{index:06}", 0.9] for index in range(len(crops))]
    write_crops(tmp_path / "stills.gray", list(crops), CROP_COLUMNS, rows)
    labels = [[f"p{index}.jpg", "neutral", f"person{index}"] for index in range(len(crops))]
    write_table(tmp_path / "labels.csv", ["file", "expression", "person"], labels)
    stills, table, output = tmp_path / "stills.gray", tmp_path / "labels.csv", tmp_path / "occlusion.dat"
    main(["occlusion", "--stills", str(stills), "--labels", str(table), "--output", str(output), "--epochs", "1"])
    assert output.stat().st_size == 16 + 4 * ((2 * FIELDS + 2) * UNITS + 1)
    assert '"covered mouth"' in capsys.readouterr().out
