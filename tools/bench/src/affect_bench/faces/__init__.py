"""Measures what the face stage finds, how sure it is, and what it says about bad views."""
