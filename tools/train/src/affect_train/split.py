"""Which people train, choose and test."""

import hashlib
from typing import Literal

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")


def part_of(person: str, validation: float, test: float) -> Part:
    """A person's part, from a hash of the name: the same in every run and on every machine."""
    digest = hashlib.sha256(person.encode()).digest()
    position = int.from_bytes(digest[:8], "big") / 2**64
    if position < test:
        return "test"
    return "validation" if position < test + validation else "train"
