"""Everything about Kazakhstan and China in one answer, in either order, and what is said where nothing is held."""

import itertools
from statistics import median
from time import process_time
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.views.relations.shapes import RelationOut
from tests.conftest import Counted, forget


@pytest.fixture(scope="module")
def relation(client: TestClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/v1/relations/KAZ/CHN").json()
    return answer


def test_the_answer_is_of_the_shape_documented(relation: dict[str, Any]) -> None:
    RelationOut.model_validate(relation)


@pytest.mark.parametrize("path", ["CHN/KAZ", "kazakhstan/china", "156/KZ", "PRC/Казахстан"])
def test_order_and_spelling_do_not_matter(client: TestClient, relation: dict[str, Any], path: str) -> None:
    assert client.get(f"/v1/relations/{path}").json() == relation


def test_it_holds_what_the_article_says(relation: dict[str, Any]) -> None:
    newest = {tuple(one["id"].split(".")[:4]) for one in relation["totals"]}
    assert {("KAZ", "CHN", "import", "2024"), ("KAZ", "CHN", "total", "2024")} <= newest
    said = {goods["origin"]["code"]: [line["id"] for line in goods["statements"]] for goods in relation["goods"][:2]}
    assert {area: sum("timesca-565m" in line for line in lines) for area, lines in said.items()} == {"KAZ": 8, "CHN": 8}
    assert any(event["id"] == "kz-cn-friendly-dialogue-2023" for event in relation["events"])
    assert len(relation["agreements"]) >= 2
    assert {"ordered", "requested", "proposed"} <= {plan["standing"] for plan in relation["plans"]}
    assert {one["id"] for one in relation["indicators"]} >= {
        "timesca-565m-xinjiang-share",
        "timesca-565m-joint-ventures",
    }


def test_a_turnover_of_goods_goes_no_one_way(relation: dict[str, Any]) -> None:
    *ways, turnover = relation["goods"]
    flows = [{line["id"].split(".")[2] for line in one["statements"]} for one in (*ways, turnover)]
    assert (turnover["origin"], turnover["destination"], flows[-1]) == (None, None, {"total"})
    assert not any("total" in way for way in flows[:-1])


@pytest.mark.parametrize("shown", ["totals", "growth", "shorter_periods", "places", "indicators"])
def test_nothing_is_told_twice(relation: dict[str, Any], shown: str) -> None:
    told = [one["sentence"] for one in relation[shown]]
    assert len(told) == len(set(told)) > 1


def test_every_record_says_what_proves_it_as_its_own_page_does(client: TestClient, relation: dict[str, Any]) -> None:
    goods = [line for one in relation["goods"] for line in one["statements"]]
    inputs = [one for check in relation["mirror"] for one in check["inputs"]]
    kinds = ("totals", "growth", "places", "events", "agreements", "plans", "indicators")
    lines = [*goods, *inputs, *(line for kind in kinds for line in relation[kind])]
    assert {line["proof"] for line in lines} == {"quoted", "unquoted"}
    for line in lines:
        assert line["proof"] == client.get(line["url"]).json()["proof"], line["url"]
    (railway,) = [plan for plan in relation["plans"] if plan["id"] == "timesca-565m-third-railway-crossing"]
    own = client.get(railway["url"]).json()["outcomes"]
    assert [one["proof"] for one in railway["outcomes"]] == [one["proof"] for one in own]


def test_a_pair_without_facts_says_so(client: TestClient) -> None:
    answer = client.get("/v1/relations/NOR/CHL")
    assert answer.status_code == 200
    body = answer.json()
    assert body["sentence"] == "Nothing about Chile and Norway is on file."
    assert (body["totals"], body["coverage"]["facts"], body["coverage"]["periods"]) == ([], 0, [])


def test_unknown_and_ambiguous_areas_are_refused(client: TestClient) -> None:
    unknown = client.get("/v1/relations/Kazakstan/CHN")
    assert (unknown.status_code, unknown.json()["errors"][0]["did_you_mean"][0]) == (404, "KAZ")
    ambiguous = client.get("/v1/relations/Almaty/CHN")
    assert (ambiguous.status_code, ambiguous.json()["errors"][0]["did_you_mean"]) == (422, ["KZ-19", "KZ-75"])


@pytest.mark.parametrize("path", ["", "/mirror.csv"])
def test_it_takes_as_many_statements_whatever_is_held(
    client: TestClient, postgres_client: TestClient, article: TestClient, statements: Counted, path: str
) -> None:
    """Thirty sources, one source and nothing at all take the same number, on either engine."""

    def taken(*clients: TestClient) -> set[int]:
        numbers = set()
        for each, pair in itertools.product(clients, ("KAZ/CHN", "NOR/CHL")):
            forget(each)
            with statements() as run:
                assert each.get(f"/v1/relations/{pair}{path}").status_code == 200
            numbers.add(len(run))
        return numbers

    (embedded,) = taken(client, article)
    assert taken(postgres_client) == {embedded + 1}  # that of the release, which may change there
    assert embedded < 20


def test_what_is_known_of_a_pair_is_not_read_again(client: TestClient, statements: Counted) -> None:
    """Pages of one list share its checks, views of one pair its facts; what they answer is what they would anew."""
    of_pair = "area=KAZ&counterpart=CHN&limit"
    anew = {}
    for path in (f"checks?{of_pair}=8", f"derived?{of_pair}=8"):
        forget(client)
        anew[path] = client.get(f"/v1/{path}").json()
    forget(client)
    with statements() as first:
        client.get(f"/v1/checks?{of_pair}=7")
    with statements() as second:
        assert {path: client.get(f"/v1/{path}").json() for path in anew} == anew
    assert len(first) > 4
    assert len(second) == 4  # what either trades with the World


@pytest.mark.trial
def test_it_costs_at_most_ten_plain_pages(client: TestClient, record_property: Any) -> None:
    """CPU of this process, in which the server runs too; medians of interleaved runs, each answer asked for anew."""
    paths = {"page": "/v1/trade-flows", "relation": "/v1/relations/KAZ/CHN"}
    spent: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(25):
        for name, path in paths.items():
            start = process_time()
            assert client.get(path).status_code == 200
            spent[name].append(process_time() - start)
    ratio = median(spent["relation"]) / median(spent["page"])
    record_property(
        "figure", ("CPU of a relation against that of a plain list page, nothing kept", f"{ratio:.1f} times")
    )
    assert ratio <= 10
