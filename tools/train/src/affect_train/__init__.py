"""Trains, scores and exports the networks of AffectStream."""

__version__ = "0.1.0"
