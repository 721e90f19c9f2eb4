import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reasoning import Basis
from app.reasoning.sentences.derived import whose_summed
from app.reasoning.sentences.names import day, listed
from app.reasoning.sentences.words import fill, on, ordinal, sentence
from app.vocabulary.measures import BasisKind, Valuation


@pytest.mark.parametrize(
    ("date", "said"),
    [("2023-03-28", "on 28 March 2023"), ("2023-03-08", "on 8 March 2023"), ("2023-12", "in December 2023")],
)
def test_dates_are_as_exact_as_they_are_stored(date: str, said: str) -> None:
    assert on(date) == said
    assert said.endswith(day(date))


def test_a_year_is_said_as_it_is_and_nothing_of_no_date() -> None:
    assert on("2013") == "in 2013"
    assert on(None) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
    ],
)
def test_ordinals(number: int, said: str) -> None:
    assert ordinal(number) == said


@given(st.lists(st.text("abc", min_size=1), max_size=5))
def test_names_stand_together_in_their_order(names: list[str]) -> None:
    assert listed(names).replace(" and ", ", ").split(", ") == (names or [""])
    assert listed(names).count(" and ") == (len(names) > 1)


def test_pieces_without_their_name_are_dropped() -> None:
    pieces = ("Transit", "by {mode}", "through {area}")
    assert fill(pieces, mode="rail", area=None) == "Transit by rail"
    assert fill(pieces, mode=None, area="Kazakhstan") == "Transit through Kazakhstan"
    assert fill(("asked", "{whom}", "for {what}"), whom="", what="it") == "asked for it"


def test_a_sentence_has_a_capital_a_full_stop_and_no_gaps() -> None:
    assert sentence("more than 16 documents", None, "", "were signed") == "More than 16 documents were signed."


def _basis(area: str | None, kind: str = "reported", valuation: str = "fob", compiler: str | None = None) -> Basis:
    return Basis(area, compiler, BasisKind(kind), Valuation(valuation))


@pytest.mark.parametrize(
    ("bases", "reporters", "said"),
    [
        ([_basis("KAZ")], (), "by Kazakhstan's figures"),
        ([_basis("KAZ"), _basis("KAZ", "relayed", "not_stated")], (), "by Kazakhstan's figures"),
        ([_basis(None, "relayed")], (), "by unattributed figures"),
        ([_basis(None, "estimated", compiler="w")], (), "by W's estimates"),
        ([_basis(None, "reconciled", compiler="w")], (), "reconciled by W from the figures of both sides"),
        ([_basis("KAZ"), _basis("KAZ", "estimated")], (), "by Kazakhstan's figures, some of them estimates"),
        ([_basis("KAZ"), _basis("KAZ", valuation="cif")], (), "by Kazakhstan's figures, valued CIF and FOB"),
        ([_basis("KAZ"), _basis("UZB")], ("KAZ", "UZB"), "by the reporters' own figures"),
        ([_basis("KAZ", "estimated"), _basis("UZB", "estimated")], ("KAZ", "UZB"), "by the reporters' own estimates"),
        ([_basis("KAZ"), _basis("CHN")], (), "by figures of different compilers"),
        ([_basis("KAZ"), _basis(None)], (), "by figures of different compilers"),
        (
            [_basis("KAZ"), _basis(None, "estimated", "cif", "w")],
            ("KAZ", "UZB"),
            "by figures of different compilers, some of them estimates, valued CIF and FOB",
        ),
    ],
)
def test_a_sum_says_whose_figures_it_is_made_of(bases: list[Basis], reporters: tuple[str, ...], said: str) -> None:
    assert whose_summed(frozenset(bases), reporters, {"KAZ": "Kazakhstan", "w": "W"}) == said
