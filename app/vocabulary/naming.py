"""What a code, a name or an alias stands for: the same in the queries of the API and in the files that are imported."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.vocabulary.terms import AreaKind, CommodityLevel
from app.vocabulary.text import fold

Names = Mapping[str, tuple[str, ...]]
"""Folded names and codes, each with the codes of all that it stands for."""

_FIRST: Final = {AreaKind.COUNTRY: 0, AreaKind.GROUP: 1, AreaKind.UNSPECIFIED: 1}
_LEVELS: Final = tuple(CommodityLevel)


def area_names(rows: Iterable[tuple[str, str, tuple[str | None, ...], str]]) -> Names:
    """Build the names of areas from code, kind, all codes and folded names; countries win over all others."""
    return names_of((code, _FIRST.get(AreaKind(kind), 2), codes, search) for code, kind, codes, search in rows)


def commodity_names(rows: Iterable[tuple[str, str, str | None, str, str]]) -> Names:
    """Build the names of commodities from id, level, code, name and folded names; a shared name means the good."""
    return names_of(
        (identifier, _rank(level), (identifier, code), search if level == CommodityLevel.GOOD else name)
        for identifier, level, code, name, search in rows
    )


def names_of(entries: Iterable[tuple[str, int, tuple[str | None, ...], str]]) -> Names:
    """Map every folded code and name to the codes it stands for, keeping only those of the best rank.

    A code is never ambiguous with a name: codes rank before all names.
    """
    best: dict[str, tuple[int, list[str]]] = {}
    for code, rank, codes, search in entries:
        own = fold(code)
        spelled = {fold(spelling) for spelling in codes if spelling}
        for name in (*spelled, *map(fold, search.split("\n"))):
            claim = -1 if name == own and name in spelled else rank
            held, found = best.get(name, (claim, []))
            if claim < held:
                best[name] = claim, [code]
            elif claim == held and code not in found:
                best[name] = held, [*found, code]
    return {name: tuple(found) for name, (_, found) in best.items()}


def _rank(level: str) -> int:
    """Order the levels so that a name shared by a good and a code means the good."""
    return (_LEVELS.index(CommodityLevel(level)) + 1) % len(_LEVELS)
