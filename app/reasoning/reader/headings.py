"""Headings of tables and lists: what they say of the numbers below them."""

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final, NamedTuple

from app.reasoning.reader.counted import unit_of_plural
from app.reasoning.reader.currencies import is_currency, resolved
from app.reasoning.reader.digits import Amount
from app.reasoning.reader.lexicon import ENLARGING, LETTERS
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.units import unit_named
from app.vocabulary.words import PERCENT

_SIZES: Final = ENLARGING | {"'000": 1000, "\u2019000": 1000, "000": 1000, "000s": 1000}
_SIZE: Final = rf"(?:100 )?(?:{'|'.join(_SIZES)})"
_BEGINS: Final = re.compile(r"(?:^|,(?!\d)|\(|\bin\b(?: the)?|[|;\t])[ ]?")
_MEASURE: Final = re.compile(
    rf"(?:(?P<size>{_SIZE})\.? (?:of )?(?P<unit>\D{{1,24}}?)"
    rf"|(?P<sign>\D{{1,14}}?)(?P<behind> ?{_SIZE}|(?-i:(?<=[^a-z\s])[mbk]))\.?"
    r"|(?P<alone>\D{1,24}?))(?P<change>(?:[;,]| \() ?[a-z ]{0,20}%)?\)?[:.]?$",
    re.IGNORECASE,
)
_UNLESS: Final = re.compile(
    r",? (?:unless|except where|if not) (?:otherwise )?(?:stated|indicated|noted|specified)(?: otherwise)?\.?$"
)
"""By these words a heading is one of a whole text."""
_CELLS: Final = re.compile(r"[|;\t]")
_DIGIT: Final = re.compile(r"\d")
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?! \()|000")
_OF_LEVEL: Final = re.compile(r"(?:percent|per cent|pct|%) (?:of|to) ", re.IGNORECASE)
_FEWEST_CELLS: Final = 3
_BULLETS: Final = frozenset({"-", "\u2022", "\u2013", "*"})
_LONGEST: Final = 80


class Heading(NamedTuple):
    """What a heading says of the numbers below it: magnitude and unit, those of each column, and those in brackets.

    `counted` is the noun that a heading begins with: Declarations by customs house.
    """

    size: Fraction
    unit: str
    columns: tuple["Heading | None", ...] = ()
    in_brackets: str | None = None
    counted: bool = False

    def of(self, prose: Prose, amount: Amount) -> "Heading | None":
        """Return what holds for a number: its column's own, that in brackets, or the one of all."""
        if self.in_brackets and prose.at(amount.first - 1) == "(":
            return Heading(Fraction(1), self.in_brackets)
        line = prose.text.rfind("\n", 0, amount.start) + 1
        column = len(_CELLS.findall(prose.text, line, amount.start))
        own = self.columns[column] if column < len(self.columns) else None
        return own or (self if self.unit else None)


def line(prose: Prose, start: int, stop: int) -> str:
    """Return the text of some words."""
    return prose.text[prose.words[start].start : prose.words[stop - 1].end]


def holds_throughout(prose: Prose, start: int, stop: int) -> bool:
    """Return whether a heading is one of all that follows: USD million unless stated otherwise."""
    return _UNLESS.search(line(prose, start, stop)) is not None


def heading_of(prose: Prose, span: tuple[int, int], above: Heading | None, own: Collection[str]) -> Heading | None:
    """Return what a line says of those below it, else what the heading above goes on to say; None where none does."""
    written = _UNLESS.sub("", line(prose, *span))
    heading = above if _DIGIT.search(_YEAR.sub("", written)) else _columns(written, above, own)
    if heading and heading is not above:
        return heading
    return _unit_at_end(written[-_LONGEST:], own) or heading or _counting(prose, *span)


def _columns(written: str, above: Heading | None, own: Collection[str]) -> Heading | None:
    """Return the heading of a table from the line that names its columns; without one, that above it."""
    cells = [cell.strip() for cell in _CELLS.split(written)]
    columns = tuple(
        Heading(Fraction(1), PERCENT) if _OF_LEVEL.match(cell) else _unit_at_end(f", {cell}", own) for cell in cells
    )
    if len(cells) < _FEWEST_CELLS or not (above or any(columns)):
        return above
    return (above or Heading(Fraction(1), ""))._replace(columns=columns)


def _counting(prose: Prose, start: int, stop: int) -> Heading | None:
    """Return the heading of a list whose lines count what it begins with: Declarations by customs house:."""
    if prose.at(stop - 1) != ":" or prose.at(stop) not in _BULLETS:
        return None
    unit = unit_of_plural(prose.at(start))
    return Heading(Fraction(1), unit, counted=True) if unit else None


def _unit_at_end(written: str, own: Collection[str]) -> Heading | None:
    """Return the magnitude and the unit that a line ends with: EUR million; (thousand tonnes); in millions of yuan."""
    for begins in _BEGINS.finditer(written):
        match = _MEASURE.match(written, begins.end())
        unit = (match["unit"] or match["sign"] or match["alone"]) if match else None
        named = unit_named(unit.strip()) if unit else None
        if not match or not named or (match["alone"] and begins[0] == "" and not is_currency(named[0])):
            continue
        size = (match["size"] or match["behind"] or "").strip().lower()
        many = 100 if size.startswith("100 ") else 1
        factor = many * Fraction(_SIZES.get(size.removeprefix("100 "), LETTERS.get(size, 1))) * named[1]
        return Heading(factor, resolved(named[0], own)[0], in_brackets=PERCENT if match["change"] else None)
    return None
