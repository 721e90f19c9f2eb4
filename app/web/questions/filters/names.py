"""Filters whose value is a code, a name or an alias: it is resolved to one code, or refused with suggestions."""

from collections.abc import Callable, Sequence

from sqlalchemy import true

from app.vocabulary.folding import fold
from app.vocabulary.problems import Problem
from app.web.catalogue import Catalogue, Names, meant
from app.web.errors import ApiError, Invalid, Wrong
from app.web.questions.filters.declared import Column, Compared, Condition, Filter, Unclear, Understood, equal_to


def area_is(column: Column) -> Filter:
    """Select rows of one area, named by code, name or alias."""
    return _compared(_area, column)


def area_meets(condition: Callable[[str], Condition]) -> Filter:
    """Select rows that have to do with one area in a way of their own."""
    return _resolved(_area, lambda code, _: condition(code))


def area_within(condition: Callable[[Sequence[str]], Condition]) -> Filter:
    """Select rows that have to do with an area or any place inside it."""
    return _resolved(_area, lambda code, catalogue: condition(catalogue.within_area(code)))


def area_in_path(name: str, text: str, catalogue: Catalogue) -> str:
    """Give the code of an area in a path: ApiError 404 when there is none of this name, 422 when there are several."""
    try:
        return _area(text, catalogue)
    except Unclear as unclear:
        wrong = Wrong(
            problem=unclear.problem,
            where="path",
            name=name,
            value=text,
            reason=unclear.reason,
            did_you_mean=unclear.did_you_mean,
        )
        if unclear.problem is Problem.AMBIGUOUS_NAME:
            raise Invalid([wrong]) from None
        raise ApiError(Problem.NOT_FOUND, unclear.reason, [wrong]) from None


def area_named() -> Filter:
    """Resolve an area for lists that are computed."""
    return _resolved(_area, lambda *_: true())


def commodity_named() -> Filter:
    """Resolve a commodity for lists that are computed."""
    return _resolved(commodity_of, lambda *_: true())


def source_named() -> Filter:
    """Resolve a source for lists that are computed."""
    return _resolved(_source, lambda *_: true())


def actor_meets(condition: Callable[[str], Condition]) -> Filter:
    """Select rows that have to do with one person or organisation, named by id, name or alias."""
    return _resolved(_actor, lambda actor, _: condition(actor))


def source_is(column: Column) -> Filter:
    """Select the rows of one source."""
    return _compared(_source, column)


def edition_is(column: Column) -> Filter:
    """Select the codes of one edition."""
    return _compared(_edition, column)


def _compared(resolve: Callable[[str, Catalogue], str], column: Column) -> Filter:
    def understand(text: str, catalogue: Catalogue) -> Compared:
        code = resolve(text, catalogue)
        return equal_to(column, code, code)

    return Filter(understand)


def _resolved(resolve: Callable[[str, Catalogue], str], condition: Callable[[str, Catalogue], Condition]) -> Filter:
    def understand(text: str, catalogue: Catalogue) -> Understood:
        code = resolve(text, catalogue)
        return Understood(condition(code, catalogue), code)

    return Filter(understand)


def _area(text: str, catalogue: Catalogue) -> str:
    return _one("area", text, catalogue.area(text), catalogue.area_names)


def commodity_of(text: str, catalogue: Catalogue) -> str:
    """Give the id of the commodity that a text names; Unclear when it names none or several."""
    return _one("commodity", text, catalogue.commodity(text), catalogue.commodity_names)


def _actor(text: str, catalogue: Catalogue) -> str:
    return _one("person or organisation", text, catalogue.actor(text), catalogue.actor_names)


def _source(text: str, catalogue: Catalogue) -> str:
    known = {source: (source,) for source in catalogue.sources}
    return _one("source", text, known.get(text, ()), known)


def _edition(text: str, catalogue: Catalogue) -> str:
    found = next((edition for edition in catalogue.editions if fold(edition) == fold(text)), None)
    if found is None:
        raise Unclear(Problem.UNKNOWN_CODE, "there are no codes of this edition", tuple(catalogue.editions))
    return found


def _one(kind: str, text: str, found: tuple[str, ...], names: Names) -> str:
    if len(found) == 1:
        return found[0]
    if found:
        raise Unclear(Problem.AMBIGUOUS_NAME, f"{len(found)} have this name; give the code", found)
    raise Unclear(Problem.UNKNOWN_CODE, f"there is no {kind} of this code or name", meant(text, names))
