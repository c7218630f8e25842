"""Every page on a phone and on a desk, in the light and in the dark: nothing is cut off, nothing keeps people out.

AFFECT_PICTURES=docs/images/dashboard tools/test web   writes the pictures of docs/dashboard.md.
"""

from __future__ import annotations

import itertools
import math
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from affect_web.browser import SIZES, open_page, save
from affect_web.programs import ROOT, Program, program, stream
from affect_web.raters import label

numbers = itertools.count(1)
VIEWS = ("live", "sessions", "label", "compare")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("AFFECT_PICTURES")
    return ROOT / named if named else tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def shown(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A stream that is being recorded, and a session that three raters labelled."""
    folder = tmp_path_factory.mktemp("shown")
    for name in ("anna_01", "cara_03"):
        shutil.copytree(original, folder / "sessions" / name)
    label(folder / "sessions" / "anna_01")
    with program(*stream(folder, "--record", "sessions/ben_02"), folder=folder) as running:
        yield running


def show(page: Page, view: str, address: str) -> None:
    """Brings the view to where somebody would look at it."""
    name = {"label": "label/cara_03", "compare": "compare/anna_01"}.get(view, view)
    page.goto(f"{address}#{name}")
    if view == "live":
        expect(page.locator(".pill")).to_have_text(re.compile("tracking"), timeout=20_000)
        expect(page.locator(".picture canvas")).to_have_attribute("data-faces", "1", timeout=20_000)
        page.wait_for_timeout(5000)
    elif view == "sessions":
        expect(page.locator(".strip canvas")).to_have_count(24, timeout=20_000)
        expect(page.locator(".plot canvas")).to_have_count(3, timeout=20_000)
    elif view == "label":
        page.fill("#rater", f"ada{next(numbers)}")
        page.get_by_role("button", name="Begin", exact=True).click()
        expect(page.get_by_role("button", name="Done")).to_be_visible()
        pad = page.locator("#pad").bounding_box()
        assert pad is not None
        page.keyboard.press("Space")
        for step in range(70):
            page.mouse.move(pad["x"] + 60, pad["y"] + pad["height"] * (0.5 - 0.3 * math.sin(step / 14)))
            page.wait_for_timeout(50)
        page.keyboard.press("e")
        page.keyboard.press("Space")
    else:
        expect(page.locator("table").first).to_contain_text("otto", timeout=20_000)
    page.wait_for_timeout(300)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_pages_fitAndAreAccessible(chrome: Browser, shown: Program, pictures: Path, size: str, scheme: str) -> None:
    page, complaints = open_page(chrome, shown.link, size, scheme)
    for view in VIEWS:
        show(page, view, shown.address)
        save(page, pictures / f"{view}-{size}-{scheme}.png")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size][0], f"{view} is {width} pixels wide on a {size}"
        found = Axe().run(page).response["violations"]
        serious = [v for v in found if v["impact"] in ("serious", "critical")]
        assert [f"{view}: {v['id']}: {v['nodes'][0]['html'][:150]}" for v in serious] == []
    assert complaints == []


def test_room_hidesAllButTheEssential(chrome: Browser, shown: Program) -> None:
    page, _ = open_page(chrome, shown.link)
    expect(page.locator(".pill")).to_have_text(re.compile("tracking"), timeout=20_000)
    page.get_by_role("button", name="Room view").click()
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.value .number')).fontSize)")
    assert size >= 60
    assert not page.locator("header.top").is_visible()


def test_everyControl_isReachedByKeyboard(chrome: Browser, shown: Program) -> None:
    page, _ = open_page(chrome, shown.link)
    expect(page.locator(".pill")).to_have_text(re.compile("tracking"), timeout=20_000)
    seen = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    wanted = {"Skip to the page", "Live"}
    wanted |= {"Sessions", "theme", "PauseP", "record-name", "mark-name", "MarkM", "Room view"}
    assert wanted <= seen, seen
