import ast
import re
import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.loading.dossiers.proof import covers
from app.loading.dossiers.quotes import numbers_in, states
from app.reasoning.reader import lexicon as words
from app.reasoning.reader.lexicon import ABBREVIATIONS, NumberKind
from app.reasoning.reader.prose import sentences
from app.vocabulary.measures import Qualifier
from app.vocabulary.quantity import Interval, Quantity

MOST_WORDS = 3
"""How many words a set in the code may have: grammar, such as the prepositions of one place, but no list."""
PUBLISHED = Path(__file__).parents[3] / "docs" / "proof.md"

CARDINAL, ORDINAL, FRACTION, MULTIPLE = NumberKind


def found(text: str) -> list[tuple[str, list[tuple[NumberKind, Fraction]], str | None]]:
    return [
        (text[token.start : token.end], [(kind, value) for kind, value in token.interpretations], token.unit)
        for token in numbers_in(text)
    ]


def one(text: str) -> tuple[str, Fraction, str | None]:
    (word, ((_, value),), unit) = found(text)[0]
    assert len(found(text)) == 1
    return word, value, unit


@pytest.mark.parametrize(
    ("text", "word", "value", "unit"),
    [
        ("exceeded $13 billion", "13 billion", 13 * 10**9, "USD"),
        ("worth US$ 565.4 million", "565.4 million", 565_400_000, "USD"),
        ("USD 5 thousand million", "5 thousand million", 5 * 10**9, "USD"),
        ("5bn dollars", "5bn", 5 * 10**9, "USD"),
        ("7 million US dollars", "7 million", 7_000_000, "USD"),
        ("HK$5", "5", 5, "HK$"),
        ("¥5", "5", 5, "¥"),
        ("€2.5 million", "2.5 million", 2_500_000, "EUR"),
        # As agencies shorten them, with and without blanks, hyphens, stops and signs.
        ("exceeded $24 bln", "24 bln", 24 * 10**9, "USD"),
        ("came to $14 mln", "14 mln", 14 * 10**6, "USD"),
        ("exceeded $24 bn", "24 bn", 24 * 10**9, "USD"),
        ("came to $14 mn", "14 mn", 14 * 10**6, "USD"),
        ("$24bln", "24bln", 24 * 10**9, "USD"),
        ("$24B in trade", "24B", 24 * 10**9, "USD"),
        ("$565m", "565m", 565 * 10**6, "USD"),
        ("USD24bn", "24bn", 24 * 10**9, "USD"),
        ("a $24-bln market", "24-bln", 24 * 10**9, "USD"),
        ("$1.2 tn", "1.2 tn", 12 * 10**11, "USD"),
        ("$1.2 trln", "1.2 trln", 12 * 10**11, "USD"),
        ("€2.5 mio", "2.5 mio", 2_500_000, "EUR"),
        ("321 bn tenge", "321 bn", 321 * 10**9, "KZT"),
        ("24 bln. roubles", "24 bln", 24 * 10**9, "RUB"),
        ("24 bln U.S. dollars", "24 bln", 24 * 10**9, "USD"),
        ("RMB 31 bln", "31 bln", 31 * 10**9, "CNY"),
        ("10.4 mln tons", "10.4 mln", 10_400_000, None),
        ("747 thsd tons", "747 thsd", 747_000, None),
        ("980.6 ths. tons", "980.6 ths", 980_600, None),
        ("15 k tons", "15 k", 15_000, None),
        ("24,4 bln", "24,4 bln", 24_400_000_000, None),
        ("by 33,5%", "33,5", Fraction("33.5"), "%"),
        ("two bln", "two bln", 2 * 10**9, None),
        ("33.5 per cent", "33.5", Fraction("33.5"), "%"),
        ("33.5%", "33.5", Fraction("33.5"), "%"),
        ("1.5 times", "1.5", Fraction("1.5"), "times"),
        ("10-fold", "10", 10, "times"),
        ("3,300 ventures", "3,300", 3300, None),
        ("1,234,567.89 t", "1,234,567.89", Fraction("1234567.89"), None),
        ("980.6 thousand tons", "980.6 thousand", 980_600, None),
        ("the 2nd edition", "2nd", 2, None),
        ("B2B", "2", 2, None),
        ("In 2022.", "2022", 2022, None),
        ("twenty-one", "twenty-one", 21, None),
        ("Two Hundred and Five", "Two Hundred and Five", 205, None),
        ("one million two hundred thousand and five", "one million two hundred thousand and five", 1_200_005, None),
        ("two thousand and twenty two", "two thousand and twenty two", 2022, None),
        ("twelve hundred", "twelve hundred", 1200, None),
        ("two and a half million", "two and a half million", 2_500_000, None),
        ("2 and a half billion", "2 and a half billion", 2_500_000_000, None),
        ("half a million", "half a million", 500_000, None),
        ("two dozen", "two dozen", 24, None),
        ("a hundred", "hundred", 100, None),
        ("twenty-first", "twenty-first", 21, None),
        ("one hundred and third", "one hundred and third", 103, None),
        ("the third crossing", "third", 3, None),
        ("two thirds", "two thirds", Fraction(2, 3), None),
        ("three quarters", "three quarters", Fraction(3, 4), None),
        ("one third", "one third", Fraction(1, 3), None),
        ("has doubled", "doubled", 2, None),
        ("halved", "halved", Fraction(1, 2), None),
        ("½", "½", Fraction(1, 2), None),
        ("½ million tonnes", "½ million", 500_000, None),
        ("3½ million tonnes", "3½ million", 3_500_000, None),
        ("€2½ billion", "2½ billion", 2_500_000_000, "EUR"),
        ("zero", "zero", 0, None),
    ],
)
def test_a_number_is_found_with_its_value_and_unit(text: str, word: str, value: Fraction, unit: str | None) -> None:
    assert one(text) == (word, value, unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("One Belt, One Road", [1, 1]),
        ("between ten and twenty", [10, 20]),
        ("twenty tenth", [20, 10]),
        ("one, two", [1, 2]),
        ("five\n\nMillion", [5, 10**6]),
        ("2013 16", [2013, 16]),
        ("twenty 5", [20, 5]),
        ("1,2345", [1, 2345]),
        ("groups 26,74", [26, 74]),
        ("mln bn tn of k", []),
        ("two thousand three thousand", [2000, 3000]),
        ("two thousand one million", [2000, 10**6]),
    ],
)
def test_numbers_side_by_side_stay_apart(text: str, values: list[int]) -> None:
    assert [readings[0][1] for _, readings, _ in found(text)] == values


