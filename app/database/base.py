"""What both engines offer to those who read, and how the trouble they may have is named.

Unavailable           the database cannot be used now; the reason is for the log and the command line
  TooSlow             it was reached, and took too long
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, TypeVar

from sqlalchemy import Connection, Dialect, Select, column, select, table

T = TypeVar("T")

REVISION: Final = "0003"
"""The schema that this code reads: the newest revision in `migrations/versions` (a test compares them)."""


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


class Database(ABC):
    """A database that is only read; every piece of work sees one release."""

    kind: Literal["sqlite", "postgresql"]

    @abstractmethod
    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run short work on one consistent snapshot; it may be run again, so it changes nothing outside itself.

        Raises Unavailable, and TooSlow past the limits of the settings.
        """

    async def compute(self, work: Callable[[Connection], T]) -> T:
        """Run work that takes long for what it makes of its rows: as `read`, and never where requests wait for it."""
        return await self.read(work)

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Connection]:
        """Open one snapshot for as long as the caller needs it, on a connection of its own; for threads."""

    @abstractmethod
    def close(self) -> None:
        """Let go of all connections; work that still runs ends with Unavailable."""


@dataclass(frozen=True, slots=True)
class ReleaseInForce:
    """The release that a connection sees; `loaded_at` in UTC."""

    digest: str
    sequence: int
    loaded_at: str


_RELEASES: Final = table("releases", column("digest"), column("sequence"), column("loaded_at"))
_VERSIONS: Final = table("alembic_version", column("version_num"))
_IN_FORCE: Final[Select[str | None, str | None, int | None, str | None]] = (
    select(_VERSIONS.c.version_num, _RELEASES.c.digest, _RELEASES.c.sequence, _RELEASES.c.loaded_at)
    .select_from(_VERSIONS.outerjoin(_RELEASES, _RELEASES.c.digest.is_not(None)))
    .order_by(_RELEASES.c.sequence.desc())
    .limit(1)
)


KEPT: Final = "tradefacts.release"
"""Where a connection to what never changes keeps its release (`Connection.info`)."""


def release_in_force(connection: Connection) -> ReleaseInForce:
    """Give the newest release, and hold that its tables are those this code knows: at most one statement.

    Raises Unavailable where there is no release, or the schema is of another revision.
    """
    kept: ReleaseInForce | None = connection.info.get(KEPT)
    return kept or _ask(connection)


def _ask(connection: Connection) -> ReleaseInForce:
    try:
        rows = rows_of(connection, _in_force_in(connection.dialect), ())
    except Exception as error:
        if _is_missing_table(error):
            raise Unavailable("the database holds no tables of ours: run `tradefacts load`") from error
        raise
    found: Sequence[Any] = rows[0] if rows else ("none", None, None, None)
    version, digest, sequence, loaded_at = found
    if version != REVISION:
        raise Unavailable(f"the schema is of revision {version}, this program reads {REVISION}: run `tradefacts load`")
    if digest is None:
        raise Unavailable("the database holds no release: run `tradefacts load`")
    return ReleaseInForce(digest, sequence, loaded_at)


def rows_of(connection: Connection, statement: str, bound: Any) -> Sequence[Sequence[Any]]:
    """Run a statement in the words of the driver, and give its rows as they come from there.

    SQLAlchemy's own way to do so makes objects for each column, which cost as much as the rows of a page. Errors are
    the driver's; listeners hear of the statement as of any other.
    """
    cursor = connection.connection.cursor()
    try:
        heard = connection, cursor, statement, bound, None, False  # no context, and not several times over
        connection.dispatch.before_cursor_execute(*heard)
        cursor.execute(statement, bound)
        connection.dispatch.after_cursor_execute(*heard)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    finally:
        cursor.close()
    return rows


@cache
def _in_force_in(dialect: Dialect) -> str:
    return str(_IN_FORCE.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _is_missing_table(error: Exception) -> bool:
    """Say whether a statement failed because its table is not there."""
    return getattr(error, "sqlstate", None) == "42P01" or "no such table" in str(error)
