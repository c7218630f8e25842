"""Labelling, by a hand that follows a known curve with real input events."""

from __future__ import annotations

import csv
import itertools
import os
import re
import shutil
import subprocess
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Error, Page, expect

from affect_web.browser import launch, open_page
from affect_web.hand import Hand, curve, position
from affect_web.programs import AFFECT, Program, program, record, stream
from affect_web.raters import label


def begin(page: Page, rater: str, patience: float = 20_000) -> None:
    """Gives the name and begins, again and again while another window has it."""
    page.fill("#rater", rater)
    done = page.get_by_role("button", name="Done")
    for _ in range(round(patience / 1000)):
        page.get_by_role("button", name="Begin", exact=True).click()
        with suppress(AssertionError):
            expect(done).to_be_visible(timeout=1000)
            return
    expect(done).to_be_visible()


def wait_for(page: Page, seconds: float) -> None:
    """Until the recording has come so far."""
    while position(page) < seconds:
        page.wait_for_timeout(50)


def rows(session: Path, rater: str, dimension: str = "valence") -> list[tuple[float, float]]:
    """A trace as (seconds after the first picture, value)."""
    with (session / "frames.csv").open() as file:
        start = next(int(row["t_capture_ns"]) for row in csv.DictReader(file) if row["event"] == "frame")
    path = session / "labels" / "person" / f"{rater}.{dimension}.csv"
    if not path.exists():
        return []
    with path.open() as file:
        return [((int(r["t_capture_ns"]) - start) / 1e9, float(r["value"])) for r in csv.DictReader(file)]


def distance(seconds: float, value: float) -> float:
    """How far a sample is off the curve, one sample of 10 Hz allowed."""
    return min(abs(curve(seconds + shift / 100) - value) for shift in range(-10, 11))


def test_recordedLabelledAndExported_isWhatTheHandDrew(chrome: Browser, tmp_path: Path) -> None:
    sessions = tmp_path / "sessions"
    with program(*stream(tmp_path, "--recordings", str(sessions), "--record-allow", "video")) as running:
        page, complaints = open_page(chrome, running.link)
        page.set_default_timeout(20_000)
        expect(page.locator(".pill")).to_have_text(re.compile("tracking"), timeout=20_000)
        page.fill("#record-name", "anna_01")
        page.get_by_role("button", name="Record").click()
        expect(page.locator(".hint")).to_have_text("Recording anna_01.")
        expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
        page.wait_for_timeout(4000)
        early, _ = open_page(chrome, running.link)
        early.goto(f"{running.address}#label/anna_01")
        early.fill("#rater", "eva")
        early.get_by_role("button", name="Begin", exact=True).click()
        expect(early.locator(".note.bad")).to_contain_text("is being recorded at this moment")
        early.context.close()
        page.get_by_role("button", name="Stop recording").click()
        expect(page.locator(".hint")).to_have_text("Recording stopped.")
        page.get_by_role("link", name="Sessions").click()
        page.get_by_role("link", name="Label", exact=True).click()
        page.select_option("#speed", "0.5")
        begin(page, "eva")
        hand = Hand(page)
        hand.move(curve(0))
        page.keyboard.press("Space")
        hand.follow(lambda seconds: seconds > 1.5)
        page.keyboard.press("e")
        page.keyboard.press("x")
        hand.follow(lambda seconds: seconds > 3)
        page.keyboard.press("x")
        hand.follow(lambda _: page.get_by_role("button", name="Play").count() > 0)
        page.get_by_role("button", name="Done").click()
        expect(page.locator("#saved")).to_contain_text("Saved")
        assert complaints == []
    session = sessions / "anna_01"
    trace = rows(session, "eva")
    with (session / "frames.csv").open() as file:
        frames = sum(row["event"] == "frame" and row["offset"] != "" for row in csv.DictReader(file))
    assert frames > 40
    assert len(trace) >= 0.9 * frames
    assert max(distance(*sample) for sample in trace) <= 0.02
    with (session / "labels" / "person" / "eva.events.csv").open() as file:
        assert [row["label"] for row in csv.DictReader(file)] == ["smile"]
    with (session / "labels" / "person" / "eva.exclusions.csv").open() as file:
        (span,) = csv.DictReader(file)
        assert 1e9 < int(span["t_end_ns"]) - int(span["t_start_ns"]) < 3e9
    exported = tmp_path / "anna_01.csv"
    command = [AFFECT, "export", session, "--what", "labels", "--format", "avec", "--output", exported]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    values = [line.split(";") for line in exported.read_text().splitlines()]
    rated = [(float(row[1]), float(row[3])) for row in values if row[3] != "nan"]
    assert len(rated) >= 0.4 * len(values)
    assert max(distance(*sample) for sample in rated) <= 0.02


