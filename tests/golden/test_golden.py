"""What the API shows of itself, held byte for byte; `make golden` writes it anew, and the diff is to be read."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from app.web.document import EXAMPLES
from app.web.schemas import CITATIONS
from tests.conformance.operations import DOCUMENT, LISTS, OPERATIONS, Json, Operation, document

GOLDEN = Path(__file__).with_name("openapi.json")
HELP = (
    "{0} has no example yet. Run `make golden`: it asks for the first row. To show something better, change the "
    '"request" of {0} in seed/examples.json (and for a POST put its "body" beside it), and run it again.'
)


EVERY_FORMAT = {
    "get_record_citation": {media_type: (".bib", f".{suffix}") for suffix, media_type in CITATIONS.items()},
    "export_list": {
        "text/csv": ("", ""),
        "application/jsonl": (".csv?", ".jsonl?fields=id,flow&"),
        "application/zip": (".csv", ".zip"),
    },
}
"""Operations that answer in several formats, each with what stands in its address in place of the first format."""


def _first_row(client: TestClient, operation: Operation) -> Json:
    """Give the first row of the list that an operation belongs to; nothing where there is none."""
    if operation.collection not in {listed.path for listed in LISTS}:
        return {}
    page: Json = client.get(operation.collection, params={"limit": 1}).json()
    assert page["items"], f"{operation.collection} is empty in the seed: add a record, of which examples are made"
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


def _line(client: TestClient, operation: Operation, example: Json) -> str:
    """Write the example of an operation anew: what was asked, values of its parameters, and the answer as it came."""
    request = example["request"]
    asked = {name: example[name] for name in ("request", "body") if name in example}
    # Whole addresses in answers are of the host that was asked.
    host = {"Host": "127.0.0.1:8000"}
    answer = client.request(operation.method, request, json=example.get("body"), headers=host)
    assert answer.status_code == 200, f"{request}: {answer.text}"
    told = asked | {"parameters": _parameters(operation, request, _first_row(client, operation))}
    if operation.id in EVERY_FORMAT:
        shown = {
            media_type.partition(";")[0]: _shortest(client.get(request.replace(*replaced), headers=host))
            for media_type, replaced in EVERY_FORMAT[operation.id].items()
        }
        return json.dumps(told | {"answers": shown}, ensure_ascii=False)
    is_json = answer.headers["content-type"].endswith(("/json", "problem+json"))
    text = _beginning(answer)
    body = text if is_json else json.dumps(text, ensure_ascii=False)
    return f'{json.dumps(told, ensure_ascii=False)[:-1]}, "answer": {body}}}'


def _shortest(answer: Any) -> Any:
    """Give what is shown of an answer in one of several formats: its first entry, or the first of its objects."""
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    if not kind.endswith("json"):
        return _beginning(answer).split("\n\n")[0].replace("\n  ", " ").strip()
    made = answer.json()
    return made[:1] if isinstance(made, list) else made | {"@graph": made["@graph"][:1]}


def _beginning(answer: Any) -> str:
    """Give what is shown of an answer: all of it; of a ZIP file its names, of linked data their beginning."""
    match answer.headers["content-type"]:
        case "application/zip":
            return "".join(f"{name}\n" for name in ZipFile(BytesIO(answer.content)).namelist())
        case "application/ld+json":
            return str(answer.text[:100])
    return str(answer.text)


def _shown() -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(EXAMPLES.read_text())
    return shown


@pytest.fixture(scope="module", autouse=True)
def written(request: pytest.FixtureRequest, client: TestClient) -> None:
    """Write everything anew when asked to, and compare nothing: what was read at import is older by then."""
    if not request.config.getoption("--regenerate"):
        return
    shown = _shown()
    lines = []
    for operation in OPERATIONS:
        example = shown.get(operation.id)
        if operation.method == "GET" and (example is None or client.get(example["request"]).status_code == 404):
            example = {"request": _plain_request(operation, _first_row(client, operation))}
        assert example, HELP.format(operation)
        lines.append(f"{json.dumps(operation.id)}: {_line(client, operation, example)}")
    EXAMPLES.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    GOLDEN.write_text(_text(document()))  # last, since the document shows the examples
    pytest.skip("written anew; a run without --regenerate compares")


def _text(whole: Json) -> str:
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_each_example_is_what_the_seed_answers(client: TestClient, operation: Operation) -> None:
    lines = dict(line.rstrip(",").split(": ", 1) for line in EXAMPLES.read_text().splitlines()[1:-1])
    shown = lines.get(json.dumps(operation.id))
    assert shown, HELP.format(operation)
    assert shown == _line(client, operation, json.loads(shown))


def test_no_example_is_left_over() -> None:
    assert set(_shown()) <= {operation.id for operation in OPERATIONS}


def test_the_document_is_the_one_reviewed() -> None:
    assert GOLDEN.read_text() == _text(DOCUMENT), "the document has changed; run `make golden` and read the diff"
