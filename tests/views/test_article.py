"""What follows from the article alone, over HTTP: every interval computed by hand from its words."""

from typing import Any

import pytest
from starlette.testclient import TestClient

FLOW = "KAZ.CHN.{}.2022.TOTAL.timesca-565m.0"
RAIL, ROAD = "timesca-565m-rail-transit-2022", "timesca-565m-road-transit-2022"
PACKAGE = "kz-cn-friendly-dialogue-2023-documents"


def _derived(client: TestClient, rule: str, about: str, **query: str) -> dict[str, Any]:
    """Give what a rule derives with a record as its first input."""
    items = client.get("/v1/derived", params={"rule": rule, **query}).json()["items"]
    (found,) = (item for item in items if item["inputs"][0]["id"] == about)
    return found  # type: ignore[no-any-return]  # JSON


def _interval(quantity: dict[str, Any]) -> str:
    """Write an interval with its brackets."""
    lower, upper = ("none" if quantity[end] is None else f"{quantity[end]:,}" for end in ("lower", "upper"))
    opening, closing = quantity["bounds"]
    return f"{opening}{lower}, {upper}{closing} {quantity['unit']}"


@pytest.mark.parametrize(
    ("rule", "about", "period", "interval"),
    [
        # exports narrowed by the identity: above 13, and below 24.5 - 10.5 = 14
        ("narrowing", FLOW.format("export"), "2022", "(13,000,000,000, 14,000,000,000) USD"),
        # (13, 14) - [10.5, 11.5)
        ("balance", FLOW.format("export"), "2022", "(1,500,000,000, 3,500,000,000) USD"),
        # more than 13 + [10.5, 11.5)
        ("turnover", FLOW.format("export"), "2022", "(23,500,000,000, none) USD"),
        # [10.5, 11.5) / [1.3345, 1.3355) = (7.8622, 8.6175), shown outwards to a hundredth of the step
        ("level_before", FLOW.format("import"), "2021", "(7,860,000,000, 8,620,000,000) USD"),
        # (13, 14) / more than 4/3, down to the floor
        ("level_before", FLOW.format("export"), "2021", "(0, 10,500,000,000) USD"),
        # [9.35, 9.45) - [1.05, 1.15)
        ("level_before", RAIL, "2021", "(8,200,000, 8,400,000) t"),
        # [980,550, 980,650) / [1.5, 2.5) = (392,220, 653,766.7)
        ("level_before", ROAD, "2021", "[392,220, 653,767) t"),
        # 16 - 5: a count of documents, not a value
        ("documents_remaining", PACKAGE, None, "[11, 11] documents"),
    ],
)
def test_what_follows(article: TestClient, rule: str, about: str, period: str | None, interval: str) -> None:
    found = _derived(article, rule, about)
    assert (found["status"], found["period"]) == ("derived", period)
    assert _interval(found["quantity"]) == interval


def test_the_other_eleven_documents_have_no_value(article: TestClient) -> None:
    found = _derived(article, "documents_remaining", PACKAGE)
    assert found["sentence"] == (
        "No breakdown and no value is stated for 11 of the documents of “Bilateral documents signed at the"
        " forum” of 28 March 2023 (The Times of Central Asia)."
    )
    of_agreements = [
        item["rule"]
        for item in article.get("/v1/derived").json()["items"]
        if any(given["kind"] == "agreement" for given in item["inputs"])
    ]
    assert of_agreements == ["documents_remaining"]


def test_the_turnover_of_xinjiang_is_told_only_when_one_basis_is_assumed(article: TestClient) -> None:
    told = _derived(article, "part_from_share", "timesca-565m-xinjiang-share")
    assert (told["status"], told["quantity"], told["assumptions"]) == ("not_comparable", None, [])
    assert told["reason"] == "the source does not say on whose figures the share is based"
    assumed = _derived(article, "part_from_share", "timesca-565m-xinjiang-share", assume="same_basis")
    assert _interval(assumed["quantity"]) == "(9,400,000,000, none) USD"
    assert assumed["assumptions"] == ["the inputs are on one basis"]


def test_the_identity_holds_through_rounding_alone(article: TestClient) -> None:
    (found,) = article.get("/v1/checks", params={"rule": "exports_and_imports_against_total"}).json()["items"]
    assert found["verdict"] == "consistent"
    assert [given["quantity"]["value"] for given in found["inputs"]] == [13_000_000_000, 11_000_000_000, 24_000_000_000]
    assert found["inputs"][0]["quantity"]["qualifier"] == "more_than"
    assert found["arithmetic"] == (
        "(13,000,000,000; no end) USD + [10,500,000,000; 11,500,000,000) USD = (23,500,000,000; no end) USD,"
        " against [23,500,000,000; 24,500,000,000) USD"
    )


def test_nothing_in_the_article_conflicts(article: TestClient) -> None:
    verdicts = {item["verdict"] for item in article.get("/v1/checks?limit=500").json()["items"]}
    assert verdicts == {"agree", "consistent", "undetermined", "missing_side"}
