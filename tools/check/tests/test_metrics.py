"""The text for Prometheus."""

from __future__ import annotations

import re
import urllib.request

from conftest import CLIPS, free_port, receive, running, subscriber

SAMPLE = re.compile(r'^affect_[a-z_]+\{camera="cam0"(,[a-z_]+="[^"]*")*\} -?[0-9.e+-]+$')


def test_metrics_sayWhatTheStatusSays(affect: str, endpoint: str) -> None:
    port = free_port()
    options = ("--source", str(CLIPS / "wolfgang-langer.mkv"), "--loop", "--metrics", f"tcp://127.0.0.1:{port}")
    with running(affect, endpoint, *options), subscriber(endpoint, "status.") as socket:
        receive(socket)
        status = receive(socket)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            lines = answer.read().decode().splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.match(line)] == []
    values = {line.split("{")[0]: float(line.split()[-1]) for line in samples}
    assert values["affect_ticks_published_total"] >= status["ticks_published"]
    assert values["affect_faces"] == status["faces"]
    assert values["affect_latency_seconds_count"] > 0
