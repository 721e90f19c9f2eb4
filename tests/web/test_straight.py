"""The straight way to lists answers as the framework would, whatever is asked and whatever goes wrong."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.database.release_files import digest_of
from app.loading.releases.files import write_digests
from app.main import create_app
from app.settings import Settings
from app.web.edge import REQUEST_ID_HEADER, SECURITY_HEADERS
from app.web.errors import REQUEST_ID
from tests.conformance.operations import LISTS, Operation

OF_EACH = ["", "?limit=2&count=true", "?fields=id", "?id=nothing"]
OF_THE_FIRST = [
    *OF_EACH,
    "?limit=0",
    "?nonsense=1&limit=x",
    "?limit=%31",
    "?q=%C3%A9t%C3%A9+x&limit=1",
    "?limit",
    "?&limit=1&",
    "?id=a&id=b",
]
HEADERS: list[dict[str, str]] = [{}, {"Accept": "image/png"}, {"If-None-Match": "*"}, {"Accept-Encoding": "gzip"}]
NAMED = {"X-Request-ID": "asked-by-a-test"}
OF_THE_EDGE = SECURITY_HEADERS | {REQUEST_ID_HEADER}

Ways = tuple[TestClient, TestClient]


def _ways(app: FastAPI) -> Ways:
    """Give clients of both ways: through the rooms in front of the framework, and to the framework alone."""

    async def framework(scope: Scope, receive: Receive, send: Send) -> None:
        REQUEST_ID.set(NAMED["X-Request-ID"])  # as the edge does
        await FastAPI.__call__(app, scope, receive, send)

    return TestClient(app, raise_server_exceptions=False), TestClient(framework, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def ways(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> Iterator[Ways]:
    app = create_app(settings_for(f"sqlite:///{seed_sqlite}"))
    with TestClient(app):
        yield _ways(app)


def _answers(ways: Ways, path: str, headers: dict[str, str]) -> tuple[Any, Any]:
    def ask(client: TestClient) -> Any:
        answer = client.get(path, headers=headers | NAMED)
        shown = {name: value for name, value in answer.headers.items() if name.encode() not in OF_THE_EDGE}
        return answer.status_code, shown, answer.content

    return ask(ways[0]), ask(ways[1])


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_both_ways_answer_the_same(ways: Ways, operation: Operation) -> None:
    # How a question is read, and headers are, depends on no list.
    for question in OF_THE_FIRST if operation is LISTS[0] else OF_EACH:
        for headers in HEADERS if operation is LISTS[0] else HEADERS[:1]:
            straight, framework = _answers(ways, operation.path + question, headers)
            assert straight == framework, (question, headers)


def test_a_release_that_is_away_is_answered_the_same(tmp_path: Path, settings_for: Callable[..., Settings]) -> None:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'none.db'}"))
    with TestClient(app):
        straight, framework = _answers(_ways(app), "/v1/trade-flows", {})
    assert straight == framework
    assert straight[0] == 503


def test_a_fault_of_ours_is_answered_the_same_and_raised_so_that_it_is_logged(
    seed_sqlite: Path, tmp_path: Path, settings_for: Callable[..., Settings]
) -> None:
    path = tmp_path / "release.db"
    shutil.copy(seed_sqlite, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE trade_flows RENAME COLUMN valuation TO valuations")
    write_digests(path, {digest_of(path)})
    app = create_app(settings_for(f"sqlite:///{path}"))
    with TestClient(app) as logged:
        straight, framework = _answers(_ways(app), "/v1/trade-flows", {})
        assert straight == framework
        assert straight[0] == 500
        with pytest.raises(sqlite3.OperationalError):
            logged.get("/v1/trade-flows")
