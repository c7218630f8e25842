"""What the dashboard costs: processor time of both programs without, with one and with twenty viewers.

.venv/web/bin/affect-web-cost [SECONDS]
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from affect_web.programs import Program, program, stream
from affect_web.socket_client import Viewer


def dashboard_of(running: Program) -> int:
    """The process of the page that `affect run --dashboard` started."""
    return int(Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()[0])


def seconds(process: int) -> float:
    """Processor time so far, of all threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watch(link: str, until: float, missed: list[int], bytes_read: list[int]) -> None:
    viewer = Viewer(link)
    count = 0
    while time.monotonic() < until:
        opcode, payload = viewer.frame()
        count += len(payload)
        if opcode == 1 and (message := json.loads(payload))["topic"].startswith("status."):
            missed.append(message["ticks_missed"])
    bytes_read.append(count)
    viewer.close()


def measure(running: Program, viewers: int, duration: float) -> str:
    link = running.link.split("#")[0]
    missed: list[int] = []
    bytes_read: list[int] = []
    processes = (running.process.pid, dashboard_of(running))
    until = time.monotonic() + duration
    threads = [threading.Thread(target=watch, args=(link, until, missed, bytes_read)) for _ in range(viewers)]
    for thread in threads:
        thread.start()
    before, start = [seconds(process) for process in processes], time.monotonic()
    time.sleep(duration)
    after, end = [seconds(process) for process in processes], time.monotonic()
    for thread in threads:
        thread.join()
    share = [100 * (b - a) / (end - start) for a, b in zip(before, after, strict=True)]
    rate = sum(bytes_read) / max(1, viewers) / duration / 1000
    ticks = f", ticks missed: {max(missed) - min(missed)}" if missed else ""
    return (
        f"{viewers:2} viewers: affect {share[0]:5.2f} % of a core, affect-dashboard {share[1]:5.2f} %, "
        f"{rate:4.0f} kB/s each{ticks}"
    )


def main() -> None:
    duration = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder, program(*stream(Path(folder))) as running:
        time.sleep(3)
        for viewers in (0, 1, 20, 0, 1, 20):
            print(measure(running, viewers, duration), flush=True)


if __name__ == "__main__":
    main()