def test_a_letter_is_a_magnitude_or_not_unless_a_currency_says() -> None:
    assert found("24 m of it") == [("24 m", [(CARDINAL, Fraction(24 * 10**6)), (CARDINAL, Fraction(24))], None)]
    assert found("24b") == [("24b", [(CARDINAL, Fraction(24 * 10**9)), (CARDINAL, Fraction(24))], None)]
    assert found("B2B, G7m") == [("2", [(CARDINAL, Fraction(2))], None), ("7", [(CARDINAL, Fraction(7))], None)]


def test_an_article_makes_a_part_of_an_ordinal_possible() -> None:
    assert found("more than a third") == [("third", [(FRACTION, Fraction(1, 3)), (ORDINAL, Fraction(3))], None)]
    assert found("plan a, third") == [("third", [(ORDINAL, Fraction(3))], None)]
    assert found("a second") == [("second", [(ORDINAL, Fraction(2))], None)]


def test_the_last_sign_of_a_range_holds_for_both_ends() -> None:
    assert [unit for *_, unit in found("30 to 35%")] == ["%", "%"]
    assert [unit for *_, unit in found("30-35 percent")] == ["%", "%"]
    assert [unit for *_, unit in found("$5 to 35%")] == ["USD", "%"]
    assert [unit for *_, unit in found("16 firms to 35%")] == [None, "%"]


