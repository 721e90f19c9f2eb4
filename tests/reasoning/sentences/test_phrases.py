import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reasoning.sentences.names import day, listed
from app.reasoning.sentences.words import fill, on, ordinal, sentence


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
