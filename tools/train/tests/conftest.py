"""Test data made once for a session."""

from pathlib import Path

import pytest

import drawn_faces


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn photographs `stills.gray` and clips `clips/*.gray`."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "clips").mkdir()
    drawn_faces.write_stills(folder / "stills.gray")
    drawn_faces.write_clip(folder / "clips" / "smile.gray")
    drawn_faces.write_clip(folder / "clips" / "talk_one.gray", frames=120, gap_at=50)
    drawn_faces.write_clip(folder / "clips" / "kept.gray")
    return folder
