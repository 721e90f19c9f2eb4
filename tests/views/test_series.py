"""Series: both sides' figures of one trade by period are those of the list of trade flows, and no other is dropped."""

import csv
from typing import Any

import pytest
from starlette.testclient import TestClient

SIDES = ("own", "mirror")
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


def whose(basis: dict[str, Any]) -> str | None:
    """Return the code of the area that compiled a figure, or the id of the organisation."""
    for by, key in (("compiled_by", "code"), ("compiler", "id")):
        if basis[by]:
            return str(basis[by][key])
    return None


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
        figures = {row["period"]: row[side] for row in rows if row[side] and row[side]["derived"] is None}
        preferred, every = stated(client, **list_of, prefer="official"), stated(client, **list_of)
        assert figures.keys() == every.keys()
        for period, figure in figures.items():
            (flow_row,) = preferred[period]
            value, basis = flow_row["primary_value"], flow_row["basis"]
            alike = [one["basis"] for one in every[period] if one["basis"]["kind"] == basis["kind"]]
            assert whose(basis) or not any(map(whose, alike))
            assert figure == {
                **{name: value[name] for name in ("value", "lower", "upper", "qualifier")},
                "basis": basis["kind"],
                "valuation": basis["valuation"],
                "compiled_by": whose(basis),
                "source": flow_row["source"]["id"],
                "others": len(every[period]) - 1,
                "derived": None,
            }
    assert any(row["own"] for row in rows)


@pytest.mark.parametrize(
    ("asked", "computed"),
    [
        ("reporter=KAZ&partner=CHN&flow=total", {("2015", "own")}),
        ("reporter=DEU&partner=CHN&flow=total", {("2022", "own"), ("2022", "mirror")}),
        ("reporter=DEU&partner=CHN&flow=total&period_to=2022", {("2022", "own"), ("2022", "mirror")}),
        ("reporter=DEU&partner=CHN&flow=total&period_from=2023", set()),
        ("reporter=DEU&partner=CHN&flow=total&period=2021,2022", {("2022", "own"), ("2022", "mirror")}),
        ("reporter=DEU&partner=CHN&flow=total&currency=EUR", set()),
        ("reporter=DEU&partner=CHN&flow=total&frequency=monthly", set()),
        ("reporter=DEU&partner=CHN&flow=total&source=un-comtrade-germany-china-2022", {("2022", "own")}),
        ("reporter=DEU&partner=CHN&flow=export", set()),
        ("reporter=USA&partner=CHN&flow=total", {("2024", "own"), ("2022", "mirror")}),
    ],
)
def test_a_total_that_nobody_states_is_computed_with_the_address_of_its_derivation(
    client: TestClient, postgres_client: TestClient, asked: str, computed: set[tuple[str, str]]
) -> None:
    rows = client.get(f"/v1/series?{asked}").json()["items"]
    assert rows == postgres_client.get(f"/v1/series?{asked}").json()["items"]
    found = {(row["period"], side): row for row in rows for side in SIDES if row[side] and row[side]["derived"]}
    assert found.keys() == computed
    for (period, side), row in found.items():
        figure, derived = row[side], client.get(row[side]["derived"]).json()
        shown = derived["quantity"]
        assert (derived["rule"], derived["period"], shown["unit"]) == ("turnover", period, row["unit"])
        assert {name: figure[name] for name in ("value", "lower", "upper", "qualifier")} == {
            name: shown[name] for name in ("value", "lower", "upper", "qualifier")
        }
        assert {one["source"]["id"] for one in derived["inputs"]} == {figure["source"]}
        assert (figure["compiled_by"], figure["others"]) == (whose(derived["basis"]), 0)


def test_eight_years_of_both_sides_take_less_than_four_kilobytes(client: TestClient) -> None:
    answer = client.get("/v1/series?reporter=KAZ&partner=CHN&flow=total")
    rows = answer.json()["items"]
    figures = sum(row[side] is not None for row in rows for side in SIDES)
    assert figures > 10
    of_a_row = len('{"period":"2022","unit":"USD","own":,"mirror":},')
    of_the_rest = len(answer.content) - answer.text.index('"meta"')
    of_a_figure = (len(answer.content) - of_the_rest - of_a_row * len(rows)) / figures
    assert of_the_rest + 8 * of_a_row + 16 * of_a_figure < 4_000


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


def test_values_in_every_currency_are_there(client: TestClient) -> None:
    rows = series(client, reporter="DEU", partner="CHN", flow="total")["items"]
    assert {row["unit"] for row in rows if row["own"]["derived"] is None} == {"EUR"}
    assert {row["unit"] for row in rows} == {"EUR", "USD"}
    lines = csv.DictReader(client.get("/v1/series.csv?reporter=DEU&partner=CHN&flow=total").text.splitlines())
    assert [(line["unit"], line["own_compiled_by"], line["own_derived"]) for line in lines] == [
        (row["unit"], row["own"]["compiled_by"] or "", row["own"]["derived"] or "") for row in rows
    ]


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
