"""The `tradefacts` command."""

from app.cli.commands import app

__all__ = ["app"]
