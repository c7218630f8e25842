"""The ROS 2 messages that are published, as ROS names them on DDS.

Source: hri_msgs 2.3 (msg/Expression.msg, msg/IdsList.msg), std_msgs/Header, builtin_interfaces/Time. The type names are
those of ROS 2's mapping to DDS. Cyclone reads the annotations, so they have to be types and not text.
"""

from dataclasses import dataclass

from cyclonedds.idl import IdlStruct
from cyclonedds.idl.annotations import final
from cyclonedds.idl.types import float32, int32, sequence, uint32


@dataclass
@final
class Time(IdlStruct, typename="builtin_interfaces.msg.dds_.Time_"):
    """Seconds since 1970, and nanoseconds."""

    sec: int32
    nanosec: uint32


@dataclass
@final
class Header(IdlStruct, typename="std_msgs.msg.dds_.Header_"):
    """When, and in whose frame."""

    stamp: Time
    frame_id: str


@dataclass
@final
class Expression(IdlStruct, typename="hri_msgs.msg.dds_.Expression_"):
    """Valence and arousal from -1 to 1, confidence from 0 to 1; `expression` is a category and stays empty here."""

    header: Header
    expression: str
    valence: float32
    arousal: float32
    confidence: float32


@dataclass
@final
class IdsList(IdlStruct, typename="hri_msgs.msg.dds_.IdsList_"):
    """The faces that are there."""

    header: Header
    ids: sequence[str]
