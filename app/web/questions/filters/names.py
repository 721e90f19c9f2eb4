"""Filters whose values are codes, names or aliases: each is resolved to one code, or refused with suggestions.

The last clauses are on areas that take part: as parties to agreements and plans, or as participants of events.

Of those on commodities, `27*` takes a branch, and two of three find goods in words that are matched to a code:
`commodity_meets`, whose rows then say so in `matched_via`, and `commodity_linked`, whose rows do not. Sums, and the
list of commodities itself, are of the very goods that are named: `commodity_within`.
"""

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter, methodcaller
from typing import Any, Final, cast

from sqlalchemy import Text, and_, or_, select
from sqlalchemy import cast as sql_cast

from app.models.facts import EventParticipant
from app.models.reference import Actor
from app.settings import API
from app.vocabulary.terms import Problem
from app.vocabulary.words import WordList
from app.web.catalogue import Catalogue, Naming
from app.web.errors import ApiError, Invalid, UnresolvedValue
from app.web.questions.filters import (
    Clause,
    CodeSet,
    Compare,
    Compares,
    Condition,
    Equals,
    Filter,
    InCodes,
    contains_any,
    has_child,
)
from app.web.rows.cells import Cell, Column
from app.web.rows.related import PartyModel
from app.web.rows.statements import json_elements

AREA: Final = Naming("there is no area of this code or name", attrgetter("area_names"))
COMMODITY: Final = Naming("there is no commodity of this code or name", attrgetter("commodity_names"))
ACTOR: Final = Naming("there is no person or organisation of this code or name", attrgetter("actor_names"))
SOURCE: Final = Naming("there is no source of this code or name", attrgetter("source_names"))
MEASURE: Final = Naming(
    "there is no such measure: `trade` is the value of goods of each `flow`, and the unit `%` or `times` makes a claim "
    f"one of a change; see `{API}/vocabulary/claim-measure`",
    attrgetter("measure_names"),
)
UNIT: Final = Naming(f"there is no such unit; see `{API}/vocabulary/unit` and `/currency`", attrgetter("unit_names"))
BRANCHES: Final = replace(COMMODITY, has_branches=True)
_EDITIONS: Final = Naming("there are no codes of this edition", attrgetter("edition_names"))


def resolved_names(naming: Naming) -> Filter:
    """Resolve several values for a list that is computed, which looks for them itself."""
    return Filter(naming=naming, takes_several=True)


class EveryEdition(Filter):
    """Resolves commodities for a list that is computed: bound is each code, of every edition where none is named."""

    def condition(self, values: Sequence[Any], catalogue: Catalogue) -> Condition:
        """Build the condition, which selects all."""
        return Condition(self, self.written(values), tuple(code for one in values for code in _codes(catalogue, one)))


def area_is(column: Column) -> Filter:
    """Select rows of areas, named by code, name or alias."""
    return Equals(column=column, naming=AREA, takes_several=True)


def area_within(compare: Compare) -> Filter:
    """Select rows that have to do with areas or any place inside them."""
    return InCodes(compare=compare, codes=Catalogue.within_area, naming=AREA, takes_several=True)


def actor_meets(compare: Compare) -> Filter:
    """Select rows that have to do with one person or organisation, named by id, name or alias."""
    return Compares(compare=compare, naming=ACTOR)


def source_is(column: Column) -> Filter:
    """Select the rows of sources."""
    return Equals(column=column, naming=SOURCE, takes_several=True)


def word_is(column: Column, listed: WordList) -> Filter:
    """Select rows whose column holds a word of an open list."""
    unknown = f"there is no such word; see `{API}/vocabulary/{listed.value}`"
    return Equals(column=column, naming=Naming(unknown, methodcaller("word_names", listed)))


def edition_is(column: Column) -> Filter:
    """Select the codes of one edition."""
    return Equals(column=column, naming=_EDITIONS)


def edition_of(column: Column) -> Filter:
    """Select rows whose column holds a code of one edition: their ids begin with it."""
    return Compares(
        naming=_EDITIONS,
        compare=lambda first, end: and_(column >= first, column < end),
        bind=lambda edition: (f"{edition}-", f"{edition}."),
    )


def area_in_path(name: str, text: str, catalogue: Catalogue) -> str:
    """Resolve an area in a path: ApiError 404 when there is none of this name, 422 when there are several."""
    try:
        return AREA.resolve(text, catalogue)
    except UnresolvedValue as unclear:
        wrong = unclear.at("path", name, text)
        if unclear.problem is Problem.AMBIGUOUS_NAME:
            raise Invalid([wrong]) from None
        raise ApiError(Problem.NOT_FOUND, unclear.reason, [wrong]) from None


def commodity_linked(compare: Compare) -> Filter:
    """Select rows with a list of commodities, one of which is among those given or is matched to one."""
    return InCodes(compare=compare, codes=_codes_and_matched, naming=BRANCHES, takes_several=True)


