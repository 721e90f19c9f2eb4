"""One article of the seed, alone and together with a second source, invented for what the article has no case of.

The seed grows; what these tests say of the article stays true.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.settings import Settings
from tests.conftest import ARTICLE
from tests.web import bulk

SECOND_SOURCE = Path(__file__).with_name("second-source.toml")
Ids = Callable[..., list[str]]
Filled = Callable[[int], Settings]


@pytest.fixture(scope="session")
def client(article: TestClient) -> TestClient:
    """Give a client of the application over the article."""
    return article


@pytest.fixture(scope="session")
def both_sources(settings_for: Callable[..., Settings]) -> Callable[[str], TestClient]:
    """Give the function that loads both sources into a database and gives a client of the application over it."""

    def client_of(url: str) -> TestClient:
        settings = settings_for(url)
        for path in (ARTICLE, SECOND_SOURCE):
            load(path, settings, loaded_at="2026-01-01T00:00:00Z")
        return TestClient(create_app(settings))

    return client_of


@pytest.fixture(scope="session")
def two_sources(
    tmp_path_factory: pytest.TempPathFactory, both_sources: Callable[[str], TestClient]
) -> Iterator[TestClient]:
    """Give a client of the application over both sources on SQLite."""
    path = tmp_path_factory.mktemp("two-sources") / "release.db"
    with both_sources(f"sqlite:///{path}") as client:
        assert client.get("/ready").status_code == 200  # the catalogue is read before anybody counts statements
        yield client


@pytest.fixture(scope="session")
def ids(two_sources: TestClient) -> Ids:
    """Give the function that asks a list and gives the ids of its rows."""

    def ask(path: str, **query: Any) -> list[str]:
        answer = two_sources.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return [row["id"] for row in answer.json()["items"]]

    return ask


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, settings_for: Callable[..., Settings]
) -> Filled:
    """Give the function that makes a database of the seed and so many statistics, on each engine in turn."""

    def fill(rows: int) -> Settings:
        if request.param == "sqlite":
            path = bulk.filled_copy(request.getfixturevalue("seed_sqlite"), tmp_path_factory.mktemp("bulk"), rows)
            return settings_for(f"sqlite:///{path}")
        settings = settings_for(request.getfixturevalue("module_postgres"))
        load(None, settings)
        bulk.fill_postgres(str(settings.database_url), rows)
        return settings

    return fill
