"""Find every number of an English text: figures, number words, ordinals, fractions and multiples."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import takewhile
from operator import attrgetter
from typing import Final, NamedTuple

from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import ENLARGING, Interpretation, NumberKind
from app.reasoning.reader.number_words import MULTIPLYING, Read, enlarged, in_words, part_of_magnitude
from app.vocabulary.text import in_small_letters
from app.vocabulary.words import PERCENT, TIMES

_WORDS: Final = frozenset(
    (*lexicon.SMALL, *lexicon.TENS, *MULTIPLYING, *lexicon.DENOMINATORS, *lexicon.ORDINALS, *lexicon.MULTIPLES)
) | frozenset(lexicon.GLYPHS)
_RANGE: Final = re.compile(r"[-\u2013]| \u2013 | to | bis | and ")
_LONGEST_RUN: Final = 40
_LONGEST_BEHIND_FIGURES: Final = 10
_PAST_END: Final = ("",) * 5
_MARKED: Final = (PERCENT, TIMES)
"""Units that a number only has when the text says so."""


class NumberToken(NamedTuple):
    """A number in a text, from `start` to `end` in code points without its sign; `unit` is %, times or a currency."""

    start: int
    end: int
    interpretations: tuple[Interpretation, ...]
    unit: str | None = None

    def amounts(self, unit: str) -> frozenset[Fraction]:
        """Return what the number may amount to in a unit: a third is 100/3 in per cent, and nothing in dollars."""
        amounts = (self._amount(interpretation, unit) for interpretation in self.interpretations)
        return frozenset(amount for amount in amounts if amount is not None)

    def _amount(self, interpretation: Interpretation, unit: str) -> Fraction | None:
        match interpretation.kind:
            case NumberKind.FRACTION if unit == PERCENT:
                return interpretation.value * 100
            case NumberKind.MULTIPLE if unit == TIMES:
                return interpretation.value
            case NumberKind.CARDINAL if self.unit == unit or (self.unit is None and unit not in _MARKED):
                return interpretation.value
        return None


class Lexeme(NamedTuple):
    """A word, or a figure without separators; `joined` when at most a space, a break or a hyphen stands before it."""

    start: int
    end: int
    text: str
    joined: bool


def lexemes(text: str) -> Iterator[Lexeme]:
    """Yield the words, figures and signs of parts of a text in small letters."""
    commas = sum(1 for _ in lexicon.COMMA.finditer(text))
    pattern = (
        lexicon.CONTINENTAL if commas and commas > sum(1 for _ in lexicon.POINT.finditer(text)) else lexicon.LEXEME
    )
    end = 0
    for found in pattern.finditer(text):
        plain, (start, stop) = found[0], found.span()
        match found.lastgroup:
            case "continental":
                plain = lexicon.NO_FIGURE.sub("", plain).replace(",", ".")
            case "mixed":
                whole, part = plain.replace("-", " ").split()  # 4-1/2; of a cent in 9.98 1/2
                plain = str(Fraction(whole) + Fraction(part) / (100 if "." in whole else 1))
            case "decimal":
                plain = plain.replace(".", "") if "." in plain else plain.replace(",", ".")
            case _ if plain[0].isdecimal() or plain[0] == ".":
                plain = f"0{plain}" if plain[0] == "." else plain.translate(lexicon.SEPARATORS)
        is_joined = text[end:start] == " " or lexicon.JOIN.fullmatch(text, end, start) is not None
        yield Lexeme(start, stop, plain, is_joined)
        end = stop


def numbers(text: str) -> Iterator[NumberToken]:
    """Yield every number of a text in order, numbers inside words (B2B) among them."""
    small = in_small_letters(text)
    words = tuple(lexemes(small))
    index, waiting = 0, None
    while index < len(words):
        interpretations, size = _read(words, index)
        if interpretations:
            start, end = words[index].start, words[index + size - 1].end
            unit = _unit(text, small, start, end)
            token = NumberToken(start, end, interpretations[:1] if unit else interpretations, unit)
            if waiting:
                yield _as_range(small, waiting, token)
            waiting = token
        index += size
    if waiting:
        yield waiting


def _as_range(text: str, first: NumberToken, second: NumberToken) -> NumberToken:
    """Return the first end of a range with what stands behind the second alone: 30 to 35%, $24-25 bln."""
    if not _RANGE.fullmatch(text, first.end, second.start):
        return first
    if first.unit is None and second.unit == PERCENT:
        return first._replace(unit=PERCENT)
    bare, figure, enlarged = _bare(text, first), _bare(text, second), second.interpretations[0]
    if bare is None or figure is None or not bare < figure < enlarged.value:
        return first
    own = first.interpretations
    return first._replace(interpretations=(*own, enlarged._replace(value=bare * enlarged.value / figure)))


def _bare(text: str, token: NumberToken) -> Fraction | None:
    """Return the value of the figures that a number begins with, whatever magnitude follows; None for words."""
    figures = next(lexemes(text[token.start : token.end])).text
    return Fraction(figures) if figures[0].isdecimal() else None


def _unit(text: str, small: str, start: int, end: int) -> str | None:
    """Return what the number from `start` to `end` is in: %, times or a currency; None where nothing says so."""
    if after := lexicon.UNIT_AFTER.match(small, end):
        return lexicon.UNITS[after[1]]
    if before := lexicon.SIGN_BEFORE.search(text, max(0, start - 5), start):
        sign = before[1]
        return lexicon.CURRENCY_SIGNS.get(sign, lexicon.UNITS.get(sign.lower(), sign if sign[-1] in "$¥" else None))
    is_shortened = text.startswith(".", end) and small[start:end].endswith(tuple(lexicon.SHORT))
    return _unit(text, small, start, end + 1) if is_shortened else None  # 24 bln. tenge


def _read(words: tuple[Lexeme, ...], index: int) -> Read:
    """Read the number that starts at a lexeme: its interpretations, none for other words, and its lexemes' count."""
    word = words[index].text
    if word not in _WORDS and not word[0].isdecimal():
        return (), 1
    run = _run(words, index)
    if word[0].isdecimal():
        before = words[index - 1] if index else None
        if before and before.end == words[index].start and len(before.text) == 1:
            is_money = before.text in lexicon.CURRENCY_LETTERS and (before.text != run[1] or len(word) > 1)
            run = run if is_money else (word, *_PAST_END)  # M420m is money, and B2B is no 2 billion
        return _figure(run, glued=run[1] != "" and words[index + 1].start == words[index].end)
    if word in lexicon.GLYPHS:
        is_alone = run[1] not in ENLARGING
        own = lexicon.GLYPHS[word]
        return ((Interpretation(NumberKind.FRACTION, own),), 1) if is_alone else enlarged(run, own, 1)
    if part := part_of_magnitude(run):
        return part
    if word in lexicon.SMALL or word in lexicon.TENS or word in MULTIPLYING:
        return in_words(run)
    after_article = index > 0 and words[index - 1].text in lexicon.ARTICLES and words[index].joined
    return _single(word, after_article=after_article), 1


