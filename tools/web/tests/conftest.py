"""What the browser tests share: the built programs, a browser, and a recorded session."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from affect_web.browser import browser, chromium
from affect_web.programs import AFFECT, DASHBOARD, Program, program, record, stream


@pytest.fixture(scope="session")
def running_browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no Chromium: apt-get install chromium, or set AFFECT_CHROMIUM")
    with browser() as running:
        yield running


@pytest.fixture
def chrome(running_browser: Browser) -> Iterator[Browser]:
    """The browser; its pages are closed after the test, because a live page goes on drawing."""
    yield running_browser
    for context in running_browser.contexts:
        context.close()


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    for path in (AFFECT, DASHBOARD):
        if not path.exists():
            pytest.fail(f"{path} is not built: run `swift build -c release --product {path.name}`")


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clip, recorded once."""
    folder = tmp_path_factory.mktemp("original")
    record(folder / "anna_01", folder)
    return folder / "anna_01"


@pytest.fixture
def sessions(original: Path, tmp_path: Path) -> Path:
    """A folder with a fresh copy of the recording."""
    shutil.copytree(original, tmp_path / "sessions" / "anna_01")
    return tmp_path / "sessions"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Program]:
    with program(*stream(tmp_path)) as running:
        yield running


@pytest.fixture
def labelling(sessions: Path) -> Iterator[Program]:
    with program(AFFECT, "label", sessions / "anna_01", "--address", "127.0.0.1:0") as running:
        yield running
