"""LSL: one outlet a camera, for the person to follow, stamped with the camera's own capture times."""

from __future__ import annotations

import math
import socket
from collections.abc import Iterable

from affect_client.estimate import Message

from .error import BridgeError
from .loopback import close_to_others
from .moments import Moments

try:
    import pylsl
except (ImportError, RuntimeError) as error:
    raise BridgeError(f"LSL is not there ({error}); run: pip install 'affect-bridges[lsl]'") from None

CHANNELS = (("arousal", "-1..1"), ("valence", "-1..1"), ("confidence", "0..1"), ("tick", "count"))
SAMPLES_A_SECOND = 10
# Outlets are then found from this machine only. IPv6 is off because liblsl would answer there on every interface.
LOCAL = b"[multicast]\nResolveScope = machine\nListenAddress = 127.0.0.1\n[ports]\nIPv6 = disable\n"


class LSLBridge:
    """`type` Affect, `source_id` the same at each start, four channels of doubles; null is NaN.

    Unless it is public it is found from this machine only, and serves no other; that settles LSL for the whole process.
    """

    def __init__(self, moments: Moments, is_public: bool = False) -> None:
        if not is_public:
            pylsl.lib.lib.lsl_set_config_content(LOCAL)
        self._is_public = is_public
        self._moments = moments
        self._outlets: dict[str, pylsl.StreamOutlet] = {}

    def send(self, message: Message) -> None:
        """Pushes a message about the person to follow; others are left out."""
        if not message["topic"].startswith("affect.") or not message["primary"]:
            return
        values = (message["arousal"], message["valence"], message["confidence"], message["tick"])
        sample = [math.nan if value is None else float(value) for value in values]
        self._outlet(message).push_sample(sample, self._moments.monotonic_ns(message) / 1e9)

    def run(self, messages: Iterable[Message | None]) -> None:
        for message in messages:
            if message:
                self.send(message)

    def _outlet(self, message: Message) -> pylsl.StreamOutlet:
        camera = message["camera"]
        if camera not in self._outlets:
            self._outlets[camera] = pylsl.StreamOutlet(_description(message))
            if not self._is_public:
                close_to_others()
        return self._outlets[camera]


def _description(message: Message) -> pylsl.StreamInfo:
    camera = message["camera"]
    info = pylsl.StreamInfo(
        f"Affect {camera}",
        "Affect",
        len(CHANNELS),
        SAMPLES_A_SECOND,
        pylsl.cf_double64,
        f"affect-{socket.gethostname()}-{camera}",
    )
    description = info.desc()
    channels = description.append_child("channels")
    for name, unit in CHANNELS:
        channels.append_child("channel").append_child_value("label", name).append_child_value("unit", unit)
    description.append_child("synchronization").append_child_value("can_drop_samples", "true")
    for key in ("camera", "host", "model", "run"):
        description.append_child_value(key, message[key])
    return info
