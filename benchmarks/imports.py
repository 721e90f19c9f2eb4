"""What it costs to bring in a file of shuffled rows: beside sqlite3's `.import`, and PostgreSQL's COPY and key.

Whatever rows refer to is there before the clock starts, in ours (a release of the seed) and in theirs; on PostgreSQL,
where ours is imported into an empty database, either side inserts it within the clock. Of a download peers import two
files: as it stands, with a key of five columns and two indexes; and prepared, with our columns, key and indexes.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from operator import attrgetter
from typing import Final

import psycopg

from benchmarks import processes
from benchmarks.data import DATA
from benchmarks.files import DOWNLOADED, PREPARED, TABLE, Kind, prepare
from benchmarks.measure import Effort, middle
from benchmarks.processes import Run
from benchmarks.releases import PostgresServer, Releases, import_file, load_seed
from benchmarks.report import Line

_MOST_MEBIBYTES: Final = {"1m": 600, "10m": 1536}
_MEBIBYTE: Final = 2**20
_PIECE: Final = 2**20
_RELEASE: Final = DATA / "imported" / "release.db"
_WALL: Final[Callable[[Run], float]] = attrgetter("wall_seconds")
_CPU: Final[Callable[[Run], float]] = attrgetter("cpu_seconds")
_NAMES: Final = {TABLE.form: "a plain table", DOWNLOADED.form: "a UN Comtrade download"}
_BYTEWISE: Final = 'text COLLATE "C"'
_PRAGMAS: Final = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;"
_COPY: Final = "COPY flows FROM STDIN (FORMAT csv, HEADER)"


def imports(releases: Releases, size: str, effort: Effort) -> Iterator[Line]:
    """Compare imports of the same file, validated by ours and by nobody else, in seconds of the clock."""
    for kind in (TABLE, DOWNLOADED):
        yield from _imports(kind, releases.server, size, effort)


def _imports(kind: Kind, server: PostgresServer, size: str, effort: Effort) -> Iterator[Line]:
    takes: dict[str, Callable[[], Run]] = {
        "ours": partial(_ours_sqlite, kind, size),
        "sqlite3": partial(_sqlite3, kind, size, ()),
        "sqlite3, indexes": partial(_sqlite3, kind, size, kind.indexes),
        "ours, PostgreSQL": partial(_ours_postgres, kind, size, server),
        "COPY": partial(_copy, kind, size, server, ()),
        "COPY, indexes": partial(_copy, kind, size, server, kind.indexes),
    }
    if kind is DOWNLOADED:
        _ours_sqlite(kind, size)
        prepare(size, _RELEASE)
        takes["sqlite3, prepared"] = partial(_sqlite3, PREPARED, size, PREPARED.indexes)
        takes["COPY, prepared"] = partial(_copy, PREPARED, size, server, PREPARED.indexes)
    seen: dict[str, list[Run]] = {name: [] for name in takes}
    for _ in range(effort.rounds):
        for name, take in takes.items():
            seen[name].append(take())
    yield from _lines(_NAMES[kind.form], size, {name: middle(runs, _WALL) for name, runs in seen.items()})


def _lines(file: str, size: str, seen: dict[str, Run]) -> Iterator[Line]:
    own, postgres = seen["ours"], seen["ours, PostgreSQL"]
    what = f"import of {file}"
    wanted = 1.0 if size == "10m" else 1.3
    yield _line(what, own, "sqlite3 .import: key, foreign keys", seen["sqlite3"], wanted)
    yield _line(what, own, "sqlite3 .import: and two indexes", seen["sqlite3, indexes"])
    if "sqlite3, prepared" in seen:
        yield _line(what, own, "sqlite3 .import: our columns and indexes, prepared", seen["sqlite3, prepared"])
    yield _line(f"{what}, processor time", own, "sqlite3 .import", seen["sqlite3"], by=_CPU)
    yield _line(f"{what}, PostgreSQL", postgres, "COPY, then key and foreign keys", seen["COPY"])
    prepared = seen.get("COPY, prepared")
    yield _line(
        f"{what}, PostgreSQL", postgres, "COPY: and two indexes", seen["COPY, indexes"], None if prepared else 0.7
    )
    if prepared:
        yield _line(f"{what}, PostgreSQL", postgres, "COPY: our columns and indexes, prepared", prepared, 0.7)
    yield _line(
        f"{what}, PostgreSQL, processor time", postgres, "COPY, then key and foreign keys", seen["COPY"], by=_CPU
    )
    for engine, run in (("", own), (", PostgreSQL", postgres)):
        yield _memory(f"peak memory of an {what}{engine}", run, _MOST_MEBIBYTES.get(size, 600))


def _line(
    what: str, own: Run, beside: str, other: Run, wanted: float | None = None, by: Callable[[Run], float] = _WALL
) -> Line:
    ratio = by(other) / by(own)
    return Line(what=what, ours=str(own), beside=beside, theirs=str(other), ratio=ratio, wanted=wanted)


def _memory(what: str, run: Run, most: int) -> Line:
    peak = run.peak / _MEBIBYTE
    return Line(
        what=what,
        ours=f"{peak:,.0f} MiB",
        beside="memory allowed",
        theirs=f"{most:,} MiB",
        ratio=peak / most,
        wanted=1,
        at_most=True,
    )


def _ours_sqlite(kind: Kind, size: str) -> Run:
    shutil.rmtree(_RELEASE.parent, ignore_errors=True)
    url = f"sqlite:///{_RELEASE}"
    load_seed(url)
    return import_file(kind.form, kind.file(size), url)


def _ours_postgres(kind: Kind, size: str, server: PostgresServer) -> Run:
    """Import into an empty database: in one with a release, key and indexes stay as long as somebody may be reading."""
    with server.database("imported") as url:
        return import_file(kind.form, kind.file(size), url, server.pid)


def _sqlite3(kind: Kind, size: str, indexes: tuple[str, ...]) -> Run:
    made, file = DATA / "imported.db", kind.file(size)
    made.unlink(missing_ok=True)
    with closing(sqlite3.connect(made)) as connection, connection:
        for table, keys in kind.rows_of_parents():
            connection.execute(f"CREATE TABLE {table} (key TEXT PRIMARY KEY) WITHOUT ROWID")
            connection.executemany(f"INSERT INTO {table} VALUES (?)", keys)  # noqa: S608  # our names
    table = f"CREATE TABLE flows ({', '.join((kind.declared('text'), kind.primary, *kind.references))}) WITHOUT ROWID;"
    run = processes.run(["sqlite3", "-bail", made, _PRAGMAS, table, f".import --csv --skip 1 {file} flows", *indexes])
    with closing(sqlite3.connect(made)) as connection:
        _hold_whole(kind, size, connection.execute("SELECT count(*) FROM flows").fetchone()[0])
    return run


def _copy(kind: Kind, size: str, server: PostgresServer, indexes: tuple[str, ...]) -> Run:
    """Copy into a table without a key, then add it."""
    with server.database("copied") as url, psycopg.connect(url) as connection:
        before, begun = processes.cpu_seconds(server.pid), time.perf_counter()
        for table, keys in kind.rows_of_parents():
            connection.execute(f"CREATE TABLE {table} (key {_BYTEWISE} PRIMARY KEY)".encode())
            connection.cursor().executemany(f"INSERT INTO {table} VALUES (%s)".encode(), keys)  # noqa: S608  # our names
        connection.execute(f"CREATE TABLE flows ({kind.declared(_BYTEWISE)})".encode())
        with kind.file(size).open("rb") as rows, connection.cursor().copy(_COPY) as copy:
            while piece := rows.read(_PIECE):
                copy.write(piece)
        added = ", ".join(f"ADD {one}" for one in (kind.primary, *kind.references))
        for statement in (f"ALTER TABLE flows {added}", *indexes):
            connection.execute(statement.encode())
        connection.commit()
        run = Run(time.perf_counter() - begun, processes.cpu_seconds(server.pid) - before, 0)
        found = connection.execute("SELECT count(*) FROM flows").fetchone()
    _hold_whole(kind, size, found[0] if found else 0)
    return run


def _hold_whole(kind: Kind, size: str, found: int) -> None:
    """Raise when a table does not hold all rows of a file."""
    with kind.file(size).open("rb") as rows:
        expected = sum(1 for _ in rows) - 1
    if found != expected:
        raise RuntimeError(f"{found:,} of {expected:,} rows were imported")
