"""The voices of the seed against the sheet of facts that they were written from, row by row; skipped without it."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.settings import bundled

SHEET = Path(__file__).parents[3] / "shared" / "data" / "facts" / "kz_cn_trade_observations.csv"
MONTHS = {
    "annual": "{}",
    "Jan-Mar": "{}-Q1",
    "Jan-Jun": "{}-01/{}-06",
    "Jan-Sep": "{}-01/{}-09",
    "Jan-Oct": "{}-01/{}-10",
}
ALL_CENTRAL_ASIA = "2025"
"""The year whose row is about five countries together."""
READ_AGAIN = {
    ("2013", "KAZ"): {"exports_kz_to_cn_usd_bn": ">14.334"},  # the source says "more than"
    ("2018", "CHN"): {"compiler": "not named"},
    ("2021", "CHN"): {"compiler": "not named"},
}
"""What the sources say otherwise than the sheet: a hedge, and that what can be read of them names no compiler."""


def _rows() -> list[dict[str, str]]:
    if not SHEET.exists():
        return []
    with SHEET.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["year"] != ALL_CENTRAL_ASIA]
    return [row | READ_AGAIN.get((row["year"], row["reporter"]), {}) for row in rows]


def _name(row: dict[str, str]) -> str:
    return f"{row['year']} {row['period_note']} {row['basis']}"


def test_the_sheet_is_there() -> None:
    if not SHEET.exists():
        pytest.skip(f"no sheet of facts at {SHEET}: the voices are not compared with it")
    assert len(_rows()) == 23


@pytest.mark.parametrize("row", _rows(), ids=_name)
def test_every_row_of_the_sheet_is_held(client: TestClient, row: dict[str, str]) -> None:
    reporter, partner = ("CHN", "KAZ") if row["reporter"] == "CHN" else ("KAZ", "CHN")
    exported, imported = ("import", "export") if reporter == "CHN" else ("export", "import")
    period = MONTHS[row["period_note"]].format(row["year"], row["year"])
    asked = {"reporter": reporter, "partner": partner, "period": period, "commodity": "TOTAL"}
    held = client.get("/v1/trade-flows", params=asked).json()["items"]
    columns = {"exports_kz_to_cn_usd_bn": exported, "imports_kz_from_cn_usd_bn": imported, "total_usd_bn": "total"}
    for column, flow in columns.items():
        if row[column]:
            values = [item for item in held if item["flow"] == flow and _is(item["primary_value"], row[column])]
            assert _on_its_basis(values, row) or (flow == "total" and _follows(client, row[column])), (column, flow)
    if row["growth_total_pct"]:
        grown = [item for item in held if item["flow"] == "total" and item["growth"]]
        assert Decimal(row["growth_total_pct"]) in [Decimal(str(item["growth"]["value"])) for item in grown]


def _is(quantity: dict[str, Any] | None, billions: str) -> bool:
    more_than = billions.startswith(">")
    if quantity is None or (quantity["qualifier"] == "more_than") is not more_than:
        return False
    return Decimal(str(quantity["value"])) == Decimal(billions.lstrip(">")) * 10**9


def _on_its_basis(items: list[dict[str, Any]], row: dict[str, str]) -> list[dict[str, Any]]:
    """Keep what is held on the basis of the row: whose figures they are, or that nobody says."""
    side = row["reporter"] if row["reporter"] in ("KAZ", "CHN") and "compiler" not in row else None
    found = [item for item in items if (item["basis"]["compiled_by"] or {}).get("code") == side]
    compiler = "unctad" if row["reporter"] == "UNCTAD" else None
    return [item for item in found if (item["basis"]["compiler"] or {}).get("id") == compiler]


def _follows(client: TestClient, billions: str) -> bool:
    """Tell whether a total that its source does not state follows from exports and imports."""
    turnovers = client.get("/v1/derived?rule=turnover&area=KAZ&counterpart=CHN").json()["items"]
    return any(_is(item["quantity"], billions) for item in turnovers if item["quantity"]["value"] is not None)


def test_words_are_quoted_from_the_article_alone(client: TestClient) -> None:
    evidence = client.get("/v1/evidence.jsonl").text
    assert evidence.count('"quote_status":"held"') > 100
    sources = [source["id"] for source in client.get("/v1/sources?limit=500").json()["items"]]
    files = {path.stem for path in bundled("seed").glob("*.toml")} - {"reference", "vocabulary"}
    assert set(sources) == files
    assert len(sources) > 100
    for source in sources:
        items = client.get("/v1/evidence", params={"source": source, "limit": 500}).json()["items"]
        held = {item["quote_status"] for item in items}
        assert items
        assert held == {"held"} if source == "timesca-565m" else held == {"not_held"}
        assert source == "timesca-565m" or {item["quote"] for item in items} == {None}


def test_outcomes_lineages_and_successors(client: TestClient) -> None:
    plans = client.get("/v1/relations/KAZ/CHN").json()["plans"]
    assert {plan["id"]: [one["happened_on"] for one in plan["outcomes"]] for plan in plans if plan["outcomes"]} == {
        "timesca-565m-meat-restrictions": ["2024-02-07"],
        "timesca-565m-third-railway-crossing": [None, "2023-12", "2023-12-21"],
        "timesca-565m-wheat-supplies": ["2023"],
    }
    lineages: dict[str | None, list[str]] = {}
    for source in client.get("/v1/sources?limit=500").json()["items"]:
        lineages.setdefault(source["lineage"], []).append(source["id"])
    assert {"timesca-565m", "commonspace-565m", "trend-2023-10-17", "astanatimes-2023-04-20"} <= set(
        lineages["kz-official-figures"]
    )
    assert {"un-comtrade-china-2022", "newscentralasia-2023-01-20"} <= set(lineages["cn-customs"])
    assert {"desht-mirror-statistics", "cacianalyst-12989"} <= set(lineages[None])  # both sides in one source
    series = {event["id"]: event["series"] for event in client.get("/v1/events?limit=500").json()["items"]}
    assert series["kz-cn-interregional-forum-2024"] != series["kz-cn-friendly-dialogue-2023"]
