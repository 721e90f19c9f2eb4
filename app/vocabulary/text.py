"""How words are made comparable: folded before they are stored and looked up, and likened to words that exist.

And what a code, a name or an alias stands for: the same in the queries of the API and in the files that are imported.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from app.vocabulary.terms import AreaKind, CommodityLevel

Names = Mapping[str, tuple[str, ...]]
"""Folded names and codes, each with the codes of all that it stands for."""

_REPORTED: Final = (AreaKind.COUNTRY, AreaKind.GROUP, AreaKind.UNSPECIFIED, AreaKind.TERRITORY, AreaKind.FORMER)
_FIRST: Final = {kind: int(kind is not AreaKind.COUNTRY) for kind in _REPORTED}
"""Countries come first, then whatever else statistics report on; places inside countries come last."""
_LEVELS: Final = tuple(CommodityLevel)
_LONGEST_SLUG: Final = 80
_ALIKE: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'")
    | dict.fromkeys("\N{MODIFIER LETTER TURNED COMMA}\N{MODIFIER LETTER APOSTROPHE}", "'")
    | dict.fromkeys("\N{HYPHEN}\N{EN DASH}\N{EM DASH}", "-")
)
"""Letters and signs that Unicode does not take apart although a keyboard often lacks them."""


def fold(text: str) -> str:
    """Return a text without case, accents and runs of white space, so that both engines find the same.

    `Türkiye` and `TURKIYE` fold alike; the result never holds a line break. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(bare.translate(_ALIKE).split())


def searchable(words: Iterable[str | None]) -> str:
    """Return names, aliases and codes folded into one text for a `search` column: a line for each, none twice."""
    folded = dict.fromkeys(fold(word) for word in words if word)
    folded.pop("", None)
    return "\n".join(folded)


def printable(name: str) -> str:
    """Write the name or path of a file whole; what no terminal should get (control characters, bytes) is escaped."""
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in name)


def slug(text: str) -> str:
    """Return the letters and digits of a text as an identifier: small, with single hyphens, at most 80 characters."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()[:_LONGEST_SLUG].strip("-")


_NEAR: Final = 0.8
"""How alike (1 is the same) words are when one may be meant for the other; beginnings weigh more, as in codes."""


def nearest(given: str, words: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the words most like the given one, best first, ignoring case; none when none is like it."""
    score = JaroWinkler.normalized_similarity
    like = process.extract(given, sorted(words), scorer=score, processor=str.casefold, limit=count, score_cutoff=_NEAR)
    return tuple(word for word, *_ in like)


def area_names(rows: Iterable[tuple[str, str, tuple[str | None, ...], str]]) -> Names:
    """Build the names of areas from code, kind, all codes and folded names; the first kinds win over the others."""
    return names_of((code, _FIRST.get(AreaKind(kind), 2), codes, search) for code, kind, codes, search in rows)


def commodity_names(rows: Iterable[tuple[str, str, str | None, str, str]]) -> Names:
    """Build the names of commodities from id, level, code, name and folded names; a shared name means the good."""
    return names_of(
        (identifier, _rank(level), (identifier, code), search if level == CommodityLevel.GOOD else name)
        for identifier, level, code, name, search in rows
    )


def names_of(entries: Iterable[tuple[str, int, tuple[str | None, ...], str]]) -> Names:
    """Return every folded code and name with the codes it stands for, keeping only those of the best rank.

    A code is never ambiguous with a name: codes rank before all names.
    """
    best: dict[str, tuple[int, list[str]]] = {}
    for code, rank, codes, search in entries:
        own = fold(code)
        spelled = {fold(spelling) for spelling in codes if spelling}
        for name in (*spelled, *map(fold, search.split("\n"))):
            own_rank = -1 if name == own and name in spelled else rank
            best_rank, meant = best.get(name, (own_rank, []))
            if own_rank < best_rank:
                best[name] = own_rank, [code]
            elif own_rank == best_rank and code not in meant:
                best[name] = best_rank, [*meant, code]
    return {name: tuple(meant) for name, (_, meant) in best.items()}


def _rank(level: str) -> int:
    """Return the rank of a level, such that a name shared by a good and a code means the good."""
    return (_LEVELS.index(CommodityLevel(level)) + 1) % len(_LEVELS)
