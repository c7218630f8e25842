"""Subscribers, to loop over."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Self

import zmq
import zmq.asyncio

from .estimate import Estimate, Message
from .keys import Keys

ENDPOINT = "tcp://127.0.0.1:5570"


def _decode(parts: list[bytes]) -> Message:
    message: Message = json.loads(parts[1])
    return message


def _followed(message: Message) -> Estimate | None:
    return Estimate.of(message) if message["topic"].startswith("affect.") and message["primary"] else None


class Feed:
    """The messages of a feed. `timeout` is in seconds; without a message for so long, `TimeoutError` is raised."""

    def __init__(
        self, endpoint: str = ENDPOINT, *topics: str, keys: Keys | None = None, timeout: float | None = None
    ) -> None:
        self._socket = zmq.Context.instance().socket(zmq.SUB)
        self._socket.linger = 0
        self._socket.rcvtimeo = -1 if timeout is None else int(timeout * 1000)
        if keys:
            keys.show(self._socket)
        for topic in topics or ("affect.",):
            self._socket.subscribe(topic)
        self._socket.connect(endpoint)

    def messages(self) -> Iterator[Message]:
        """Every message of the topics subscribed to."""
        while True:
            try:
                yield _decode(self._socket.recv_multipart())
            except zmq.Again:
                raise TimeoutError("no message came: is `affect run` running with this --feed?") from None

    def __iter__(self) -> Iterator[Estimate]:
        """The person to follow: one estimate a tick, ten a second."""
        for message in self.messages():
            if estimate := _followed(message):
                yield estimate

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncFeed:
    """The same for asyncio."""

    def __init__(
        self, endpoint: str = ENDPOINT, *topics: str, keys: Keys | None = None, timeout: float | None = None
    ) -> None:
        self._socket = zmq.asyncio.Context.instance().socket(zmq.SUB)
        self._socket.linger = 0
        self._socket.rcvtimeo = -1 if timeout is None else int(timeout * 1000)
        if keys:
            keys.show(self._socket)
        for topic in topics or ("affect.",):
            self._socket.subscribe(topic)
        self._socket.connect(endpoint)

    async def messages(self) -> AsyncIterator[Message]:
        """Every message of the topics subscribed to."""
        while True:
            try:
                yield _decode(await self._socket.recv_multipart())
            except zmq.Again:
                raise TimeoutError("no message came: is `affect run` running with this --feed?") from None

    async def __aiter__(self) -> AsyncIterator[Estimate]:
        """The person to follow: one estimate a tick, ten a second."""
        async for message in self.messages():
            if estimate := _followed(message):
                yield estimate

    def close(self) -> None:
        self._socket.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
