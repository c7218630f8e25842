"""WebSocket: the messages of the feed as text, for browsers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from affect_client.estimate import Message

from .error import BridgeError

try:
    from websockets.asyncio.server import ServerConnection, serve
    from websockets.exceptions import ConnectionClosed
    from websockets.typing import Origin
except ImportError as error:
    raise BridgeError(f"WebSocket is not there ({error}); run: pip install 'affect-bridges[websocket]'") from None

# Pages of this machine; programs that are no browsers send no Origin at all.
LOCAL_ORIGIN = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
WAITING = 20
CLIENTS = 64


def for_browsers(value: Any) -> Any:  # noqa: ANN401
    """The same with each `_ns` as a decimal string: JavaScript's numbers end at 2^53."""
    if isinstance(value, dict):
        return {
            key: str(item) if key.endswith("_ns") and isinstance(item, int) else for_browsers(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [for_browsers(item) for item in value]
    return value


class WebSocketBridge:
    """Serves `ws://HOST:PORT/PREFIX`: the messages whose topic begins with PREFIX.

    A client that reads too slowly loses its oldest messages; `seq` shows the gap. What clients send is left out.
    """

    def __init__(self, origins: Sequence[str] = ()) -> None:
        self._origins = [None, LOCAL_ORIGIN, *map(Origin, origins)]
        self._clients: dict[asyncio.Queue[str], str] = {}

    def send(self, message: Message) -> None:
        """Hands a message to the clients that asked for its topic; waits for nobody."""
        text = ""
        for queue, prefix in self._clients.items():
            if not message["topic"].startswith(prefix):
                continue
            text = text or json.dumps(for_browsers(message), separators=(",", ":"))
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(text)

    async def run(self, messages: AsyncIterator[Message], host: str, port: int) -> None:
        limits: dict[str, Any] = {"max_size": 1024, "max_queue": 4, "close_timeout": 1}
        async with serve(self._handle, host, port, origins=self._origins, compression=None, **limits):
            async for message in messages:
                self.send(message)

    async def _handle(self, connection: ServerConnection) -> None:
        if len(self._clients) >= CLIENTS:
            return await connection.close(1013, "too many clients")
        path = connection.request.path if connection.request else "/"
        queue: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self._clients[queue] = unquote(urlsplit(path).path.lstrip("/"))
        sender = asyncio.create_task(_hand_on(queue, connection))
        try:
            async for _ in connection:
                pass
        except ConnectionClosed:
            pass
        finally:
            sender.cancel()
            del self._clients[queue]


async def _hand_on(queue: asyncio.Queue[str], connection: ServerConnection) -> None:
    try:
        while True:
            await connection.send(await queue.get())
    except ConnectionClosed:
        pass
