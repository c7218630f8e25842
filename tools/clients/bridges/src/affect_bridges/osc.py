"""OSC: one bundle a face and tick, its time tag the capture."""

from __future__ import annotations

from collections.abc import Iterable

from affect_client.estimate import Message

from .error import BridgeError
from .moments import Moments

try:
    from pythonosc.osc_bundle import OscBundle
    from pythonosc.osc_bundle_builder import OscBundleBuilder
    from pythonosc.osc_message_builder import OscMessageBuilder
    from pythonosc.udp_client import UDPClient
except ImportError as error:
    raise BridgeError(f"OSC is not there ({error}); run: pip install 'affect-bridges[osc]'") from None

VALUES = ("arousal", "valence", "confidence")


class OSCBridge:
    """`/affect/CAMERA/TRACK/{state,arousal,valence,confidence}`, and without the track for the person to follow.

    A value that is null is not sent; `state` always is.
    """

    def __init__(self, host: str, port: int, moments: Moments) -> None:
        self._client = UDPClient(host, port)
        self._moments = moments

    def bundle(self, message: Message) -> OscBundle:
        camera, track = message["camera"], message["track"]
        builder = OscBundleBuilder(self._moments.utc_ns(message) / 1e9)
        for prefix in [f"/affect/{camera}/{track}", *([f"/affect/{camera}"] if message["primary"] else [])]:
            _add(builder, f"{prefix}/state", message["state"], "s")
            for name in VALUES:
                if message[name] is not None:
                    _add(builder, f"{prefix}/{name}", float(message[name]), "f")
        return builder.build()

    def send(self, message: Message) -> None:
        if message["topic"].startswith("affect."):
            self._client.send(self.bundle(message))

    def run(self, messages: Iterable[Message | None]) -> None:
        for message in messages:
            if message:
                self.send(message)


def _add(builder: OscBundleBuilder, address: str, value: str | float, kind: str) -> None:
    content = OscMessageBuilder(address)
    content.add_arg(value, kind)
    builder.add_content(content.build())
