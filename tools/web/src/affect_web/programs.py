"""The built programs, started and stopped, and what they print."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
CLIP = ROOT / "tools" / "clips" / "wolfgang-langer.mkv"
AFFECT = Path(os.environ.get("AFFECT", ROOT / ".build" / "release" / "affect"))
DASHBOARD = AFFECT.with_name("affect-dashboard")


class Program:
    """A program of the build whose link was printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self.link = self._read_link()
        self._reader = threading.Thread(target=self._read_rest, daemon=True)
        self._reader.start()

    @property
    def address(self) -> str:
        """Where it serves, without the token."""
        return self.link.split("?")[0]

    def _read_link(self) -> str:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.search(r"http://\S+", line):
                return found[0]
        raise AssertionError(f"no link was printed: {''.join(self.lines)}")

    def _read_rest(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(self.process.stderr)

    def kill(self) -> None:
        """Ends it as a crash does."""
        self.process.kill()
        self.process.wait(timeout=20)


@contextmanager
def program(*command: str | Path, folder: Path | None = None) -> Iterator[Program]:
    """Runs, in `folder` if given, until it has printed its link; asked to stop at the end."""
    process = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, text=True, cwd=folder)
    try:
        yield Program(process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def stream(folder: Path, *options: str) -> tuple[str | Path, ...]:
    """The command of a stream from the clip with a dashboard of its own, all sockets in `folder`."""
    return (
        AFFECT, "run", "--source", CLIP, "--loop", "--print", "none", "--feed", f"ipc://{folder}/feed",
        "--control", f"ipc://{folder}/control", "--dashboard", "127.0.0.1:0", *options,
    )  # fmt: skip


def record(session: Path, sockets: Path, *options: str) -> None:
    """Records the whole clip into `session`."""
    subprocess.run(
        [AFFECT, "run", "--source", CLIP, "--speed", "max", "--print", "none", "--feed", f"ipc://{sockets}/recorder",
         "--control", "off", "--record", session, *options],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
