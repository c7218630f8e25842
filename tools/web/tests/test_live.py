"""The live page of a running stream."""

from __future__ import annotations

import re
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from affect_web.browser import open_page
from affect_web.programs import AFFECT, DASHBOARD, Program, program, stream


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


def test_severalCameras_areShownTogetherAndChosenFrom(chrome: Browser, tmp_path: Path) -> None:
    sources: list[str] = []
    hub: list[str] = []
    with ExitStack() as stack:
        for name in ("cam0", "cam1"):
            folder = tmp_path / name
            folder.mkdir()
            options = ("--camera-name", name, "--preview", f"ipc://{folder}/preview")
            stack.enter_context(program(*stream(folder, *options)))
            sources += ["--preview", f"ipc://{folder}/preview"]
            hub += ["--from", f"ipc://{folder}/feed"]
        joined = f"ipc://{tmp_path}/hub"
        merging = subprocess.Popen([AFFECT, "hub", *hub, "--feed", joined], stderr=subprocess.DEVNULL)
        stack.callback(merging.wait, 20)
        stack.callback(merging.terminate)
        command = (DASHBOARD, "--feed", joined, "--control", "off", *sources, "--address", "127.0.0.1:0")
        page, complaints = open_page(chrome, stack.enter_context(program(*command)).link)
        expect(page.locator(".picture canvas[data-faces='1']")).to_have_count(2, timeout=30_000)
        chips = page.locator(".chips button")
        expect(chips).to_have_count(2, timeout=20_000)
        second = chips.filter(has_text="cam1")
        second.click()
        expect(second).to_have_attribute("aria-pressed", "true")
        page.wait_for_timeout(1000)
        expect(second).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("button", name="Pause")).to_be_disabled()
        assert complaints == []
