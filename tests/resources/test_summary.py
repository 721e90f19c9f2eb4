"""Sums of trade: every way to group a set of rows that holds its own totals must find the leaves, each once."""

import csv
import io
import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.reasoning.sentences.names import goods_of
from app.resources.trade_flows.summary.shape import TradeFlowSummaryOut
from app.settings import Settings
from tests.conftest import ARTICLE, Counted
from tests.resources.statistics import code, flow, source, write

ALL = Fraction(0), Fraction(10**14)
CODES = ("740311", "740319", "740400", "260300", "270900", "271121")
REPORTERS, PARTNERS, YEARS = ("KAZ", "UZB"), ("CHN", "RUS", "areas-nes"), ("2021", "2022")
HUGE = 25 * 10**12
"""All leaves together, in 1/10,000 of a dollar, are more than 64 bits hold."""
SEEN: dict[str, bytes] = {}
"""What the first engine answered, for the second to be held against."""
JSON = msgspec.json.Decoder(float_hook=Decimal)


class Leaf(NamedTuple):
    """A subheading traded with one country, which all other rows are sums of."""

    reporter: str
    partner: str
    flow: str
    period: str
    code: str
    usd: int


def _leaves() -> list[Leaf]:
    chance = random.Random(7)  # noqa: S311  # the same figures in every run
    keys = itertools.product(REPORTERS, PARTNERS, ("export", "import"), YEARS, CODES)
    return [Leaf(*key, HUGE + chance.randrange(1, 10**9)) for key in keys if chance.random() < 0.8]


LEAVES = _leaves()
APART = ("CHN", "ussr-until-1990", "kosovo", "areas-nes", "CN-XJ", "asean", "W00")
"""Areas of every kind, of which the first four are summed."""


def _wholes(digits: int | None, *, world: bool) -> dict[tuple[str, ...], int]:
    sums: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for leaf in LEAVES:
        goods = "TOTAL" if digits is None else f"H6-{leaf.code[:digits]}"
        partner = "W00" if world else leaf.partner
        sums[leaf.reporter, partner, leaf.flow, leaf.period, goods] += leaf.usd
    return sums


def _rows() -> Iterator[tuple[Any, ...]]:
    """Give every leaf and every whole of leaves, and rows that repeat or divide them in other ways."""
    for digits, world in itertools.product((None, 2, 4, 6), (False, True)):
        for key, usd in _wholes(digits, world=world).items():
            valuation = "fob" if key[2] == "export" else "cif"
            yield flow(".".join((*key, "stats")), usd, valuation=valuation)
    for key, usd in _wholes(None, world=False).items():
        reporter, partner, way, period, goods = key
        yield flow(f"{reporter}.{partner}.{way}.{period}-03.{goods}.stats", usd / 12)
        yield flow(f"{reporter}.{partner}.{way}.{period}-01-to-{period}-02.{goods}.stats", usd / 6)
        yield flow(f"{reporter}.{partner}.{way}.{period}-01-to-{period}-04.{goods}.stats", usd / 3)
        yield flow(f"{reporter}.{partner}.re_{way}.{period}.{goods}.stats", usd / 2)
        yield flow(f"{reporter}.{partner}.{way}.{period}.{goods}.other", usd * 2)
        yield (
            flow(f"{reporter}.CN-XJ.{way}.{period}.{goods}.stats", 7)
            if partner == "CHN"
            else flow(f"{reporter}.{partner}.{way}.{period}.{goods}.stats", 5, statement=1)
        )
    yield from (flow(f"KAZ.CHN.total.{year}.TOTAL.stats", 3) for year in YEARS)
    yield from (flow(f"CHN.KAZ.total.{year}.TOTAL.stats", 3) for year in YEARS)
    yield from _odd_ones()


