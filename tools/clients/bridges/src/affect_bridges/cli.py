"""`affect-bridge`: one bridge from a feed to another world."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ipaddress
import os
import signal
import sys
from collections.abc import AsyncIterator
from typing import NoReturn

from affect_client import AsyncFeed, Control, Feed, Keys
from affect_client.estimate import Message
from affect_client.feed import ENDPOINT

from .error import BridgeError
from .following import follow
from .moments import Moments

SILENCE_S = 3.0


def main(arguments: list[str] | None = None) -> int:
    """Runs until it is told to stop. 0: stopped; 64: wrong arguments; 78: something is missing or refused."""
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        {"lsl": _lsl, "ros2": _ros2, "osc": _osc, "websocket": _websocket}[options.bridge](options)
    except KeyboardInterrupt:
        return 0
    except (BridgeError, OSError, ValueError) as error:
        print(f"affect-bridge: {error}", file=sys.stderr)
        return 78
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(64, f"{self.prog}: {message}\n")


def parser() -> argparse.ArgumentParser:
    shared = _Parser(add_help=False)
    shared.add_argument("--feed", default=ENDPOINT, metavar="ENDPOINT", help="of `affect run` (%(default)s)")
    shared.add_argument("--keys", metavar="FOLDER", help="folder of keys, for a feed that demands them")
    shared.add_argument("--client", default="client", help="which of the folder's clients this is (%(default)s)")
    shared.add_argument("--public", action="store_true", help="let other machines take part, unencrypted")
    clock = _Parser(add_help=False)
    clock.add_argument(
        "--control", metavar="ENDPOINT", help="control socket of a feed from another machine, to read its clock"
    )
    result = _Parser(prog="affect-bridge", description=__doc__)
    bridges = result.add_subparsers(dest="bridge", required=True)
    bridges.add_parser("lsl", parents=[shared, clock], help="Lab Streaming Layer: one outlet a camera")
    ros2 = bridges.add_parser("ros2", parents=[shared, clock], help="ROS 2: hri_msgs/Expression, over DDS")
    domain = os.environ.get("ROS_DOMAIN_ID", "0")
    ros2.add_argument("--domain", type=int, default=domain, metavar="ID", help="of DDS (ROS_DOMAIN_ID, %(default)s)")
    osc = bridges.add_parser("osc", parents=[shared, clock], help="Open Sound Control over UDP")
    osc.add_argument("--to", default="127.0.0.1:9000", metavar="HOST:PORT", help="where to send (%(default)s)")
    web = bridges.add_parser("websocket", parents=[shared], help="WebSocket, for browsers")
    web.add_argument("--bind", default="127.0.0.1:5573", metavar="HOST:PORT", help="where to listen (%(default)s)")
    web.add_argument("--origin", action="append", default=[], metavar="URL", help="let pages of this site in as well")
    return result


def _lsl(options: argparse.Namespace) -> None:
    from .lsl import LSLBridge

    LSLBridge(_moments(options), is_public=options.public).run(follow(_feed(options)))


def _ros2(options: argparse.Namespace) -> None:
    from .ros2 import ROS2Bridge

    if not 0 <= options.domain <= 232:
        raise BridgeError(f"--domain {options.domain}: must be 0 to 232")
    ROS2Bridge(_moments(options), options.domain, is_public=options.public).run(follow(_feed(options)))


def _osc(options: argparse.Namespace) -> None:
    from .osc import OSCBridge

    OSCBridge(*address(options.to, "--to", options.public), _moments(options)).run(follow(_feed(options)))


def _websocket(options: argparse.Namespace) -> None:
    from .websocket import WebSocketBridge

    host, port = address(options.bind, "--bind", options.public)
    keys = _keys(options)

    async def messages() -> AsyncIterator[Message]:
        async with AsyncFeed(options.feed, "", keys=keys) as feed:
            async for message in feed.messages():
                yield message

    async def run() -> None:
        bridge = asyncio.create_task(WebSocketBridge(options.origin).run(messages(), host, port))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, bridge.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await bridge

    asyncio.run(run())


def address(text: str, option: str, is_public: bool) -> tuple[str, int]:
    """Host and port; refused beyond this machine unless it is meant."""
    host, separator, port = text.rpartition(":")
    host = host.strip("[]")
    if not separator or not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise BridgeError(f"{option} {text}: is no HOST:PORT. Example: 127.0.0.1:9000")
    if not is_public and not _is_loopback(host):
        raise BridgeError(f"{option} {text}: lies beyond this machine, unencrypted; give --public if that is meant")
    return host, int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _keys(options: argparse.Namespace) -> Keys | None:
    return Keys.load(options.keys, options.client) if options.keys else None


def _feed(options: argparse.Namespace) -> Feed:
    return Feed(options.feed, keys=_keys(options), timeout=SILENCE_S)


def _moments(options: argparse.Namespace) -> Moments:
    if not options.control:
        return Moments()
    return Moments(Control(options.control, keys=_keys(options), timeout=5).clock_offset)
