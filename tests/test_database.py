"""Both engines: one release for one reader, trouble named as what it is, and no waiting without an end."""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from app.database import Busy, Database, TooSlow, Unavailable, connect, release_files, release_in_force
from app.database import server as server_engine
from app.database import threads as database_threads
from app.database.embedded import STEPS_INLINE
from app.database.release_files import allowed_digests, digest_of, sidecar
from app.database.server import _hang_up
from app.database.threads import _QUICK_SECONDS, Budget, ReadThreads, _without_ended
from app.loading.releases.files import write_digests
from app.settings import Settings

EVENTS = text("SELECT count(*) FROM events")
COUNTING = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT max(i) FROM n")
"""Takes more than ten steps of SQLite's machine for each number it counts."""
PATIENCE = 300
"""Seconds, for what happens at once on a machine that is free."""
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def count_events(connection: Connection) -> Any:
    return connection.execute(EVENTS).scalar_one()


def read(database: Database, work: Callable[[Connection], Any]) -> Any:
    return asyncio.run(database.read(work))


def flipped(good: bytes) -> bytes:
    """Flip one bit in the middle."""
    bad = bytearray(good)
    bad[len(bad) // 2] ^= 1
    return bytes(bad)


def replaced(path: Path, *changes: str) -> None:
    """Put another release in place of one, as a load does."""
    new = path.with_name("other.db")
    shutil.copyfile(path, new)
    with sqlite3.connect(new) as connection:
        for change in changes:
            connection.execute(change)
    connection.close()
    digest = digest_of(new)
    write_digests(path, {digest, *allowed_digests(path)})
    new.replace(path)
    write_digests(path, {digest})


@pytest.fixture
def release(seed_sqlite: Path, tmp_path: Path) -> Path:
    """A copy of the seed's release, to do harm to."""
    path = tmp_path / "release.db"
    shutil.copyfile(seed_sqlite, path)
    shutil.copyfile(sidecar(seed_sqlite), sidecar(path))
    return path


@pytest.fixture
def embedded(release: Path, settings_for: Callable[..., Settings]) -> Iterator[Database]:
    database = connect(settings_for(f"sqlite:///{release}"))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The seed's release on either engine."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('seed_sqlite')}"
    return str(request.getfixturevalue("seed_postgres"))


@pytest.fixture
def database(url: str, settings_for: Callable[..., Settings]) -> Iterator[Database]:
    database = connect(settings_for(url, pool_size=2))
    yield database
    database.close()


@pytest.fixture
def crowd(url: str, settings_for: Callable[..., Settings]) -> Iterator[Database]:
    """A database with threads for four that take long."""
    database = connect(settings_for(url, pool_size=16))
    yield database
    database.close()


async def until(is_true: Callable[[], object]) -> None:
    """Wait for other threads, however long they take."""
    while not is_true():  # noqa: ASYNC110  # threads do not know the loop
        await asyncio.sleep(0.01)


async def patiently(
    run: Callable[[Callable[[Connection], Any]], Awaitable[Any]], work: Callable[[Connection], Any]
) -> Any:
    """Ask until there is an answer: on a busy machine a short deadline may pass before anything begins."""
    while True:
        with suppress(TooSlow, Busy):
            return await run(work)


class TestEither:
    def test_a_read_sees_the_release(self, database: Database) -> None:
        assert read(database, count_events) > 0
        assert read(database, release_in_force).loaded_at == "2026-01-01T00:00:00Z"

    def test_other_work_goes_on_while_something_is_computed(self, database: Database) -> None:
        """Had it run where requests wait, nobody could let it end."""
        is_begun, is_over = threading.Event(), threading.Event()

        def compute(connection: Connection) -> Any:
            is_begun.set()
            return is_over.wait(PATIENCE), count_events(connection)

        async def both() -> Any:
            computing = asyncio.create_task(database.compute(compute))
            await until(is_begun.is_set)
            is_over.set()
            return await computing

        let_go, events = asyncio.run(both())
        assert let_go
        assert events > 0

    def test_a_snapshot_sees_the_release(self, database: Database) -> None:
        with database.snapshot() as connection:
            assert count_events(connection) > 0

    def test_an_endless_statement_is_too_slow(self, url: str, settings_for: Callable[..., Settings]) -> None:
        database = connect(settings_for(url, statement_seconds=0.5))
        with pytest.raises(TooSlow):
            read(database, lambda connection: connection.execute(text(ENDLESS[database.kind])).all())
        assert asyncio.run(patiently(database.read, count_events)) > 0
        database.close()

    def test_endless_python_is_ended_and_its_thread_freed(
        self, url: str, settings_for: Callable[..., Settings]
    ) -> None:
        """The database never gets to know of it, so that no limit on statements helps."""
        database = connect(settings_for(url, statement_seconds=0.5, deadline_seconds=0.5, pool_size=1))
        begun, ends = list[bool](), list[str]()

        def think(_: Connection) -> None:
            begun.append(True)
            try:
                while True:
                    ends[:] = ends
            except Exception:  # noqa: BLE001  # as a reader might that means well
                ends.append("swallowed")
            finally:
                ends.append("over")

        async def one_after_the_other() -> None:
            while not begun:
                with pytest.raises(TooSlow):
                    await database.compute(think)
            await until(lambda: ends == ["over"])
            assert await patiently(database.compute, count_events) > 0

        asyncio.run(one_after_the_other())
        database.close()

    def test_what_a_finalizer_swallows_is_not_told(
        self, settings_for: Callable[..., Settings], url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Work is stopped once more where the first time was in a finalizer; whatever else fails in one is told."""
        told = list[object]()
        monkeypatch.setattr(sys, "unraisablehook", _without_ended(lambda lost: told.append(lost.exc_type)))
        database = connect(settings_for(url, statement_seconds=0.5, deadline_seconds=0.5, pool_size=1))
        ends = list[str]()

        class Slow:
            def __del__(self) -> None:
                ends.append("finalizer")
                while True:
                    ends[:] = ends

        class Broken:
            def __del__(self) -> None:
                raise KeyError

        def think(_: Connection) -> None:
            try:
                Slow()
                while True:
                    ends[:] = ends
            finally:
                ends.append("over")

        async def end() -> None:
            while "finalizer" not in ends:
                with pytest.raises(TooSlow):
                    await database.compute(think)
            await until(lambda: ends[-1] == "over")

        asyncio.run(end())
        database.close()
        Broken()
        assert told == [KeyError]

    def test_work_is_not_begun_when_its_time_is_over(self) -> None:
        """A thread that waited that long, for a connection or a file, has nobody to work for."""
        threads, go_on, begun = ReadThreads(1, 0.05), threading.Event(), list[object]()

        def wait_first(budget: Budget) -> None:
            go_on.wait(PATIENCE)
            budget.run(begun.append, cast("Connection", None))

        async def begin_late() -> None:
            with pytest.raises(TooSlow):
                await threads.run(wait_first, takes_long=True)
            go_on.set()
            await until(lambda: threads.usage()["long"][0] == 0)

        asyncio.run(begin_late())
        threads.close()
        assert begun == []

    def test_time_spent_before_counts(self) -> None:
        """Work that was tried among what is quick, and then again among what is not, waits no longer in all."""
        threads, go_on = ReadThreads(1, PATIENCE), threading.Event()
        began = time.monotonic()
        with pytest.raises((TooSlow, Busy)):
            asyncio.run(threads.run(lambda _: go_on.wait(PATIENCE), takes_long=True, spent=PATIENCE))
        go_on.set()
        threads.close()
        assert time.monotonic() - began < PATIENCE / 2

    def test_what_takes_long_leaves_room(self, url: str, settings_for: Callable[..., Settings]) -> None:
        """As many as there are threads take long, and are far more than may at once."""
        database = connect(settings_for(url, pool_size=4))
        go_on, begun = threading.Event(), list[bool]()

        def compute(_: Connection) -> None:
            begun.append(True)
            go_on.wait(PATIENCE)

        async def beside() -> int:
            held = [asyncio.create_task(database.compute(compute)) for _ in range(8)]
            await until(lambda: begun)
            for _ in range(20):
                assert await database.read(count_events) > 0
            begun_then = len(begun)
            go_on.set()
            await asyncio.gather(*held)
            return begun_then

        assert asyncio.run(beside()) == 1
        assert len(begun) == 8
        database.close()

    def test_one_computes_at_a_time(self, crowd: Database) -> None:
        computing, most = list[bool](), list[int]()

        def compute(connection: Connection) -> None:
            for _ in range(5):
                computing.append(True)
                time.sleep(0.01)  # time enough for another
                most.append(len(computing))
                computing.pop()
                count_events(connection)

        async def beside() -> None:
            await asyncio.gather(*(crowd.compute(compute) for _ in range(4)))

        asyncio.run(beside())
        assert set(most) == {1}

    def test_another_computes_while_a_statement_runs(self, crowd: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(database_threads, "_TURN_SECONDS", PATIENCE)
        asked, computed = threading.Event(), threading.Event()

        def ask(connection: Connection) -> bool:
            def run_long(*_: object) -> None:
                asked.set()
                computed.wait(PATIENCE)

            heard_last = connection if crowd.kind == "sqlite" else connection.engine
            event.listen(heard_last, "before_cursor_execute", run_long)
            assert count_events(connection) > 0
            return computed.is_set()

        async def both() -> bool:
            asking = asyncio.create_task(crowd.compute(ask))
            await until(asked.is_set)
            await crowd.compute(lambda _: computed.set())
            return await asking

        assert asyncio.run(both())

    def test_one_that_computes_on_and_on_keeps_another_waiting_for_a_moment_only(
        self, crowd: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database_threads, "_TURN_SECONDS", 0.01)
        begun, go_on = threading.Event(), threading.Event()

        def compute(_: Connection) -> None:
            begun.set()
            go_on.wait(PATIENCE)

        async def both() -> None:
            first = asyncio.create_task(crowd.compute(compute))
            await until(begun.is_set)
            assert await crowd.compute(count_events) > 0
            go_on.set()
            await first

        asyncio.run(both())

    @pytest.mark.parametrize("statement", ["SELECT nothing FROM events", None])
    def test_a_turn_ends_with_its_work_however_that_ends(
        self, url: str, settings_for: Callable[..., Settings], statement: str | None
    ) -> None:
        database = connect(settings_for(url, deadline_seconds=0.5, statement_seconds=0.4))

        def end_badly(connection: Connection) -> None:
            count_events(connection)
            if statement:
                connection.execute(text(statement))
            while True:
                time.sleep(0.001)

        async def end() -> bool:
            with pytest.raises((TooSlow, DBAPIError)):
                await database.compute(end_badly)
            await until(lambda: database.usage()["long"][0] == 0)
            return database_threads._TURN.acquire(blocking=False)  # noqa: SLF001  # whether it is nobody's

        assert asyncio.run(end())
        database_threads._TURN.release()  # noqa: SLF001
        database.close()

    def test_a_wrong_statement_is_an_error_of_ours(self, database: Database) -> None:
        with pytest.raises(DBAPIError):
            read(database, lambda connection: connection.execute(text("SELECT nothing FROM events")))
        assert read(database, count_events) > 0

    @pytest.mark.parametrize("statement", ["DELETE FROM evidence", "CREATE TABLE x (y INTEGER)"])
    def test_nothing_can_be_written(self, database: Database, statement: str) -> None:
        def write(connection: Connection) -> None:
            connection.execute(text(statement))

        with pytest.raises((Unavailable, DBAPIError), match=r"read-?only"):
            read(database, write)
        with pytest.raises((Unavailable, DBAPIError), match=r"read-?only"), database.snapshot() as connection:
            write(connection)

    def test_many_at_once(self, database: Database) -> None:
        async def all_of_them() -> list[Any]:
            return await asyncio.gather(*(database.read(count_events) for _ in range(50)))

        assert len(set(asyncio.run(all_of_them()))) == 1

    def test_others_are_answered_while_a_slow_read_runs(self, database: Database) -> None:
        is_over = threading.Event()
        threads = []

        def go_on(connection: Connection) -> None:
            threads.append(threading.current_thread())
            while not is_over.is_set():
                connection.execute(COUNTING, {"last": STEPS_INLINE // 100}).all()

        async def both() -> None:
            slow = asyncio.create_task(database.read(go_on))
            await until(lambda: threads and threads[-1] is not threading.main_thread())
            await database.read(count_events)
            assert not slow.done()
            is_over.set()
            await slow

        asyncio.run(both())

    def test_a_closed_database_says_so(self, database: Database) -> None:
        read(database, count_events)
        database.close()
        with pytest.raises(Unavailable):
            read(database, count_events)


class TestEmbedded:
    def test_a_missing_file_is_told_and_not_made(self, tmp_path: Path, settings_for: Callable[..., Settings]) -> None:
        database = connect(settings_for(f"sqlite:///{tmp_path / 'none.db'}"))
        with pytest.raises(Unavailable, match=r"there is no release at .*none\.db.*tradefacts load"):
            read(database, count_events)
        with pytest.raises(Unavailable), database.snapshot():
            pass
        database.close()
        assert list(tmp_path.iterdir()) == []

    def test_a_flipped_bit_is_found(self, release: Path, embedded: Database) -> None:
        release.write_bytes(flipped(release.read_bytes()))
        with pytest.raises(Unavailable, match="damaged"):
            read(embedded, count_events)

    def test_a_file_without_its_digest_is_not_trusted(self, release: Path, embedded: Database) -> None:
        sidecar(release).unlink()
        with pytest.raises(Unavailable, match=r"release\.db\.sha256 is missing"):
            read(embedded, count_events)

    def test_a_refused_file_is_looked_at_again_when_it_is_restored(self, release: Path, embedded: Database) -> None:
        good = release.read_bytes()
        release.write_bytes(b"not a database")
        with pytest.raises(Unavailable):
            read(embedded, count_events)
        release.write_bytes(good)
        assert read(embedded, count_events) > 0

    def test_a_file_of_nothing_is_told_apart(self, release: Path, embedded: Database) -> None:
        release.write_bytes(b"")
        write_digests(release, {digest_of(release)})
        with pytest.raises(Unavailable, match="no tables of ours"):
            read(embedded, count_events)

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ("UPDATE alembic_version SET version_num = '9999'", "of revision 9999, this program reads"),
            ("DELETE FROM alembic_version", "of revision none"),
            ("DELETE FROM releases", "holds no release"),
        ],
    )
    def test_what_this_program_does_not_read_is_not_served(
        self, release: Path, embedded: Database, change: str, told: str
    ) -> None:
        replaced(release, change)
        with pytest.raises(Unavailable, match=told):
            read(embedded, count_events)

    def test_a_new_release_is_noticed(self, release: Path, embedded: Database) -> None:
        before = read(embedded, count_events)
        replaced(release, "DELETE FROM events WHERE id = (SELECT min(id) FROM events)")
        assert read(embedded, count_events) == before - 1

    def test_all_who_come_wait_for_a_new_file(
        self, release: Path, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However few of them may take long: none of them has asked for anything dear."""

        def digest_of(path: Path) -> str:
            time.sleep(3 * _QUICK_SECONDS)
            return digest_before(path)

        digest_before = release_files.digest_of
        monkeypatch.setattr(release_files, "digest_of", digest_of)
        database = connect(settings_for(f"sqlite:///{release}", pool_size=4))

        async def all_of_them() -> list[Any]:
            return await asyncio.gather(*(database.read(count_events) for _ in range(6)))

        assert len(set(asyncio.run(all_of_them()))) == 1
        database.close()

    def test_a_snapshot_outlives_its_release(self, release: Path, embedded: Database) -> None:
        with embedded.snapshot() as connection:
            before = count_events(connection)
            replaced(release, "DELETE FROM events")
            assert read(embedded, count_events) == 0
            assert count_events(connection) == before

    def test_a_swap_while_a_file_is_verified_is_no_damage(
        self, release: Path, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        swaps = iter([release])

        def digest_of(path: Path) -> str:
            for swapped in swaps:
                replaced(swapped, "DELETE FROM events")
            return digest_before(path)

        digest_before = release_files.digest_of
        monkeypatch.setattr(release_files, "digest_of", digest_of)
        assert read(embedded, count_events) == 0

    def test_a_damaged_file_that_comes_in_just_before_a_snapshot_is_found(
        self, release: Path, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read(embedded, count_events)
        swaps = iter([release])

        def open_file(path: Path) -> sqlite3.Connection:
            for swapped in swaps:
                swapped.write_bytes(flipped(swapped.read_bytes()))
            return open_before(path)

        open_before = release_files.open_file
        monkeypatch.setattr("app.database.embedded.open_file", open_file)
        with pytest.raises(Unavailable, match="damaged"), embedded.snapshot():
            pass

    def test_a_file_that_is_opened_while_the_end_comes_is_closed(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = []

        def open_file(path: Path) -> sqlite3.Connection:
            embedded.close()
            opened.append(open_before(path))
            return opened[-1]

        open_before = release_files.open_file
        monkeypatch.setattr("app.database.embedded.open_file", open_file)
        with pytest.raises(Unavailable, match="being closed"):
            read(embedded, count_events)
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            opened[0].execute("SELECT 1")

    def test_work_of_many_steps_is_done_over_in_a_thread(self, embedded: Database) -> None:
        threads = []

        def work(connection: Connection) -> Any:
            threads.append(threading.current_thread())
            return connection.execute(COUNTING, {"last": STEPS_INLINE // 10}).scalar_one()

        assert read(embedded, work) == STEPS_INLINE // 10
        assert threads[0] is threading.main_thread()
        assert threads[1] is not threading.main_thread()

    def test_readers_never_see_a_release_in_part(self, release: Path, embedded: Database) -> None:
        """Each release deletes one event and says so in its digest's sequence; a reader compares the two."""
        before = read(embedded, count_events)
        seen, failures = set(), []
        stop = threading.Event()

        def both(connection: Connection) -> tuple[int, int]:
            return count_events(connection), release_in_force(connection).sequence

        def watch() -> None:
            while not stop.is_set():
                try:
                    seen.add(read(embedded, both))
                except Unavailable as error:
                    failures.append(error)

        watcher = threading.Thread(target=watch)
        watcher.start()
        for _ in range(before):
            replaced(
                release,
                "DELETE FROM events WHERE id = (SELECT min(id) FROM events)",
                "UPDATE releases SET sequence = sequence + 1",
            )
        stop.set()
        watcher.join()
        assert failures == []
        assert {events + sequence for events, sequence in seen} == {before + 1}


class TestServer:
    @pytest.fixture
    def server(self, seed_postgres: str, settings_for: Callable[..., Settings]) -> Iterator[Database]:
        database = connect(settings_for(seed_postgres, pool_size=2))
        yield database
        database.close()

    @pytest.fixture
    def hurried(self, seed_postgres: str, settings_for: Callable[..., Settings]) -> Iterator[Database]:
        """The server's database with a short deadline, its connections made."""
        database = connect(settings_for(seed_postgres, statement_seconds=1, deadline_seconds=4, pool_size=2))
        read(database, count_events)
        yield database
        database.close()

    def test_a_server_that_is_away_is_told(self, tmp_path: Path, settings_for: Callable[..., Settings]) -> None:
        database = connect(settings_for(f"postgresql:///facts?host={tmp_path}"))
        with pytest.raises(Unavailable, match="cannot be used"):
            read(database, count_events)
        database.close()

    def test_a_server_that_is_away_is_not_tried_by_everybody(
        self, tmp_path: Path, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tries = []

        def attempt(*asked: Any, **how: Any) -> psycopg.Connection:
            tries.append(asked)
            return psycopg.Connection.connect(*asked, **how)

        monkeypatch.setattr(psycopg, "connect", attempt)
        monkeypatch.setattr(server_engine, "_AWAY_SECONDS", 60.0)
        database = connect(settings_for(f"postgresql:///facts?host={tmp_path}"))
        for _ in range(50):
            with pytest.raises(Unavailable, match="cannot be used"):
                read(database, count_events)
        assert len(tries) == 1
        monkeypatch.setattr(server_engine, "monotonic", lambda: time.monotonic() + 61)
        with pytest.raises(Unavailable):
            read(database, count_events)
        assert len(tries) == 2
        database.close()

    def test_a_database_that_does_not_exist_is_not_made(
        self, postgres: str, settings_for: Callable[..., Settings]
    ) -> None:
        for _ in range(2):
            database = connect(settings_for(postgres.replace("/postgres?", "/none?")))
            with pytest.raises(Unavailable, match='"none" does not exist'):
                read(database, count_events)
            database.close()

    def test_an_empty_database_holds_no_tables_of_ours(
        self, empty_postgres: str, settings_for: Callable[..., Settings]
    ) -> None:
        database = connect(settings_for(empty_postgres))
        with pytest.raises(Unavailable, match="no tables of ours"):
            read(database, release_in_force)
        database.close()

    def test_whoever_waits_for_a_busy_pool_is_told_so(self, hurried: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """One thread is held by what was to be quick, one by what takes long, both by no statement."""
        monkeypatch.setattr("app.database.threads._QUICK_SECONDS", 3.0)  # on a busy machine nothing else is quick
        go_on = threading.Event()
        holding = []

        def hold(_: Connection) -> None:
            holding.append(True)
            go_on.wait(PATIENCE)

        async def four() -> list[Any]:
            held = [asyncio.create_task(run(hold)) for run in (hurried.read, hurried.compute)]
            await until(lambda: len(holding) == 2)
            waiting = [run(count_events) for run in (hurried.read, hurried.compute)]
            results = await asyncio.gather(*held, *waiting, return_exceptions=True)
            go_on.set()
            return results

        assert list(map(type, asyncio.run(four()))) == [TooSlow, TooSlow, int, Busy]

    def test_a_connection_given_back_after_the_end_is_closed(self, hurried: Database) -> None:
        """Left to the garbage collector, it would warn in whichever test runs by then."""
        go_on = threading.Event()
        held: list[Any] = []

        def hold(connection: Connection) -> None:
            held.append(connection.connection.dbapi_connection)
            go_on.wait(PATIENCE)

        with pytest.raises(TooSlow):
            read(hurried, hold)
        hurried.close()
        go_on.set()
        end = time.monotonic() + PATIENCE
        while not held[0].closed and time.monotonic() < end:
            time.sleep(0.01)
        assert held[0].closed

    def test_a_frozen_server_is_left_at_the_deadline_and_its_thread_freed(
        self, seed_postgres: str, settings_for: Callable[..., Settings]
    ) -> None:
        server = connect(settings_for(seed_postgres, statement_seconds=4, deadline_seconds=4, pool_size=1))
        frozen: list[int] = []

        def freeze(connection: Connection) -> Any:
            frozen.append(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
            os.kill(frozen[-1], signal.SIGSTOP)
            return count_events(connection)

        try:
            for _ in range(2):  # with one thread: the second waits for the first to be freed
                with pytest.raises(TooSlow):
                    read(server, freeze)
        finally:
            for process in frozen:
                os.kill(process, signal.SIGCONT)
        assert len(frozen) == 2
        assert read(server, count_events) > 0
        server.close()

    def test_what_a_server_remarks_stops_no_end(
        self, seed_postgres: str, settings_for: Callable[..., Settings], capfd: pytest.CaptureFixture[str]
    ) -> None:
        """An end that fell into what the driver's compiled code calls back was lost there, and told past the log."""
        server = connect(settings_for(seed_postgres, statement_seconds=0.5, deadline_seconds=0.5, pool_size=1))
        read(server, count_events)
        begun = list[bool]()

        def hear(connection: Connection) -> None:
            begun.append(True)
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("DO $$ BEGIN LOOP RAISE NOTICE 'x'; END LOOP; END $$")

        while not begun:
            with pytest.raises(TooSlow):
                read(server, hear)
        server.close()
        assert capfd.readouterr() == ("", "")

    @pytest.fixture
    def lost(self, server: Database, seed_postgres: str) -> Database:
        """The server's database after all pooled connections were lost."""
        read(server, count_events)
        with psycopg.connect(seed_postgres, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return server

    def test_only_the_connection_that_is_meant_is_hung_up(
        self, seed_postgres: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It may be closed meanwhile, and its number be another's."""
        real, old, others = os.dup, psycopg.connect(seed_postgres), list[psycopg.Connection]()

        def dup(number: int) -> int:
            old.close()
            others.append(psycopg.connect(seed_postgres))
            assert others[0].fileno() == number
            return real(number)

        monkeypatch.setattr(os, "dup", dup)
        _hang_up(old)
        assert others[0].execute("SELECT 1").fetchone() == (1,)
        others[0].close()

    def test_a_lost_connection_is_replaced(self, lost: Database) -> None:
        assert read(lost, count_events) > 0

    def test_a_lost_connection_is_replaced_before_a_snapshot(self, lost: Database) -> None:
        with lost.snapshot() as connection:
            assert count_events(connection) > 0

    @pytest.mark.parametrize(("seconds", "kept"), [(300, True), (0.05, False)])
    def test_a_connection_is_kept_until_it_is_old(
        self, seed_postgres: str, settings_for: Callable[..., Settings], seconds: float, *, kept: bool
    ) -> None:
        server = connect(settings_for(seed_postgres, connection_seconds=seconds))
        backends = []
        for _ in range(2):
            backends.append(read(server, lambda connection: connection.scalar(text("SELECT pg_backend_pid()"))))
            time.sleep(0.1)
        assert (backends[0] == backends[1]) is kept
        server.close()

    @pytest.mark.parametrize(("failures", "answer"), [(1, "again"), (2, None)])
    def test_a_conflict_is_tried_once_more(self, server: Database, failures: int, answer: str | None) -> None:
        tries = []

        def conflict(connection: Connection) -> str:
            tries.append(connection)
            if len(tries) <= failures:
                connection.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"))
            return "again"

        if answer:
            assert read(server, conflict) == answer
        else:
            with pytest.raises(Unavailable):
                read(server, conflict)
        assert len(tries) == 2

    @pytest.mark.parametrize("state", ["08006", "53300", "57P01", "40P01", "25006", "42501", "55P03", "58030", "XX001"])
    def test_trouble_of_the_server_is_no_error_of_ours(self, server: Database, state: str) -> None:
        raised = text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$")
        with pytest.raises(Unavailable):
            read(server, lambda connection: connection.execute(raised))

    def test_a_frozen_server_is_left_by_a_snapshot_too(self, server: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.database.server.SNAPSHOT_SECONDS", 1.0)
        frozen = 0
        try:
            with pytest.raises(Unavailable), server.snapshot() as connection:  # noqa: PT012  # the freezing is part of it
                frozen = connection.scalar(text("SELECT pg_backend_pid()"))
                os.kill(frozen, signal.SIGSTOP)
                count_events(connection)
        finally:
            os.kill(frozen, signal.SIGCONT)
        with server.snapshot() as connection:
            assert count_events(connection) > 0

    def test_a_snapshot_sees_one_state_and_has_time_for_its_statements(
        self, hurried: Database, seed_postgres: str
    ) -> None:
        with hurried.snapshot() as connection:
            before = count_events(connection)
            with psycopg.connect(seed_postgres) as other:
                other.execute("UPDATE sources SET note = note")
                other.execute("INSERT INTO areas (code, kind, name, search) VALUES ('x', 'zone', 'x', 'x')")
            connection.execute(text("SELECT pg_sleep(1.1)"))
            assert count_events(connection) == before
            assert connection.execute(text("SELECT count(*) FROM areas WHERE code = 'x'")).scalar_one() == 0
        with psycopg.connect(seed_postgres) as other:
            other.execute("DELETE FROM areas WHERE code = 'x'")
