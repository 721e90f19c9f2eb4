"""The servers that are measured: each a process on one core, its port chosen by the system, ended when it is done."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from urllib.error import HTTPError

from benchmarks.data import DATA
from benchmarks.processes import environment

HERE: Final = Path(__file__).parent
PEERS: Final = HERE / "peers"
PROGRAMS: Final = HERE / ".env"
"""Where `make bench` puts the peers' programs."""
SERVER_CORE: Final = "0"
LOAD_CORE: Final = "1"
OURS: Final = {
    "TRADEFACTS_LOG_REQUESTS": "false",
    "TRADEFACTS_STATEMENT_SECONDS": "60",
    "TRADEFACTS_DEADLINE_SECONDS": "120",
}
"""What ours is started with unless a measure says otherwise: a busy machine may slow a measure, and not end it."""
UNCACHED: Final = {"TRADEFACTS_CACHE_BYTES": "0"}
_START_SECONDS: Final = 120
_END_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers; `database` is the root process of a database that works for it."""

    name: str
    pid: int
    port: int
    database: int | None = None

    def url(self, path: str) -> str:
        """Give the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path: str) -> tuple[bytes, str | None]:
        """Fetch a path whole, with its entity tag; raise when the answer is not 200."""
        try:
            with urllib.request.urlopen(self.url(path), timeout=600) as response:  # noqa: S310  # our own server
                return response.read(), response.headers["ETag"]
        except HTTPError as error:
            raise RuntimeError(f"{self.name} refused {path}: {error.read().decode()}") from error


@contextmanager
def running(
    name: str, command: Sequence[str | Path], variables: Mapping[str, str], database: int | None = None
) -> Iterator[Server]:
    """Run a server (`{port}` in its command stands for its port) until the caller is done."""
    port = _free_port()
    words = ["taskset", "-c", SERVER_CORE, *(str(word).replace("{port}", str(port)) for word in command)]
    log = DATA / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors, _started(words, errors, environment(**variables)) as process:
        try:
            _wait(process, port, log)
            yield Server(name, process.pid, port, database)
        finally:
            _end(process)


def ours(
    name: str, url: str, settings: Mapping[str, str], database: int | None = None
) -> AbstractContextManager[Server]:
    """Run our server on a database, without a log of requests unless the settings say so."""
    command: list[str | Path] = [sys.executable, "-m", "app.cli", "serve", "--port", "{port}"]
    return running(name, command, {"DATABASE_URL": url, **OURS, **settings}, database)


def bare(name: str, size: int, *, log: bool = False) -> AbstractContextManager[Server]:
    """Run a bare ASGI application that answers with so many constant bytes."""
    options = ["--no-server-header", "--no-proxy-headers", "--ws", "none", *([] if log else ["--no-access-log"])]
    command = [sys.executable, "-m", "uvicorn", "bare:answer", "--port", "{port}", *options]
    return running(name, command, {"BODY_BYTES": str(size)})


def datasette(file: Path) -> AbstractContextManager[Server]:
    """Run Datasette on a file, as it comes."""
    program = PROGRAMS / "bin" / "datasette"
    command: list[str | Path] = [program, "serve", file, "-p", "{port}", "-m", PEERS / "datasette.json"]
    return running("datasette", command, {})


def django(file: Path) -> AbstractContextManager[Server]:
    """Run a minimal application of Django REST framework on a file."""
    program = PROGRAMS / "bin" / "gunicorn"
    command: list[str | Path] = [
        program,
        "drf:application",
        "-b",
        "127.0.0.1:{port}",
        "-k",
        "gthread",
        "--threads",
        "1",
    ]
    return running("django", command, {"DATABASE_FILE": str(file)})


def soul(file: Path) -> AbstractContextManager[Server]:
    """Run soul-cli on a file."""
    command: list[str | Path] = [PROGRAMS / "node_modules" / ".bin" / "soul", "-d", file, "-p", "{port}"]
    return running("soul", command, {"NODE_ENV": "production"})


def roapi(csv: Path) -> AbstractContextManager[Server]:
    """Run ROAPI on a file of rows, which it reads into memory."""
    program, anywhere = PROGRAMS / "bin" / "roapi", "127.0.0.1:0"
    command: list[str | Path] = [program, "-t", f"trade_flows={csv}", "-a", "127.0.0.1:{port}"]
    return running("roapi", [*command, "-p", anywhere, "--addr-flight-sql", anywhere], {})


def json_server(rows: Path) -> AbstractContextManager[Server]:
    """Run json-server on a JSON file, which it reads into memory."""
    program = PROGRAMS / "node_modules" / ".bin" / "json-server"
    command: list[str | Path] = [program, "--quiet", "--host", "127.0.0.1", "--port", "{port}", rows]
    return running("json-server", command, {"NODE_ENV": "production"})


def _started(words: Sequence[str], errors: BinaryIO, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    silent = subprocess.DEVNULL
    return subprocess.Popen(words, stdout=silent, stderr=errors, env=variables, cwd=PEERS)  # noqa: S603  # our own command


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, and insist where it goes on for a reader that has left."""
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