def test_killedBrowser_losesAtMostASecondAndTheRaterGoesOn(
    chrome: Browser, labelling: Program, sessions: Path
) -> None:
    doomed = launch(chrome.browser_type)
    page, _ = open_page(doomed, labelling.link)
    begin(page, "eva")
    page.keyboard.press("Space")
    reached = Hand(page).follow(lambda seconds: seconds > 5)
    with suppress(Error):
        doomed.new_browser_cdp_session().send("Browser.crash")
    trace = rows(sessions / "anna_01", "eva")
    assert trace[-1][0] >= reached - 1.0
    page, _ = open_page(chrome, labelling.link)
    begin(page, "eva", patience=40_000)
    expect(page.locator("#saved")).to_contain_text("Going on at 0:0")


def test_killedProgram_losesAtMostASecond(chrome: Browser, sessions: Path) -> None:
    with program(AFFECT, "label", sessions / "anna_01", "--address", "127.0.0.1:0") as serving:
        page, _ = open_page(chrome, serving.link)
        begin(page, "eva")
        page.keyboard.press("Space")
        reached = Hand(page).follow(lambda seconds: seconds > 5)
        serving.kill()
        expect(page.locator(".note.bad")).to_contain_text("Not saved yet", timeout=20_000)
    trace = rows(sessions / "anna_01", "eva")
    assert trace[-1][0] >= reached - 1.0
    assert not list((sessions / "anna_01" / "labels" / "person").glob("*.new"))
    with program(AFFECT, "label", sessions / "anna_01", "--address", "127.0.0.1:0") as serving:
        page, _ = open_page(chrome, serving.link)
        begin(page, "eva")
        expect(page.locator("#saved")).to_contain_text("Going on at 0:0")
        resumed = position(page)
        assert trace[-1][0] - 2.2 <= resumed <= trace[-1][0]


def test_sameRaterTwice_isRefusedAndAnotherOneIsNot(chrome: Browser, labelling: Program) -> None:
    first, _ = open_page(chrome, labelling.link)
    begin(first, "eva")
    second, _ = open_page(chrome, labelling.link)
    second.fill("#rater", "eva")
    second.get_by_role("button", name="Begin", exact=True).click()
    expect(second.locator(".note.bad")).to_contain_text("labelling under this name")
    begin(second, "otto")
    first.get_by_role("button", name="Done").click()
    expect(first.locator("#saved")).to_contain_text("Saved")
    third, _ = open_page(chrome, labelling.link)
    begin(third, "eva")


def test_keys_rateAndPracticeSavesNothing(chrome: Browser, labelling: Program, sessions: Path) -> None:
    page, complaints = open_page(chrome, labelling.link)
    page.get_by_role("button", name="Practise").click()
    page.keyboard.press("Escape")
    page.locator("#pad").focus()
    page.keyboard.press("Space")
    wait_for(page, 1.5)
    page.keyboard.press("Space")
    assert not (sessions / "anna_01" / "labels").exists()
    page.select_option("#dimension", "arousal")
    page.select_option("#speed", "2")
    begin(page, "kim")
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("Space")
    wait_for(page, 3)
    page.keyboard.press("Space")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#saved")).to_contain_text("Saved")
    trace = rows(sessions / "anna_01", "kim", "arousal")
    assert trace[-1][0] >= 2.9
    assert {value for _, value in trace} == {-0.2}
    assert complaints == []


def test_gamepad_ratesAndPlays(chrome: Browser, labelling: Program, sessions: Path) -> None:
    page, _ = open_page(chrome, labelling.link)
    page.evaluate(
        """() => {
            window.pad = { axes: [0, 0], buttons: [{ pressed: false }] };
            navigator.getGamepads = () => [null, window.pad];
        }"""
    )
    begin(page, "kim")
    page.evaluate("window.pad.axes[1] = -0.6")
    expect(page.locator("#pad")).to_have_attribute("aria-valuenow", "0.60")
    page.evaluate("window.pad.buttons[0].pressed = true")
    wait_for(page, 2)
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert {value for _, value in rows(sessions / "anna_01", "kim")} == {0.6}


def test_prediction_isHiddenUntilAskedFor(chrome: Browser, labelling: Program) -> None:
    page, _ = open_page(chrome, labelling.link)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "comparison" in request.url else None)
    begin(page, "kim")
    wait = page.locator("#peek")
    assert not wait.is_checked()
    assert asked == []
    wait.check()
    page.wait_for_timeout(500)
    assert len(asked) == 1


