"""Nobody but the browser that followed the link is answered."""

from __future__ import annotations

import http.client
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from affect_web.browser import open_page
from affect_web.programs import DASHBOARD, Program, program


def request(live: Program, method: str, path: str, **headers: str) -> tuple[int, str]:
    address = urlsplit(live.link)
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body="{}" if method == "POST" else None, headers=named)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.fixture
def cookie(live: Program) -> str:
    address = urlsplit(live.link)
    return f"affect_{address.port}={address.query.removeprefix('token=').split('#')[0]}"


def test_requests_withoutTokenHostOrOriginAreRefused(live: Program, cookie: str) -> None:
    own = live.address.rstrip("/")
    for path in ("/", "/web/app.js", "/api/about", "/api/sessions"):
        assert request(live, "GET", path)[0] == 403
        assert request(live, "GET", path, Cookie=cookie)[0] == 200
        assert request(live, "GET", path, Cookie=cookie, Host="evil.example")[0] == 403
    assert request(live, "GET", "/?token=" + 32 * "0")[0] == 403
    assert request(live, "POST", "/api/control", Cookie=cookie)[0] == 403
    assert request(live, "POST", "/api/control", Cookie=cookie, Origin="http://evil.example")[0] == 403
    assert request(live, "POST", "/api/control", Cookie=cookie, Origin=own)[0] == 400
    outside = ("/web/../../../../etc/passwd", "/web/..%2findex.html", "/api/sessions/..%2f..%2fetc/detail", "/nothing")
    for path in outside:
        assert request(live, "GET", path, Cookie=cookie)[0] == 404
    status, text = request(live, "GET", "/api/sessions/nothing/detail", Cookie=cookie)
    assert (status, "no session nothing" in text) == (404, True)


def test_pageOfAnotherSite_reachesNothing(chrome: Browser, live: Program, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<!doctype html><title>another site</title>")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "site"))
    site = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    page, _ = open_page(chrome, live.link)
    expect(page.locator(".pill")).to_have_text("tracking", timeout=20_000)
    other = page.context.new_page()
    other.goto(f"http://127.0.0.1:{site.server_port}/")
    outcome = other.evaluate(
        """async (address) => {
            const attempts = [];
            for (const mode of ["cors", "no-cors"]) {
                const order = { method: "POST", mode, credentials: "include", body: '{"cmd":"pause"}' };
                attempts.push(await fetch(address + "api/control", order).then((r) => r.type, () => "refused"));
            }
            attempts.push(await new Promise((done) => {
                const socket = new WebSocket(address.replace("http", "ws") + "api/live");
                socket.onmessage = () => done("message");
                socket.onerror = () => done("refused");
            }));
            const image = new Image();
            image.src = address + "api/about";
            attempts.push(await image.decode().then(() => "picture", () => "refused"));
            return attempts;
        }""",
        live.address,
    )
    site.shutdown()
    assert outcome == ["refused"] * 4
    page.wait_for_timeout(700)
    assert page.inner_text(".pill") in ("tracking", "bridging a gap", "warming up")


def test_badAddresses_areRefusedWithASentence(live: Program) -> None:
    taken = live.address.removeprefix("http://").rstrip("/")
    refusals = {taken: "is taken by another program", "0.0.0.0:80": "other machines could reach it", "x": "is not HOST"}
    for address, words in refusals.items():
        result = subprocess.run([DASHBOARD, "--address", address], capture_output=True, text=True, timeout=20)
        assert (result.returncode, words in result.stderr) == (78, True), result.stderr


def test_tokens_areNewAtEachStart(tmp_path: Path) -> None:
    links = []
    for _ in range(2):
        with program(DASHBOARD, "--address", "127.0.0.1:0", "--feed", "off", "--control", "off") as dashboard:
            links.append(urlsplit(dashboard.link).query)
    assert links[0] != links[1]
