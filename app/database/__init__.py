"""The database as readers see it, an embedded release file or a server, and the release that it is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from app.database.base import Database, Unavailable, rows_of
from app.database.embedded import EmbeddedDatabase
from app.database.server import ServerDatabase
from app.settings import Settings

REVISION: Final = "0007"
"""The schema that this code reads: the newest revision in `migrations/versions` (a test compares them)."""

# Both engines read it as it stands, so that nothing is compiled for each connection.
_NEWEST_RELEASE: Final = (
    "SELECT version_num, digest, sequence, loaded_at"
    " FROM alembic_version LEFT JOIN releases ON digest IS NOT NULL ORDER BY sequence DESC LIMIT 1"
)
_RELEASE: Final = "tradefacts.release"
"""Where a connection to a release file holds its release (`Connection.info`)."""


@dataclass(frozen=True, slots=True)
class ReleaseInForce:
    """The release that a connection sees; `loaded_at` in UTC."""

    digest: str
    sequence: int
    loaded_at: str


def connect(settings: Settings) -> Database:
    """Return the database of the settings, without looking at it yet and without ever making one."""
    path = settings.release_path
    if path is not None:
        return EmbeddedDatabase(path, settings, check=release_in_force)
    if settings.database_url is None:
        raise ValueError("a database without a file has a URL")
    return ServerDatabase(settings.database_url, settings)


def release_in_force(connection: Connection) -> ReleaseInForce:
    """Return the newest release, after a check that its tables are those this code knows: at most one statement.

    Raises Unavailable where there is no release, or the schema is of another revision.
    """
    release: ReleaseInForce | None = connection.info.get(_RELEASE)
    if release is None:
        release = _read_release(connection)
        if connection.dialect.name == "sqlite":
            connection.info[_RELEASE] = release  # a release file never changes while a connection is open to it
    return release


def _read_release(connection: Connection) -> ReleaseInForce:
    try:
        rows = rows_of(connection, _NEWEST_RELEASE, ())
    except Exception as error:
        # PostgreSQL has a code for a table that is missing, SQLite only words.
        if getattr(error, "sqlstate", None) == "42P01" or "no such table" in str(error):
            raise Unavailable("the database holds no tables of ours: run `tradefacts load`") from error
        raise
    newest: Sequence[Any] = rows[0] if rows else ("none", None, None, None)
    version, digest, sequence, loaded_at = newest
    if version != REVISION:
        raise Unavailable(f"the schema is of revision {version}, this program reads {REVISION}: run `tradefacts load`")
    if digest is None:
        raise Unavailable("the database holds no release: run `tradefacts load`")
    return ReleaseInForce(digest, sequence, loaded_at)
