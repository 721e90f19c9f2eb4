"""The database as readers see it: an embedded release file or a server, behind one interface."""

from app.database.base import (
    REVISION,
    Database,
    ReleaseInForce,
    TooSlow,
    Unavailable,
    release_in_force,
    rows_of,
)
from app.database.embedded import EmbeddedDatabase
from app.database.server import ServerDatabase
from app.settings import Settings

__all__ = [
    "REVISION",
    "Database",
    "ReleaseInForce",
    "TooSlow",
    "Unavailable",
    "connect",
    "release_in_force",
    "rows_of",
]


def connect(settings: Settings) -> Database:
    """Give the database of the settings, without looking at it yet and without ever making one."""
    path = settings.release_path
    if path is not None:
        return EmbeddedDatabase(path, settings)
    if settings.database_url is None:
        raise ValueError("a database without a file has a URL")
    return ServerDatabase(settings.database_url, settings)