def test_the_magnitude_of_a_range_may_hold_for_both_ends() -> None:
    for text in ("$24-25 bln", "$24 to 25 billion", "$24\N{EN DASH}25bn"):
        low, high = found(text)
        assert low[1:] == ([(CARDINAL, Fraction(24)), (CARDINAL, Fraction(24 * 10**9))], "USD")
        assert high[1] == [(CARDINAL, Fraction(25 * 10**9))]
    assert [len(readings) for _, readings, _ in found("in 2022 and 24 billion")] == [1, 1]
    assert [len(readings) for _, readings, _ in found("16 papers of 24 billion, ten to 12 million")] == [1, 1, 1, 1]


@pytest.mark.parametrize("text", ["someone", "often", "benign", "tenure", "seconded", "no number", "anyone", "thirdly"])
def test_parts_of_words_are_no_numbers(text: str) -> None:
    assert found(text) == []


def in_words(number: int) -> str:
    small = list(words.SMALL)
    if number < 20:
        return small[number]
    if number < 100:
        tens = {value: word for word, value in words.TENS.items()}[number // 10 * 10]
        return tens if number % 10 == 0 else f"{tens}-{small[number % 10]}"
    if number < 1000:
        rest = f" and {in_words(number % 100)}" if number % 100 else ""
        return f"{small[number // 100]} hundred{rest}"
    groups = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"))
    size, name = next(group for group in groups if number >= group[0])
    left = number % size
    joint = " and " if 0 < left < 100 else " "
    return f"{in_words(number // size)} {name}{joint + in_words(left) if left else ''}"


@given(st.integers(0, 10**12 - 1))
def test_every_cardinal_in_words_is_read_whole(number: int) -> None:
    assert found(in_words(number)) == [(in_words(number), [(CARDINAL, Fraction(number))], None)]


@given(st.integers(0, 10**15 - 1), st.sampled_from(sorted(words.MAGNITUDES)), st.integers(0, 999))
def test_every_figure_is_read_with_separators_decimals_and_magnitude(whole: int, magnitude: str, part: int) -> None:
    text = f"{whole:,}.{part:03d} {magnitude}"
    value = (whole + Fraction(part, 1000)) * words.MAGNITUDES[magnitude]
    assert found(f"some {text} of it") == [(text, [(CARDINAL, value)], None)]


@given(st.text(st.sampled_from("a1 ,.%$-\nthird million two hundred and half ½ four")) | st.text())
def test_any_text_is_scanned_into_ordered_disjoint_numbers_none_of_its_digits_left_out(text: str) -> None:
    tokens = list(numbers_in(text))
    reached = 0
    for token in tokens:
        assert reached <= token.start < token.end <= len(text)
        assert token.interpretations
        reached = token.end
    inside = {place for token in tokens for place in range(token.start, token.end)}
    assert {place for place, character in enumerate(text) if character.isdecimal()} <= inside


@pytest.mark.parametrize(
    ("value", "unit", "quote"),
    [
        (13 * 10**9, "USD", "exceeded $13 billion"),
        (Fraction(100, 3), "%", "by more than a third"),
        (Fraction(200, 3), "%", "by two thirds"),
        (50, "%", "by half"),
        (2, "times", "has doubled"),
        (3, "times", "rose 3 times"),
        (980_600, "t", "980.6 thousand tons"),
        (5, "zones", "five zones"),
        (10, "years", "turns 10"),
        (-5, "%", "fell by 5%"),
        (565_000_000, "USD", "deals worth $565m"),
        (24 * 10**9, "USD", "turnover was $24 bln"),
        (14 * 10**6, "USD", "$14 mln"),
        (10_400_000, "t", "10.4 mln tons"),
        (750, "m", "750 m"),
        (16, "documents", "16 papers, 5 worth $565.4 million"),
    ],
)
def test_a_quote_states_an_amount(value: Fraction, unit: str, quote: str) -> None:
    assert states(Quantity.exact(Fraction(value), unit), quote)


@pytest.mark.parametrize(
    ("value", "unit", "quote"),
    [
        (13 * 10**9, "USD", "exceeded $13 million"),
        (13 * 10**9, "USD", "exceeded €13 billion"),
        (13 * 10**9, "USD", "a figure"),
        (24 * 10**9, "USD", "$24 mln"),
        (24, "USD", "$24 bn"),
        (565, "USD", "$565m"),
        (24 * 10**9, "USD", "24 bln tenge"),
        (16, "documents", "16% of documents"),
        (16, "documents", "$16"),
        (33, "%", "33 documents"),
        (3, "times", "three trains"),
        (3, "trains", "the third train"),
        (Fraction(1, 3), "trains", "a third"),
        (2, "%", "doubled"),
    ],
)
def test_a_quote_does_not_state_another_amount(value: Fraction, unit: str, quote: str) -> None:
    assert not states(Quantity.exact(Fraction(value), unit), quote)


def between(value: int | None, lower: int | None, upper: int | None) -> Quantity:
    ends = [None if end is None else Fraction(end) for end in (value, lower, upper)]
    return Quantity(
        value=ends[0],
        unit="%",
        qualifier=Qualifier.BETWEEN,
        interval=Interval.between(ends[1], ends[2], "[]"),
    )


def test_two_ends_are_both_stated_where_there_is_no_value() -> None:
    assert states(between(None, 30, 35), "between 30 and 35%")
    assert not states(between(None, 30, 36), "between 30 and 35%")
    assert not states(between(None, None, None), "between 30 and 35%")
    assert states(replace(between(None, 30_000_000, 35_000_000), unit="t"), "30-35 mln tons")
    assert states(between(33, 30, 36), "about 33%")
    assert not states(between(33, 30, 35), "30 to 35%")


def test_a_number_is_covered_by_the_value_or_an_end() -> None:
    thirty, thirty_five = numbers_in("30 to 35%")
    assert covers(between(None, 30, 35), thirty)
    assert covers(between(None, 30, 35), thirty_five)
    assert not covers(between(None, 31, 35), thirty)
    rounded = Quantity.hedged(Fraction(31), "%", Qualifier.ROUNDED, step=Fraction(2))
    assert rounded.interval.lower == 30
    assert not covers(rounded, thirty)


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["A headline", "The first sentence.", "The second one!"],
        ["“Why?” he asked.", "“Because,” she said, “it is.”", "So it was."],
        ["“One thing is so.", "Another is not,” he said."],
        ["It grew by 33.5% to $1.1 billion.", "16 papers were signed."],
        ["Mr. Smith met J. Doe of Acme Inc. Ltd. on 5 Jan. 2023 at 5 p.m. local time.", "They spoke."],
        ["The U.S. Government agreed (as did others. All of them) with it.", "Nobody else did."],
        ["It was so (or not).", "[Nobody knows.]", "Well…", "Perhaps."],
        ["A headline", "He went on, etc...", "Nobody stayed."],
    ],
)
def test_news_prose_is_split_into_its_sentences(parts: list[str]) -> None:
    assert split(parts[0] + "\n\n" + " ".join(parts[1:])) == parts


