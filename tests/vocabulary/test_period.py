import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.vocabulary.measures import Frequency
from app.vocabulary.period import UNDATED_RECENCY, Period

years = st.integers(1000, 2999)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    year = draw(years)
    match draw(st.sampled_from(Frequency)):
        case Frequency.ANNUAL:
            return Period.parse(str(year))
        case Frequency.QUARTERLY:
            return Period.parse(f"{year}-Q{draw(st.integers(1, 4))}")
        case Frequency.MONTHLY:
            return Period.parse(f"{year}-{draw(st.integers(1, 12)):02d}")
    first = year * 12 + draw(st.integers(0, 11))
    period = Period(first, first + draw(st.integers(1, 40)))
    assume(period.frequency is Frequency.CUMULATIVE)
    assume(period.last < 3000 * 12)
    return period


@given(periods())
def test_a_period_is_read_back_from_its_spelling(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(periods())
def test_a_slug_has_no_slash_and_no_twin(period: Period) -> None:
    assert "/" not in period.slug
    assert Period.parse(period.slug.replace("-to-", "/")) == period


@given(periods(), periods())
def test_recency_lists_the_newest_first_and_tells_all_periods_apart(one: Period, other: Period) -> None:
    assert (one.recency == other.recency) == (one == other)
    if one.last > other.last:
        assert one.recency < other.recency
    assert 0 < one.recency < UNDATED_RECENCY


@given(periods())
def test_a_recency_gives_its_period_back(period: Period) -> None:
    assert Period.from_recency(period.recency) == period


def test_the_recency_of_undated_records_stands_for_no_period() -> None:
    assert Period.from_recency(UNDATED_RECENCY) is None


@given(periods(), periods())
def test_bounds_of_recency_hold_what_ends_inside_a_period(period: Period, other: Period) -> None:
    inside = period.first <= other.last <= period.last
    assert (period.newest_recency <= other.recency <= period.oldest_recency) == inside


def test_of_periods_with_one_end_the_shorter_comes_first() -> None:
    spellings = ["2022-12", "2022-Q4", "2022-02/2022-12", "2022", "2021-12/2022-12"]
    recencies = [Period.parse(spelling).recency for spelling in spellings]
    assert recencies == sorted(recencies)


@pytest.mark.parametrize(
    ("spelling", "first", "months", "frequency"),
    [
        ("2022", 2022 * 12, 12, Frequency.ANNUAL),
        ("2023-Q1", 2023 * 12, 3, Frequency.QUARTERLY),
        ("2023-Q4", 2023 * 12 + 9, 3, Frequency.QUARTERLY),
        ("2023-03", 2023 * 12 + 2, 1, Frequency.MONTHLY),
        ("2022-01/2022-10", 2022 * 12, 10, Frequency.CUMULATIVE),
        ("2022-02/2022-04", 2022 * 12 + 1, 3, Frequency.CUMULATIVE),
        ("2021-07/2022-06", 2021 * 12 + 6, 12, Frequency.CUMULATIVE),
        ("1000-01/1083-02", 1000 * 12, 998, Frequency.CUMULATIVE),
    ],
)
def test_a_period_is_a_run_of_months(spelling: str, first: int, months: int, frequency: Frequency) -> None:
    period = Period.parse(spelling)
    assert (period.first, period.last - period.first + 1, period.frequency) == (first, months, frequency)
    assert str(period) == spelling


@pytest.mark.parametrize(
    "spelling",
    [
        *("", "22", "0999", "3000", "20222", "2022 ", " 2022", "2022\n", "2022-13", "2022-00"),
        *(
            "2022-1",
            "2022-Q0",
            "2022-Q5",
            "2022-q1",
            "2022-1/2022-10",
            "2022-01-01",
            "2022/2023",
            "2022-01/",
            "２０２２",
            "undated",
        ),
    ],
)
def test_any_other_spelling_is_refused_with_those_there_are(spelling: str) -> None:
    with pytest.raises(ValueError, match="a period is written 2022, 2023-Q1, 2023-03 or 2022-01/2022-10"):
        Period.parse(spelling)


@pytest.mark.parametrize("spelling", ["2022-10/2022-01", "2022-01/2022-01", "1000-01/1083-04"])
def test_a_cumulative_period_ends_later_than_it_starts_and_is_not_endless(spelling: str) -> None:
    with pytest.raises(ValueError, match="ends after the month in which it starts"):
        Period.parse(spelling)


@pytest.mark.parametrize(("spelling", "shorter"), [("2022-01/2022-12", "2022"), ("2022-04/2022-06", "2022-Q2")])
def test_every_period_has_one_spelling(spelling: str, shorter: str) -> None:
    with pytest.raises(ValueError, match=f"shorter spelling: {shorter}$"):
        Period.parse(spelling)


@pytest.mark.parametrize(
    ("spelling", "label"),
    [
        ("2022", "2022"),
        ("2023-Q1", "the first quarter of 2023"),
        ("2023-03", "March 2023"),
        ("2022-01/2022-10", "January-October 2022"),
        ("2021-07/2022-06", "July 2021-June 2022"),
    ],
)
def test_a_period_is_labelled_as_a_sentence_says_it(spelling: str, label: str) -> None:
    assert Period.parse(spelling).label == label


@given(st.text())
def test_any_text_is_read_or_refused_as_a_value(text: str) -> None:
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert str(period) == text
