"""What the API shows of itself, held byte for byte; `make golden` writes it anew, and the diff is to be read."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from starlette.testclient import TestClient

from app.web.document import EXAMPLES
from tests.conformance.operations import LISTS, OPERATIONS, Json, Operation, document

GOLDEN = Path(__file__).with_name("openapi.json")
HELP = (
    "{} has no example yet. Run `make golden`: it asks for the first row. To show something better, "
    'change the "request" of this operation in app/web/examples.json and run it again.'
)


def _first_row(client: TestClient, operation: Operation) -> Json:
    """Give the first row of the list that an operation belongs to; nothing where there is none."""
    if operation.collection not in {listed.path for listed in LISTS}:
        return {}
    page: Json = client.get(operation.collection, params={"limit": 1}).json()
    cursor = parse_qs(urlsplit(page["next"] or "").query).get("cursor", [None])[0]
    return {"id": page["items"][0]["id"], "cursor": cursor}


def _plain_request(operation: Operation, first: Json) -> str:
    """Give the simplest request for an operation: one row, the first."""
    if operation in LISTS:
        return f"{operation.path}?limit=1"
    if "id" in operation.parameters and operation.parameters["id"]["in"] == "query":
        return f"{operation.path}?id={first['id']}"
    return operation.path.format(**first)


def _parameters(operation: Operation, request: str, first: Json) -> Json:
    """Give values for what no author can know: ids, cursors, and the parts of the path."""
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(operation.path))
    found = re.fullmatch(pattern, urlsplit(request).path)
    assert found, f"{request} is no request for {operation}"
    parts = {name: unquote(value) for name, value in found.groupdict().items()}
    return {name: value for name, value in (first | parts).items() if value and name in operation.parameters}


def _line(client: TestClient, operation: Operation, request: str) -> str:
    answer = client.request(operation.method, request)
    assert answer.status_code == 200, f"{request}: {answer.text}"
    told = {"request": request, "parameters": _parameters(operation, request, _first_row(client, operation))}
    is_json = answer.headers["content-type"] == "application/json"
    body = answer.text if is_json else json.dumps(answer.text, ensure_ascii=False)
    return f'{json.dumps(told, ensure_ascii=False)[:-1]}, "answer": {body}}}'


def _shown() -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(EXAMPLES.read_text())
    return shown


@pytest.fixture(scope="module", autouse=True)
def written(request: pytest.FixtureRequest, client: TestClient) -> None:
    """Write everything anew when asked to; the document shows the examples, so they come first."""
    if not request.config.getoption("--regenerate"):
        return
    shown = _shown()
    lines = []
    for operation in OPERATIONS:
        question = shown.get(operation.id, {}).get("request")
        question = question or _plain_request(operation, _first_row(client, operation))
        lines.append(f"{json.dumps(operation.id)}: {_line(client, operation, question)}")
    EXAMPLES.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    GOLDEN.write_text(_text(document()))


def _text(whole: Json) -> str:
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_each_example_is_what_the_seed_answers(client: TestClient, operation: Operation) -> None:
    lines = dict(line.rstrip(",").split(": ", 1) for line in EXAMPLES.read_text().splitlines()[1:-1])
    shown = lines.get(json.dumps(operation.id))
    assert shown, HELP.format(operation)
    assert shown == _line(client, operation, json.loads(shown)["request"])


def test_no_example_is_left_over() -> None:
    assert set(_shown()) <= {operation.id for operation in OPERATIONS}


def test_the_document_is_the_one_reviewed() -> None:
    assert GOLDEN.read_text() == _text(document()), "the document has changed; run `make golden` and read the diff"
