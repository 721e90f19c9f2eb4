"""The engine of a server: PostgreSQL 15 or newer, reached through libpq, which knows about replicas and failover."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from math import ceil
from time import monotonic
from typing import Final, Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from app.database import ERRORS_OF_SERVERS, STATEMENTS_KEPT, Database, T, TooSlow, Unavailable, driver_error, of_servers
from app.database.threads import Budget, Crowded, ReadThreads, gives_turns_up
from app.settings import Settings

_SERIALIZATION: Final = "40001"
_LEAST_CONNECT_SECONDS: Final = 2
"""libpq takes nothing shorter."""
_AWAY_SECONDS: Final = 0.3
"""How long a server that took no connection is not tried again: refusals by the thousand would slow all else down."""
SNAPSHOT_SECONDS: Final = 60.0
"""How long one statement of a snapshot may take: an export has many, and no other limit."""
_WRITING: Final = {"target_session_attrs": "read-write"}


def server_engine(
    url: str,
    *,
    statement_seconds: float,
    connections: int,
    wait_seconds: float,
    connection_seconds: float = -1,
    writes: bool = False,
) -> Engine:
    """Return an engine on a libpq URL, hosts and all; statements end after their time, 0 for never.

    Connections older than `connection_seconds` are replaced, which asks the hosts anew; with `writes` only a host that
    takes writes will do, whatever the URL says.
    """
    limit = f"-c statement_timeout={int(statement_seconds * 1000)}"
    given = conninfo_to_dict(url, **(_WRITING if writes else {}))

    def connect() -> psycopg.Connection:
        made = psycopg.connect(
            url,
            target_session_attrs=given.get("target_session_attrs"),
            options=f"{given.get('options') or ''} {limit}".strip(),
            connect_timeout=given.get("connect_timeout") or max(_LEAST_CONNECT_SECONDS, ceil(wait_seconds)),
            application_name=given.get("application_name") or "tradefacts",
        )
        made.pgconn.notice_handler = None  # nobody hears it, and what is raised in it to end work would be lost
        return made

    return create_engine(
        "postgresql+psycopg://",
        creator=connect,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_recycle=connection_seconds,
        query_cache_size=STATEMENTS_KEPT,
    )


class ServerDatabase(Database):
    """Reads in transactions that see one state and cannot write."""

    kind: Literal["sqlite", "postgresql"] = "postgresql"

    def __init__(self, settings: Settings) -> None:
        if settings.database_url is None:
            raise ValueError("this database is a server, and the settings name none")
        self._engine = server_engine(
            settings.database_url,
            statement_seconds=settings.statement_seconds,
            connections=settings.pool_size + settings.max_exports,
            wait_seconds=settings.statement_seconds,
            connection_seconds=settings.connection_seconds,
        ).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        gives_turns_up(self._engine)
        self._statement_seconds = settings.statement_seconds
        self._threads = ReadThreads(settings.pool_size, settings.deadline_seconds)
        self._in_use: set[psycopg.Connection] = set()
        self._away: tuple[float, str] | None = None
        self._closed = threading.Event()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run short work in a thread; where it takes long and may not, again among what does."""
        begun = monotonic()
        try:
            return await self._run(work)
        except Crowded:
            return await self._run(work, takes_long=True, spent=monotonic() - begun)

    async def compute(self, work: Callable[[Connection], T]) -> T:
        """Run work in a thread, as one of few that take long."""
        return await self._run(work, takes_long=True)

    async def _run(self, work: Callable[[Connection], T], *, takes_long: bool = False, spent: float = 0.0) -> T:
        """Run work in a thread; once more where the server dropped a pooled connection or saw a conflict."""
        if self._away and monotonic() < self._away[0]:
            raise Unavailable(self._away[1])
        using: list[psycopg.Connection] = []

        def run_once(budget: Budget) -> T:
            try:
                with self._connected() as connection:
                    using.append(_driver_connection(connection))
                    try:
                        return budget.run(work, connection)
                    except TooSlow:
                        connection.invalidate()
                        raise
            finally:
                using.clear()

        def run(budget: Budget) -> T:
            try:
                return run_once(budget)
            except (DBAPIError, psycopg.Error) as error:
                if budget.is_over or not _is_transient(error):
                    raise
            return run_once(budget)

        def hang_up() -> None:
            for raw in tuple(using):
                _hang_up(raw)

        with ERRORS_OF_SERVERS:
            return await self._threads.run(run, hang_up, takes_long=takes_long, spent=spent)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open a transaction for an export: each statement has SNAPSHOT_SECONDS; who reads slowly is its concern.

        A server that does not answer is found out by the first, which does nothing, in the time of a page's.
        """
        begun = monotonic()
        with ERRORS_OF_SERVERS, ExitStack() as held:
            try:
                connection = self._open_transaction(held)
            except DBAPIError as error:
                if not _is_transient(error) or monotonic() - begun > self._statement_seconds / 2:
                    raise
                connection = self._open_transaction(held)
            yield connection

    def _open_transaction(self, held: ExitStack) -> Connection:
        connection = held.enter_context(self._connected())
        with _client_timeout(connection, self._statement_seconds):
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(SNAPSHOT_SECONDS * 1000)}")
        held.enter_context(_client_timeout(connection, SNAPSHOT_SECONDS))
        return connection

    def close(self) -> None:
        """Close all connections, so that no thread waits for a server that does not answer."""
        self._closed.set()
        self._threads.close()
        for raw in tuple(self._in_use):
            _hang_up(raw)
        self._engine.pool.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """Yield a connection of the pool; one that comes back after the pool was closed is closed."""
        try:
            with self._made() as connection:
                raw = _driver_connection(connection)
                self._in_use.add(raw)
                try:
                    yield connection
                    if not raw.closed:  # the pool would roll back, and the driver forget the statements it has prepared
                        raw.commit()
                except psycopg.Error:
                    if raw.closed and not connection.invalidated:  # let the pool find out: it empties itself
                        connection.exec_driver_sql("SELECT")
                    raise
                finally:
                    self._in_use.discard(raw)
        finally:
            if self._closed.is_set():
                self._engine.pool.dispose()

    def _made(self) -> Connection:
        """Open a connection of the pool; remember for a moment where there is no server to make one with."""
        try:
            return self._engine.connect()
        except DBAPIError as error:
            if not self._in_use and (lost := of_servers(error)):  # else there is a server, with no room for more
                self._away = monotonic() + _AWAY_SECONDS, lost.reason
            raise


def _driver_connection(connection: Connection) -> psycopg.Connection:
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError(f"psycopg is the one driver here, not {type(raw)}")
    return raw


@contextmanager
def _client_timeout(connection: Connection, seconds: float) -> Iterator[None]:
    """Close the connection when a statement takes longer: a frozen server does not keep to its own timeout."""
    raw, running = _driver_connection(connection), list[threading.Timer]()

    def begin(*_: object) -> None:
        running.append(threading.Timer(seconds, _hang_up, (raw,)))
        running[-1].daemon = True
        running[-1].start()

    def end(*_: object) -> None:
        while running:
            running.pop().cancel()

    event.listen(connection, "before_cursor_execute", begin)
    event.listen(connection, "after_cursor_execute", end)
    try:
        yield
    finally:
        end()
        event.remove(connection, "before_cursor_execute", begin)
        event.remove(connection, "after_cursor_execute", end)


def _hang_up(raw: psycopg.Connection) -> None:
    """Close a connection from outside: whoever waits on it gets an error at once, even from a frozen server."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(raw.fileno())) as end:
        raw.fileno()  # fails where it was closed meanwhile: by then its number may be another connection's
        end.shutdown(socket.SHUT_RDWR)


def _is_transient(error: DBAPIError | psycopg.Error) -> bool:
    dropped = isinstance(error, DBAPIError) and error.connection_invalidated
    return dropped or getattr(driver_error(error), "sqlstate", None) == _SERIALIZATION
