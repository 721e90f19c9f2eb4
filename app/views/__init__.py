"""Answers composed of several resources: computed from the release in force, never stored."""
