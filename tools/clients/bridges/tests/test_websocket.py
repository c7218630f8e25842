"""The WebSocket bridge with real connections."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from typing import Any

import pytest

pytest.importorskip("websockets")
from conftest import Message, estimate
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from affect_bridges.websocket import WAITING, WebSocketBridge, for_browsers


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serving(body: Callable[[WebSocketBridge, str], Awaitable[None]], origins: tuple[str, ...] = ()) -> None:
    """Runs `body` beside a bridge whose feed is silent."""

    async def silence() -> AsyncIterator[Message]:
        await asyncio.Event().wait()
        yield {}

    async def both() -> None:
        bridge, port = WebSocketBridge(origins), free_port()
        server = asyncio.create_task(bridge.run(silence(), "127.0.0.1", port))
        try:
            await asyncio.wait_for(body(bridge, f"ws://127.0.0.1:{port}"), 30)
        finally:
            server.cancel()

    asyncio.run(both())


async def opened(url: str, **options: Any) -> ClientConnection:  # noqa: ANN401
    """A connection, as soon as the server is there."""
    while True:
        try:
            return await connect(url, **options)
        except ConnectionRefusedError:
            await asyncio.sleep(0.01)


async def joined(bridge: WebSocketBridge, count: int) -> None:
    while len(bridge._clients) != count:
        await asyncio.sleep(0.01)


def test_nanoseconds_becomeText_atEveryDepth() -> None:
    big = 2**53 + 1
    given = {"t_ns": big, "t_capture_ns": None, "tick": 1, "anchor": {"t_utc_ns": big}, "faces": [{"t_ns": 1}]}
    changed = {"t_ns": str(big), "anchor": {"t_utc_ns": str(big)}, "faces": [{"t_ns": "1"}]}
    assert for_browsers(given) == given | changed


def test_client_getsTheTopicsOfItsPath() -> None:
    async def body(bridge: WebSocketBridge, url: str) -> None:
        async with await opened(f"{url}/affect.cam1.") as one, await opened(url) as all_:
            await joined(bridge, 2)
            bridge.send(estimate(camera="cam0"))
            bridge.send(estimate(camera="cam1", seq=7))
            assert json.loads(await one.recv())["seq"] == 7
            first = json.loads(await all_.recv())
            assert isinstance(first["t_capture_ns"], str) and first["camera"] == "cam0"
        await joined(bridge, 0)

    serving(body)


def test_pagesOfThisMachine_areLetIn_othersNot() -> None:
    async def body(bridge: WebSocketBridge, url: str) -> None:
        for origin in ("http://localhost:8080", "https://127.0.0.1", "http://[::1]:3", "https://lab.example"):
            await (await opened(url, origin=origin)).close()
        for origin in ("http://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1.evil:80"):
            with pytest.raises(InvalidStatus) as refusal:
                await opened(url, origin=origin)
            assert refusal.value.response.status_code == 403

    serving(body, ("https://lab.example",))


def test_clientThatNeverReads_losesTheOldestAndDelaysNobody() -> None:
    async def body(bridge: WebSocketBridge, url: str) -> None:
        async with await opened(url) as healthy, await opened(url, max_queue=1) as stalled:
            await joined(bridge, 2)
            padding = "x" * 50_000
            for number in range(400):
                bridge.send(estimate(seq=number, padding=padding))
                assert json.loads(await healthy.recv())["seq"] == number
            assert all(queue.qsize() <= WAITING for queue in bridge._clients)
            seen = [json.loads(await stalled.recv())["seq"] for _ in range(WAITING)]
            while seen[-1] != 399:
                seen.append(json.loads(await stalled.recv())["seq"])
            assert seen == sorted(seen) and len(seen) < 400

    serving(body)


def test_oversizedMessage_endsThatConnectionAlone() -> None:
    async def body(bridge: WebSocketBridge, url: str) -> None:
        async with await opened(url) as good, await opened(url) as bad:
            await joined(bridge, 2)
            await good.send("what a client says is left out")
            await bad.send("x" * 5000)
            await joined(bridge, 1)
            bridge.send(estimate(seq=5))
            assert json.loads(await good.recv())["seq"] == 5

    serving(body)
