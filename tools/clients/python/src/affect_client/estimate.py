"""One message about a face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the stream says of one face, or of nobody, at one tick; see docs/feed.md for the states and reasons."""

    track: str
    primary: bool
    tick: int
    seq: int
    state: str
    reasons: tuple[str, ...]
    valid: bool
    arousal: float | None
    valence: float | None
    arousal_sd: float | None
    valence_sd: float | None
    confidence: float | None
    t_capture_ns: int | None
    """CLOCK_MONOTONIC of the publishing host; None at a tick without a frame."""
    message: Message
    """Every key of the message as published."""

    @classmethod
    def of(cls, message: Message) -> Self:
        names = [name for name in cls.__dataclass_fields__ if name not in ("reasons", "message")]
        return cls(reasons=tuple(message["reasons"]), message=message, **{name: message[name] for name in names})
