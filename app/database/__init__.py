"""The database as readers see it, an embedded release file or a server, and the release that it is in.

Unavailable           the database cannot be used now; the reason is for the log and the command line
  Busy                as much is being answered as may be at once
  TooSlow             it was reached, and took too long
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.settings import Settings

if TYPE_CHECKING:  # it stands on what is here
    from app.database.threads import ReadThreads

T = TypeVar("T")

REVISION: Final = "0009"
"""The schema that this code reads: the newest revision in `migrations/versions` (a test compares them)."""
STATEMENTS_KEPT: Final = 80
"""Statements that an engine keeps compiled, beside those of lists, which are kept elsewhere."""

_MACHINE_ERRORS: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
"""Errors of the file or the machine, never of the statement."""

_UNAVAILABLE: Final = ("08", "25", "28", "3D", "40", "42501", "53", "55", "57", "58", "XX")
"""SQLSTATE, classes and one whole: what blames the server, its grants or the moment, not the statement."""
_CANCELLED: Final = "57014"

# Both engines read it as it stands, so that nothing is compiled for each connection.
_NEWEST_RELEASE: Final = (
    "SELECT version_num, digest, sequence, loaded_at"
    " FROM alembic_version LEFT JOIN releases ON digest IS NOT NULL ORDER BY sequence DESC LIMIT 1"
)
_RELEASE: Final = "tradefacts.release"
"""Where a connection to a release file holds its release (`Connection.info`)."""
INLINE: Final = ContextVar("INLINE", default=False)
"""Whether this is a read that others on the event loop wait for."""


def check_beside() -> None:
    """Raise TooSlow in a read that others on the event loop wait for, which is then run again beside them."""
    if INLINE.get():
        raise TooSlow


class Unavailable(Exception):
    """The database is away, or what it holds may not be served; `retry_after` is in seconds."""

    def __init__(self, reason: str, retry_after: int = 5) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class TooSlow(Unavailable):
    """The database did not answer in time."""

    def __init__(self, reason: str = "the database did not answer in time") -> None:
        super().__init__(reason, retry_after=1)


class Busy(Unavailable):
    """As much is being answered as may be at once."""

    def __init__(self, reason: str, retry_after: int = 1) -> None:
        super().__init__(reason, retry_after)


class Database(ABC):
    """A database that is only read; every piece of work sees one release."""

    kind: Literal["sqlite", "postgresql"]
    _threads: "ReadThreads"

    @abstractmethod
    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run short work on one consistent snapshot; it may be run again, so it changes nothing outside itself.

        Raises Unavailable, and TooSlow past the limits of the settings.
        """

    @abstractmethod
    async def compute(self, work: Callable[[Connection], T]) -> T:
        """Run work that takes long as `read` does, but beside the event loop, and at one time with few others.

        Raises Busy where it finds no place.
        """

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Connection]:
        """Open one snapshot for as long as the caller needs it, on a connection of its own; for threads."""

    def usage(self) -> dict[str, tuple[int, int]]:
        """Return of each pool of threads how much runs in it or waits for it, and how much may run."""
        return self._threads.usage()

    @abstractmethod
    def close(self) -> None:
        """Close all connections; running reads raise Unavailable."""


class TranslatedErrors(AbstractContextManager["TranslatedErrors"]):
    """A context that raises Unavailable in place of a driver's error, but for errors of the statement itself.

    A class, since the generator of a `contextmanager` costs as much as a row.
    """

    def __init__(self, translate: Callable[[BaseException], Unavailable | None]) -> None:
        self._translate = translate

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        translated = None if error is None or isinstance(error, Unavailable) else self._translate(error)
        if translated is not None:
            raise translated from error


def driver_error(error: BaseException) -> BaseException:
    """Return the driver's own error where SQLAlchemy wrapped one, else the error itself."""
    return getattr(error, "orig", None) or error


def of_files(error: BaseException) -> Unavailable | None:
    """Return what an error of SQLite or of the file means; None for an error of the statement."""
    original = driver_error(error)
    code = getattr(original, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF == sqlite3.SQLITE_INTERRUPT:
        return TooSlow()
    return Unavailable(f"the release cannot be read: {original}") if code & 0xFF in _MACHINE_ERRORS else None


def of_servers(error: BaseException) -> Unavailable | None:
    """Return what an error of the server, the network or the pool means; None for an error of the statement."""
    if isinstance(error, PoolTimeout):
        return Busy("all connections to the database are busy")
    original = driver_error(error)
    if not isinstance(original, psycopg.Error):
        return None
    state = original.sqlstate
    if state == _CANCELLED:
        return TooSlow()
    # An error of the connection without a state: there is no server, or none any more, at the other end.
    is_lost = state is None and isinstance(original, psycopg.OperationalError)
    if is_lost or (state or "").startswith(_UNAVAILABLE):
        reason = str(original).strip().partition("\n")[0]
        return Unavailable(f"the database cannot be used: {reason}")
    return None


ERRORS_OF_FILES: Final = TranslatedErrors(of_files)
ERRORS_OF_SERVERS: Final = TranslatedErrors(of_servers)


def rows_of(connection: Connection, statement: str, bound: Any) -> Sequence[Sequence[object]]:
    """Run a statement in the SQL of the driver, and return its rows as the driver gives them.

    SQLAlchemy's own way to do so makes objects for each column, which cost as much as the rows of a page. Errors are
    the driver's; listeners hear of the statement as of any other.
    """
    cursor = connection.connection.cursor()
    try:
        event = connection, cursor, statement, bound, None, False  # no context, and not several times over
        connection.dispatch.before_cursor_execute(*event)
        cursor.execute(statement, bound)
        connection.dispatch.after_cursor_execute(*event)
        rows: Sequence[Sequence[object]] = cursor.fetchall()
    finally:
        cursor.close()
    return rows


def connect(settings: Settings) -> Database:
    """Return the database of the settings, without looking at it yet and without ever making one."""
    # By name, since the engines stand on what is here.
    module, engine = ("embedded", "EmbeddedDatabase") if settings.release_path else ("server", "ServerDatabase")
    database: Database = getattr(import_module(f"app.database.{module}"), engine)(settings)
    return database


@dataclass(frozen=True, slots=True)
class ReleaseInForce:
    """The release that a connection sees; `loaded_at` in UTC."""

    digest: str
    sequence: int
    loaded_at: str


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
