"""Draws talking, moving, feeling heads whose arousal and valence are known."""
