"""The live page of a running stream."""

from __future__ import annotations

import re
import time
from pathlib import Path

from affect_web.browser import open_page
from affect_web.programs import DASHBOARD, Program, program, stream
from playwright.sync_api import Browser, Page, expect


def number(page: Page, kind: str) -> str:
    return page.inner_text(f".value.{kind} .number")


def test_livePage_showsValuesThatMoveAndTheFrameThatWasJudged(chrome: Browser, live: Program) -> None:
    page, complaints = open_page(chrome, live.link)
    expect(page.locator(".pill")).to_have_text(re.compile("tracking"), timeout=20_000)
    picture = page.locator(".picture canvas")
    expect(picture).to_have_attribute("data-faces", "1", timeout=20_000)
    values, ticks = set(), []
    for _ in range(30):
        values.add((number(page, "valence"), number(page, "arousal")))
        ticks.append(int(picture.get_attribute("data-tick") or 0))
        time.sleep(0.1)
    assert len(values) > 5
    assert ticks == sorted(ticks)
    assert ticks[-1] > ticks[0] + 10
    assert all(re.fullmatch(r"[+−]\d\.\d\d", value) for pair in values for value in pair)
    expect(page.locator("dd").first).to_have_text(re.compile(r"\d+ ms"))
    assert "token" not in page.url
    assert complaints == []


def test_keys_pauseResumeAndMark(chrome: Browser, live: Program) -> None:
    page, complaints = open_page(chrome, live.link)
    pill = page.locator(".pill")
    expect(pill).to_have_text(re.compile("tracking"), timeout=20_000)
    page.keyboard.press("p")
    expect(pill).to_have_text("paused")
    assert number(page, "valence") == "–"
    page.keyboard.press("p")
    expect(pill).to_have_text(re.compile("tracking|warming"), timeout=20_000)
    page.fill("#mark-name", "wave")
    page.get_by_role("button", name="Mark").click()
    expect(page.locator(".hint")).to_have_text("Marked wave.")
    page.fill("#mark-name", "no name")
    page.get_by_role("button", name="Mark").click()
    expect(page.locator(".hint")).to_have_text(re.compile("1 to 64"))
    assert complaints == []


def test_streamThatEnds_isSaidAndItsPageComesBackWithTheNextOne(chrome: Browser, tmp_path: Path) -> None:
    sockets = ("--feed", f"ipc://{tmp_path}/feed", "--control", f"ipc://{tmp_path}/control")
    with program(DASHBOARD, *sockets, "--address", "127.0.0.1:0") as dashboard:
        page, _ = open_page(chrome, dashboard.link)
        notice = page.locator(".note.lead")
        expect(notice).to_contain_text("No stream yet")
        page.get_by_role("button", name="Pause").click()
        expect(page.locator(".hint")).to_contain_text("No stream answers", timeout=20_000)
        for _ in range(2):
            with program(*stream(tmp_path)):
                expect(notice).to_be_hidden(timeout=20_000)
                expect(page.locator(".pill")).to_have_text(re.compile("tracking"), timeout=20_000)
            expect(notice).to_contain_text("silent", timeout=20_000)
