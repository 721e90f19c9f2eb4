"""A server of a test's own, with either parser of HTTP, and raw sockets that speak to it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from app.settings import PREFIX
from tests.outages.nodes import wait_until

_RUN = """
import resource, sys, uvicorn
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[3]),) * 2)
uvicorn.run(sys.argv[4], factory=True, host="127.0.0.1", port=int(sys.argv[1]), http=sys.argv[2], ws="none",
    access_log=False, log_level="error", proxy_headers=False, server_header=False, timeout_graceful_shutdown=5)
"""
HTTPTOOLS, H11 = "app.web.edge.protocol:CachedHttp", "app.web.edge.protocol:PlainHttp"
PARSERS = {"httptools": HTTPTOOLS, "h11": H11}
STARTED = 180.0


class Server(NamedTuple):
    """A server that runs."""

    port: int
    pid: int

    def memory(self) -> float:
        """Give what it holds in memory, in MiB."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def descriptors(self) -> int:
        """Count the files and sockets it has open."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def connect(self, *, timeout: float = 60, reads: int | None = None) -> socket.socket:
        """Open a connection; `reads` is the size of the buffer for what it is sent."""
        end = socket.socket()
        if reads:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, reads)
        end.settimeout(timeout)
        try:
            end.connect(("127.0.0.1", self.port))
        except OSError:
            end.close()
            raise
        return end

    def ask(self, path: str) -> tuple[int, float]:
        """Ask once on a new connection; give status and seconds."""
        start = time.perf_counter()
        status, _, _ = answered(self, b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % path.encode())
        return status, time.perf_counter() - start


@contextmanager
def serving(
    url: str, http: str = HTTPTOOLS, *, files: int = 4096, app: str = "app.main:create_app", **settings: object
) -> Iterator[Server]:
    """Run a server that may open so many files, of the application or of one with a fault."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    given = {f"{PREFIX}{name.upper()}": str(value) for name, value in {"log_requests": "false", **settings}.items()}
    command = [sys.executable, "-c", _RUN, str(port), http, str(files), app]
    process = subprocess.Popen(
        command,
        env=kept | {"DATABASE_URL": url} | given,
        stderr=subprocess.DEVNULL,
    )
    server = Server(port, process.pid)
    try:
        wait_until(lambda: _is_ready(server), STARTED)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _is_ready(server: Server) -> bool:
    try:
        return server.ask("/ready")[0] == 200
    except OSError:
        return False


def answered(server: Server, request: bytes, *, timeout: float = 60) -> tuple[int, str, bytes]:
    """Send bytes and read until the end; give the first status (0 for none), its media type, and all that came."""
    with server.connect(timeout=timeout) as end:
        came = b""
        try:
            end.sendall(request)
            while chunk := end.recv(1 << 16):
                came += chunk
        except (ConnectionError, TimeoutError):
            pass
    status = re.match(rb"HTTP/1\.[01] (\d{3})", came)
    kind = re.search(rb"\r\ncontent-type: ([^\r;]*)", came, re.IGNORECASE)
    return int(status[1]) if status else 0, kind[1].decode() if kind else "", came
