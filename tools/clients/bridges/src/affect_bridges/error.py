"""Why a bridge cannot be opened or go on."""

from __future__ import annotations


class BridgeError(Exception):
    """One sentence for people: what is wrong, and what to do next."""
