"""Sentences of facts as the seed has none, and that no word of a closed list is left without its own."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from app.reasoning import sentences as wording
from app.reasoning.sentences.derived import trade_sum
from app.reasoning.sentences.words import moved, rounded
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.measures import Qualifier
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.terms import AgreementKind, AgreementStatus, Standing, Term
from app.vocabulary.words import WordList
from tests.open_words import WORDS

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("table", "terms"),
    [
        (wording.DOCUMENT_NOUNS, AgreementKind),
        (wording.SINCE, AgreementStatus),
        (wording.ACTS, Standing),
    ],
)
def test_every_word_of_a_closed_list_can_be_told(table: Mapping[Term, Any], terms: type[Term]) -> None:
    assert set(table) == set(terms)


def _with_word(fact: Json, name: str, listed: WordList) -> Json:
    return fact | {name: WORDS.lists[listed][fact[name]]}


def _quantity(value: int | str, unit: str, qualifier: str = "exact") -> Json:
    hedged = Quantity.hedged(Fraction(value), unit, Qualifier(qualifier), step=Fraction(1), least=None)
    return {**quantity_to_json(hedged)}


def _between(lower: int | str, upper: int | str) -> Json:
    return {**quantity_to_json(Quantity.of(Interval.between(Fraction(lower), Fraction(upper), "()"), "%"))}


@pytest.mark.parametrize(
    ("growth", "aside", "said", "thing"),
    [
        (_quantity(2, "times", "about"), "having doubled", "doubled", "a doubling"),
        (_quantity(2, "times", "more_than"), "having more than doubled", "more than doubled", "more than a doubling"),
        (_quantity(3, "times", "nearly"), "having nearly tripled", "nearly tripled", "nearly a tripling"),
        (
            _quantity("2.5", "times", "about"),
            "about 2.5 times the earlier level",
            "was about 2.5 times the earlier level",
            "about 2.5 times the earlier level",
        ),
        (_quantity("33.5", "%", "rounded"), "up 33.5%", "rose by 33.5%", "a rise of 33.5%"),
        (_quantity(-3, "%", "rounded"), "down 3%", "fell by 3%", "a fall of 3%"),
        (_quantity(0, "%", "less_than"), "down", "fell", "a fall"),
        (_quantity(0, "%", "more_than"), "up", "rose", "a rise"),
        (_quantity(0, "%"), "unchanged", "was unchanged", "no change"),
        (_quantity(-5, "%", "more_than"), "down less than 5%", "fell by less than 5%", "a fall of less than 5%"),
        (
            _quantity(-5, "t", "at_most"),
            "down at least 5 tonnes",
            "fell by at least 5 tonnes",
            "a fall of at least 5 tonnes",
        ),
        (_between(-10, -5), "down between 5% and 10%", "fell by between 5% and 10%", "a fall of between 5% and 10%"),
        (_between(3, 5), "up between 3% and 5%", "rose by between 3% and 5%", "a rise of between 3% and 5%"),
        (_quantity("0.5", "%"), "up 0.5%", "rose by 0.5%", "a rise of 0.5%"),
        (_quantity("-0.5", "%"), "down 0.5%", "fell by 0.5%", "a fall of 0.5%"),
        (
            _between(-3, 5),
            "a change of between -3% and 5%",
            "was a change of between -3% and 5%",
            "a change of between -3% and 5%",
        ),
        (
            _between(-100, "31.46"),
            "a change of at most 31.46%",
            "was a change of at most 31.46%",
            "a change of at most 31.46%",
        ),
    ],
)
def test_growth_is_an_aside_what_is_said_or_a_thing(growth: Json, aside: str, said: str, thing: str) -> None:
    assert moved(growth) == (aside, said, thing)


def test_one_number_that_was_computed_has_three_figures_as_a_share_and_all_as_a_level() -> None:
    assert rounded(Quantity.exact(Fraction("12.3456"), "%")).value == Fraction("12.3")
    assert rounded(Quantity.exact(Fraction(12_345_678), "USD")).value == 12_345_678
    assert rounded(Quantity.exact(Fraction(0), "%")).value == 0


@pytest.mark.parametrize(
    ("growth", "aside", "said"),
    [
        (
            _quantity("33.5", "%", "rounded"),
            "up 33.5% on the first quarter of 2021",
            "rose by 33.5% on the first quarter of 2021",
        ),
        (
            _quantity(2, "times", "about"),
            "having doubled on the first quarter of 2021",
            "doubled on the first quarter of 2021",
        ),
        (
            _quantity("2.5", "times"),
            "2.5 times the level of the first quarter of 2021",
            "was 2.5 times the level of the first quarter of 2021",
        ),
    ],
)
def test_growth_names_its_base(growth: Json, aside: str, said: str) -> None:
    assert moved(growth, "2021-Q1")[:2] == (aside, said)


_IN_2013: Json = {"starts_on": "2013", "ends_on": "2013"}
_LIMITS: Json = {"name": "Limits", "kind": "policy"}
_EVENT: Json = {"kind": "forum", "name": "Forum", "edition": None, "place": None, "starts_on": None, "ends_on": None}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "Forum took place."),
        ({"edition": 3}, "The 3rd Forum took place."),
        ({"starts_on": "2013"}, "Forum began in 2013."),
        ({"ends_on": "2013-05"}, "Forum ended in May 2013."),
        ({"starts_on": "2013", "ends_on": "2013"}, "Forum took place in 2013."),
        ({"starts_on": "2013", "ends_on": "2014-02"}, "Forum took place from 2013 to February 2014."),
        ({"starts_on": "2013-01-28", "ends_on": "2013-01-30"}, "Forum took place from 28 to 30 January 2013."),
        (
            {"starts_on": "2013-01-28", "ends_on": "2013-02-02"},
            "Forum took place from 28 January 2013 to 2 February 2013.",
        ),
        ({"name": "Fair in Oslo", "place": {"name": "Oslo"}, **_IN_2013}, "Fair in Oslo took place in 2013."),
        ({"place": {"name": "Oslo city"}, **_IN_2013}, "Forum took place in the city of Oslo in 2013."),
        ({"place": {"name": "Oslo region"}, **_IN_2013}, "Forum took place in the Oslo region in 2013."),
        (
            {"name": "Meeting of traders", "starts_on": "2013", "ends_on": "2013"},
            "The meeting of traders took place in 2013.",
        ),
        (
            {"name": "Limits", "kind": "policy", "starts_on": "2005", "ends_on": "2024"},
            "Limits applied from 2005 to 2024.",
        ),
        (
            {"name": "Lifting of limits", "kind": "policy", "starts_on": "2024"},
            "The lifting of limits took effect in 2024.",
        ),
        ({**_LIMITS, "ends_on": "2024"}, "Limits ended in 2024."),
        (
            {"place": {"name": "United States"}, "starts_on": "2013", "ends_on": "2013"},
            "Forum took place in the United States in 2013.",
        ),
    ],
)
def test_an_event_is_told_as_far_as_it_is_known(known: Json, said: str) -> None:
    assert wording.event(_with_word(_EVENT | known, "kind", WordList.EVENT_KIND)) == said


_AGREEMENT: Json = {
    "kind": "commercial",
    "title": "Sale of wheat",
    "status": "signed",
    "signed_on": None,
    "event": None,
    "parties": [],
    "document_count": None,
    "value": None,
}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "A commercial document was signed: Sale of wheat."),
        ({"kind": "interregional"}, "An interregional document was signed: Sale of wheat."),
        ({"kind": "package"}, "A package of documents was signed: Sale of wheat."),
        ({"event": {"title": "Signing of papers"}}, "A commercial document was signed: Sale of wheat."),
        ({"document_count": _quantity(1, "documents")}, "One commercial document was signed: Sale of wheat."),
        ({"document_count": _quantity(5, "documents")}, "Five commercial documents were signed: Sale of wheat."),
        ({"document_count": _quantity(12, "documents")}, "Twelve commercial documents were signed: Sale of wheat."),
        ({"document_count": _quantity(21, "documents")}, "21 commercial documents were signed: Sale of wheat."),
        (
            {"title": "Sale of wheat of May 2024", "signed_on": "2024-05"},
            "A commercial document was signed: Sale of wheat of May 2024.",
        ),
        (
            {
                "title": "Papers signed there",
                "event": {"title": "Meeting of traders"},
                "document_count": _quantity(2, "documents"),
            },
            "Two commercial documents were signed at the meeting of traders.",
        ),
        (
            {"parties": ["Abai"], "signed_on": "2024"},
            "A commercial document was signed by Abai in 2024: Sale of wheat.",
        ),
        (
            {"kind": "memorandum", "document_count": _quantity(10, "documents", "more_than"), "status": "in_force"},
            "More than 10 memoranda were signed and are in force: Sale of wheat.",
        ),
    ],
)
def test_an_agreement_is_told_as_far_as_it_is_known(known: Json, said: str) -> None:
    assert wording.agreement(_AGREEMENT | known) == said


_PLAN: Json = {
    "kind": "target",
    "standing": "planned",
    "title": "Turnover",
    "quantity": None,
    "value": None,
    "item_count": None,
    "due": None,
    "open_ended": [],
    "proposers": [],
    "addressees": [],
}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "A target is planned: Turnover."),
        ({"value": _quantity(10**9, "USD")}, "The aim is to bring turnover to USD 1 billion."),
        ({"standing": "offered", "proposers": ["A"]}, "A offered a target: Turnover."),
        (
            {"standing": "offered", "item_count": _quantity(5, "items")},
            "A target has been offered: Turnover (5 items).",
        ),
        (
            {"standing": "proposed", "proposers": ["A"], "addressees": ["B", "C"]},
            "A proposed a target to B and C: Turnover.",
        ),
        ({"standing": "requested", "proposers": ["A"]}, "A asked for a target: Turnover."),
        ({"standing": "ordered", "proposers": ["A"], "addressees": ["B"]}, "A ordered a target: Turnover."),
        ({"due": "2030-06"}, "A target is planned: Turnover, due in June 2030."),
        ({"due": "2030-06-01"}, "A target is planned: Turnover, due on 1 June 2030."),
        (
            {"item_count": _quantity(5, "items"), "quantity": _quantity(2, "t"), "value": _quantity(9, "USD")},
            "The aim is to bring turnover to 5 items, 2 tonnes, USD 9.",
        ),
        (
            {"value": _quantity(10**9, "USD", "at_most"), "proposers": ["A"], "due": "2030"},
            "A aims to bring turnover to as much as USD 1 billion by 2030.",
        ),
        (
            {"quantity": _quantity(2, "times", "more_than"), "proposers": ["A", "B"]},
            "A and B aim to more than double turnover.",
        ),
        (
            {"quantity": _quantity("2.5", "times", "about"), "proposers": ["A"]},
            "A aims to bring turnover to about 2.5 times the earlier level.",
        ),
        (
            {"kind": "offer", "standing": "offered", "value": _quantity(10**9, "USD", "more_than"), "proposers": ["A"]},
            "A offered turnover worth more than USD 1 billion.",
        ),
        (
            {"kind": "offer", "standing": "offered", "quantity": _quantity(5, "t"), "open_ended": ["goods"]},
            "A supply has been offered: Turnover, among others (5 tonnes).",
        ),
        (
            {"quantity": _quantity(5, "t"), "open_ended": ["time"], "proposers": ["A"]},
            "A aims to bring turnover to 5 tonnes, with no end date.",
        ),
        (
            {"kind": "shipment", "standing": "ordered", "quantity": _quantity(1, "trains"), "proposers": ["A"]},
            "A ordered a shipment: Turnover.",
        ),
        (
            {"kind": "recognition", "standing": "recommended", "proposers": ["the W"]},
            "The W recommended the confirmation of a status: Turnover.",
        ),
        ({"kind": "infrastructure", "proposers": ["A", "B"]}, "A and B plan an infrastructure project: Turnover."),
        ({"kind": "infrastructure", "proposers": ["A"]}, "A plans an infrastructure project: Turnover."),
    ],
)
def test_a_plan_is_told_as_far_as_it_is_known(known: Json, said: str) -> None:
    assert wording.plan(_with_word(_PLAN | known, "kind", WordList.PLAN_KIND)) == said


_INDICATOR: Json = {
    "measure": "transit_volume",
    "area": None,
    "counterpart": None,
    "country": None,
    "mode": None,
    "scope": None,
    "period": None,
    "as_of": None,
    "quantity": _quantity(5, "t", "nearly"),
    "growth": None,
    "growth_base_period": None,
    "basis": {"kind": "relayed", "compiled_by": None, "compiler": None},
}
_KAZAKH: Json = {"kind": "relayed", "compiled_by": {"name": "Kazakhstan"}, "compiler": None}
_OF_A_BANK: Json = {"kind": "estimated", "compiled_by": None, "compiler": {"title": "W"}}
_OF_AN_OFFICE: Json = {**_OF_A_BANK, "kind": "relayed", "compiler": {"title": "Ministry of Trade of Kazakhstan"}}
_UNDATED = "(time not stated)"
_PAIR: Json = {"area": {"name": "Kazakhstan"}, "counterpart": {"name": "China"}}
_XINJIANG: Json = {"area": {"name": "Xinjiang"}, "counterpart": {"name": "Kazakhstan"}, "measure": "share_of_turnover"}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, f"Transit was nearly 5 tonnes {_UNDATED}, by unattributed figures."),
        (
            {"as_of": "2024-01", "mode": "sea"},
            "Transit by sea in January 2024 was nearly 5 tonnes, by unattributed figures.",
        ),
        ({"scope": "of oil"}, f"Transit of oil was nearly 5 tonnes {_UNDATED}, by unattributed figures."),
        (
            {"quantity": None, "growth": _quantity(7, "%"), "period": "2022"},
            "Transit in 2022 rose by 7%, by unattributed figures.",
        ),
        (
            {"growth": _quantity(7, "%"), "period": "2022", "growth_base_period": "2019"},
            "Transit in 2022 was nearly 5 tonnes, up 7% on 2019, by unattributed figures.",
        ),
        (
            {"measure": "share_of_exports", "area": {"name": "A"}, "counterpart": {"name": "B"}, "period": "2022-Q1"},
            "B's share of A's exports in the first quarter of 2022 was nearly 5 tonnes, by unattributed figures.",
        ),
        (
            {**_PAIR, "mode": "road", "scope": "transit by road from China", "basis": _KAZAKH, "period": "2022"},
            "Transit by road from China through Kazakhstan in 2022 was nearly 5 tonnes, by Kazakhstan's figures.",
        ),
        (
            {**_PAIR, "mode": "rail", "scope": "oil", "basis": _OF_A_BANK, "period": "2022"},
            "Transit by rail from China through Kazakhstan (oil) in 2022 was nearly 5 tonnes, by W's estimates.",
        ),
        (
            {**_PAIR, "measure": "mirror_gap", "scope": "exports of Kazakhstan", "period": "2022"},
            (
                "The gap between the trade statistics of Kazakhstan and China on exports of Kazakhstan in 2022 was"
                " nearly 5 tonnes."
            ),
        ),
        (
            {**_PAIR, "measure": "joint_ventures", "quantity": _quantity(3300, "enterprises"), "basis": _OF_AN_OFFICE},
            (
                f"The number of joint ventures in Kazakhstan with partners from China was 3,300 {_UNDATED},"
                " by figures of the Ministry of Trade of Kazakhstan."
            ),
        ),
        (
            {**_PAIR, "measure": "foreign_enterprises", "quantity": _quantity(5000, "enterprises", "nearly")},
            (
                f"The number of enterprises in Kazakhstan with capital from China was nearly 5,000 {_UNDATED},"
                " by unattributed figures."
            ),
        ),
        (
            {**_XINJIANG, "period": "2022", "country": {"name": "China"}},
            ("Xinjiang's share of China's trade with Kazakhstan in 2022 was nearly 5 tonnes, by unattributed figures."),
        ),
        (
            {"measure": "initiative_age", "scope": "Belt and Road initiative", "quantity": _quantity(10, "years")},
            "The age of the Belt and Road initiative is 10 years.",
        ),
        (
            {"measure": "initiative_age", "quantity": _quantity(10, "years"), "period": "2023"},
            "The age of the initiative in 2023 was 10 years.",
        ),
    ],
)
def test_an_indicator_is_told_as_far_as_it_is_known(known: Json, said: str) -> None:
    assert wording.indicator(_with_word(_INDICATOR | known, "measure", WordList.MEASURE)) == said


_SUM: Json = {
    "flow": "export",
    "reporter": {"name": "A"},
    "partner": {"name": "B"},
    "goods": None,
    "period": None,
    "primary_value": _quantity(5, "USD"),
    "rows": 3,
    "rows_without_value": 0,
    "whose": "by A's figures",
    "byline": "C",
}


@pytest.mark.parametrize(
    ("first", "last", "missing", "when"),
    [
        ("2018", "2021", [], "from 2018 to 2021"),
        ("2018", "2021", ["2016/2017"], "from 2018 to 2021"),
        ("2018", "2024", ["2020/2022"], "in 2018 to 2019 and 2023 to 2024"),
        ("2018", "2024", ["2019/2021", "2023/2023"], "in 2018, 2022 and 2024"),
    ],
)
def test_a_sum_is_told_of_the_periods_that_it_holds(first: str, last: str, missing: list[str], when: str) -> None:
    runs = [tuple(map(Period.parse, run.split("/"))) for run in missing]
    said = trade_sum({**_SUM, "period_from": first, "period_to": last, "missing": runs})
    assert said.startswith(f"A's exports to B {when} came to USD 5, by A's figures: 3 rows")
