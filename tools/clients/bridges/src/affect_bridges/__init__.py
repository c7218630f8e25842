"""Hands the feed of AffectStream on to LSL, ROS 2, OSC and WebSocket."""

from .error import BridgeError
from .moments import Moments

__all__ = ["BridgeError", "Moments"]
