"""What it costs to bring in a file of shuffled rows: beside sqlite3's `.import`, and PostgreSQL's COPY and key."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Final

import psycopg

from app.loading.bulk.formats.flows import QUANTITIES
from benchmarks import processes
from benchmarks.data import COLUMNS, DATA, SOURCE, reference
from benchmarks.measure import Effort, middle
from benchmarks.processes import Run
from benchmarks.releases import PostgresServer, Releases, flows_file, import_flows
from benchmarks.report import Line

_MOST_MEBIBYTES: Final = {"1m": 600, "10m": 1536}
_MEBIBYTE: Final = 2**20
_PIECE: Final = 2**20
_WALL: Final[Callable[[Run], float]] = attrgetter("wall_seconds")
_CPU: Final[Callable[[Run], float]] = attrgetter("cpu_seconds")
_KEY: Final = ("reporter", "partner", "flow", "period", "commodity", "source", "statement")
_PRIMARY: Final = f"PRIMARY KEY ({', '.join(_KEY)})"
_PARENTS: Final = {"areas": "code", "commodities": "id", "sources": "id"}
_REFERENCES: Final = tuple(
    f"FOREIGN KEY ({column}) REFERENCES {table} ({_PARENTS[table]})"
    for column, table in {
        "reporter": "areas",
        "partner": "areas",
        "commodity": "commodities",
        "source": "sources",
        "basis_compiled_by": "areas",
    }.items()
)
"""The foreign keys that our table has, on columns that the rows fill."""
_NUMBERS: Final = ("statement", *(f"{name}{part}" for name in QUANTITIES for part in ("", "_lower", "_upper")))


def _columns(text: str) -> str:
    return ", ".join(f"{name} {'bigint' if name in _NUMBERS else text}" for name in COLUMNS)


_INDEXES: Final = tuple(
    f"CREATE INDEX by_{first} ON flows ({first}, {', '.join(part for part in _KEY if part != first)});"
    for first in ("partner", "commodity", "source")
)
"""Those that our table has, besides its key."""
_BYTEWISE: Final = 'text COLLATE "C"'
_PRAGMAS: Final = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;"
_CLUSTERED: Final = f"CREATE TABLE flows ({_columns('text')}, {_PRIMARY}, {', '.join(_REFERENCES)}) WITHOUT ROWID;"
_HEAP: Final = f"CREATE TABLE flows ({_columns(_BYTEWISE)})"
_COPY: Final = "COPY flows FROM STDIN (FORMAT csv, HEADER)"
_THEN: Final = f"ALTER TABLE flows {', '.join(f'ADD {one}' for one in (_PRIMARY, *_REFERENCES))}"


def imports(releases: Releases, size: str, effort: Effort) -> Iterator[Line]:
    """Compare imports of one file, validated by ours and by nobody else, in seconds of the clock."""
    file = flows_file(size)
    server = releases.server
    takes: dict[str, Callable[[], Run]] = {
        "ours": partial(_ours_sqlite, file),
        "sqlite3": partial(_sqlite3, file, ()),
        "sqlite3, indexes": partial(_sqlite3, file, _INDEXES),
        "ours, PostgreSQL": partial(_ours_postgres, file, server),
        "COPY": partial(_copy, file, server, ()),
        "COPY, indexes": partial(_copy, file, server, _INDEXES),
    }
    seen: dict[str, list[Run]] = {name: [] for name in takes}
    for _ in range(effort.rounds):
        for name, take in takes.items():
            seen[name].append(take())
    yield from _lines(size, {name: middle(runs, _WALL) for name, runs in seen.items()})


def _lines(size: str, seen: dict[str, Run]) -> Iterator[Line]:
    own, postgres = seen["ours"], seen["ours, PostgreSQL"]
    wanted = 1.0 if size == "10m" else 1.2
    yield _line("import", own, "sqlite3 .import: key, foreign keys", seen["sqlite3"], wanted)
    yield _line("import", own, "sqlite3 .import: and our three indexes", seen["sqlite3, indexes"])
    yield _line("import, PostgreSQL", postgres, "COPY, then key and foreign keys", seen["COPY"], 1)
    yield _line("import, processor time", own, "sqlite3 .import", seen["sqlite3"], by=_CPU)
    yield _line("import, PostgreSQL", postgres, "COPY: and our three indexes", seen["COPY, indexes"])
    yield _line(
        "import, PostgreSQL, processor time", postgres, "COPY, then key and foreign keys", seen["COPY"], by=_CPU
    )
    most = _MOST_MEBIBYTES.get(size, 600)
    for name, run in (("import", own), ("import, PostgreSQL", postgres)):
        peak = run.peak / _MEBIBYTE
        yield Line(
            what=f"peak memory of an {name}",
            ours=f"{peak:,.0f} MiB",
            beside="memory allowed",
            theirs=f"{most:,} MiB",
            ratio=peak / most,
            wanted=1,
            at_most=True,
        )


def _line(
    what: str, own: Run, beside: str, other: Run, wanted: float | None = None, by: Callable[[Run], float] = _WALL
) -> Line:
    ratio = by(other) / by(own)
    return Line(what=what, ours=str(own), beside=beside, theirs=str(other), ratio=ratio, wanted=wanted)


def _ours_sqlite(file: Path) -> Run:
    folder = DATA / "imported"
    shutil.rmtree(folder, ignore_errors=True)
    return import_flows(file, f"sqlite:///{folder / 'release.db'}")


def _ours_postgres(file: Path, server: PostgresServer) -> Run:
    with server.database("imported") as url:
        return import_flows(file, url, server.pid)


def _sqlite3(file: Path, indexes: tuple[str, ...]) -> Run:
    """Import into a table whose parents are there already."""
    made = DATA / "imported.db"
    made.unlink(missing_ok=True)
    with closing(sqlite3.connect(made)) as connection, connection:
        for table, key in _PARENTS.items():
            connection.execute(f"CREATE TABLE {table} ({key} TEXT PRIMARY KEY) WITHOUT ROWID")
            connection.executemany(f"INSERT INTO {table} VALUES (?)", _parents(table, key))  # noqa: S608  # our names
    steps = (_PRAGMAS, _CLUSTERED, f".import --csv --skip 1 {file} flows", *indexes)
    run = processes.run(["sqlite3", "-bail", made, *steps])
    with closing(sqlite3.connect(made)) as connection:
        _hold_whole(file, connection.execute("SELECT count(*) FROM flows").fetchone()[0])
    return run


def _copy(file: Path, server: PostgresServer, indexes: tuple[str, ...]) -> Run:
    """Copy into a table without a key, then add it; the parents are there already."""
    with server.database("copied") as url, psycopg.connect(url) as connection:
        for table, key in _PARENTS.items():
            connection.execute(f'CREATE TABLE {table} ({key} text COLLATE "C" PRIMARY KEY)'.encode())
            connection.cursor().executemany(f"INSERT INTO {table} VALUES (%s)".encode(), _parents(table, key))  # noqa: S608  # our names
        connection.commit()
        before, begun = processes.cpu_seconds(server.pid), time.perf_counter()
        connection.execute(_HEAP.encode())
        with file.open("rb") as rows, connection.cursor().copy(_COPY) as copy:
            while piece := rows.read(_PIECE):
                copy.write(piece)
        for statement in (_THEN, *indexes):
            connection.execute(statement.encode())
        connection.commit()
        run = Run(time.perf_counter() - begun, processes.cpu_seconds(server.pid) - before, 0)
        found = connection.execute("SELECT count(*) FROM flows").fetchone()
    _hold_whole(file, found[0] if found else 0)
    return run


def _hold_whole(file: Path, found: int) -> None:
    """Raise when a table does not hold all rows of a file."""
    with file.open("rb") as rows:
        expected = sum(1 for _ in rows) - 1
    if found != expected:
        raise RuntimeError(f"{found:,} of {expected:,} rows were imported")


def _parents(table: str, key: str) -> list[tuple[str]]:
    return [(SOURCE,)] if table == "sources" else [(row[key],) for row in reference().rows[table]]