def commodity_within(compare: Compare) -> Filter:
    """Select rows that have to do with commodities, or for `27*` with any of a branch; matches play no part."""
    return InCodes(compare=compare, codes=_codes, naming=BRANCHES, takes_several=True)


def commodity_meets(column: Column) -> Filter:
    """Select rows of commodities; a code also finds goods in words matched to it, which `matched_via` then says."""
    return _Meets(column=column, naming=BRANCHES, takes_several=True)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Meets(Filter):
    """Selects rows by codes and the goods matched to them: as one list where a branch is among them."""

    column: Column

    def condition(self, values: Sequence[Any], catalogue: Catalogue) -> Condition:
        """Build the condition on the codes; its form says how many, and whether goods are only matched among them."""
        codes = tuple(dict.fromkeys(code for value in values for code in _codes_and_matched(catalogue, value)))
        written = self.written(values)
        has_matched = len(codes) > len({code for value in values for code in _codes(catalogue, value)})
        if "*" in written:
            return Condition(self, written, (min(codes), max(codes), json.dumps(codes)), (None, has_matched))
        return Condition(self, written, codes, (len(codes), has_matched), self.column)

    def clause(self, parameters: Sequence[object], _: Hashable) -> Clause:
        """Build the clause that the column is in the list.

        Between its ends as well, since codes of a branch lie together: SQLite then skips from one to the next.
        """
        first, last, codes = parameters
        return and_(self.column >= first, self.column <= last, self.column.in_(json_elements(codes)))

    def match_cells(self, form: Hashable, value: object) -> Mapping[str, Cell]:
        """Return the cell of the member that names the code through which a good in words was found."""
        _, has_matched = cast("tuple[int | None, bool]", form)
        return {"matched_via": Cell((self.column, sql_cast(value, Text)), _through)} if has_matched else {}


def _through(catalogue: Catalogue, commodity: str, selected: str) -> object:
    """Return the first selected code that a good in words is matched to, and how; null for rows of a code.

    A code of the edition that goods are matched in comes before one of another, whatever their order.
    """
    if _is_selected(commodity, selected, catalogue):
        return None
    for matches in (catalogue.matches, catalogue.concordance):
        codes = (code for code, goods in matches.items() if commodity in goods)
        if code := min((code for code in codes if _is_selected(code, selected, catalogue)), default=None):
            return {"commodity": catalogue.commodities[code], "match": matches[code][commodity]}
    return None


def _is_selected(commodity: str, selected: str, catalogue: Catalogue) -> bool:
    """Return whether a commodity is one of those selected or lies in a branch that is, in whatever edition."""
    given = selected.split(",")
    every = {code for value in given for code in catalogue.in_every_edition(value)}
    branches = {code for value in given if value.endswith("*") for code in catalogue.in_every_edition(value[:-1])}
    return commodity in every or not branches.isdisjoint(_upwards(commodity, catalogue))


def _upwards(commodity: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield a commodity and all that it lies in."""
    above: str | None = commodity
    while above is not None:
        yield above
        above = catalogue.commodity_parents[above]


def _codes(catalogue: Catalogue, value: str) -> tuple[str, ...]:
    codes = catalogue.in_every_edition(value.removesuffix("*"))
    return tuple(below for code in codes for below in catalogue.branch(code)) if value.endswith("*") else codes


def _codes_and_matched(catalogue: Catalogue, value: str) -> Iterable[str]:
    codes = _codes(catalogue, value)
    matched = (catalogue.matches.get(code) or catalogue.concordance.get(code) or {} for code in codes)
    return (*codes, *chain.from_iterable(matched))


def belongs_to(actor: Column, codes: CodeSet) -> Clause:
    """Select by whether a person or organisation is of one of these areas."""
    return actor.in_(select(Actor.id).where(Actor.area.in_(codes)))


def is_party(party: PartyModel, codes: CodeSet) -> Clause:
    """Select by whether a party is one of these areas, or a person or organisation of one."""
    return or_(party.area.in_(codes), belongs_to(party.actor, codes))


def is_party_outside(party: PartyModel, codes: CodeSet) -> Clause:
    """Select by whether a party is known to be of another area than these."""
    outside = select(Actor.id).where(Actor.area.not_in(codes))
    return or_(party.area.not_in(codes), party.actor.in_(outside))


def has_participant(event: Column, codes: CodeSet) -> Clause:
    """Select by whether an area takes part in the event that a column names: by side, by proxy, or in a person."""
    of_area = or_(
        EventParticipant.side.in_(codes),
        contains_any(EventParticipant.areas, codes),
        belongs_to(EventParticipant.actor, codes),
    )
    return has_child(EventParticipant.event, event, of_area)
