"""Walks through a list while releases come in: whoever reaches the end has the rows of one release, and all of them."""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import make_url

from tests.figures import Figure
from tests.outages.load_on_and_on import events_of
from tests.outages.service import CLIENTS, HTTP_OK, Answer, ask, served

pytestmark = [pytest.mark.trial, pytest.mark.timeout(1500)]

SCRIPT = Path(__file__).with_name("load_on_and_on.py")
WALKS = 10_000
WORKERS = 2
CONNECTIONS = 2 * WORKERS
"""Kept by each client and taken at random, so that the pages of a walk come from different workers."""
KEPT_BYTES = 64 * 2**20
"""The default of TRADEFACTS_CACHE_BYTES: kept answers must change with the release too."""
FIRST = "/v1/events?limit=10&fields=id,name"
GONE = 410
BETWEEN = 0.3
"""Seconds between the end of a load and the beginning of the next."""


@dataclass
class Walks:
    """What all clients have seen together."""

    port: int
    done: int = 0
    gone: int = 0
    wrong: list[str] = field(default_factory=list)
    numbers: dict[str, set[str]] = field(default_factory=dict)
    """The numbers that rows carried, by the release that their pages named."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def walk_on(self) -> None:
        """Walk until all clients together have walked enough."""
        connections = [HTTPConnection("127.0.0.1", self.port, timeout=60) for _ in range(CONNECTIONS)]
        chance = random.Random()  # noqa: S311  # any choice will do
        while self.done < WALKS and not self.wrong:
            address: str | None = FIRST
            pages: list[dict[str, Any]] = []
            while address is not None:
                answer = ask(self.port, address, chance.choice(connections))
                address = self._next(answer, pages)
            self._judge(pages)
        for connection in connections:
            connection.close()

    def _next(self, answer: Answer, pages: list[dict[str, Any]]) -> str | None:
        """Take a page and give the address of the next; begin anew where the release has gone."""
        body = json.loads(answer.body) if answer.body else {}
        if answer.status == GONE:
            pages.clear()
            with self.lock:
                self.gone += 1
            first = urlsplit(body["first_page"])
            return f"{first.path}?{first.query}"
        if answer.status != HTTP_OK or answer.release != body["meta"]["release"]:
            self.wrong.append(f"{answer.status} {answer.release} {answer.body[:200]!r}")
            return None
        pages.append(body)
        following: str | None = body["next"]
        return following

    def _judge(self, pages: list[dict[str, Any]]) -> None:
        releases = {page["meta"]["release"] for page in pages}
        rows = [row for page in pages for row in page["items"]]
        numbers = {row["name"] for row in rows}
        with self.lock:
            self.done += 1
            for release in releases:
                self.numbers.setdefault(release, set()).update(numbers)
            if len(releases) != 1 or len(numbers) != 1:
                self.wrong.append(f"{releases} {numbers}")
            elif [row["id"] for row in rows] != [f"e{one:02}" for one in range(events_of(int(*numbers)))]:
                self.wrong.append(f"rows of {numbers}: {rows}")


@contextmanager
def loading(url: str, folder: Path) -> Iterator[list[int]]:
    """Have another process load on and on; gives the numbers of the releases, growing."""
    command = [sys.executable, str(SCRIPT), url, str(folder), str(BETWEEN)]
    loaded: list[int] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        loaded.append(int(process.stdout.readline()))
        lines = process.stdout
        reader = threading.Thread(target=lambda: loaded.extend(int(line) for line in lines))
        reader.start()
        try:
            yield loaded
        finally:
            process.stdin.close()
            reader.join()
    assert process.returncode == 0


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'release.db'}"
    empty: str = request.getfixturevalue("empty_postgres")
    return empty


def test_no_walk_mixes_two_releases(url: str, tmp_path: Path, figure: Figure) -> None:
    (tmp_path / "dossiers").mkdir()
    with loading(url, tmp_path / "dossiers") as loaded, served(url, workers=WORKERS, cache_bytes=KEPT_BYTES) as port:
        walks = Walks(port)
        clients = [threading.Thread(target=walks.walk_on) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    assert walks.wrong == []
    assert {len(numbers) for numbers in walks.numbers.values()} == {1}
    assert len(walks.numbers) > 2
    assert walks.gone > 0
    what = f"Walks that mix two releases: {CLIENTS} clients, {WORKERS} workers, {make_url(url).get_backend_name()}"
    figure(what, f"0 of {walks.done:,}; {len(loaded):,} releases came in, {walks.gone:,} walks met one and began anew")
