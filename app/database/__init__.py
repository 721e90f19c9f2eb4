"""The database as readers see it: an embedded release file, or a server."""

from app.database.base import Database
from app.database.embedded import EmbeddedDatabase
from app.database.server import ServerDatabase
from app.settings import Settings


def connect(settings: Settings) -> Database:
    """Return the database of the settings, without looking at it yet and without ever making one."""
    path = settings.release_path
    if path is not None:
        return EmbeddedDatabase(path, settings)
    if settings.database_url is None:
        raise ValueError("a database without a file has a URL")
    return ServerDatabase(settings.database_url, settings)
