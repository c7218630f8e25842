"""A browser without a window, and pages that must not complain."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

SIZES = {"phone": (360, 760), "desktop": (1360, 860)}


def chromium() -> str | None:
    """The browser's program: Debian's, or the one that `AFFECT_CHROMIUM` names."""
    named = os.environ.get("AFFECT_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def launch(kind: BrowserType) -> Browser:
    options = ["--disable-background-timer-throttling", "--disable-renderer-backgrounding"]
    return kind.launch(executable_path=chromium(), args=options, chromium_sandbox=os.geteuid() != 0)


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright.chromium)
        try:
            yield running
        finally:
            running.close()


class Complaints(list[str]):
    """What a page wrote to its console as an error, or threw."""

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("console", lambda message: self.append(message.text) if message.type == "error" else None)


def open_page(running: Browser, link: str, size: str = "desktop", scheme: str = "light") -> tuple[Page, Complaints]:
    width, height = SIZES[size]
    context = running.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
    page = context.new_page()
    complaints = Complaints()
    complaints.listen(page)
    page.goto(link)
    return page, complaints


def save(page: Page, path: Path) -> None:
    """A picture of the page, in few bytes: 128 colours of a palette."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(BytesIO(page.screenshot(full_page=True)))
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
