"""The place of a server: one transaction under an advisory lock, in which the old rows go and the new ones come."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, delete, inspect, text
from sqlalchemy.exc import OperationalError

from app.database import REVISION, Unavailable, release_in_force
from app.database.server import server_engine
from app.loading.migrating import migrate
from app.loading.places.place import LOCK_SECONDS, Busy, Place
from app.loading.tables import OWNED, owned_by, table_of
from app.models.base import Base

_LOCK: Final = 0x7472616465666163
"""The key of the advisory lock that loads take: `tradefac` in ASCII."""
_CONNECT_SECONDS: Final = 5.0
_LOCK_NOT_AVAILABLE: Final = "55P03"


@contextmanager
def server_place(url: str) -> Iterator[Place]:
    """Open the place of a server; what is not published is rolled back."""
    engine = server_engine(url, statement_seconds=0, connections=1, wait_seconds=_CONNECT_SECONDS, writes=True)
    try:
        with engine.connect() as connection:
            _lock(connection)
            outdated = _revision(connection) != REVISION
            if outdated:
                migrate(connection)
            yield ServerPlace(connection, outdated=outdated)
    finally:
        engine.dispose()


class ServerPlace(Place):
    """Replaces rows in place; readers see the old ones until the transaction ends."""

    def __init__(self, connection: Connection, *, outdated: bool) -> None:
        self._connection = connection
        self.outdated = outdated
        self.old = connection if _has_release(connection) else None

    def begin(self, replaced: Collection[str]) -> Connection:
        """Delete the rows of the replaced sources, parts before wholes."""
        for name in reversed(OWNED):
            table = table_of(name)
            self._connection.execute(delete(table).where(owned_by(table, replaced)))
        return self._connection

    def publish(self, mark: int) -> None:  # noqa: ARG002  # a server's data are its operator's, wherever they came from
        """Commit, which also checks every reference."""
        self._connection.execute(text(f"ANALYZE {', '.join(Base.metadata.tables)}"))
        self._connection.commit()


def _lock(connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
    try:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise Busy("another load works on this database") from error
        raise


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _has_release(connection: Connection) -> bool:
    try:
        release_in_force(connection)
    except Unavailable:
        return False
    return True
