"""A new release is what every worker answers from, however often the old answer was asked for."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.database import Unavailable, connect
from app.loading.releases import load
from app.main import create_app
from app.settings import Settings, bundled
from app.web.catalogue import Catalogue
from app.web.catalogue.reading import read_catalogue
from app.web.snapshot import ReleaseWatch, Snapshot, Snapshots
from tests.conftest import ARTICLE
from tests.resources.conftest import SECOND_SOURCE

PATIENCE = 300
"""Seconds, for what takes two on a machine that is free."""
WORKERS = 2
CROWD = 6


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.trial)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give an empty database of either engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'release.db'}"
    found: str = request.getfixturevalue("empty_postgres")
    return found


@pytest.fixture
def port(url: str) -> Iterator[int]:
    """Serve the article with two workers."""
    load(ARTICLE, Settings(database_url=url))
    environment = {**os.environ, "DATABASE_URL": url, "PORT": "0", "TRADEFACTS_WORKERS": str(WORKERS)}
    environment["TRADEFACTS_LOG_REQUESTS"] = "false"  # nobody reads it
    environment |= {f"TRADEFACTS_{limit}_SECONDS": "60" for limit in ("STATEMENT", "DEADLINE")}
    command = [sys.executable, "-m", "app.cli", "serve"]
    with subprocess.Popen(
        command, env=environment, cwd=bundled("seed").parent, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout
        yield int(serving.stdout.readline().partition("http://127.0.0.1:")[2].partition(",")[0])
        serving.terminate()


class _Database:
    """Answers with what there is next: a release, or trouble."""

    def __init__(self, *answers: str | Exception) -> None:
        self._answers = iter(answers)

    async def read(self, _: object) -> str:
        try:
            answer = next(self._answers)
        except StopIteration:
            raise asyncio.CancelledError from None
        if isinstance(answer, Exception):
            raise answer
        return answer


def _seen(known_for: float, *answers: str | Exception) -> object:
    """Give the release that is known after the answers have come."""
    watch = ReleaseWatch(interval=0.0, known_for=known_for)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(watch.run(_Database(*answers)))  # type: ignore[arg-type]  # all that is asked of the data
    return watch.release


@pytest.mark.parametrize("trouble", [Unavailable("away"), OSError("unreadable"), RuntimeError("whatever")])
def test_looking_goes_on_whatever_happens(trouble: Exception) -> None:
    assert _seen(60.0, "old", trouble) == "old"
    assert _seen(60.0, "old", trouble, "new") == "new"
    assert _seen(0.0, "old", trouble) is None


def test_the_catalogue_is_read_before_the_first_question(seed_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(Settings(database_url=f"sqlite:///{seed_sqlite}", cache_bytes=0))) as client:
        monkeypatch.setattr("app.web.snapshot.read_catalogue", None)
        assert client.post("/v1/read", json={"text": "Trade was $3 billion in 2022."}).status_code == 200


def test_the_catalogue_of_a_new_release_is_read_once_for_all_who_wait(
    url: str, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would take the processor from the others, until none is done in time."""
    settings, readers = settings_for(url, pool_size=CROWD), []
    load(ARTICLE, settings)

    def read_slowly(connection: Connection, release: str) -> Catalogue:
        readers.append(release)
        time.sleep(0.5)
        return read_catalogue(connection, release)

    with TestClient(create_app(settings)) as client:
        new = load(SECOND_SOURCE, settings).release.digest
        monkeypatch.setattr("app.web.snapshot.read_catalogue", read_slowly)
        with ThreadPoolExecutor(CROWD) as crowd:
            answers = list(crowd.map(client.get, ["/v1/events"] * CROWD))
    assert {(answer.status_code, answer.headers["Tradefacts-Release"]) for answer in answers} == {(200, new)}
    assert readers == [new]


