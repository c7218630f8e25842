"""Requests to the control socket."""

from __future__ import annotations

import json
import time
from typing import Any, Self

import zmq
import zmq.asyncio

from .clock import ClockOffset, estimate_offset
from .estimate import Message
from .keys import Keys

ENDPOINT = "tcp://127.0.0.1:5571"
EXCHANGES = 8


class Refused(Exception):
    """The stream did not do what was asked; `code` says why in one word of docs/feed.md."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _request(command: str, number: int, arguments: dict[str, Any]) -> bytes:
    given = {name: value for name, value in arguments.items() if value is not None}
    return json.dumps({"cmd": command, "args": given, "id": number}).encode()


def _reply(data: bytes) -> Message:
    message: Message = json.loads(data)
    if not message["ok"]:
        raise Refused(message["error"], message["message"])
    return message


class Control:
    """Each call waits for its reply, which says the resulting `state` and from which `tick` and `t_ns` on it holds."""

    def __init__(self, endpoint: str = ENDPOINT, *, keys: Keys | None = None, timeout: float = 5) -> None:
        self._socket = zmq.Context.instance().socket(zmq.REQ)
        self._socket.linger = 0
        self._socket.rcvtimeo = int(timeout * 1000)
        self._socket.setsockopt(zmq.REQ_RELAXED, 1)
        self._socket.setsockopt(zmq.REQ_CORRELATE, 1)
        if keys:
            keys.show(self._socket)
        self._socket.connect(endpoint)
        self._count = 0

    def ask(self, command: str, **arguments: Any) -> Message:  # noqa: ANN401 - arguments are JSON
        """Any command of docs/feed.md. Raises `Refused`, or `TimeoutError` when nobody answers."""
        self._count += 1
        self._socket.send(_request(command, self._count, arguments))
        try:
            return _reply(self._socket.recv())
        except zmq.Again:
            raise TimeoutError("no reply came: is `affect run` running with this --control?") from None

    def status(self) -> Message:
        status: Message = self.ask("status")["status"]
        return status

    def pause(self) -> Message:
        return self.ask("pause")

    def resume(self) -> Message:
        return self.ask("resume")

    def annotate(
        self, label: str, text: str | None = None, *, t_ns: int | None = None, duration_ms: int | None = None
    ) -> Message:
        return self.ask("annotate", label=label, text=text, t_ns=t_ns, duration_ms=duration_ms)

    def reload(self, model: str) -> Message:
        return self.ask("reload", model=model)

    def clock_offset(self, exchanges: int = EXCHANGES) -> ClockOffset:
        """Where the stream's clock stands to this program's `time.monotonic_ns()`."""
        rounds = []
        for _ in range(exchanges):
            reply = self.ask("time", t0=time.monotonic_ns())
            rounds.append((reply["t0"], reply["t1"], reply["t2"], time.monotonic_ns()))
        return estimate_offset(rounds)

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncControl:
    """The same for asyncio; one request at a time."""

    def __init__(self, endpoint: str = ENDPOINT, *, keys: Keys | None = None, timeout: float = 5) -> None:
        self._socket = zmq.asyncio.Context.instance().socket(zmq.REQ)
        self._socket.linger = 0
        self._socket.rcvtimeo = int(timeout * 1000)
        self._socket.setsockopt(zmq.REQ_RELAXED, 1)
        self._socket.setsockopt(zmq.REQ_CORRELATE, 1)
        if keys:
            keys.show(self._socket)
        self._socket.connect(endpoint)
        self._count = 0

    async def ask(self, command: str, **arguments: Any) -> Message:  # noqa: ANN401 - arguments are JSON
        """Any command of docs/feed.md. Raises `Refused`, or `TimeoutError` when nobody answers."""
        self._count += 1
        await self._socket.send(_request(command, self._count, arguments))
        try:
            return _reply(await self._socket.recv())
        except zmq.Again:
            raise TimeoutError("no reply came: is `affect run` running with this --control?") from None

    async def clock_offset(self, exchanges: int = EXCHANGES) -> ClockOffset:
        """Where the stream's clock stands to this program's `time.monotonic_ns()`."""
        rounds = []
        for _ in range(exchanges):
            reply = await self.ask("time", t0=time.monotonic_ns())
            rounds.append((reply["t0"], reply["t1"], reply["t2"], time.monotonic_ns()))
        return estimate_offset(rounds)

    def close(self) -> None:
        self._socket.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
