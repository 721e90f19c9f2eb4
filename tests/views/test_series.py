"""Series: both sides' figures of one trade by period are those of the list of trade flows, and no other is dropped."""

import csv
from typing import Any

import pytest
from starlette.testclient import TestClient

MIRROR = {"export": "import", "import": "export", "total": "total"}


def series(client: TestClient, **asked: str) -> dict[str, Any]:
    answer = client.get("/v1/series", params=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def stated(client: TestClient, **asked: str) -> dict[str, list[dict[str, Any]]]:
    """Return the statements of a value by period, as the list of trade flows has them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in client.get("/v1/trade-flows", params={**asked, "limit": "500"}).json()["items"]:
        if row["primary_value"]:
            found.setdefault(row["period"], []).append(row)
    return found


@pytest.mark.parametrize(
    ("trade", "more"),
    [
        *((("KAZ", "CHN", flow), {"frequency": "annual", "commodity": "TOTAL"}) for flow in MIRROR),
        (("KAZ", "CHN", "total"), {"frequency": "cumulative", "commodity": "TOTAL"}),
        (("CHN", "KAZ", "import"), {"frequency": "annual", "commodity": "natural-gas"}),
        (("KAZ", "CHN", "total"), {"frequency": "annual", "commodity": "TOTAL", "period_from": "2021"}),
        (("DEU", "CHN", "import"), {"frequency": "annual", "commodity": "TOTAL", "currency": "EUR"}),
    ],
)
def test_figures_are_those_that_the_list_prefers(
    client: TestClient, postgres_client: TestClient, trade: tuple[str, str, str], more: dict[str, str]
) -> None:
    reporter, partner, flow = trade
    asked = {"reporter": reporter, "partner": partner, "flow": flow, **more}
    sides = {"own": asked, "mirror": {**asked, "reporter": partner, "partner": reporter, "flow": MIRROR[flow]}}
    rows = series(client, **asked)["items"]
    assert rows == series(postgres_client, **asked)["items"]
    assert [row["period"] for row in rows] == list(dict.fromkeys(row["period"] for row in rows))
    for side, list_of in sides.items():
        figures = {row["period"]: row[side] for row in rows if row[side]}
        preferred, every = stated(client, **list_of, prefer="official"), stated(client, **list_of)
        assert figures.keys() == every.keys()
        for period, figure in figures.items():
            (flow_row,) = preferred[period]
            value, basis = flow_row["primary_value"], flow_row["basis"]
            assert figure == {
                **{name: value[name] for name in ("value", "lower", "upper", "qualifier")},
                "basis": basis["kind"],
                "valuation": basis["valuation"],
                "source": flow_row["source"]["id"],
                "others": len(every[period]) - 1,
            }
    assert any(row["own"] for row in rows)


def test_ten_years_of_both_sides_take_less_than_four_kilobytes(client: TestClient) -> None:
    answer = client.get("/v1/series?reporter=KAZ&partner=CHN&flow=total")
    rows = answer.json()["items"]
    figures = sum(row[side] is not None for row in rows for side in ("own", "mirror"))
    assert figures > 10
    of_a_row = len('{"period":"2022","unit":"USD","own":,"mirror":},')
    of_the_rest = len(answer.content) - answer.text.index('"meta"')
    of_a_figure = (len(answer.content) - of_the_rest - of_a_row * len(rows)) / figures
    assert of_the_rest + 10 * of_a_row + 20 * of_a_figure < 4_000


def test_the_table_holds_the_same_figures(client: TestClient) -> None:
    asked = "reporter=KAZ&partner=CHN"
    rows = client.get(f"/v1/series?{asked}").json()["items"]
    table = list(csv.DictReader(client.get(f"/v1/series.csv?{asked}").text.splitlines()))
    assert [(line["period"], line["own"], line["mirror_lower"]) for line in table] == [
        (
            row["period"],
            *(str(row[side][end]) if row[side] else "" for side, end in (("own", "value"), ("mirror", "lower"))),
        )
        for row in rows
    ]
    assert client.get(f"/v1/series.csv?{asked}&columns=period,own").text.startswith("period,own\r\n")


def test_the_table_says_whose_figures_there_are_in_every_currency(client: TestClient) -> None:
    lines = list(csv.DictReader(client.get("/v1/series.csv?reporter=DEU&partner=CHN&flow=total").text.splitlines()))
    assert lines
    assert {line["unit"] for line in lines} == {"EUR"}
    for line in csv.DictReader(client.get("/v1/series.csv?reporter=KAZ&partner=CHN").text.splitlines()):
        for side, reporter, partner, flow in (("own", "KAZ", "CHN", "export"), ("mirror", "CHN", "KAZ", "import")):
            asked = {"reporter": reporter, "partner": partner, "flow": flow, "commodity": "TOTAL"}
            rows = stated(
                client, **asked, period=line["period"], source=line[f"{side}_source"] or "un-comtrade-china-2022"
            )
            bases = [row["basis"] for row in rows.get(line["period"], [])]
            whose = {(one["compiled_by"] or {}).get("code") or (one["compiler"] or {}).get("id") or "" for one in bases}
            assert not line[side] or line[f"{side}_compiled_by"] in whose


def test_an_empty_series_says_what_there_is(client: TestClient) -> None:
    body = series(client, reporter="KAZ", partner="NOR")
    assert (body["items"], body["meta"]["coverage"]["without"]["partner"]) == ([], 8)
    assert series(client, reporter="KAZ", partner="CHN")["meta"]["coverage"] is None


def test_values_in_other_currencies_are_named(client: TestClient) -> None:
    german = series(client, reporter="DEU", partner="CHN", flow="import")
    held = [(row["period"], row["unit"], row["own"]["others"]) for row in german["items"]]
    assert held == [("2025", "EUR", 1), ("2022", "USD", 0)]
    own = series(client, reporter="DEU", partner="CHN", flow="import", currency="EUR")
    assert own["items"] == german["items"][:1]


@pytest.mark.parametrize(
    ("asked", "name", "problem"),
    [
        ("partner=CHN", "reporter", "malformed-value"),
        ("reporter=KAZ", "partner", "malformed-value"),
        ("reporter=KAZ&partner=KAZ", "partner", "one-area"),
        ("reporter=CHN&partner=CN-XJ", "partner", "one-area"),
        ("reporter=KAZ,RUS&partner=CHN", "reporter", "unknown-code"),
        ("reporter=KAZ&partner=CHN&flow=export,import", "flow", "malformed-value"),
    ],
)
def test_what_is_no_one_trade_is_refused(client: TestClient, asked: str, name: str, problem: str) -> None:
    answer = client.get(f"/v1/series?{asked}")
    assert answer.status_code == 422
    assert [(one["name"], one["problem"]) for one in answer.json()["errors"]] == [(name, problem)]
