"""Known disagreements of sources on eleven pairs of countries, and how their checks must end."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

Json = dict[str, Any]
Checks = Callable[[str], list[Json]]


class Disagreement(NamedTuple):
    """Two figures of a pair, as a check's sentence tells them, and how that check must end."""

    pair: str
    rule: str
    figures: tuple[str, str]
    verdict: str
    differing: list[str]
    period: str | None = None


KNOWN = (
    # One President has two figures for a year, another a third; nobody says whose statistics they are.
    Disagreement(
        "KAZ/RUS",
        "sources_on_one_key",
        ("nearly USD 30 billion", "USD 28 billion"),
        "different_basis",
        ["compiler_not_known"],
        "2023",
    ),
    Disagreement(
        "KAZ/RUS", "two_sides", ("USD 28 billion", "more than USD 27 billion"), "different_basis", ["reporter"], "2024"
    ),
    # 2.4 and 11.2 are 13.6, and 13.7 by rounding.
    Disagreement(
        "CHN/UZB",
        "exports_and_imports_against_total",
        ("USD 13.7 billion", "USD 11.2 billion"),
        "consistent",
        [],
        "2023",
    ),
    # The two sides of a quarter are three times apart.
    Disagreement(
        "CHN/KGZ", "two_sides", ("USD 4.82 billion", "USD 1.63 billion"), "different_basis", ["compiler"], "2024-Q1"
    ),
    Disagreement(
        "CHN/KGZ", "mirror", ("USD 18.8 million", "USD 22 million"), "importer_higher", ["compiler"], "2024-Q1"
    ),
    Disagreement("CHN/KGZ", "headline_against_body", ("nearly USD 3 billion", "USD 2.9 billion"), "agree", [], "2024"),
    # 688 "in all" stands beside 144 and 439.
    Disagreement(
        "USA/CHN", "two_sides", ("about USD 688 billion", "USD 439 billion"), "different_basis", ["reporter"], "2024"
    ),
    Disagreement("USA/CHN", "sources_on_one_key", ("a rise of 2.9%", "a rise of 2.5%"), "conflict", [], "2022"),
    Disagreement("USA/CHN", "sources_on_one_key", ("USD 690.6 billion", "USD 690.6 billion"), "agree", [], "2022"),
    Disagreement(
        "USA/CHN",
        "two_sides",
        ("USD 690.6 billion", "USD 575,688,091,172 together"),
        "different_basis",
        ["valuation_not_known"],
        "2022",
    ),
    Disagreement("USA/CHN", "two_sides", ("USD 690.6 billion", "USD 536,732,471,721 together"), "agree", [], "2022"),
    # A paper cuts the decimal off.
    Disagreement(
        "IND/RUS", "sources_on_one_key", ("USD 68 billion", "USD 68.7 billion"), "adjacent", [], "2024-04/2025-03"
    ),
    Disagreement(
        "IND/RUS", "sources_on_one_key", ("a rise of 5%", "nearly 5 times"), "different_basis", ["base_period"]
    ),
    Disagreement(
        "JPN/VNM",
        "sources_on_one_key",
        ("about USD 25.6 billion", "USD 24.3 billion"),
        "different_basis",
        ["compiler_not_known"],
        "2013",
    ),
    Disagreement(
        "JPN/VNM",
        "sources_on_one_key",
        ("nearly USD 50 billion", "USD 47.6 billion"),
        "different_basis",
        ["compiler_not_known"],
        "2022",
    ),
    # A paper cuts the decimal off, and its parts add up to 251.9; another figure of a year is in the other currency.
    Disagreement("DEU/CHN", "sources_on_one_key", ("EUR 251.8 billion", "EUR 251 billion"), "adjacent", [], "2025"),
    Disagreement(
        "DEU/CHN",
        "exports_and_imports_against_total",
        ("EUR 251 billion", "EUR 81.3 billion"),
        "consistent",
        [],
        "2025",
    ),
    Disagreement(
        "DEU/CHN",
        "two_sides",
        ("nearly EUR 300 billion", "USD 113,344,146,310.536"),
        "different_basis",
        ["currency", "compiler_not_known"],
        "2022",
    ),
    Disagreement("BRA/CHN", "sources_on_one_key", ("nearly 40", "more than 36"), "compatible", []),
    Disagreement("GBR/IND", "sources_on_one_key", ("GBP 23 billion", "GBP 23.5 billion"), "compatible", [], "2019"),
    # Germany counts what comes by way of others as China's, by origin.
    Disagreement(
        "DEU/CHN",
        "mirror",
        ("USD 116,226,631,561", "USD 206,642,208,248.492"),
        "importer_higher",
        ["compiler", "valuation"],
        "2022",
    ),
)
APART = (
    ("CHN/KGZ", "USD 22.7 billion", "USD 5.1 billion"),  # of a year, and of eleven months
    ("USA/CHN", "USD 295 billion, by the United States", "USD 263 billion"),  # of goods, and of goods and services
    (
        "GBR/IND",
        "imports of goods and services from India in 2024 was GBP 25.5 billion",
        "in 2040 was GBP 25.5 billion",
    ),
    ("IND/RUS", "rose by 12%", "up 5%"),  # of a year, and of a fiscal year
)
"""Figures of other periods or goods, which nothing compares."""
_SHOWN = ("totals", "growth", "shorter_periods", "indicators")


@pytest.fixture(scope="module")
def checks(client: TestClient) -> Checks:
    """Give the function that gives all checks of a pair, which it asks for once."""

    @cache
    def ask(pair: str) -> list[Json]:
        area, counterpart = pair.split("/")
        answer = client.get("/v1/checks", params={"area": area, "counterpart": counterpart, "limit": 500}).json()
        assert answer["next"] is None
        found: list[Json] = answer["items"]
        return found

    return ask


@pytest.mark.parametrize("known", KNOWN, ids=str)
def test_a_known_disagreement_ends_as_it_must(checks: Checks, known: Disagreement) -> None:
    found = [
        check
        for check in checks(known.pair)
        if check["rule"] == known.rule
        and all(figure in check["sentence"] for figure in known.figures)
        and known.period in (None, check["period"])
    ]
    assert found
    assert {(check["verdict"], tuple(check["differing"])) for check in found} == {
        (known.verdict, tuple(known.differing))
    }


@pytest.mark.parametrize(("pair", "one", "other"), APART)
def test_figures_of_other_things_are_not_compared(
    client: TestClient, checks: Checks, pair: str, one: str, other: str
) -> None:
    relation = client.get(f"/v1/relations/{pair}").json()
    told = [line["sentence"] for shown in _SHOWN for line in relation[shown]]
    (first,) = {line for line in told if one in line}
    (second,) = {line for line in told if other in line}
    assert not any({first, second} <= {fact["sentence"] for fact in check["inputs"]} for check in checks(pair))


def test_of_these_pairs_only_one_growth_is_in_conflict(checks: Checks) -> None:
    pairs = {known.pair for known in KNOWN} | {"KAZ/UZB", "TUR/AZE"}
    at_odds = {
        check["sentence"].partition(". ")[0]
        for pair in pairs
        for check in checks(pair)
        if check["verdict"] in ("conflict", "inconsistent")
    }
    (conflict,) = at_odds
    assert "a rise of 2.9% on 2021 (gitnux.org) and another a rise of 2.5% on 2021 (investguiding.com)" in conflict
