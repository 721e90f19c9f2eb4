"""Brief answers and sections of answers: small, and nothing that the whole answer does not say."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.views import MOST_BYTES

GOLDEN = Path(__file__).parents[1] / "golden"
CLAIMS = [row["ask"] for row in tomllib.loads((GOLDEN / "kinds.toml").read_text())["claims"]]
CLAIM = "from=KAZ&to=CHN&period=2022&value=13e9&unit=USD"
RELATION = "/v1/relations/KAZ/CHN"
SECTIONS = {
    *("totals", "growth", "shorter_periods", "places", "trade_flows", "balances", "mirror", "conflicts", "goods"),
    *("top_goods", "events", "agreements", "plans", "indicators"),
}


def _is_of(part: Any, whole: Any) -> bool:
    """Return whether all that a cut value says stands in the whole one, in whatever order."""
    if isinstance(part, dict):
        return part.keys() <= whole.keys() and all(_is_of(one, whole[name]) for name, one in part.items())
    if isinstance(part, list):
        return all(any(_is_of(one, other) for other in whole) for one in part)
    return bool(part == whole)


@pytest.fixture(scope="module")
def pairs(client: TestClient) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    address: str | None = "/v1/availability?limit=500&fields=reporter,partner"
    while address:
        page = client.get(address).json()
        found |= {tuple(sorted((row["reporter"]["code"], row["partner"]["code"]))) for row in page["items"]}
        address = page["next"]
    return found


def test_a_brief_relation_is_small_and_true_for_every_pair(client: TestClient, pairs: set[tuple[str, str]]) -> None:
    assert len(pairs) > 10
    for one, other in pairs:
        path = f"/v1/relations/{one}/{other}"
        answer = client.get(f"{path}?brief=true")
        assert len(answer.content) <= MOST_BYTES, path
        brief, whole = answer.json(), client.get(path).json()
        hidden = brief.pop("not_shown")
        assert _is_of(brief, whole), path
        counts = {name: len(whole[name]) - len(brief.get(name, [])) for name in SECTIONS}
        assert hidden == {name: count for name, count in counts.items() if count}, path
        assert {name for name in SECTIONS if not whole[name]} == {name for name in SECTIONS if brief.get(name) == []}


def test_a_brief_relation_tells_of_both_sides_and_of_every_kind(client: TestClient) -> None:
    brief = client.get(f"{RELATION}?brief=true").json()
    series = [tuple(one["url"].split("/")[-1].split(".")[:3]) for one in brief["totals"]]
    assert len(set(series)) == len(series) > 3
    assert {reporter for reporter, _, _ in series} == {"KAZ", "CHN"}
    assert brief["totals"][0]["quantity"] == {"text": "USD 24.7 billion"}
    assert all(brief[name] for name in ("balances", "conflicts", "agreements", "plans", "events"))
    assert {one["verdict"] for one in brief["mirror"]} & {"missing_side"} == set()
    newest, *_ = client.get(RELATION).json()["agreements"][::-1]
    assert brief["agreements"][0] == {"url": newest["url"], "sentence": newest["sentence"]}


def test_a_brief_relation_of_some_sections_has_more_of_them(client: TestClient) -> None:
    brief = client.get(f"{RELATION}?brief=true&sections=plans").json()
    assert brief.keys() == {"plans", "not_shown"}
    assert len(brief["plans"]) > 10
    assert len(brief["plans"]) + brief["not_shown"]["plans"] == len(client.get(RELATION).json()["plans"])


@pytest.mark.parametrize("address", [f"{RELATION}?", f"/v1/verify?{CLAIM}&"])
def test_sections_are_members_of_the_answer_as_named(client: TestClient, address: str) -> None:
    whole = client.get(address).json()
    assert "not_shown" not in whole
    names = list(whole)[::-3]
    cut = client.get(f"{address}sections={','.join(names)}").json()
    assert cut.pop("not_shown") == {}
    assert list(cut.items()) == [(name, whole[name]) for name in names]
    refused = client.get(f"{address}sections=nothing").json()["errors"]
    assert [(one["name"], one["problem"]) for one in refused] == [("sections", "malformed-value")]


@pytest.mark.parametrize("ask", [CLAIM, *CLAIMS])
def test_a_brief_verdict_is_small_and_true(client: TestClient, ask: str) -> None:
    answer = client.get(f"/v1/verify?{ask}&brief=true")
    assert len(answer.content) <= MOST_BYTES
    brief, whole = answer.json(), client.get(f"/v1/verify?{ask}").json()
    hidden = brief.pop("not_shown")
    assert _is_of(brief, whole)
    assert len(brief.get("by_basis", [])) + hidden.get("by_basis", 0) == len(whole["by_basis"])
    for one, other in zip(brief.get("by_basis", []), whole["by_basis"], strict=False):
        compiler = other["basis"]["compiler"]
        assert one["basis"] == {**other["basis"], "compiler": compiler and {"url": compiler["url"]}}
    facts = [sum(len(one["facts"]) for one in each.get("by_basis", [])) for each in (brief, whole)]
    assert hidden.get("by_basis") or facts[0] + hidden.get("facts", 0) == facts[1]


def test_a_brief_verdict_shows_a_fact_of_every_stance(client: TestClient) -> None:
    ask = "kind=planned&from=KAZ&to=CHN&flow=total&value=100e9&unit=USD"
    (whole,), (brief,) = (client.get(f"/v1/verify?{ask}{more}").json()["by_basis"] for more in ("", "&brief=true"))
    every = [fact["stance"] for fact in whole["facts"]]
    assert len(set(every[:3])) < len(set(every))
    assert {fact["stance"] for fact in brief["facts"]} == set(every)
    assert brief["facts"][0]["stance"] == "supports"


def test_claims_of_a_body_are_answered_briefly_too(client: TestClient) -> None:
    claims = {"claims": [{"from": "KAZ", "to": "CHN", "period": "2022", "value": "13e9", "unit": "USD"}] * 2}
    whole, brief = client.post("/v1/verify", json=claims), client.post("/v1/verify?brief=true", json=claims)
    one = client.get(f"/v1/verify?{CLAIM}&brief=true").json()
    assert (brief.json()["items"], brief.json()["verdict"]) == ([one, one], whole.json()["verdict"])
    verdicts = client.post("/v1/verify?sections=verdict", json=claims).json()["items"]
    assert verdicts == [{"verdict": json.loads(whole.text)["verdict"], "not_shown": {}}] * 2
    assert client.post("/v1/verify?brief=perhaps", json=claims).json()["errors"][0]["name"] == "brief"
    assert client.post("/v1/verify?brieff=true", json=claims).json()["errors"][0]["did_you_mean"] == ["brief"]