def _odd_ones() -> Iterator[tuple[Any, ...]]:
    """Give what bulk statistics do not have: hedges, missing values, one thing said twice, two editions."""
    yield flow("MNG.CHN.export.2022.H6-740311.hedged", 13, inf, bounds="()")
    yield flow("MNG.CHN.export.2022.H6-740319.hedged", 10, 12, bounds="[)")
    yield flow("MNG.RUS.export.2022.H6-740311.hedged", 1, 2, bounds="[]")
    yield flow("MNG.RUS.export.2022.H6-740319.hedged", 3, 4, bounds="(]")
    yield flow("MNG.RUS.export.2022.H6-740400.hedged", None)
    yield flow("MNG.UZB.export.2022.H6-260300.hedged", None, same_as="one-thing")
    yield flow("MNG.UZB.export.2022.H6-740311.hedged", 5, same_as="one-thing")
    yield flow("MNG.UZB.export.2022.H6-740319.hedged", 6, same_as="one-thing", valuation="cif")
    yield flow("MNG.UZB.export.2022.H6-740400.hedged", 100)
    yield flow("MNG.CHN.export.2021.copper.hedged", 5)
    yield flow("MNG.CHN.export.2021.copper-cathodes.hedged", 4)
    yield flow("MNG.CHN.import.2021.H6-740311.hedged", None)
    yield flow("MNG.CHN.export.2020.H5-740311.hedged", 1)
    yield from (flow(f"MNG.{partner}.re_export.1990.TOTAL.hedged", 3) for partner in APART)
    yield from (flow(f"{reporter}.MNG.re_import.1990.TOTAL.hedged", 3) for reporter in APART)
    yield flow("MNG.CHN.export.2020.H6-740311.hedged", 2)
    yield flow("MNG.CHN.domestic_export.1992.H6-740311.hedged", 1)
    yield flow("MNG.CHN.domestic_export.1992.TOTAL.hedged", 2, 4)
    yield from (flow(f"MNG.{partner}.foreign_import.undated.TOTAL.hedged", 1) for partner in ("CHN", "RUS"))
    yield flow("MNG.CHN.foreign_import.2022.TOTAL.hedged", 1)
    for rest in ("740311", "260300"):
        yield flow(f"MNG.CHN.domestic_export.1991.H6-{rest}.hedged", 2)
    yield flow("MNG.RUS.domestic_export.1991.H6-260300.hedged", 4)
    yield from (flow("MNG.W00.domestic_export.1991.H6-260300.hedged", 6, statement=at) for at in (0, 1))
    yield flow("MNG.CHN.domestic_export.1991.H5-740311.hedged", 3)
    yield from (flow(f"MNG.{whole}.domestic_export.1991.TOTAL.hedged", 4) for whole in ("CHN", "RUS"))
    yield from (flow("MNG.W00.domestic_export.1991.TOTAL.hedged", usd, statement=at) for at, usd in enumerate((8, 9)))