def test_badSessions_areShownWithASentence(chrome: Browser, sessions: Path, tmp_path: Path) -> None:
    record(sessions / "numbers_only", tmp_path, "--mode", "features")
    shutil.copytree(sessions / "anna_01", sessions / "broken")
    video = (sessions / "broken" / "video.mkv").read_bytes()
    (sessions / "broken" / "video.mkv").write_bytes(video[: len(video) // 3])
    (sessions / "empty").mkdir()
    with program(AFFECT, "label", sessions / "broken", "--address", "127.0.0.1:0") as serving:
        page, complaints = open_page(chrome, serving.link)
        begin(page, "eva")
        page.locator("#seek").fill("15000")
        expect(page.locator("#picture")).to_have_attribute("data-time", re.compile("1[45]"))
        page.keyboard.press("Escape")
        page.goto(f"{serving.address}#label/numbers_only")
        expect(page.locator(".note.bad")).to_contain_text("holds no pictures")
        page.goto(f"{serving.address}#label/nobody")
        expect(page.locator(".note.bad")).to_contain_text("There is no session nobody")
        page.goto(f"{serving.address}#sessions")
        expect(page.locator("article")).to_have_count(3)
    assert [c for c in complaints if "404" not in c] == []
    result = subprocess.run([AFFECT, "label", sessions / "empty"], capture_output=True, text=True, timeout=20)
    assert (result.returncode, "is no session" in result.stderr) == (78, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root; a refused write is tested in Swift")
def test_fullDisk_isSaidAndNothingIsLost(chrome: Browser, labelling: Program, sessions: Path) -> None:
    labels = sessions / "anna_01" / "labels"
    labels.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(labels)], check=False)
    if mount.returncode != 0:
        pytest.skip("this machine does not let a small disk be mounted; a refused write is tested in Swift")
    try:
        page, _ = open_page(chrome, labelling.link)
        begin(page, "eva")
        page.keyboard.press("Space")
        hand = Hand(page)
        hand.follow(lambda seconds: seconds > 2)
        with (labels / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(4096))
        hand.follow(lambda seconds: seconds > 5)
        expect(page.locator(".note.bad")).to_contain_text("No space left on device")
        early = rows(sessions / "anna_01", "eva")
        assert 1 <= early[-1][0] < 5
        (labels / "ballast").unlink()
        expect(page.locator("#saved")).to_contain_text("Saved", timeout=20_000)
        expect(page.locator(".note.bad")).to_be_hidden()
        page.get_by_role("button", name="Done").click()
        expect(page.locator("#saved")).to_contain_text("Saved")
        trace = rows(sessions / "anna_01", "eva")
        assert trace[-1][0] >= 5
        assert max(after[0] - before[0] for before, after in pairwise(trace)) < 0.5
        assert trace[: len(early) - 1] == early[:-1]
        page.context.close()
    finally:
        subprocess.run(["umount", "--lazy", str(labels)], check=True)


def test_page_exportsEveryFormat(chrome: Browser, labelling: Program, sessions: Path, tmp_path: Path) -> None:
    label(sessions / "anna_01")
    page, complaints = open_page(chrome, labelling.link)
    page.goto(f"{labelling.address}#compare/anna_01")
    expect(page.locator("table").first).to_contain_text("otto", timeout=20_000)
    kept: list[Download] = []
    page.on("download", lambda download: kept.append(download))
    formats = ("avec", "openface", "nova", "elan", "xdf", "mcap", "csv")
    for what, form in itertools.product(("labels", "predictions"), formats):
        page.select_option("#export-what", what)
        page.select_option("#export-format", form)
        kept.clear()
        page.get_by_role("button", name="Export", exact=True).click()
        expect(page.locator("#exported")).to_contain_text(f"Exported anna_01.{what}")
        count = 4 if form == "nova" else 1
        for _ in range(100):
            if len(kept) == count:
                break
            page.wait_for_timeout(50)
        assert len(kept) == count, f"{what} as {form}"
        output = tmp_path / (f"anna_01.{what}" if form == "nova" else kept[0].suggested_filename)
        command = [AFFECT, "export", sessions / "anna_01", "--what", what, "--format", form, "--output", output]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        for download in kept:
            # Browsers keep no name that ends in ~; the page says so.
            name = re.sub("_$", "~", download.suggested_filename)
            ours = Path(download.path()).read_bytes()
            theirs = (tmp_path / name).read_bytes()
            # The others hold when they were made.
            if form in ("avec", "openface", "csv"):
                assert ours == theirs, name
            assert len(ours) == len(theirs), name
        page.locator("#exported").evaluate("element => element.textContent = ''")
    assert complaints == []
