"""Filters whose value is a code, a name or an alias: it is resolved to one code, or refused with suggestions."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from app.vocabulary.terms import Problem
from app.vocabulary.text import Names, fold
from app.web.catalogue import Catalogue, meant
from app.web.errors import ApiError, Invalid, Wrong
from app.web.questions.filters import Compare, Compares, Equals, Filter, Lists, Naming, Unclear
from app.web.rows.cells import Column


@dataclass(frozen=True)
class Named(Naming):
    """Values named by code, name or alias; `names` are those of a catalogue."""

    kind: str
    names: Callable[[Catalogue], Names]

    def resolve(self, text: str, catalogue: Catalogue) -> str:
        """Resolve a text to the one code that it names."""
        names = self.names(catalogue)
        found = names.get(fold(text), ())
        if len(found) == 1:
            return found[0]
        if found:
            raise Unclear(Problem.AMBIGUOUS_NAME, f"{len(found)} have this name; give the code", found)
        raise Unclear(Problem.UNKNOWN_CODE, f"there is no {self.kind} of this code or name", meant(text, names))

    def is_name(self, text: str, catalogue: Catalogue) -> bool:
        """Return whether a text is one name, be it of several."""
        return fold(text) in self.names(catalogue)


class _Sources(Naming):
    """Sources by their ids."""

    def resolve(self, text: str, catalogue: Catalogue) -> str:
        """Check that there is a source of this id."""
        if text in catalogue.sources:
            return text
        near = meant(text, {source: (source,) for source in catalogue.sources})
        raise Unclear(Problem.UNKNOWN_CODE, "there is no source of this code or name", near)


class _Editions(Naming):
    """Editions of codes, however their letters are written."""

    def resolve(self, text: str, catalogue: Catalogue) -> str:
        """Resolve an edition to its spelling."""
        for edition in catalogue.editions:
            if fold(edition) == fold(text):
                return edition
        raise Unclear(Problem.UNKNOWN_CODE, "there are no codes of this edition", tuple(catalogue.editions))


AREAS: Final = Named("area", attrgetter("area_names"))
COMMODITIES: Final = Named("commodity", attrgetter("commodity_names"))
ACTORS: Final = Named("person or organisation", attrgetter("actor_names"))
SOURCES: Final = _Sources()


def area_is(column: Column) -> Filter:
    """Select rows of areas, named by code, name or alias."""
    return Equals(column=column, naming=AREAS, takes_several=True)


def area_within(compare: Compare) -> Filter:
    """Select rows that have to do with areas or any place inside them."""
    return Lists(compare=compare, codes=Catalogue.within_area, naming=AREAS, takes_several=True)


def actor_is(column: Column) -> Filter:
    """Select rows of one person or organisation, named by id, name or alias."""
    return Equals(column=column, naming=ACTORS)


def actor_meets(compare: Compare) -> Filter:
    """Select rows that have to do with one person or organisation, named by id, name or alias."""
    return Compares(compare=compare, naming=ACTORS)


def source_is(column: Column) -> Filter:
    """Select the rows of sources."""
    return Equals(column=column, naming=SOURCES, takes_several=True)


def edition_is(column: Column) -> Filter:
    """Select the codes of one edition."""
    return Equals(column=column, naming=_Editions())


def area_in_path(name: str, text: str, catalogue: Catalogue) -> str:
    """Resolve an area in a path: ApiError 404 when there is none of this name, 422 when there are several."""
    try:
        return AREAS.resolve(text, catalogue)
    except Unclear as unclear:
        wrong = Wrong("path", name, unclear.problem, unclear.reason, text, unclear.did_you_mean)
        if unclear.problem is Problem.AMBIGUOUS_NAME:
            raise Invalid([wrong]) from None
        raise ApiError(Problem.NOT_FOUND, unclear.reason, [wrong]) from None
