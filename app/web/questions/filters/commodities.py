"""Filters on commodities: `27*` takes a branch, and of three kinds two find goods in words that are matched to a code.

`commodity_meets` filters one column; it finds matched goods too, and each such row says so in `matched_via`.
`commodity_linked` filters lists of a record; it finds matched goods too, and rows do not say so. `commodity_within`
never finds them: sums, and the list of commodities itself, are of the very goods that are named.
"""

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Text, and_
from sqlalchemy import cast as sql_cast

from app.web.catalogue import Catalogue
from app.web.questions.filters import Clause, Compare, Condition, Filter, Lists, elements
from app.web.questions.filters.names import COMMODITIES, Named
from app.web.rows.cells import Cell, Column


@dataclass(frozen=True)
class _OrBranch(Named):
    """Commodities by name, or with `*` behind it all of its branch."""

    def resolve(self, text: str, catalogue: Catalogue) -> str:
        """Resolve a commodity to its id, or a branch to the id of its root and `*`."""
        code = super().resolve(text.removesuffix("*"), catalogue)
        return f"{code}*" if text.endswith("*") else code

    def is_name(self, text: str, catalogue: Catalogue) -> bool:
        """Return whether a text names a commodity, or with `*` a branch."""
        return super().is_name(text.removesuffix("*"), catalogue)


_BRANCHES: Final = _OrBranch(COMMODITIES.kind, COMMODITIES.names)


def commodity_linked(compare: Compare) -> Filter:
    """Select rows with a list of commodities, one of which is among those given or is matched to one."""
    return Lists(compare=compare, codes=_codes_and_matched, naming=_BRANCHES, takes_several=True)


def commodity_within(compare: Compare) -> Filter:
    """Select rows that have to do with commodities, or for `27*` with any of a branch; matches play no part."""
    return Lists(compare=compare, codes=_codes, naming=_BRANCHES, takes_several=True)


def commodity_meets(column: Column) -> Filter:
    """Select rows of commodities; a code also finds goods in words matched to it, which `matched_via` then says."""
    return _Meets(column=column, naming=_BRANCHES, takes_several=True)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Meets(Filter):
    """Selects rows by codes and the goods matched to them: as one list where a branch is among them."""

    column: Column

    def condition(self, values: Sequence[Any], catalogue: Catalogue) -> Condition:
        """Bind the codes; the form says how many there are, and whether goods are among them that are only matched."""
        codes = tuple(dict.fromkeys(code for value in values for code in _codes_and_matched(catalogue, value)))
        asked = self.written(values)
        has_matched = len(codes) > len({code for value in values for code in _codes(catalogue, value)})
        if "*" in asked:
            return Condition(self, asked, (min(codes), max(codes), json.dumps(codes)), (None, has_matched))
        return Condition(self, asked, codes, (len(codes), has_matched), self.column)

    def clause(self, parameters: Sequence[object], _: Hashable) -> Clause:
        """Look for the column in the list.

        Between its ends as well, since codes of a branch lie together: SQLite then skips from one to the next.
        """
        first, last, codes = parameters
        return and_(self.column >= first, self.column <= last, self.column.in_(elements(codes)))

    def marks(self, form: Hashable, value: object) -> Mapping[str, Cell]:
        """Show the code through which a good in words was found."""
        _, has_matched = cast("tuple[int | None, bool]", form)
        return {"matched_via": Cell((self.column, sql_cast(value, Text)), _through)} if has_matched else {}


def _through(catalogue: Catalogue, commodity: str, asked: str) -> object:
    """Show the first of the codes asked for that a good in words is matched to, and how; null for rows of a code."""
    if _is_asked(commodity, asked, catalogue):
        return None
    code = min(
        code for code, goods in catalogue.matches.items() if commodity in goods and _is_asked(code, asked, catalogue)
    )
    return {"commodity": catalogue.commodities[code], "match": catalogue.matches[code][commodity]}


def _is_asked(commodity: str, asked: str, catalogue: Catalogue) -> bool:
    """Return whether a commodity is one of those asked for or lies in a branch that is."""
    given = asked.split(",")
    return commodity in given or any(f"{above}*" in given for above in _upwards(commodity, catalogue))


def _upwards(commodity: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield a commodity and all that it lies in."""
    above: str | None = commodity
    while above is not None:
        yield above
        above = catalogue.commodity_parents[above]


def _codes(catalogue: Catalogue, value: str) -> tuple[str, ...]:
    return catalogue.branch(value[:-1]) if value.endswith("*") else (value,)


def _codes_and_matched(catalogue: Catalogue, value: str) -> Iterable[str]:
    codes = _codes(catalogue, value)
    return (*codes, *(good for code in codes for good in catalogue.matches.get(code, ())))
