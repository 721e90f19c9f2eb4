"""Both engines answer alike: requests made from the document and the seed get the same bytes from either."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.conformance.operations import EXPORTS, ITEMS, LISTS, Json, Operation, example_of

PAGES = 3
SAME = ("content-type", "content-encoding", "content-disposition", "etag", "link", "vary", "cache-control")
ASKED = [*LISTS, *EXPORTS, *(item for item in ITEMS if {*item.parameters} <= {"id", "as_of"})]


@dataclass(frozen=True, slots=True)
class Seed:
    """What a list holds: its ids, the names of its members, and every text and number in its rows."""

    ids: list[str]
    members: list[str]
    texts: list[str]
    numbers: list[float]


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _scalars(inner)
    else:
        yield value


@cache
def _seed(client: TestClient, collection: str) -> Seed:
    rows = client.get(collection, params={"limit": 100}).json()["items"]
    scalars = list(_scalars(rows))
    return Seed(
        ids=[row["id"] for row in rows],
        members=list(rows[0]),
        texts=sorted({value for value in scalars if isinstance(value, str) and 0 < len(value) <= 60}),
        numbers=sorted({value for value in scalars if isinstance(value, int | float) and not isinstance(value, bool)}),
    )


def _values(name: str, parameter: Json, seed: Seed) -> st.SearchStrategy[Any]:
    """Give values for a parameter: mostly such as the seed holds, so that something is found."""
    schema = parameter["schema"]
    example = st.just(example_of(parameter))
    words = st.sampled_from(seed.texts).flatmap(lambda text: st.sampled_from([text, *text.split()]))
    by_name: dict[str, st.SearchStrategy[Any]] = {
        "limit": st.integers(1, 9),
        "fields": st.lists(st.sampled_from(seed.members), min_size=1, max_size=4).map(",".join),
        "id": st.lists(st.sampled_from([*seed.ids, "no-such-record"]), min_size=1, max_size=5),
    }
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "boolean": st.sampled_from(["true", "false"]),
        "number": example | st.sampled_from([*seed.numbers, 0]),
        "integer": example | st.sampled_from([*seed.numbers, 0]),
        "array": example,
        "string": example | example | words | words.map(str.upper) | words.map(lambda word: word[:4]),
    }
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return by_name[name] if name in by_name else by_type[schema["type"]]


@st.composite
def _questions(draw: st.DrawFn, client: TestClient) -> tuple[Operation, str, dict[str, Any]]:
    operation = draw(st.sampled_from([asked for asked in ASKED if "{a}" not in asked.path]))
    seed = _seed(client, operation.collection)
    if operation in ITEMS:
        return operation, operation.path.format(id=draw(st.sampled_from(seed.ids) | st.just("no-such-record"))), {}
    names = [name for name in operation.parameters if name != "cursor"]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=3))
    return (
        operation,
        operation.path,
        {name: draw(_values(name, operation.parameters[name], seed)) for name in chosen},
    )


@pytest.mark.parametrize("examples", [100, pytest.param(1_000, marks=pytest.mark.trial)])
def test_both_engines_give_the_same_bytes(client: TestClient, postgres_client: TestClient, examples: int) -> None:
    seen: Counter[str] = Counter()

    def compare(path: str, **question: Any) -> Any:
        answers = [engine.get(path, **question) for engine in (client, postgres_client)]
        one, other = answers
        assert one.status_code == other.status_code, (one.url, one.text, other.text)
        assert [one.headers.get(name) for name in SAME] == [other.headers.get(name) for name in SAME], one.url
        assert one.content == other.content, one.url
        seen[f"{one.status_code}"] += 1
        return one

    @settings(max_examples=examples, derandomize=True, database=None)
    @given(_questions(client), st.sampled_from(["identity", "gzip"]))
    def ask(question: tuple[Operation, str, dict[str, Any]], encoding: str) -> None:
        operation, path, parameters = question
        answer = compare(path, params=parameters, headers={"Accept-Encoding": encoding})
        if operation in LISTS and answer.status_code == 200:
            seen["with rows"] += bool(answer.json()["items"])
            for _ in range(PAGES):
                if (following := answer.json()["next"]) is None:
                    break
                seen["next"] += 1
                answer = compare(following)

    ask()
    assert seen["200"] > examples / 2, seen
    assert min(seen[kind] for kind in ("404", "422", "with rows", "next")) > 0, seen


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_both_engines_hold_the_same_rows(client: TestClient, postgres_client: TestClient, operation: Operation) -> None:
    for suffix in (".csv", ".jsonl"):
        whole = client.get(operation.path + suffix).content
        assert whole.count(b"\n") > 0
        assert postgres_client.get(operation.path + suffix).content == whole
