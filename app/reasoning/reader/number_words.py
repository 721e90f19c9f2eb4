"""Numbers in words, and what enlarges a number: two hundred and five, three quarters of a million."""

from fractions import Fraction
from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import ENLARGING, Interpretation, NumberKind

MULTIPLYING: Final = lexicon.MAGNITUDES | lexicon.PLURALS
Read = tuple[tuple[Interpretation, ...], int]
"""What a number may be, and how many words it takes; the words of a run have empty ones behind them."""


def part_of_magnitude(run: tuple[str, ...]) -> Read | None:
    """Read a part of a round number: half a million, a quarter of a billion, three quarters of a million."""
    many, size = (lexicon.SMALL[run[0]], 1) if run[0] in lexicon.SMALL else (1, 0)
    part, place = lexicon.DENOMINATORS.get(run[size]), size + 1 + (run[size + 1] == "of")
    if part is None or run[place] not in lexicon.ARTICLES or run[place + 1] not in lexicon.MAGNITUDES:
        return None
    value = Fraction(many * lexicon.MAGNITUDES[run[place + 1]], part)
    return (Interpretation(NumberKind.CARDINAL, value),), place + 2


def in_words(run: tuple[str, ...]) -> Read:
    """Read a cardinal in words, or the ordinal (twenty-first) or fraction (two thirds) that it starts."""
    value, size = _cardinal(run)
    last = run[size - 1]
    place = _past_and(run, size) if last in lexicon.MAGNITUDES else size
    word = run[place]
    follows_tens = last in lexicon.TENS and lexicon.ORDINALS.get(word, 10) < 10  # noqa: PLR2004  # twenty-first, not twenty tenth
    if word in lexicon.ORDINALS and (follows_tens or last in lexicon.MAGNITUDES):
        return (Interpretation(NumberKind.ORDINAL, value + lexicon.ORDINALS[word]),), place + 1
    word = run[size]
    if word in lexicon.DENOMINATORS and (value == 1 or word not in lexicon.ORDINALS):
        return (Interpretation(NumberKind.FRACTION, value / lexicon.DENOMINATORS[word]),), size + 1
    return enlarged(run, value, size)


def enlarged(run: tuple[str, ...], value: Fraction, size: int) -> Read:
    """Read what is added to a number, and the magnitudes that follow: two and a half million, two point five."""
    added, after = _added(run, size)
    if after > size:
        value, size = value + added * lexicon.MAGNITUDES.get(run[size - 1], 1), after
    least = None
    while run[size] in ENLARGING:
        least = ENLARGING[run[size]]
        value, size = value * least, size + 1
    if least and run[size][:1].isdecimal() and ENLARGING.get(run[size + 1], least) < least:
        value, size = value + Fraction(run[size]) * ENLARGING[run[size + 1]], size + 2  # 2 billion 340 million
    return (Interpretation(NumberKind.CARDINAL, value),), size


def _added(run: tuple[str, ...], size: int) -> tuple[Fraction, int]:
    """Read the part behind a number, and where it ends: and a half; and three-quarter million; point five."""
    if run[size] == "point" and run[size + 1] in lexicon.SMALL:
        return Fraction(lexicon.SMALL[run[size + 1]], 10), size + 2
    many = 1 if run[size + 1] in lexicon.ARTICLES else lexicon.SMALL.get(run[size + 1])
    part = lexicon.DENOMINATORS.get(run[size + 2])
    is_half = run[size : size + 3] == ("and", "a", "half")
    if (
        run[size] != "and"
        or not many
        or not part
        or not (is_half or run[size + 3] in ENLARGING or run[size + 3] == "per")
    ):
        return Fraction(0), size
    return Fraction(many, part), size + 3


def _cardinal(run: tuple[str, ...]) -> tuple[Fraction, int]:
    """Read the longest cardinal: groups below a thousand, each with a magnitude smaller than the one before."""
    total, size, room = 0, 0, 10**15
    while room:
        start = _past_and(run, size) if size else size
        group, after = _group(run, start)
        magnitude = 1 if run[after] == "hundred" else MULTIPLYING.get(run[after], 1)
        none_starts = after == start and (size > 0 or magnitude == 1)
        if none_starts or max(group, magnitude) >= room:
            break
        total += (group if after > start else 1) * magnitude
        size = after + (magnitude > 1)
        room = magnitude if magnitude >= 1000 else 0  # noqa: PLR2004  # only thousands and above take more
    return Fraction(total), size


def _group(run: tuple[str, ...], start: int) -> tuple[int, int]:
    """Read what is below a thousand: two hundred and five."""
    value, size = _pair(run, start)
    if run[size] != "hundred":
        return value, size
    rest, after = _pair(run, _past_and(run, size + 1))
    return (value if size > start else 1) * 100 + rest, after if rest else size + 1


def _pair(run: tuple[str, ...], start: int) -> tuple[int, int]:
    """Read what is below a hundred: twenty-one; (0, start) where nothing such stands."""
    word = run[start]
    if word in lexicon.TENS:
        unit = lexicon.SMALL.get(run[start + 1], 0)
        return (lexicon.TENS[word] + unit, start + 2) if 0 < unit < 10 else (lexicon.TENS[word], start + 1)  # noqa: PLR2004  # ten
    return (lexicon.SMALL[word], start + 1) if word in lexicon.SMALL else (0, start)


def _past_and(run: tuple[str, ...], start: int) -> int:
    """Return the place behind the "and" of "one hundred and five"."""
    return start + (run[start] == "and")
