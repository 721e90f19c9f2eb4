"""The reader: finds every number of an English text, and says how it was read. It states nothing as fact.

`read` is pure: the same text and names give the same numbers, in time that grows with the length of the text.
"""

from bisect import bisect_left
from collections.abc import Sequence

from app.reasoning.reader.amounts import amounts
from app.reasoning.reader.currencies import NOBODY, is_currency, is_money, nations
from app.reasoning.reader.dates import DateSpan, dates, stretches
from app.reasoning.reader.identifiers import identifiers
from app.reasoning.reader.joined import joined
from app.reasoning.reader.pairs import TwoAreas
from app.reasoning.reader.places import country_of, mentions
from app.reasoning.reader.prose import Prose
from app.reasoning.reader.quantities import Quantities
from app.reasoning.reader.result import ReadNumber, Told
from app.reasoning.reader.units import unit_before
from app.vocabulary.text import Names


def read(text: str, areas: Names, pair: TwoAreas = TwoAreas()) -> tuple[ReadNumber, ...]:  # noqa: B008  # a frozen value
    """Return every number of a text in order; `areas` are folded names, each with the codes of what it stands for.

    `pair` is what the text is about where it does not say so itself.
    """
    prose = Prose(text)
    every = mentions(prose, areas)
    named = tuple(one for one in every if not _is_of_money(prose.at(one.end)))
    paying = nations(((one.first, one.end, country_of(one.code, areas)) for one in every), areas, prose)
    owners = tuple((prose.words[mention.first].start, country_of(mention.code, areas)) for mention in named)
    codes = _merged(tuple(identifiers(prose)))
    spans = (span for span in dates(prose.text, owners) if not _is_amount(prose, span))
    dated = tuple(span for span in spans if not _is_in_code(span, codes))
    placed = [(span.start, span.end) for span in dated] + list(stretches(prose.text))
    taken = _merged((*placed, *codes))
    found, ends = joined(prose, tuple(amounts(prose, paying, taken)), paying)
    return tuple(Quantities(text, prose, found, ends, _merged(placed)).numbers(named, dated, Told(pair)))


def _is_of_money(following: str) -> bool:
    """Return whether the word behind a nation makes it one of money: US dollars; but not that of an amount, SEK."""
    return is_money(following) and not is_currency(following.upper())


def _is_amount(prose: Prose, span: DateSpan) -> bool:
    """Return whether what looks like a year has a currency before it."""
    return span.end - span.start == len("2022") and unit_before(prose.text, span.start, NOBODY) is not None


def _is_in_code(span: DateSpan, codes: Sequence[tuple[int, int]]) -> bool:
    """Return whether what looks like a year stands in a code or name that begins before it: HS 2022, Vision 2030."""
    place = bisect_left(codes, (span.start,)) - 1
    return place >= 0 and span.start < codes[place][1]


def _merged(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
