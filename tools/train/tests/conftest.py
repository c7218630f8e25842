"""Test data made once for a session."""

from pathlib import Path

import pytest

import drawn_faces


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn photographs `stills.gray`, `blends.gray` of a part of them, moving faces `clips.gray` and recordings with
    true labels in `rendered`."""
    folder = tmp_path_factory.mktemp("data")
    drawn_faces.write_stills(folder / "stills.gray")
    drawn_faces.write_blends(folder / "blends.gray", folder / "stills.gray")
    drawn_faces.write_clips(folder / "clips.gray", {"mimic/kept": None, "mimic/smile": None, "talk/one": 30}, 85)
    drawn_faces.write_rendered(folder / "rendered", ("Train_01", "Train_02", "Devel_01", "Test_01"))
    return folder
