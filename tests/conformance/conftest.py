"""The application as clients meet it: served by uvicorn on loopback, over the seed on both engines."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.conformance.live import Server, serve


@pytest.fixture(scope="session")
def sqlite_server(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> Iterator[Server]:
    """Serve the seed from SQLite."""
    with serve("sqlite", settings_for(f"sqlite:///{seed_sqlite}")) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server(seed_postgres: str, settings_for: Callable[..., Settings]) -> Iterator[Server]:
    """Serve the seed from PostgreSQL."""
    with serve("postgresql", settings_for(seed_postgres)) as server:
        yield server


@pytest.fixture(params=["sqlite_server", "postgres_server"])
def server(request: pytest.FixtureRequest) -> Server:
    """Serve the seed, once from each engine."""
    found: Server = request.getfixturevalue(request.param)
    return found
