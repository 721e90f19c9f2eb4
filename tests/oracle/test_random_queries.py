"""Random questions to lists: SQLite, PostgreSQL and plain Python agree on every row, and every walk is complete."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.figures import Figure
from tests.oracle.oracle import LISTS, ORDERS, Row, World, answer, draw, read

PAGES = 6
"""Pages that a walk has at most, unless pages cannot hold so many rows."""
MOST_ON_A_PAGE = 500
COUNTED_TO = 1_000
"""How far rows are counted that there would be otherwise."""
OF_MATCHES = "matched_via"
"""A member that says how a row met a filter, which both engines must say alike."""


@pytest.fixture(scope="session")
def world(client: TestClient) -> World:
    return World({name: read(client.get(f"/v1/{name}.jsonl").text.splitlines()) for name in LISTS})


def _questions(world: World, client: TestClient, chance: random.Random) -> Iterator[tuple[str, Row, Row]]:
    """Draw questions on and on: the list, the question as it is asked, and as plain Python answers it."""
    while True:
        name = chance.choice((*LISTS, "trade-flows", "trade-flows", "commodities"))
        question = draw(world, name, chance)
        asked = dict(question)
        if chance.random() < 0.1 and name != "trade-flows":
            row = chance.choice(world.rows[name])
            words = [word for word in str(row.get("name") or row.get("title")).split() if word.isalnum()]
            if words:
                asked["q"] = chance.choice(words)
                alone = client.get(f"/v1/{name}.jsonl", params={"q": asked["q"], "fields": "id"}).text.splitlines()
                question["q"] = {row["id"] for row in read(alone)}
        yield name, asked, question


def _walk(clients: Mapping[str, TestClient], address: str, params: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the pages of a walk, which both engines answer with the same bytes; every one but the first has rows."""
    pages = 0
    following: str | None = address
    while following is not None:
        answers = [client.get(following, params=None if pages else params) for client in clients.values()]
        assert len({one.content for one in answers}) == 1, [str(one.url) for one in answers]
        assert answers[0].status_code == 200, (str(answers[0].url), answers[0].text)
        page = read([answers[0].text])[0]
        assert page["items"] or not pages, following
        yield page
        pages, following = pages + 1, page["next"]


def _shown(rows: list[Row], fields: str | None) -> list[Row]:
    members = fields.split(",") if fields else [name for name in rows[0] if name != OF_MATCHES] if rows else []
    return [{name: row[name] for name in members} for row in rows]


@pytest.mark.parametrize("questions", [60, pytest.param(3_000, marks=[pytest.mark.trial, pytest.mark.timeout(7200)])])
def test_both_engines_answer_as_plain_python_does(
    world: World, client: TestClient, postgres_client: TestClient, questions: int, figure: Figure
) -> None:
    chance, seen = random.Random(questions), Counter[str]()  # noqa: S311  # the same questions in every run
    clients = {"sqlite": client, "postgresql": postgres_client}
    for (name, asked, question), _ in zip(_questions(world, client, chance), range(questions), strict=False):
        right = answer(world, name, question)
        least = min(MOST_ON_A_PAGE, len(right.rows) // PAGES + 1)
        asked["limit"] = min(MOST_ON_A_PAGE, least + chance.choice((0, 0, 1, 20)))
        if chance.random() < 0.3:
            members = [member for member in world.rows[name][0] if member != OF_MATCHES]
            asked["fields"] = ",".join(chance.sample(members, k=chance.randint(1, 4)))
        if chance.random() < 0.3:
            asked["count"] = "true"
        pages = list(_walk(clients, f"/v1/{name}", asked))
        rows = [row for page in pages for row in page["items"]]
        assert _shown(rows, asked.get("fields")) == _shown(right.rows, asked.get("fields")), (name, asked)
        assert all(len(page["items"]) == asked["limit"] for page in pages[:-1]), (name, asked)
        meta = pages[0]["meta"]
        assert meta["count"] == (len(right.rows) if "count" in asked else None), (name, asked)
        assert meta["missing"] == (right.missing if "id" in asked else None), (name, asked)
        if name != "trade-flows":
            assert (meta["left_out"] or {"rows": 0})["rows"] == min(right.left_out, COUNTED_TO), (name, asked)
            _check_coverage(world, name, question, meta["coverage"], bool(right.rows))
        seen.update(rows=len(rows), pages=len(pages), found=bool(rows), walked=len(pages) > 1)
        seen.update(list(asked))
        seen[name] += 1
    assert min(seen[name] for name in LISTS) > 0, seen
    assert seen["found"] > questions / 2, seen
    assert seen["walked"] > questions / 5, seen
    parameters = sum(1 for name in seen if name not in LISTS) - 4
    figure(
        "Random questions that SQLite, PostgreSQL and plain Python answer otherwise",
        f"0 of {questions:,} with {parameters} parameters: {seen['rows']:,} rows on {seen['pages']:,} pages",
    )


def _check_coverage(world: World, name: str, question: Row, coverage: Row | None, is_found: bool) -> None:  # noqa: FBT001
    """Compare what an empty answer says there would be without each of its filters."""
    if is_found:
        assert coverage is None
        return
    assert coverage is not None
    for without, counted in coverage["without"].items():
        others = {parameter: value for parameter, value in question.items() if parameter != without}
        assert counted == min(COUNTED_TO, len(answer(world, name, others).rows)), (name, question, without)


@pytest.mark.parametrize("name", LISTS)
def test_whole_exports_are_in_order(world: World, name: str) -> None:
    keys = [ORDERS[name](row) for row in world.rows[name]]
    assert keys == sorted(keys)
    assert len({row["id"] for row in world.rows[name]}) == len(keys) > 0
