"""ROS 2: `hri_msgs/Expression` of each face and the ids of those there, on DDS with ROS's names and types."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable

from affect_client.estimate import Message

from .error import BridgeError
from .moments import Moments

try:
    from cyclonedds.core import Policy, Qos
    from cyclonedds.domain import Domain, DomainParticipant
    from cyclonedds.pub import DataWriter, Publisher
    from cyclonedds.topic import Topic

    from .ros2_types import Expression, Header, IdsList, Time
except ImportError as error:
    raise BridgeError(f"DDS is not there ({error}); run: pip install 'affect-bridges[ros2]'") from None

# As ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST has it: the loopback interface, and the participants of this machine.
LOCAL = """<CycloneDDS><Domain id="any">
<General><Interfaces><NetworkInterface name="lo" multicast="false"/></Interfaces>
<AllowMulticast>false</AllowMulticast></General>
<Discovery><ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex>
<Peers><Peer address="127.0.0.1"/></Peers></Discovery>
</Domain></CycloneDDS>"""

# ROS 2's defaults for topics: reliable, volatile, the last ten.
QOS = Qos(
    Policy.Reliability.Reliable(max_blocking_time=0),
    Policy.Durability.Volatile,
    Policy.History.KeepLast(10),
    Policy.DataRepresentation(use_cdrv0_representation=True),
)
TRACKED = "rt/humans/faces/tracked"


def face_id(message: Message) -> str:
    """A name as ROS allows it, the same for a face as long as it is followed."""
    return f"face_{message['camera']}_{message['track']}"


class ROS2Bridge:
    """Topics `/humans/faces/tracked` and, for each id, `/humans/faces/ID/expression`; stamps are captures in ROS time.

    A tick without values gives no Expression; an unknown confidence (a bridged tick) is NaN. The ids are sent whenever
    they change, and each second for those who came later.
    """

    repeat_s = 1.0

    def __init__(self, moments: Moments, domain: int = 0, is_public: bool = False) -> None:
        self._moments = moments
        self._domain = None if is_public else Domain(domain, LOCAL)
        self._participant = DomainParticipant(domain)
        self._publisher = Publisher(self._participant)
        self._ids: set[str] = set()
        self._sent: list[str] | None = None
        self._repeat_at = 0.0
        self._writers: dict[str, DataWriter] = {}
        self._tracked = DataWriter(self._publisher, Topic(self._participant, TRACKED, IdsList), qos=QOS)

    def send(self, message: Message) -> None:
        if not message["topic"].startswith("affect."):
            return
        header = _header(self._moments.utc_ns(message), message["camera"])
        self._follow(message)
        if message["valid"]:
            values = (message[name] for name in ("valence", "arousal", "confidence"))
            numbers = (math.nan if value is None else float(value) for value in values)
            self._writer(face_id(message)).write(Expression(header, "", *numbers))
        self._send_ids(header)

    def run(self, messages: Iterable[Message | None]) -> None:
        for message in messages:
            if message:
                self.send(message)
            else:
                self.forget()

    def forget(self) -> None:
        """The feed fell silent: nobody is there for certain."""
        if self._ids:
            self._ids.clear()
            self._send_ids(_header(time.time_ns(), ""))

    def _follow(self, message: Message) -> None:
        if message["track"] == "t000000":
            self._ids = {face for face in self._ids if not face.startswith(f"face_{message['camera']}_")}
        elif message["state"] == "lost":
            self._ids.discard(face_id(message))
            self._writers.pop(face_id(message), None)
        else:
            self._ids.add(face_id(message))

    def _send_ids(self, header: Header) -> None:
        ids = sorted(self._ids)
        if ids == self._sent and time.monotonic() < self._repeat_at:
            return
        self._sent, self._repeat_at = ids, time.monotonic() + self.repeat_s
        self._tracked.write(IdsList(header, ids))

    def _writer(self, face: str) -> DataWriter:
        if face not in self._writers:
            topic = Topic(self._participant, f"rt/humans/faces/{face}/expression", Expression)
            self._writers[face] = DataWriter(self._publisher, topic, qos=QOS)
        return self._writers[face]


def _header(utc_ns: int, frame: str) -> Header:
    seconds, rest = divmod(utc_ns, 1_000_000_000)
    return Header(Time(seconds, rest), frame)
