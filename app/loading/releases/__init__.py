"""Releases: what a load replaces, how it is written, and what it records of itself."""