@pytest.fixture(scope="module")
def clients(module_url: str, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client over the figures, on each engine in turn."""
    settings = settings_for(module_url)
    load(ARTICLE, settings, loaded_at="2026-01-01T00:00:00Z")
    write(module_url, map(source, ("stats", "other", "hedged")), _rows(), [code("H5", "740311", "hedged")])
    with TestClient(create_app(settings)) as client:
        yield client


Ask = Callable[..., Any]


@pytest.fixture
def ask(clients: TestClient) -> Ask:
    """Give the function that asks for a summary of the statistics and checks its shape."""

    def ask_for(**query: str) -> Any:
        answer = clients.get("/v1/trade-flows/summary", params={"source": "stats", **query})
        assert answer.status_code == 200, answer.text
        if "fields" not in query:
            TradeFlowSummaryOut.model_validate(answer.json())
        assert SEEN.setdefault(str(answer.url), answer.content) == answer.content, "the engines differ"
        return JSON.decode(answer.content)

    return ask_for


@pytest.fixture
def refusals(clients: TestClient) -> Ask:
    """Give the function that asks for a summary that is refused, and gives what each parameter might be."""

    def ask_for(**query: str) -> dict[str, list[str]]:
        answer = clients.get("/v1/trade-flows/summary", params=query)
        assert answer.status_code == 422, answer.text
        assert answer.json()["type"].endswith("#not-summable")
        return {wrong["name"]: wrong["did_you_mean"] for wrong in answer.json()["errors"]}

    return ask_for


def test_sums_may_run_over_64_bits(ask: Ask) -> None:
    (total,) = ask(flow="export", frequency="annual", level="subheading")["totals"]
    expected = sum(leaf.usd for leaf in LEAVES if leaf.flow == "export")
    assert total["primary_value"]["value"] == expected
    assert expected * 10_000 > 2**63


def test_whose_figures_were_summed_is_told(ask: Ask) -> None:
    asked = {"flow": "export", "frequency": "annual", "level": "subheading", "by": "period"}
    for one in (*(found := ask(**asked))["items"], *found["totals"]):
        assert (one["basis"]["compiled_by"], one["basis"]["mixed"]) == (None, ["compiled_by"])
        assert ", by the reporters' own figures: " in one["sentence"]
    for one in ask(**asked, reporter="KAZ")["items"]:
        assert one["basis"]["compiled_by"]["code"] == "KAZ"
        assert (one["basis"]["kind"], one["basis"]["valuation"], one["basis"]["mixed"]) == ("reported", "fob", [])
        assert ", by Kazakhstan's figures: " in one["sentence"]


def test_what_holds_a_sum_is_found(ask: Ask) -> None:
    found = ask(reporter="KAZ", partner="CHN", flow="export", period="2022", by="chapter", level="subheading")
    leaves = [leaf for leaf in LEAVES if (leaf.reporter, leaf.flow, leaf.period) == ("KAZ", "export", "2022")]
    china = [leaf for leaf in leaves if leaf.partner == "CHN"]
    for item in found["items"]:
        inside = [leaf for leaf in leaves if leaf.code.startswith(item["commodity"]["code"][3:])]
        part = sum(leaf.usd for leaf in inside if leaf.partner == "CHN")
        assert item["stated_total"]["value"] == sum(leaf.usd for leaf in china)
        _holds(item["share_of_total"], Fraction(100 * part, sum(leaf.usd for leaf in china)))
        _holds(item["share_of_world"], Fraction(100 * part, sum(leaf.usd for leaf in inside)))
    (total,) = found["totals"]
    assert (total["gap_absolute"]["value"], total["gap_relative"]["value"]) == (0, 0)
    assert found["meta"]["set_aside"] == {"other_levels": 0, "other_areas": 0, "second_statements": 0}


def _holds(quantity: Any, value: Fraction) -> None:
    """Hold that a ratio lies in the interval shown, which is a hundredth wide at most."""
    lower, upper = Fraction(quantity["lower"]), Fraction(quantity["upper"])
    assert lower <= value <= upper <= lower + Fraction(1, 100)


def test_the_distance_to_the_stated_total_is_told(ask: Ask) -> None:
    found = ask(reporter="KAZ", flow="export", period="2022", level="total", by="partner")
    (total,) = found["totals"]
    assert total["gap_absolute"]["value"] == 0
    assert "; the source states the same for the whole" in total["sentence"]
    shares = [Fraction(item["share_of_world"]["lower"]) for item in found["items"]]
    assert 99 < sum(shares) <= 100
    assert found["meta"]["set_aside"] == {"other_levels": 0, "other_areas": 2, "second_statements": 2}
    part = ask(reporter="KAZ", partner="CHN", flow="export", period="2022", level="heading", commodity="74*")
    (total,) = part["totals"]
    rest = [leaf.usd for leaf in LEAVES if leaf[:4] == ("KAZ", "CHN", "export", "2022") and leaf.code[:2] != "74"]
    assert total["gap_absolute"]["value"] == sum(rest)
    assert f"lacks {total['sentence'].split('lacks ')[1]}" in total["sentence"]


def test_several_values_are_summed_together_or_grouped(ask: Ask) -> None:
    asked = {"source": "stats", "flow": "export", "level": "subheading"}
    found = ask(**asked, reporter="UZB,Kazakhstan", partner="CHN,RUS", period="2022", commodity="7403*,2603*")
    (one,) = found["items"]
    leaves = [
        leaf
        for leaf in LEAVES
        if leaf.period == "2022" and leaf.partner in {"CHN", "RUS"} and leaf.code[:4] in {"7403", "2603"}
        if leaf.flow == "export"
    ]
    assert one["primary_value"]["value"] == sum(leaf.usd for leaf in leaves)
    assert (one["reporter"], one["partner"], one["commodity"], one["stated_total"]) == (None, None, None, None)
    assert one["sentence"].startswith("Kazakhstan and Uzbekistan's exports of ")
    assert " to China and Russia in 2022" in one["sentence"]
    assert one["trade_flows"] == (
        "/v1/trade-flows?reporter=KAZ%2CUZB&partner=CHN%2CRUS&flow=export&period=2022&frequency=annual"
        "&commodity=H6-2603%2A%2CH6-7403%2A&source=stats"
    )
    grouped = ask(**asked, reporter="KAZ,UZB", partner="CHN", period="2021,2022", by="period,reporter")
    expected = {(period, reporter) for period in ("2021", "2022") for reporter in ("KAZ", "UZB")}
    assert {(item["period"], item["reporter"]["code"]) for item in grouped["items"]} == expected


def test_wholes_are_not_guessed_over_several_periods(ask: Ask) -> None:
    (one,) = ask(reporter="KAZ", partner="CHN", flow="export", frequency="annual", level="heading")["items"]
    assert (one["stated_total"], one["share_of_total"], one["share_of_world"]) == (None, None, None)
    assert (one["period"], one["period_from"], one["period_to"]) == (None, "2021", "2022")


@pytest.mark.parametrize(
    ("query", "open_to"),
    [
        ({"level": "total"}, {"frequency", "source", "flow"}),
        ({"source": "stats", "flow": "export", "level": "total"}, {"frequency"}),
        ({"source": "stats", "flow": "export", "frequency": "annual"}, {"level"}),
        ({"source": "stats", "flow": "export", "frequency": "annual", "by": "chapter"}, {"level"}),
        ({"reporter": "KAZ", "flow": "export", "frequency": "annual", "level": "total"}, {"source"}),
        ({"source": "stats", "flow": "export", "frequency": "cumulative"}, {"period"}),
        ({"source": "stats", "flow": "total", "period": "2022"}, {"reporter"}),
        ({"source": "hedged", "flow": "export", "period": "2020"}, {"edition"}),
        ({"source": "hedged", "flow": "export", "period": "2021"}, {"by"}),
        ({"source": "hedged", "flow": "foreign_import"}, {"frequency"}),
        ({"source": "stats", "flow": "export", "level": "total", "period": "2021,2022"}, {"period"}),
        ({"source": "stats", "flow": "export", "level": "total", "partner": "CHN,CN-XJ"}, {"partner"}),
        ({"source": "stats", "flow": "export", "level": "total", "partner": "World,CHN"}, {"partner"}),
        ({"source": "stats", "by": "chapter,heading"}, {"by"}),
    ],
)
def test_what_is_left_open_is_refused_with_the_values_there_are(
    clients: TestClient, refusals: Ask, query: dict[str, str], open_to: set[str]
) -> None:
    offered = refusals(**query)
    assert set(offered) == open_to
    assert all(offered.values())
    for name in offered.keys() & {"frequency", "source", "edition", "flow", "reporter", "period"}:
        grouped = clients.get("/v1/trade-flows/summary", params={**query, "by": name}).json()
        assert name not in [wrong["name"] for wrong in grouped.get("errors", ())]


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ({}, ": 9 rows ("),
        ({"period_from": "2018", "period_to": "2025"}, ": 9 rows; none for 2018 to 2020 and 2023 to 2025 ("),
        ({"period_from": "2019-03", "period_to": "2023-11"}, ": 9 rows; none for 2020 ("),
        ({"period_from": "2022", "period_to": "2022"}, "rows ("),
    ],
)
def test_a_sum_names_the_periods_without_rows(ask: Ask, asked: dict[str, str], missing: str) -> None:
    own = {"source": "stats", "reporter": "KAZ", "partner": "CHN", "flow": "export", "frequency": "annual"}
    (one,) = ask(**own, level="heading", **asked)["items"]
    assert missing in one["sentence"]


def test_rows_without_a_period_are_never_added(ask: Ask, refusals: Ask) -> None:
    query = {"source": "hedged", "flow": "foreign_import", "by": "frequency"}
    assert refusals(**query) == {"period": []}
    (alone,) = ask(**query, partner="RUS")["items"]
    assert (alone["rows"], alone["frequency"], alone["period"], alone["period_to"]) == (1, None, None, None)
    assert ask(**query, period="2022")["items"][0]["rows"] == 1


def test_each_value_offered_is_accepted(ask: Ask, refusals: Ask) -> None:
    query = {"source": "stats", "flow": "export", "period": "2022"}
    for level in refusals(**query)["level"]:
        assert ask(**query, level=level)["items"]
    for edition in refusals(source="hedged", flow="export", period="2020")["edition"]:
        (one,) = ask(source="hedged", flow="export", period="2020", edition=edition)["items"]
        assert one["rows"] == 1


def test_hedges_are_summed_as_intervals(ask: Ask) -> None:
    sums = {
        item["partner"]["code"]: item
        for item in ask(source="hedged", flow="export", period="2022", by="partner")["items"]
    }
    china, russia, uzbekistan = sums["CHN"]["primary_value"], sums["RUS"]["primary_value"], sums["UZB"]["primary_value"]
    assert _ends(china) == (23, None, "()")
    assert (china["qualifier"], china["text"]) == ("more_than", "more than USD 23")
    assert _ends(russia) == (4, None, "()")
    assert (sums["RUS"]["rows"], sums["RUS"]["rows_without_value"]) == (3, 1)
    assert (
        "came to more than USD 4, by Mongolia's figures: 3 rows, 1 of them without a value (" in sums["RUS"]["sentence"]
    )
    assert _ends(uzbekistan) == (105, 106, "[]")
    assert "more than USD 23" in sums["CHN"]["sentence"]


def _ends(quantity: Any) -> tuple[Any, ...]:
    return tuple(quantity[name] for name in ("lower", "upper", "bounds"))


def test_rows_without_value_are_not_zero(ask: Ask) -> None:
    found = ask(source="hedged", flow="import", period="2021")
    (one,) = found["items"]
    assert (one["primary_value"], one["rows"], one["rows_without_value"]) == (None, 1, 1)
    assert "none with a value" in one["sentence"]
    assert found["meta"]["rows_without_value"] == 1


@pytest.mark.parametrize(("way", "side"), [("re_export", "partner"), ("re_import", "reporter")])
def test_former_countries_and_territories_are_summed_and_groups_and_places_are_not(
    ask: Ask, way: str, side: str
) -> None:
    query = {"source": "hedged", "flow": way, "period": "1990"}
    (one,) = ask(**query)["items"]
    assert (one["primary_value"]["value"], one["rows"]) == (3 * 4, 4)
    found = ask(**query, by=side)
    assert {item[side]["code"] for item in found["items"]} == set(APART[:4])
    assert found["meta"]["set_aside"] == {"other_levels": 0, "other_areas": 3, "second_statements": 0}


WHOLES = {"source": "hedged", "reporter": "MNG", "flow": "domestic_export", "period": "1991", "level": "subheading"}


def test_all_groups_of_an_answer_are_shares_of_one_whole(ask: Ask) -> None:
    """The question decides what the whole is, not how many partners a group happens to have."""
    items = ask(**WHOLES, edition="H6", by="chapter")["items"]
    assert [item["partner"] and item["partner"]["code"] for item in items] == [None, "CHN"]
    assert [item["stated_total"]["value"] for item in items] == [8, 8]
    assert [item["share_of_total"]["value"] for item in items] == [75, 25]
    assert [item["stated_total"]["value"] for item in ask(**WHOLES, edition="H6", by="partner")["items"]] == [4, 4]


def test_fewer_rows_with_the_world_are_of_other_goods(ask: Ask) -> None:
    china, russia = ask(**WHOLES, edition="H6", by="partner")["items"]
    assert (china["rows"], china["share_of_world"]) == (2, None)
    assert russia["share_of_world"]["upper"] == Decimal("66.67")


def test_sums_by_edition_name_it_and_are_held_against_the_total(ask: Ask) -> None:
    found = ask(**WHOLES, by="edition", partner="CHN")
    assert [(item["edition"], item["primary_value"]["value"]) for item in found["items"]] == [("H5", 3), ("H6", 4)]
    assert [total["gap_absolute"]["value"] for total in found["totals"]] == [1, 0]


def test_an_edition_takes_only_its_codes(ask: Ask) -> None:
    query = {name: value for name, value in WHOLES.items() if name != "level"}
    (one,) = ask(**query, edition="H5")["items"]
    assert (one["rows"], one["primary_value"]["value"], one["stated_total"]["value"]) == (1, 3, 8)
    assert ask(**query, edition="H5", level="total")["items"] == []


def test_a_hedged_total_is_an_interval_that_nobody_states(ask: Ask) -> None:
    query = {**WHOLES, "period": "1992", "partner": "CHN"}
    (one,), (total,) = (ask(**query)[name] for name in ("items", "totals"))
    assert one["stated_total"]["qualifier"] == "between"
    assert _ends(one["share_of_total"]) == (25, 50, "[]")
    assert _ends(total["gap_absolute"]) == (1, 3, "[]")
    (exact,) = ask(**{**WHOLES, "partner": "RUS"})["items"]
    assert exact["stated_total"]["qualifier"] == "exact"


def test_only_rows_that_meet_the_filters_are_said_to_be_set_aside(ask: Ask) -> None:
    for query in ({"partner": "CHN"}, {"partner": "CHN", "by": "chapter"}):
        found = ask(**WHOLES, **query, edition="H6")
        assert found["meta"]["set_aside"] == {"other_levels": 0, "other_areas": 0, "second_statements": 0}
    totals = {**WHOLES, "level": "total"}
    assert ask(**totals)["meta"]["set_aside"] == {"other_levels": 0, "other_areas": 1, "second_statements": 1}


def test_goods_in_words_stand_alone(ask: Ask) -> None:
    items = ask(source="hedged", flow="export", period="2021", by="commodity")["items"]
    assert {item["commodity"]["code"]: item["primary_value"]["value"] for item in items} == {
        "copper": 5,
        "copper-cathodes": 4,
    }


def test_sections_of_an_edition_without_them_are_found_by_chapter(ask: Ask) -> None:
    items = ask(source="hedged", flow="export", period="2020", by="edition,section")["items"]
    assert [item["commodity"]["code"] for item in items] == ["H6-section-XV"] * 2
    assert [item["edition"] for item in items] == ["H5", "H6"]
    assert ["commodity" in item["trade_flows"] for item in items] == [False, True]


def test_named_codes_and_partners_narrow(ask: Ask) -> None:
    query = {"reporter": "KAZ", "flow": "export", "period": "2022", "level": "subheading"}
    leaves = [leaf for leaf in LEAVES if (leaf.reporter, leaf.flow, leaf.period) == ("KAZ", "export", "2022")]
    (one,) = ask(**query, commodity="27*")["items"]
    assert one["primary_value"]["value"] == sum(leaf.usd for leaf in leaves if leaf.code.startswith("27"))
    (world,) = ask(**query, partner="World")["items"]
    assert world["primary_value"]["value"] == sum(leaf.usd for leaf in leaves)
    assert (world["partner"]["code"], world["share_of_world"]) == ("W00", None)


@pytest.mark.parametrize(
    ("goods", "by", "named", "listed"),
    [
        ("74*", None, "H6-74", "H6-74*"),
        ("7403*", "chapter", "H6-7403", "H6-7403*"),
        ("7403*", "section", "H6-7403", "H6-7403*"),
        ("H6-740311", "heading", "H6-740311", "H6-740311"),
        ("7403*", "heading", "H6-7403", "H6-7403*"),
        ("H6-740311", "commodity", "H6-740311", "H6-740311"),
        ("H6-section-XV*", "chapter", "H6-74", "H6-74*"),
        ("27*", "section", "H6-27", "H6-27*"),
    ],
)
def test_a_group_cut_by_a_filter_is_not_called_whole(
    ask: Ask, goods: str, by: str | None, named: str, listed: str
) -> None:
    query = {"reporter": "KAZ", "flow": "export", "period": "2022", "level": "subheading", "commodity": goods}
    (one,) = ask(**query, edition="H6", **({"by": by} if by else {}))["items"]
    assert one["commodity"]["code"] == named
    assert f"exports of {goods_of(one['commodity']['name'], named)} to" in one["sentence"]
    assert parse_qs(urlsplit(one["trade_flows"]).query)["commodity"] == [listed]


def test_a_sum_over_codes_is_not_called_all_there_is(ask: Ask) -> None:
    query = {"reporter": "KAZ", "partner": "CHN", "flow": "export", "period": "2022"}
    (one,) = ask(**query, level="heading")["items"]
    assert (one["commodity"], one["edition"]) == (None, "H6")
    assert one["sentence"].startswith(
        "Kazakhstan's exports of goods of HS codes 2603 to 7404 to China in 2022 came to USD "
    )
    (one,) = ask(**query, level="total")["items"]
    assert (one["commodity"]["code"], one["edition"]) == ("TOTAL", None)
    assert one["sentence"].startswith("Kazakhstan's exports to China in 2022 came to USD ")


def test_links_lead_to_the_statements(clients: TestClient, ask: Ask) -> None:
    for by in ("chapter", "partner", "commodity", "period"):
        for item in ask(reporter="KAZ", flow="export", frequency="annual", level="subheading", by=by)["items"]:
            page = clients.get(f"{item['trade_flows']}&limit=500").json()["items"]
            members = [
                row
                for row in page
                if len(row["commodity"]["code"]) == len("H6-740311") and row["partner"]["code"] in PARTNERS
            ]
            assert len(members) == item["rows"], item["trade_flows"]


def test_it_is_one_statement_beside_the_release(ask: Ask, statements: Counted) -> None:
    ask(flow="export", frequency="annual", level="total")
    for by in ("chapter", "partner,chapter", "commodity"):
        with statements() as run:
            ask(reporter="KAZ", flow="export", frequency="annual", level="subheading", by=by, period="2022")
        of_flows = [statement for statement in run if "trade_flows" in statement]
        assert len(of_flows) == 1
        assert len(run) <= len(of_flows) + 1  # that of the release, where it may change


def test_nothing_found_tells_what_there_is(ask: Ask) -> None:
    found = ask(reporter="KAZ", period="1999", level="total")
    assert (found["items"], found["totals"], found["meta"]["level"]) == ([], [], None)
    assert found["meta"]["coverage"]["without"]["period"] > 0
    assert set(found["meta"]["coverage"]["without"]) == {"source", "reporter", "period", "level"}


def test_the_table_holds_what_json_holds(clients: TestClient, ask: Ask) -> None:
    query = {"source": "stats", "flow": "export", "frequency": "annual", "level": "heading", "by": "partner,heading"}
    table = csv.DictReader(io.StringIO(clients.get(f"/v1/trade-flows/summary.csv?{urlencode(query)}").text, newline=""))
    assert [(row["partner"], row["commodity"], row["primary_value"], row["rows"]) for row in table] == [
        (
            item["partner"]["code"],
            item["commodity"]["code"],
            str(item["primary_value"]["value"]),
            str(item["rows"]),
        )
        for item in ask(**query)["items"]
    ]


def test_sums_in_the_order_of_their_value_say_which_are_ties(clients: TestClient, ask: Ask) -> None:
    query = {"source": "hedged", "reporter": "MNG", "flow": "export", "period": "2022", "by": "partner"}
    every = ask(**query, order="-primary_value")
    shown = [(one["partner"]["code"], one["rank"], one["ties"]) for one in every["items"]]
    assert shown == [
        ("UZB", 1, 2),
        ("CHN", 1, 2),
        ("RUS", 1, 2),
    ]  # 105 to 106; above 23; above 4, since a value is missing
    smallest = ask(**query, order="primary_value", limit="1", fields="partner,rank")
    assert smallest["items"] == [{"partner": {"code": "RUS", "name": "Russia"}, "rank": 1}]
    assert (len(every["items"]), smallest["meta"]["groups"]) == (3, 3)
    assert {(one["rank"], one["ties"]) for one in ask(**query)["items"]} == {(None, None)}
    table = clients.get(
        "/v1/trade-flows/summary.csv",
        params={**query, "order": "-primary_value", "columns": "rank,partner,partner_name"},
    )
    assert table.text.splitlines() == ["rank,partner,partner_name", "1,UZB,Uzbekistan", "1,CHN,China", "1,RUS,Russia"]


def test_the_top_of_a_list_is_small(clients: TestClient) -> None:
    query = {
        "source": "stats",
        "reporter": "KAZ",
        "flow": "export",
        "period": "2022",
        "level": "subheading",
        "edition": "H6",
    }
    top = {"frequency": "annual", "by": "commodity", "order": "-primary_value", "limit": "5"}
    found = clients.get("/v1/trade-flows/summary", params={**query, **top, "fields": "rank,commodity,primary_value"})
    values = [one["primary_value"]["value"] for one in found.json()["items"]]
    assert values == sorted(values, reverse=True)
    assert len(values) == 5
    assert len(found.content) < 4_000


def test_too_many_groups_are_refused(refusals: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.resources.trade_flows.summary._MOST_CELLS", 3)
    offered = refusals(source="stats", flow="export", frequency="annual", level="heading", by="heading,partner")
    assert offered == {"by": []}


def test_what_cannot_be_grouped_by_is_refused_with_what_can(client: TestClient) -> None:
    answer = client.get("/v1/trade-flows/summary?by=chapte,flow")
    assert answer.status_code == 422
    assert "of period, frequency, reporter" in answer.json()["detail"]
    assert answer.json()["errors"][0]["did_you_mean"] == ["chapter"]


def test_a_statistic_without_a_period_says_so_whatever_stands_beside_it(clients: TestClient) -> None:
    said = [
        {row["sentence"] for row in clients.get(f"/v1/trade-flows?source=hedged&fields=sentence{more}").json()["items"]}
        for more in ("&partner=RUS&flow=foreign_import", "")
    ]
    (alone,) = said[0]
    assert " were USD 1 in a period that is not stated, " in alone
    assert alone in said[1]
