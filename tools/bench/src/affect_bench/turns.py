"""A program that measures its ticks whenever it is asked to."""

import json
import subprocess
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self


class Turns:
    """One long-lived process; each request is a line of its input, each answer a JSON object on a line of its output.

    `step N` is answered with the milliseconds of each of N ticks, as `wall_ms` and `processor_ms`.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, request: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(request, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self.command)} ended with status {self.process.wait()}")
        return json.loads(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
