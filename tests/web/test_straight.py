"""The straight way to lists answers as the framework would, whatever is asked and whatever goes wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.database.base import TooSlow, Unavailable
from app.main import create_app
from app.settings import Settings
from tests.conformance.operations import LISTS, Operation

QUESTIONS = [
    "",
    "?limit=2&count=true",
    "?fields=id",
    "?id=nothing",
    "?limit=0",
    "?nonsense=1&limit=x",
    "?limit=%31",
    "?q=%C3%A9t%C3%A9+x&limit=1",
    "?limit",
    "?&limit=1&",
    "?id=a&id=b",
]
HEADERS: list[dict[str, str]] = [{}, {"Accept": "image/png"}, {"If-None-Match": "*"}, {"Accept-Encoding": "gzip"}]


@pytest.fixture(scope="module")
def app(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> Iterator[FastAPI]:
    """Give the application over the seed, started."""
    app = create_app(settings_for(f"sqlite:///{seed_sqlite}"))
    with TestClient(app):
        yield app


@pytest.fixture(scope="module")
def ways(app: FastAPI) -> tuple[TestClient, TestClient]:
    """Give clients of both ways: through the rooms in front of the framework, and to the framework alone."""

    async def framework(scope: Scope, receive: Receive, send: Send) -> None:
        await FastAPI.__call__(app, scope, receive, send)

    return TestClient(app, raise_server_exceptions=False), TestClient(framework, raise_server_exceptions=False)


def _answers(ways: tuple[TestClient, TestClient], path: str, headers: dict[str, str]) -> tuple[Any, Any]:
    def ask(client: TestClient) -> Any:
        answer = client.get(path, headers=headers)
        shown = {name: value for name, value in answer.headers.items() if not name.startswith("access-control-")}
        return answer.status_code, shown, answer.content

    return ask(ways[0]), ask(ways[1])


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_both_ways_answer_the_same(ways: tuple[TestClient, TestClient], operation: Operation) -> None:
    for question in QUESTIONS:
        for headers in HEADERS:
            straight, framework = _answers(ways, operation.path + question, headers)
            assert straight == framework, (question, headers)


@pytest.mark.parametrize(
    ("error", "status"), [(TooSlow(), 503), (Unavailable("away"), 503), (RuntimeError("a fault of ours"), 500)]
)
def test_what_goes_wrong_is_answered_the_same(
    ways: tuple[TestClient, TestClient], monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("app.web.answers.resolve", fail)
    straight, framework = _answers(ways, "/v1/trade-flows", {})
    assert straight == framework
    assert straight[0] == status


def test_a_fault_of_ours_is_raised_after_its_answer_so_that_it_is_logged(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.answers.resolve", None)
    with pytest.raises(TypeError):
        TestClient(app).get("/v1/trade-flows")
