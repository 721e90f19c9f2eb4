"""Sentences of facts as the seed has none, and that no word of a closed list is left without its own."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from app.reasoning import sentences as wording
from app.reasoning.sentences.words import change, changed
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.interval import Interval
from app.vocabulary.measures import IndicatorMeasure, Qualifier, Unit
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import AgreementKind, AgreementStatus, PlanKind, Standing, Term

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("table", "terms"),
    [
        (wording.DOCUMENTS, AgreementKind),
        (wording.SINCE, AgreementStatus),
        (wording.SUBJECTS, IndicatorMeasure),
        (wording.PLANNED, PlanKind),
        (wording.ACTS, Standing),
    ],
)
def test_every_word_of_a_closed_list_can_be_told(table: Mapping[Term, Any], terms: type[Term]) -> None:
    assert set(table) == set(terms)


def _quantity(value: int | str, unit: str, qualifier: str = "exact") -> Json:
    hedged = Quantity.hedged(Fraction(value), Unit(unit), Qualifier(qualifier), step=Fraction(1), least=None)
    return {**quantity_to_json(hedged)}


def _between(lower: int | str, upper: int | str) -> Json:
    return {**quantity_to_json(Quantity.of(Interval.between(Fraction(lower), Fraction(upper), "()"), Unit.PERCENT))}


@pytest.mark.parametrize(
    ("growth", "aside", "said"),
    [
        (_quantity(2, "times", "about"), "having doubled", "doubled"),
        (_quantity(2, "times", "more_than"), "having more than doubled", "more than doubled"),
        (_quantity(3, "times", "nearly"), "having nearly tripled", "nearly tripled"),
        (
            _quantity("2.5", "times", "about"),
            "about 2.5 times the level before",
            "was about 2.5 times the level before",
        ),
        (_quantity("33.5", "%", "rounded"), "up 33.5%", "rose by 33.5%"),
        (_quantity(-3, "%", "rounded"), "down 3%", "fell by 3%"),
        (_quantity(0, "%", "less_than"), "down", "fell"),
        (_quantity(0, "%", "more_than"), "up", "rose"),
        (_quantity(0, "%"), "unchanged", "was unchanged"),
        (_quantity(-5, "%", "more_than"), "down less than 5%", "fell by less than 5%"),
        (_quantity(-5, "t", "at_most"), "down at least 5 t", "fell by at least 5 t"),
        (_between(-10, -5), "down between 5 and 10%", "fell by between 5 and 10%"),
        (_between(3, 5), "up between 3 and 5%", "rose by between 3 and 5%"),
        (_between(-3, 5), "a change of between -3 and 5%", "was a change of between -3 and 5%"),
        (_between(-100, "31.46"), "a change of at most 31.46%", "was a change of at most 31.46%"),
    ],
)
def test_growth_is_an_aside_or_what_is_said(growth: Json, aside: str, said: str) -> None:
    assert change(growth) == aside
    assert changed(growth) == said


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
    assert wording.event(_EVENT | known) == said


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
        ({"document_count": _quantity(12, "documents")}, "12 commercial documents were signed: Sale of wheat."),
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
    "title": "More trade",
    "quantity": None,
    "value": None,
    "item_count": None,
    "due": None,
    "proposers": [],
    "addressees": [],
}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "A target is planned: More trade."),
        ({"value": _quantity(10**9, "USD")}, "The aim is USD 1 billion: More trade."),
        ({"standing": "offered", "proposers": ["A"]}, "A offered a target: More trade."),
        ({"standing": "offered", "item_count": _quantity(5, "items")}, "A target (5 items) is offered: More trade."),
        (
            {"standing": "proposed", "proposers": ["A"], "addressees": ["B", "C"]},
            "A proposed a target to B and C: More trade.",
        ),
        ({"standing": "requested", "proposers": ["A"]}, "A asked for a target: More trade."),
        ({"standing": "ordered", "proposers": ["A"], "addressees": ["B"]}, "A ordered a target: More trade."),
        ({"due": "2030-06"}, "A target is planned: More trade, due June 2030."),
        (
            {"item_count": _quantity(5, "items"), "quantity": _quantity(2, "t"), "value": _quantity(9, "USD")},
            "The aim is 5 items, 2 t worth USD 9: More trade.",
        ),
        (
            {"value": _quantity(10**9, "USD", "at_most"), "proposers": ["A"], "due": "2030"},
            "A aims at up to USD 1 billion by 2030: More trade.",
        ),
        (
            {"quantity": _quantity(2, "times", "about"), "proposers": ["A", "B"]},
            "A and B aim at about 2 times the level before: More trade.",
        ),
        (
            {"kind": "offer", "standing": "offered", "value": _quantity(10**9, "USD", "more_than"), "proposers": ["A"]},
            "A offered goods worth more than USD 1 billion: More trade.",
        ),
        (
            {"kind": "recognition", "standing": "recommended", "proposers": ["the W"]},
            "The W recommended the confirmation of a status: More trade.",
        ),
        ({"kind": "infrastructure", "proposers": ["A", "B"]}, "A and B plan an infrastructure project: More trade."),
        ({"kind": "infrastructure", "proposers": ["A"]}, "A plans an infrastructure project: More trade."),
    ],
)
def test_a_plan_is_told_as_far_as_it_is_known(known: Json, said: str) -> None:
    assert wording.plan(_PLAN | known) == said


_INDICATOR: Json = {
    "measure": "transit_volume",
    "area": None,
    "counterpart": None,
    "mode": None,
    "scope": None,
    "period": None,
    "as_of": None,
    "quantity": _quantity(5, "t", "nearly"),
    "growth": None,
    "basis": {"kind": "relayed", "compiled_by": None, "compiler": None},
}
_KAZAKH: Json = {"kind": "relayed", "compiled_by": {"name": "Kazakhstan"}, "compiler": None}
_OF_A_BANK: Json = {"kind": "estimated", "compiled_by": None, "compiler": {"title": "World Bank"}}
_PAIR: Json = {"area": {"name": "Kazakhstan"}, "counterpart": {"name": "China"}}
_XINJIANG: Json = {"area": {"name": "Xinjiang"}, "counterpart": {"name": "Kazakhstan"}, "measure": "share_of_turnover"}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "Transit was nearly 5 t, compiler not named."),
        ({"as_of": "2024-01", "mode": "sea"}, "Transit by sea in January 2024 was nearly 5 t, compiler not named."),
        ({"scope": "of oil"}, "Transit (of oil) was nearly 5 t, compiler not named."),
        ({"quantity": None, "growth": _quantity(7, "%")}, "Transit rose by 7%, compiler not named."),
        (
            {"measure": "share_of_exports", "area": {"name": "A"}, "counterpart": {"name": "B"}, "period": "2022-Q1"},
            "B's share of the exports of A in Q1 2022 was nearly 5 t, compiler not named.",
        ),
        (
            {**_PAIR, "mode": "road", "scope": "transit by road from China", "basis": _KAZAKH},
            "Transit by road from China through Kazakhstan was nearly 5 t, by Kazakhstan's figures.",
        ),
        (
            {**_PAIR, "mode": "rail", "scope": "oil", "basis": _OF_A_BANK},
            "Transit by rail from China through Kazakhstan (oil) was nearly 5 t, the World Bank estimates.",
        ),
        (
            {**_PAIR, "measure": "joint_ventures", "quantity": _quantity(3300, "enterprises"), "basis": _KAZAKH},
            "The number of joint ventures in Kazakhstan with partners from China was 3,300, by Kazakhstan's figures.",
        ),
        (
            {**_PAIR, "measure": "foreign_enterprises", "quantity": _quantity(5000, "enterprises", "nearly")},
            "The number of enterprises in Kazakhstan with capital from China was nearly 5,000, compiler not named.",
        ),
        (
            {**_XINJIANG, "scope": "turnover between Kazakhstan and China"},
            "Xinjiang's share of the turnover between Kazakhstan and China was nearly 5 t, compiler not named.",
        ),
        (_XINJIANG, "Xinjiang's share of the turnover with Kazakhstan was nearly 5 t, compiler not named."),
        (
            {"measure": "initiative_age", "scope": "Belt and Road initiative", "quantity": _quantity(10, "years")},
            "The age of the Belt and Road initiative was 10 years.",
        ),
        ({"measure": "initiative_age", "quantity": _quantity(10, "years")}, "The age of the initiative was 10 years."),
    ],
)
def test_an_indicator_is_told_as_far_as_it_is_known(known: Json, said: str) -> None:
    assert wording.indicator(_INDICATOR | known) == said
