"""One command that is run again and again over the same release, and is hurt each time: see `inject.py`."""

import ctypes
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Final

import psycopg
from alembic import command
from sqlalchemy import Connection, text

from app.cli import app
from app.database import connect, release_in_force
from app.database.release_files import connect_to, digest_of, open_file, verify_digest
from app.loading.releases.files import write_digests
from app.loading.releases.tables import migrations
from app.settings import Settings
from tests.loading.kill_load import write

FILES: Final = 3
"""The release, its sidecar, and the lock."""
ANY_TRACER: Final = (0x59616D61, -1)
"""PR_SET_PTRACER: whoever may, traces a child that is no child of the tracer's."""
ROWS: Final = {"before": 3, "after": 5}


class Trial:
    """One command that is run again and again over the same release."""

    def __init__(self, url: str, folder: Path, what: str) -> None:
        self.settings, self.what = Settings(database_url=url), what
        self.path = self.settings.release_path
        self.dossiers, self.kept, self.temporary = (folder / name for name in ("dossiers", "kept", "temporary"))
        for made in (self.dossiers, self.temporary):
            made.mkdir()
        os.environ |= {"DATABASE_URL": url, "TMPDIR": str(self.temporary), "SQLITE_TMPDIR": str(self.temporary)}
        self.write("before")
        for which in ("load", what):
            assert self.wait(self.begin(which)) == 0, (folder / "said").read_text()
        if what == "migration":
            self._age()
        if self.path:
            shutil.copytree(self.path.parent, self.kept)

    def _age(self) -> None:
        """Put the tables back by one revision."""
        assert self.path
        raw = sqlite3.connect(self.path, isolation_level=None)
        with connect_to(lambda: raw) as connection:
            command.downgrade(migrations(connection), "-1")
        raw.close()
        write_digests(self.path, {digest_of(self.path)})

    def write(self, title: str) -> None:
        """Write what is loaded: a dossier, or a file of trade with its title as an option."""
        write(self.dossiers, title, ROWS[title])
        lines = [f"KAZ,CHN,export,{2000 + one},TOTAL,{one}" for one in range(ROWS[title])]
        (self.dossiers / "trade.csv").write_text(
            "\n".join(["reporter,partner,flow,period,commodity,value", *lines, ""])
        )
        self.title = title

    def begin(self, what: str | None = None, *, stopped: bool = False) -> int:
        """Run the command in a child, which waits to be woken where it is `stopped`."""
        child = os.fork()
        if child == 0:
            ctypes.CDLL(None).prctl(*ANY_TRACER)
            for name in (1, 2):
                os.dup2(os.open(self.temporary.parent / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND), name)
            if stopped:
                os.kill(os.getpid(), signal.SIGSTOP)
            trade, dossier = str(self.dossiers / "trade.csv"), str(self.dossiers / "a.toml")
            imported = ["import", "flows", trade, "--source", "trade", "--title", self.title]
            code = 70
            try:
                app(imported if (what or self.what) == "import" else ["load", dossier])
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 71
            finally:
                os._exit(code)
        if stopped:
            os.waitpid(child, os.WUNTRACED)
        return child

    def wait(self, child: int) -> int:
        """Wait for a child; -9 for one that was killed."""
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def injected(self, call: str, fault: str, when: int) -> tuple[bool, int]:
        """Run the command with a fault in the nth call of each thread; tell whether it was met, and how it ended."""
        how = "signal=KILL" if fault == "KILL" else f"error={fault}"
        how += ":signal=STOP" if fault == "ECONNRESET" else ""
        # What is no file, such as a bell that threads ring, no disk can fail.
        only = [] if fault == "KILL" or not self.path else [f"--trace-path={path}" for path in self.written]
        traced, ended = self._traced(f"--trace={call}", f"--inject={call}:{how}:when={when}", *only)
        return ended == -signal.SIGKILL or "(INJECTED)" in traced, ended

    @cached_property
    def written(self) -> set[str]:
        """The files that the command writes, renames, and makes durable."""
        traced, ended = self._traced("--trace=fsync,rename,write,pwrite64,sendfile", "--decode-fds=path")
        assert ended == 0
        self.restore()
        found = set(re.findall(r"(?:<|\(\"|, \")(/[^\">]*)", traced))
        assert not [path for path in found if path.startswith(str(self.temporary))]  # their names change
        return found

    def _traced(self, *options: str) -> tuple[str, int]:
        """Run the command under strace; give what that saw, and how the command ended."""
        child, log = self.begin(stopped=True), self.temporary.parent / "trace"
        tracing = ["strace", "-f", "-p", str(child), "-o", str(log), *options]
        with subprocess.Popen(tracing, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr
            told = strace.stderr.readline()
            assert "attached" in told, told
            os.kill(child, signal.SIGCONT)
            _, status = os.waitpid(child, os.WUNTRACED)
            if os.WIFSTOPPED(status):
                self._end_sessions()
                os.kill(child, signal.SIGCONT)
                _, status = os.waitpid(child, 0)
        return log.read_text(), os.waitstatus_to_exitcode(status)

    def _end_sessions(self) -> None:
        """End what the server still holds of a connection that was reset: else the driver waits for its last word."""
        assert self.settings.database_url
        with psycopg.connect(self.settings.database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def killed(self, seconds: float) -> tuple[bool, int]:
        """Kill the command after some time."""
        child = self.begin()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        ended = self.wait(child)
        return ended == -signal.SIGKILL, ended

    def tell(self, injected: str, *, is_met: bool, ended: int) -> str:
        """Print what a run left; after a new release, put the old one back, and leave else what lies about.

        Gives the title that it left.
        """
        title, rows = self._state()
        print(injected, is_met, ended, title, rows, self._left(), flush=True)  # noqa: T201  # the report
        if title == "after":
            self.restore()
        return title

    def end(self) -> None:
        """Run the command without a fault, and print what it leaves of all that lay about."""
        ended = self.wait(self.begin())
        print("end False", ended, *self._state(), self._left(), flush=True)  # noqa: T201  # the report

    def restore(self) -> None:
        """Put the first release back."""
        if self.path:
            shutil.rmtree(self.path.parent)
            shutil.copytree(self.kept, self.path.parent)
        else:
            self.write("before")
            assert self.wait(self.begin()) == 0
        self.write("after")

    def _left(self) -> int:
        beside = len(list(self.path.parent.iterdir())) - FILES if self.path else 0
        return beside + len(list(self.temporary.iterdir()))

    def _state(self) -> tuple[str, str]:
        """Give the title in force and the number of its rows; both of one release, whose file is sound."""
        if self.path is None:
            with closing(connect(self.settings)) as database, database.snapshot() as connection:
                release_in_force(connection)
                return self._found(connection)
        verify_digest(self.path)
        file = open_file(self.path)
        with connect_to(lambda: file) as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            return self._found(connection)

    def _found(self, connection: Connection) -> tuple[str, str]:
        table, source = ("trade_flows", "trade") if self.what == "import" else ("events", "a")
        title = connection.execute(text(f"SELECT title FROM sources WHERE id = '{source}'")).scalar_one()  # noqa: S608
        rows = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608  # ours
        return str(title), str(rows)
