"""Pseudo-labels: how classifiers are asked and what is made of their answers."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from affect_train.crop_file import CropFile
from affect_train.expressions import ANCHORS
from affect_train.teacher import FACE_API, XCEPTIONS, TeacherEnsemble, read_teacher_labels, write_teacher_labels


class Fixed(nn.Module):
    """A classifier that answers with given scores plus the mean of its input, so that the input matters."""

    def __init__(self, scores: list[float], weight: float) -> None:
        super().__init__()
        self.scores = nn.Parameter(torch.tensor([scores]))
        self.weight = weight

    def forward(self, picture: Tensor) -> Tensor:
        return self.scores + self.weight * picture.mean()


def write_teachers(folder: Path) -> None:
    """face-api answers `happiness` (logits), both Xceptions `happiness` (probabilities)."""
    logits = [0.0, 20.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    torch.onnx.export(Fixed(logits, 1.0), (torch.zeros(1, 3, 112, 112),), folder / FACE_API, dynamo=True, verbose=False)
    happy = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    for name in XCEPTIONS:
        torch.onnx.export(Fixed(happy, 0.0), (torch.zeros(1, 64, 64, 1),), folder / name, dynamo=True, verbose=False)


@pytest.mark.filterwarnings("ignore")
def test_classes_of_all_members_are_brought_to_one_order(data_folder: Path, tmp_path: Path) -> None:
    write_teachers(tmp_path)
    ensemble = TeacherEnsemble(tmp_path)
    probabilities = ensemble.probabilities(np.zeros((112, 112), np.uint8))
    assert probabilities[1] == pytest.approx(1, abs=1e-4)
    assert probabilities.sum() == pytest.approx(1)
    crops = tmp_path / "c.gray"
    crops.write_bytes((data_folder / "clips.gray").read_bytes())
    crops.with_suffix(".csv").write_text((data_folder / "clips.csv").read_text())
    file = CropFile(crops)
    assert list(write_teacher_labels(ensemble, file)) == list(range(1, len(file) + 1))
    np.testing.assert_allclose(read_teacher_labels(file), np.tile(ANCHORS["happiness"], (len(file), 1)), atol=1e-4)


def test_a_missing_teacher_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=FACE_API):
        TeacherEnsemble(tmp_path)
