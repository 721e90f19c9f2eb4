"""How many SQL statements an answer takes: always the same number, however many rows it has."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.conformance.operations import ITEMS, LISTS, REQUESTS, Operation, shown
from tests.conftest import Counted, forget

Count = Callable[[str], int]
RECORDS = 4
COMPUTED = ("/v1/checks", "/v1/derived")
"""What is known of a pair is kept for its next question, which takes fewer: each is asked first."""
TAKEN = {
    "trade-flows": (1, 2),
    "events": (3, 7),
    "agreements": (3, 5),
    "plans": (4, 7),
    "indicators": (1, 2),
    "areas": (2, 3),
    "commodities": (2, 4),
    "actors": (3, 5),
    "sources": (1, 6),
    "evidence": (1, 1),
    "releases": (1, 1),
}
"""How many statements a list and an item take where the release cannot change: in a file."""


@pytest.fixture(params=["client", "postgres_client"])
def count(request: pytest.FixtureRequest, statements: Counted) -> Count:
    """Give the function that asks for an address and counts the statements behind the answer, on each engine."""
    client: TestClient = request.getfixturevalue(request.param)
    client.get("/v1/trade-flows?limit=500")  # reads the catalogue and opens a connection for long lists: both are kept

    def ask(path: str) -> int:
        if path.startswith(COMPUTED):
            forget(client)
        with statements() as run:
            answer = client.get(path)
        assert answer.status_code == 200, answer.text
        return len(run)

    return ask


@pytest.mark.parametrize("name", TAKEN)
def test_answers_take_few_and_one_more_where_the_release_may_change(
    count: Count, client: TestClient, request: pytest.FixtureRequest, name: str
) -> None:
    record = client.get(f"/v1/{name}?limit=1").json()["items"][0]["id"]
    more = {"client": 0, "postgres_client": 1}[request.node.callspec.params["count"]]
    assert (count(f"/v1/{name}") - more, count(f"/v1/{name}/{record}") - more) == TAKEN[name]


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_a_list_takes_as_many_whatever_its_length(count: Count, operation: Operation) -> None:
    assert len({count(f"{operation.path}?limit={limit}") for limit in (1, 500)}) == 1


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_counting_takes_one_more(count: Count, operation: Operation) -> None:
    assert count(f"{operation.path}?count=true") <= count(operation.path) + 1


@pytest.mark.parametrize("operation", shown(ITEMS), ids=repr)
def test_an_item_takes_as_many_whichever_it_is(count: Count, client: TestClient, operation: Operation) -> None:
    rows = client.get(operation.collection, params={"limit": RECORDS}).json()["items"]
    rest = operation.path.removeprefix(f"{operation.collection}/{{id}}")
    asked = [f"{operation.collection}/{row['id']}{rest}" for row in rows] + [REQUESTS[operation.id]]
    # An id with a pair in it lets statistics in bulk be asked for beside prose.
    for names_pair in (True, False):
        assert len({count(path) for path in asked if (path.count(".") > 1) is names_pair}) <= 1