def test_a_release_that_cannot_be_read_is_unavailable_and_comes_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'release.db'}"
    load(ARTICLE, Settings(database_url=url))
    named, aside = tmp_path / "release.db.sha256", tmp_path / "aside"
    named.rename(aside)
    named.mkdir()  # stands for all that nobody can read
    with TestClient(create_app(Settings(database_url=url))) as client:
        assert client.get("/v1/trade-flows").status_code == 503
        named.rmdir()
        aside.rename(named)
        end = time.monotonic() + PATIENCE
        while (status := client.get("/v1/trade-flows").status_code) == 503 and time.monotonic() < end:
            time.sleep(0.1)
        assert status == 200


def _release(connection: HTTPConnection) -> str:
    connection.request("GET", "/v1/trade-flows")
    answer = connection.getresponse()
    body = json.loads(answer.read())
    assert answer.headers["tradefacts-release"] == body["meta"]["release"]
    return str(body["meta"]["release"])


def _connected(port: int) -> HTTPConnection:
    end = time.monotonic() + PATIENCE
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            _release(connection)
        except ConnectionError:
            connection.close()
            assert time.monotonic() < end
            time.sleep(0.1)
        else:
            return connection


def test_every_worker_answers_from_the_new_release(port: int, url: str) -> None:
    old = _releases(port)
    assert len(old) == 1
    load(SECOND_SOURCE, Settings(database_url=url))
    end = time.monotonic() + PATIENCE
    while old & _releases(port):
        assert time.monotonic() < end


def test_a_server_of_databases_brings_the_new_release_too(
    empty_postgres: str, settings_for: Callable[..., Settings]
) -> None:
    settings = settings_for(empty_postgres, cache_bytes=2**22)
    old = load(ARTICLE, settings).release.digest
    with TestClient(create_app(settings)) as client:
        for _ in range(3):  # made before the first look, made and kept, and found
            assert client.get("/v1/trade-flows").json()["meta"]["release"] == old
        new = load(SECOND_SOURCE, settings).release.digest
        end = time.monotonic() + PATIENCE
        while (found := client.get("/v1/trade-flows").json()["meta"]["release"]) == old and time.monotonic() < end:
            time.sleep(0.1)
    assert found == new


def _releases(port: int) -> set[str]:
    """Ask so often, each time on a connection of its own, that every worker is asked twice."""
    found = set()
    for _ in range(24):
        with closing(_connected(port)) as connection:
            found.add(_release(connection))
    return found


def test_who_waits_for_a_catalogue_lets_it_be_read(seed_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another that computes has the turn, and waits for what the first reads, who would wait for the turn."""
    waiting, real = threading.Event(), Snapshots._snapshot  # noqa: SLF001  # what each computation begins with
    monkeypatch.setattr("app.database.threads._TURN_SECONDS", PATIENCE)

    def snapshot_of(snapshots: Snapshots, connection: Connection) -> Snapshot:
        if reading.is_set():
            waiting.set()
        return real(snapshots, connection)

    def read_slowly(connection: Connection, digest: str) -> Catalogue:
        reading.set()
        waiting.wait(PATIENCE)
        time.sleep(0.1)  # until the other waits
        return read_catalogue(connection, digest)

    reading = threading.Event()
    monkeypatch.setattr(Snapshots, "_snapshot", snapshot_of)
    monkeypatch.setattr("app.web.snapshot.read_catalogue", read_slowly)
    settings = Settings(database_url=f"sqlite:///{seed_sqlite}", deadline_seconds=20, statement_seconds=20)

    async def both() -> list[str]:
        with closing(Snapshots(connect(settings), settings)) as snapshots:
            first = asyncio.create_task(snapshots.compute(lambda snapshot: snapshot.release.digest))
            while not reading.is_set():  # noqa: ASYNC110  # threads do not know the loop
                await asyncio.sleep(0.01)
            return [await snapshots.compute(lambda snapshot: snapshot.release.digest), await first]

    assert len(set(asyncio.run(both()))) == 1
