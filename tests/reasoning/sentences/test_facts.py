"""Sentences of facts as the seed has none, and that no word of a closed list is left without its own."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from app.reasoning import sentences as wording
from app.reasoning.sentences.words import change, changed
from app.vocabulary.codec import quantity_to_json
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


@pytest.mark.parametrize(
    ("growth", "aside", "said"),
    [
        (_quantity(2, "times", "about"), "having doubled", "doubled"),
        (_quantity(2, "times", "more_than"), "having more than doubled", "more than doubled"),
        (_quantity(3, "times", "nearly"), "having nearly tripled", "nearly tripled"),
        (
            _quantity("2.5", "times", "about"),
            "about 2.5 times the level before",
            "came to about 2.5 times the level before",
        ),
        (_quantity("33.5", "%", "rounded"), "up 33.5%", "went up 33.5%"),
        (_quantity(-3, "%", "rounded"), "down 3%", "went down 3%"),
    ],
)
def test_growth_is_an_aside_or_what_is_said(growth: Json, aside: str, said: str) -> None:
    assert change(growth) == aside
    assert changed(growth) == said


_EVENT: Json = {"name": "Forum", "edition": None, "place": None, "starts_on": None, "ends_on": None}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "Forum took place."),
        ({"edition": 3}, "The 3rd Forum took place."),
        ({"starts_on": "2013"}, "Forum began in 2013."),
        ({"ends_on": "2013-05"}, "Forum ended in May 2013."),
        ({"starts_on": "2013", "ends_on": "2013"}, "Forum took place in 2013."),
        ({"starts_on": "2013", "ends_on": "2014-02"}, "Forum took place from 2013 to February 2014."),
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
        ({"value": _quantity(10**9, "USD")}, "A target (USD 1 billion) is planned: More trade."),
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
            "A target (5 items, 2 t worth USD 9) is planned: More trade.",
        ),
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
}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "Transit was nearly 5 t."),
        ({"as_of": "2024-01", "mode": "sea"}, "Transit by sea in January 2024 was nearly 5 t."),
        ({"scope": "of oil"}, "Transit was nearly 5 t (of oil)."),
        ({"quantity": None, "growth": _quantity(7, "%")}, "Transit went up 7%."),
        (
            {"measure": "share_of_exports", "area": {"name": "A"}, "counterpart": {"name": "B"}, "period": "2022-Q1"},
            "The share of B in the exports of A in Q1 2022 was nearly 5 t.",
        ),
    ],
)
def test_an_indicator_is_told_as_far_as_it_is_known(known: Json, said: str) -> None:
    assert wording.indicator(_INDICATOR | known) == said
