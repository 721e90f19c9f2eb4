"""Ranges whose ends contradict each other are refused by both names, on every list that takes a range."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.conformance.operations import READS, Json

ENDS = (("_from", "_to"), ("_gte", "_lte"))


def _ranges() -> Iterator[tuple[str, str, str]]:
    """Yield path, beginning and end of every range that the document has."""
    for operation in READS:
        for low, high in ENDS:
            for name in operation.parameters:
                if name.endswith(low) and (end := name.removesuffix(low) + high) in operation.parameters:
                    yield operation.path.format(a="KAZ", b="CHN"), name, end


RANGES = list(_ranges())


REQUIRED = {path: {"reporter": "KAZ", "partner": "CHN"} for path in ("/v1/series", "/v1/series.csv")}
"""What a path asks for besides, without which it says that this is lacking."""


def _errors(client: TestClient, path: str, **query: str) -> list[Json]:
    answer = client.get(path, params=REQUIRED.get(path, {}) | query)
    assert answer.status_code == 422, answer.text
    errors: list[Json] = answer.json()["errors"]
    return errors


def test_there_are_ranges_of_every_kind() -> None:
    names = {begin for _, begin, _ in RANGES}
    assert names >= {"period_from", "primary_value_gte", "signed_from", "document_count_gte", "date_from", "due_from"}
    assert len({path for path, *_ in RANGES}) >= 9


@pytest.mark.parametrize(("path", "begin", "end"), RANGES)
def test_ends_that_contradict_each_other_are_refused(client: TestClient, path: str, begin: str, end: str) -> None:
    low, high = ("2023", "2022") if begin.endswith("_from") else ("5000000000", "1000000000")
    first, second = _errors(client, path, **{begin: low, end: high})
    assert [(error["name"], error["value"], error["did_you_mean"]) for error in (first, second)] == [
        (begin, low, [high]),
        (end, high, [low]),
    ]
    assert first["reason"] == second["reason"] == f"nothing lies from `{begin}={low}` to `{end}={high}`"
    for right in ({begin: low, end: low}, {begin: high, end: low}):  # an end may touch the other
        assert "empty-range" not in client.get(path, params=REQUIRED.get(path, {}) | right).text


@pytest.mark.parametrize(
    ("path", "query", "is_refused"),
    [
        # Periods: the first month of one against the last month of the other.
        ("trade-flows", {"period_from": "2023", "period_to": "2022"}, True),
        ("trade-flows", {"period_from": "2022-Q2", "period_to": "2022-03"}, True),
        ("trade-flows", {"period_from": "2022-05/2022-10", "period_to": "2022-Q1"}, True),
        ("trade-flows/summary", {"period_from": "2023-01", "period_to": "2022", "by": "period"}, True),
        ("indicators", {"period_from": "2022-12", "period_to": "2022-11"}, True),
        ("trade-flows", {"period_from": "2022-12", "period_to": "2022"}, False),
        ("trade-flows", {"period_from": "2022-Q1", "period_to": "2022-03"}, False),
        ("trade-flows", {"period_from": "2022-05/2022-10", "period_to": "2022-06"}, False),
        # Dates: a coarse one reaches to its last day.
        ("agreements", {"signed_from": "2023-04", "signed_to": "2023-03-31"}, True),
        ("agreements", {"signed_from": "2023-04", "signed_to": "2023"}, False),
        ("sources", {"published_from": "2023-05-02", "published_to": "2023-05-01"}, True),
        ("sources", {"published_from": "2023-05-02", "published_to": "2023-05"}, False),
        ("plans", {"due_from": "2031", "due_to": "2030-12-31"}, True),
        ("plans", {"announced_from": "2024", "announced_to": "2023-12"}, True),
        ("events", {"date_from": "2023-03-30", "date_to": "2023-03-29"}, True),
        ("indicators", {"as_of_from": "2024-01-01", "as_of_to": "2023"}, True),
        # Numbers, however they are written.
        ("trade-flows", {"primary_value_gte": "5e9", "primary_value_lte": "1e9"}, True),
        ("trade-flows", {"primary_value_gte": "5e9", "primary_value_lte": "1e9", "certainty": "possible"}, True),
        ("trade-flows", {"primary_value_gte": "1.00001e9", "primary_value_lte": "1000000000"}, True),
        ("trade-flows", {"primary_value_gte": "1000000000", "primary_value_lte": "1e9"}, False),
        ("trade-flows", {"primary_value_gte": "0", "primary_value_lte": "-1"}, True),
        ("agreements", {"value_gte": "2e9", "value_lte": "1999999999.9999"}, True),
        ("agreements", {"document_count_gte": "10", "document_count_lte": "5"}, True),
        ("plans", {"value_gte": "3e9", "value_lte": "2e9"}, True),
    ],
)
def test_ends_are_compared_as_what_they_stand_for(
    client: TestClient, path: str, query: dict[str, str], *, is_refused: bool
) -> None:
    answer = client.get(f"/v1/{path}", params=query)
    assert answer.status_code == (422 if is_refused else 200), answer.text
    if is_refused:
        assert answer.json()["type"] == "/v1/vocabulary/problem#empty-range"
        assert [error["name"] for error in answer.json()["errors"]] == [*query][:2]


def test_a_range_is_told_with_all_else_that_is_wrong(client: TestClient) -> None:
    errors = _errors(client, "/v1/trade-flows", reporter="Atlantis", period_from="2023", period_to="2022")
    assert [error["name"] for error in errors] == ["reporter", "period_from", "period_to"]
    refused = client.get("/v1/trade-flows.csv?period_from=2023&period_to=2022")
    assert refused.status_code == 422
