"""The builder of a release on a server: one transaction under an advisory lock, in which rows are replaced."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, ForeignKeyConstraint, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.schema import AddConstraint, DropConstraint

from app.database import REVISION, ReleaseInForce, Unavailable, release_in_force
from app.database.server import server_engine
from app.loading.releases.tables import LOCK_SECONDS, migrate, remove, table_of
from app.models import Base

_LOCK: Final = 0x7472616465666163
"""The key of the advisory lock that loads take: `tradefac` in ASCII."""
_CONNECT_SECONDS: Final = 5.0
_LOCK_NOT_AVAILABLE: Final = "55P03"
_FLOWS: Final = table_of("trade_flows")
_REFERENCE: Final[ForeignKeyConstraint] = next(
    constraint for constraint in table_of("evidence").foreign_key_constraints if constraint.referred_table is _FLOWS
)
"""The one reference to the key of `trade_flows`."""
_FOR_INDEXES: Final = ("maintenance_work_mem = '256MB'", "max_parallel_maintenance_workers = 2")
_REPLICA: Final = "SET LOCAL session_replication_role = replica"


@contextmanager
def server_builder(url: str) -> "Iterator[ServerBuilder]":
    """Open the builder of a server's release; what is not published is rolled back."""
    engine = server_engine(url, statement_seconds=0, connections=1, wait_seconds=_CONNECT_SECONDS, writes=True)
    try:
        with engine.connect() as connection:
            _lock(connection)
            outdated = MigrationContext.configure(connection).get_current_revision() != REVISION
            if outdated:
                migrate(connection)
            yield ServerBuilder(connection, outdated=outdated)
    finally:
        engine.dispose()


class ServerBuilder:
    """Replaces rows in place; readers see the old ones until the transaction ends.

    It has what EmbeddedBuilder has; but a server keeps no mark.
    """

    def __init__(self, connection: Connection, *, outdated: bool) -> None:
        self._connection = connection
        self.outdated = outdated
        self.release: ReleaseInForce | None = None
        with suppress(Unavailable):
            self.release = release_in_force(connection)
        self.old = connection if self.release else None
        self.mark = 0
        self.publishes: ReleaseInForce | None = None
        self._unindexed = self._untriggered = False

    def begin(self, replaced: Collection[str], *, bulk: bool = False) -> Connection:
        """Remove the rows of the replaced sources, parts before wholes.

        Rows in bulk come without the triggers that look up each reference of each row, where the role may do so: their
        references are checked as sets (`check_references_in`). The key and the indexes give way only while nobody can
        be reading, for that locks readers out.
        """
        if bulk:
            self._without_triggers()
        remove(self._connection, replaced)
        if bulk and self.old is None:
            self._unindexed = True
            for index in _FLOWS.indexes:
                index.drop(self._connection)
            for constraint in (_REFERENCE, _FLOWS.primary_key):
                self._connection.execute(DropConstraint(constraint))
        return self._connection

    def build_indexes(self) -> None:
        """Build the key and the indexes over the rows that are there, and let triggers run again."""
        if self._unindexed:
            for setting in _FOR_INDEXES:
                self._connection.execute(text(f"SET LOCAL {setting}"))
            self._connection.execute(AddConstraint(_FLOWS.primary_key, isolate_from_table=False))
            for index in _FLOWS.indexes:
                index.create(self._connection)
            self._connection.execute(AddConstraint(_REFERENCE, isolate_from_table=False))
            self._unindexed = False
        if self._untriggered:
            self._connection.execute(text("SET LOCAL session_replication_role = origin"))

    def _without_triggers(self) -> None:
        try:
            with self._connection.begin_nested():
                self._connection.execute(text(_REPLICA))
            self._untriggered = True
        except DBAPIError:
            self._untriggered = False

    def publish(self, mark: int, release: ReleaseInForce) -> None:  # noqa: ARG002  # a server keeps no mark
        """Update the statistics of the tables, and commit, which also checks every reference."""
        self._connection.execute(text(f"ANALYZE {', '.join(Base.metadata.tables)}"))
        self.publishes = release
        self._connection.commit()


def _lock(connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
    try:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise Unavailable("another load works on this database") from error
        raise
