"""Measures the whole stream: two picture sizes, allocations, and how many cameras one core serves."""
