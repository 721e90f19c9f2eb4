"""Dossiers: their shape, their checks, their rows, and the proof of their quotes."""
