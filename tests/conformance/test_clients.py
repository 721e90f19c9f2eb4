"""Python clients that others would generate from the document: made without a complaint, and tried on a live server."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conformance import generators
from tests.conformance.live import Server
from tests.conformance.operations import DOCUMENT, ITEMS, LISTS, Operation

pytestmark = pytest.mark.trial  # the generators are installed by `make trial`, in environments of their own

PLAIN_ITEMS = [item for item in ITEMS if item.path.endswith("{id}")]
"""Items below a list, that its rows lead to."""
MISSING = "no-such-record"
FILES = (("trade-flows", "csv"), ("trade-flows", "jsonl"), ("events", "csv"))
OF_EVERY_DOCUMENT = re.compile(
    "3.1 support is still in beta|Renamed to|schema name: null|Circular reference|writing file"
)
"""What openapi-generator says of documents in OpenAPI 3.1, of names that are words of the language, and of trees."""
PACKAGES = {"by_module": generators.by_module, "by_class": generators.by_class}
"""The packages, and what makes them."""


@pytest.fixture(scope="module", params=PACKAGES)
def package(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, package: str) -> Path:
    folder = tmp_path_factory.mktemp(package)
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT))
    return folder


@pytest.fixture(scope="module")
def made(folder: Path, package: str) -> str:
    """Generate the client; give what the generator said."""
    return PACKAGES[package](folder)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answered through the client, with the type it came in, and without the client."""

    type: str
    content: Any
    plain: Any


@pytest.fixture(scope="module")
def answers(folder: Path, package: str, made: str, sqlite_server: Server) -> dict[str, Answer]:
    """Ask for every list, for an item of each and for one that is missing: the answers by kind and operation."""
    assert made
    calls, plain = [], {}
    for operation in LISTS:
        calls.append([f"list {operation}", *_called(operation), [], {"limit": 3}])
        plain[f"list {operation}"] = httpx2.get(f"{sqlite_server.url}{operation.path}?limit=3").json()
    for operation in PLAIN_ITEMS:
        url = f"{sqlite_server.url}{operation.collection}"
        record = httpx2.get(f"{url}?limit=1").json()["items"][0]["id"]
        for kind, name in (("item", record), ("problem", MISSING)):
            calls.append([f"{kind} {operation}", *_called(operation), [name], {}])
            plain[f"{kind} {operation}"] = httpx2.get(f"{url}/{name}").json()
    asked: dict[str, str | int] = {"reporter": "KAZ", "limit": 1}
    url = f"{sqlite_server.url}/v1/trade-flows"
    plain["filter"] = httpx2.get(url, params=asked).json()
    asked_on = asked | {"cursor": plain["filter"]["meta"]["cursor"]}
    plain["next"] = httpx2.get(f"{sqlite_server.url}{plain['filter']['next']}").json()
    calls += [
        [name, "trade-flows", "list_trade_flows", [], query] for name, query in (("filter", asked), ("next", asked_on))
    ]
    for collection, suffix in FILES:
        calls.append(
            [f"{collection}.{suffix}", "exports", "export_list", [collection, suffix], {"source": "timesca-565m"}]
        )
        file = f"{sqlite_server.url}/v1/{collection}.{suffix}?source=timesca-565m"
        plain[f"{collection}.{suffix}"] = httpx2.get(file).text
    said = generators.python(folder, generators.CLIENTS / "call.py", sqlite_server.url, package, json.dumps(calls))
    lines = (json.loads(line) for line in said.splitlines())
    return {name: Answer(kind, content, plain[name]) for name, kind, content in lines}


def _called(operation: Operation) -> tuple[str, str]:
    return operation.stated["tags"][0], operation.id


def test_the_client_is_made_without_a_warning(made: str) -> None:
    said = [line for line in made.splitlines() if re.search("warn|error|unable to parse", line, re.IGNORECASE)]
    assert [line for line in said if not OF_EVERY_DOCUMENT.search(line)] == []


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_the_client_reads_lists(answers: dict[str, Answer], operation: Operation) -> None:
    page = answers[f"list {operation}"]
    assert page.type.endswith("Page")
    assert page.content["items"]
    assert page.content == page.plain


@pytest.mark.parametrize("operation", PLAIN_ITEMS, ids=repr)
def test_the_client_reads_items(answers: dict[str, Answer], operation: Operation) -> None:
    item = answers[f"item {operation}"]
    assert item.content == item.plain


@pytest.mark.parametrize("operation", PLAIN_ITEMS, ids=repr)
def test_the_client_reads_problems(answers: dict[str, Answer], operation: Operation) -> None:
    problem = answers[f"problem {operation}"]
    assert problem.type == "ProblemOut"
    assert problem.content["status"] == 404
    assert problem.content["errors"][0]["in"] == "path"


@pytest.mark.parametrize("name", ["filter", "next", *map(".".join, FILES)])
def test_the_client_filters_walks_and_downloads(answers: dict[str, Answer], name: str) -> None:
    assert answers[name].content == answers[name].plain
