"""Checkpoints that do not belong to a run are refused."""

from pathlib import Path

import pytest
import torch

from affect_train.fit_config import FitConfig
from affect_train.run_folder import RunFolder
from affect_train.trainer import Trainer
from test_fit import CONFIG


@pytest.fixture
def interrupted(data_folder: Path, tmp_path: Path) -> Path:
    """The configuration of a run in `run` that was stopped after two steps."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    Trainer(FitConfig.read(path), data_folder, RunFolder(tmp_path / "run")).fit(lambda step: step == 2)
    return path


def test_a_checkpoint_of_another_architecture_is_refused(interrupted: Path, data_folder: Path) -> None:
    interrupted.write_text(CONFIG.replace("[network]", '[network]\nkind = "conv3d"'), encoding="utf-8")
    other = Trainer(FitConfig.read(interrupted), data_folder, RunFolder(interrupted.parent / "run"))
    with pytest.raises(ValueError, match=r"checkpoint\.pt: a checkpoint of another architecture: kind conv3d"):
        other.fit()


def test_a_broken_checkpoint_is_refused(interrupted: Path, data_folder: Path) -> None:
    folder = RunFolder(interrupted.parent / "run")
    content = folder.checkpoint_path.read_bytes()
    for broken in (b"", b"not a checkpoint", content[: len(content) // 2]):
        folder.checkpoint_path.write_bytes(broken)
        with pytest.raises(ValueError, match=r"checkpoint\.pt: not a readable checkpoint"):
            Trainer(FitConfig.read(interrupted), data_folder, folder).fit()


class Surprise:
    def __reduce__(self) -> tuple[object, ...]:
        return print, ("ran",)


def test_a_checkpoint_cannot_run_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = RunFolder(tmp_path)
    torch.save({"step": Surprise()}, folder.checkpoint_path)
    with pytest.raises(ValueError, match="not a readable checkpoint"):
        folder.load_checkpoint()
    assert capsys.readouterr().out == ""
