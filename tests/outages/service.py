"""A real `tradefacts serve`, and clients that ask it without a pause and keep every answer."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from app.settings import PREFIX
from tests.outages.nodes import wait_until

COMMAND: Final = str(Path(sys.executable).with_name("tradefacts"))
CLIENTS: Final = 8
HTTP_OK: Final = 200
UNAVAILABLE: Final = 503
LONGEST: Final = 4.0
"""Seconds within which every answer comes."""
LIVE: Final = 0.1
"""Seconds within which every answer of `/live` comes."""
STARTED: Final = 180.0
"""Seconds that a start may take: each worker reads the whole program anew, on a machine that may be busy."""
STOPPED: Final = 60.0
QUESTIONS: Final = (
    "/v1/trade-flows?reporter=KAZ&partner=CHN&limit=5",
    "/v1/events?limit=5",
    "/v1/agreements?limit=5",
    "/v1/commodities?parent=H6-27",
    "/v1/sources/timesca-565m",
)
"""What the clients ask in turn: flat rows, rows with children, and an item."""


def environment(url: str, **settings: object) -> dict[str, str]:
    """Give the environment of a command: a database, and settings by their names without the prefix."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    given = {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
    return kept | {"DATABASE_URL": url, "HOST": "127.0.0.1", "PORT": "0", f"{PREFIX}LOG_REQUESTS": "false"} | given


@contextmanager
def served(url: str, **settings: object) -> Iterator[int]:
    """Run `tradefacts serve` and give its port; it must end when it is told to, and have failed nowhere.

    It keeps no answers, unless told to: kept ones outlast an outage, and nobody would meet it.
    """
    with TemporaryFile("a+") as told:  # appending: both sides move in one file, and neither may write over the other
        process = subprocess.Popen(
            [COMMAND, "serve"],
            env=environment(url, **{"cache_bytes": 0, "log_format": "json", **settings}),
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        try:
            port = listening_port(process, told)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(STOPPED)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        told.seek(0)
        lines = told.read().splitlines()
        assert process.returncode in (0, -signal.SIGTERM), lines[-20:]
        unexpected = [line for line in lines if is_unexpected(line)]
        assert unexpected == [], unexpected[:20]


def is_unexpected(line: str) -> bool:
    """Say whether a line of the log is neither about the start nor the end, nor a 503 and why: these are tried."""
    if line.startswith("tradefacts serves http"):
        return False
    try:
        told = json.loads(line)
    except ValueError:  # what no logger wrote
        return True
    is_refusal = told["event"] == "request" and told["status"] == UNAVAILABLE
    return "exception" in told or told["level"] != ("warning" if is_refusal else "info")


def listening_port(process: "subprocess.Popen[bytes]", told: IO[str]) -> int:
    found: list[int] = []

    def listens() -> bool:
        told.seek(0)
        text = told.read()
        assert process.poll() is None, text
        found[:] = [int(port) for port in re.findall(r"serves http://127\.0\.0\.1:(\d+)", text)]
        return bool(found) and ask(found[0], "/live").status == HTTP_OK

    wait_until(listens, STARTED)
    return found[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status 0 for a connection that was dropped or refused."""

    path: str
    status: int
    body: bytes = b""
    release: str | None = None
    retry_after: str | None = None
    media_type: str | None = None
    seconds: float = 0.0


def ask(port: int, path: str, connection: HTTPConnection | None = None) -> Answer:
    """Ask once, on a connection that is kept or on a new one."""
    start = time.monotonic()
    own = connection or HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        own.request("GET", path)
        got = own.getresponse()
        body, headers = got.read(), got.headers
    except (OSError, HTTPException):
        own.close()
        return Answer(path, 0, seconds=time.monotonic() - start)
    if connection is None:
        own.close()
    return Answer(
        path,
        got.status,
        body,
        headers["Tradefacts-Release"],
        headers["Retry-After"],
        headers["Content-Type"],
        time.monotonic() - start,
    )


@dataclass
class Watch:
    """Clients in a loop, and one that asks `/live`, until the watch ends; then every answer is judged."""

    port: int
    right: dict[str, bytes]
    clients: int = CLIENTS
    answers: list[Answer] = field(default_factory=list)
    alive: list[Answer] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Have the clients begin."""
        self._threads[:] = [threading.Thread(target=self._client) for _ in range(self.clients)]
        self._threads.append(threading.Thread(target=self._life))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Have the clients end."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def statuses(self) -> Counter[int]:
        """Count the answers by their status."""
        return Counter(answer.status for answer in self.answers)

    def told(self) -> str:
        """Sum up what was seen, for the table of figures."""
        counts = self.statuses()
        slowest = max(answer.seconds for answer in self.answers)
        return (
            f"{len(self.answers):,} answers, {counts[UNAVAILABLE]:,} of them 503, 0 wrong, 0 dropped;"
            f" slowest {slowest:.1f} s, of `/live` {max(answer.seconds for answer in self.alive):.2f} s"
        )

    def hold(self) -> None:
        """End the watch; hold that each answer was right, or a 503 that says when to come back, and all in time."""
        self.stop()
        assert set(self.statuses()) <= {HTTP_OK, UNAVAILABLE}, self.statuses()
        assert [one.path for one in self.answers if one.status == HTTP_OK and one.body != self.right[one.path]] == []
        refused = [one for one in self.answers if one.status == UNAVAILABLE]
        assert {one.media_type for one in refused} <= {"application/problem+json"}
        assert all((one.retry_after or "").isdigit() for one in refused)
        assert [one.path for one in self.answers if one.seconds >= LONGEST] == [], self.told()
        assert {one.status for one in self.alive} == {HTTP_OK}
        assert [one.seconds for one in self.alive if one.seconds >= LIVE] == [], self.told()

    def come_back(self) -> float:
        """Wait until nothing but answers have come for a while, and tell how long that took."""
        calm = self.clients * len(QUESTIONS)

        def recent() -> list[Answer]:
            return self.answers[-calm:]

        before = len(self.answers)
        return wait_until(lambda: len(self.answers) >= before + calm and {one.status for one in recent()} == {HTTP_OK})

    def _client(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self._over.is_set():
            for path in QUESTIONS:
                self.answers.append(ask(self.port, path, connection))
        connection.close()

    def _life(self) -> None:
        """Ask from a process of its own: the clients' threads take turns, and would be measured with it."""
        command = [sys.executable, str(Path(__file__).with_name("life.py")), str(self.port)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as asking:
            self._over.wait()
            told, _ = asking.communicate("")
        for line in told.splitlines():
            status, seconds = line.split()
            self.alive.append(Answer("/live", int(status), seconds=float(seconds)))


def _right(port: int, path: str) -> bytes:
    """Give the right answer, asking again where a busy machine makes the first one too slow."""
    for _ in range(20):
        if (answer := ask(port, path)).status == HTTP_OK:
            return answer.body
    raise AssertionError(answer)


@contextmanager
def watched(port: int, clients: int = CLIENTS) -> Iterator[Watch]:
    """Have the clients ask for as long as the block runs."""
    watch = Watch(port, {path: _right(port, path) for path in QUESTIONS}, clients)
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()