def _run(words: tuple[Lexeme, ...], index: int) -> tuple[str, ...]:
    """Return the words from here on that are joined to each other, and empty ones for whoever looks past the end."""
    longest = _LONGEST_BEHIND_FIGURES if words[index].text[0].isdecimal() else _LONGEST_RUN
    joined = takewhile(attrgetter("joined"), words[index + 1 : index + longest])
    return (words[index].text, *(lexeme.text for lexeme in joined), *_PAST_END)


def _single(word: str, *, after_article: bool) -> tuple[Interpretation, ...]:
    """Read a word that is a number by itself; only an article makes a part of an ordinal in the singular."""
    interpretations = []
    if word in lexicon.DENOMINATORS and (word not in lexicon.ORDINALS or after_article):
        interpretations.append(Interpretation(NumberKind.FRACTION, Fraction(1, lexicon.DENOMINATORS[word])))
    if word in lexicon.ORDINALS:
        interpretations.append(Interpretation(NumberKind.ORDINAL, Fraction(lexicon.ORDINALS[word])))
    if word in lexicon.MULTIPLES:
        interpretations.append(Interpretation(NumberKind.MULTIPLE, lexicon.MULTIPLES[word]))
    return tuple(interpretations)


def _figure(run: tuple[str, ...], *, glued: bool) -> Read:
    """Read a number in figures with what is glued to it (2nd, 565m) and the magnitudes behind it (13 billion)."""
    value = Fraction(run[0])
    if glued and run[1] in lexicon.ORDINAL_SUFFIXES:
        return (Interpretation(NumberKind.ORDINAL, value),), 2
    if run[1] in lexicon.GLYPHS:  # 3½ million
        found, size = enlarged((run[0], *run[2:]), value + lexicon.GLYPHS[run[1]], 1)
        return found, size + 1
    if run[1] in lexicon.LETTERS:
        plain = () if run[1] == "k" else (Interpretation(NumberKind.CARDINAL, value),)
        return (Interpretation(NumberKind.CARDINAL, value * lexicon.LETTERS[run[1]]), *plain), 2
    return enlarged(run, value, 1)