@given(st.text(st.sampled_from(" \n.!?…“”()[]Aa1,")) | st.text())
def test_sentences_cover_a_text_in_order_without_white_space_around_them(text: str) -> None:
    spans = list(sentences(text))
    reached = 0
    for start, end in spans:
        assert reached <= start < end
        assert text[reached:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        reached = end
    assert text[reached:].strip() == ""


def test_the_published_lexicon_is_the_one_in_the_code() -> None:
    rows = {
        "small numbers": words.SMALL,
        "tens": words.TENS,
        "magnitudes": words.MAGNITUDES | words.PLURALS,
        "magnitudes in short": words.SHORT,
        "magnitudes of one letter": words.LETTERS,
        "ordinals": words.ORDINALS,
        "endings of ordinals in figures": words.ORDINAL_SUFFIXES,
        "parts": words.DENOMINATORS,
        "signs of parts": words.GLYPHS,
        "multiples": words.MULTIPLES,
        "units behind a number": words.UNITS,
        "signs before a number": words.CURRENCY_SIGNS,
        "abbreviations that end no sentence": sorted(ABBREVIATIONS),
    }
    table = "\n".join(f"| {kind} | {' '.join(f'`{word}`' for word in row)} |" for kind, row in rows.items())
    expected = f"<!-- lexicon -->\n| kind | words |\n|---|---|\n{table}\n<!-- /lexicon -->"
    published = PUBLISHED.read_text(encoding="utf-8")
    assert expected in published, f"docs/proof.md should hold\n{expected}"


@pytest.mark.parametrize(
    ("text", "word", "value", "unit"),
    [
        ("33.5\npercent", "33.5", Fraction("33.5"), "%"),
        ("33.5\r\n  per\r\n  cent", "33.5", Fraction("33.5"), "%"),
        ("33.5\u2009%", "33.5", Fraction("33.5"), "%"),
        ("$\u00a013\n\tbillion", "13\n\tbillion", 13 * 10**9, "USD"),
        ("13 billion US\r\ndollars", "13 billion", 13 * 10**9, "USD"),
        ("24,4\nbln", "24,4\nbln", Fraction("24.4") * 10**9, None),
        ("twenty-\nfirst", "twenty-\nfirst", 21, None),
    ],
)
def test_a_number_may_run_over_a_line_break(text: str, word: str, value: Fraction, unit: str | None) -> None:
    assert one(text) == (word, value, unit)


def test_no_number_runs_over_the_end_of_a_paragraph() -> None:
    assert one("It was 5\n\npercent of all") == ("5", Fraction(5), None)
    assert [value for _, ((_, value), *_), _ in found("3\r\n\r\nmillion")] == [3, 10**6]


PHRASES = [
    "grew by 33.5 percent",
    "30 to 35%",
    "$24-25 bln",
    "one hundred and five",
    "US$ 3,300",
    "a third",
    "2nd half",
]


@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=5), st.data())
def test_the_numbers_of_a_text_are_those_of_any_reflow(phrases: list[str], data: st.DataObject) -> None:
    words = ". ".join(phrases).split(" ")
    spaces = st.sampled_from([" ", "\n", "\r\n", "\n  ", "\t", "\u2009"])
    copy = words[0] + "".join(data.draw(spaces) + word for word in words[1:])
    assert [token[1:] for token in found(copy)] == [token[1:] for token in found(" ".join(words))]
    assert [token[0].split() for token in found(copy)] == [token[0].split() for token in found(" ".join(words))]


READER = Path(words.__file__).parent
ROOMS = [path for room in (READER, READER.parents[1] / "views/read") for path in sorted(room.glob("*.py"))]


def test_every_list_of_words_is_read() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in ROOMS)
    for path in sorted((READER / "lists").glob("*.toml")):
        assert f'Topic("{path.stem}")' in code
        kinds = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = {kind for kind, below in kinds.items() if isinstance(below, dict)} if path.stem == "units" else set()
        assert [kind for kind in kinds.keys() - tables if not re.search(rf"\(['\"]{kind}['\"]\)", code)] == []


def test_words_stand_in_lists_and_not_in_the_code() -> None:
    literals = [
        (path.name, node.lineno, told)
        for path in ROOMS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Set | ast.Tuple | ast.List)
        for told in [[str(one.value) for one in node.elts if isinstance(one, ast.Constant)]]
        if sum(word.isalpha() and word.islower() for word in told) > MOST_WORDS
    ]
    assert literals == []
