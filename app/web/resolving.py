"""A query as understood: names resolved to codes, the members asked for, and the address that asks the same again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import quote_plus

from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Wrong
from app.web.filters import Compared, Filter, Unclear, Understood
from app.web.queries import Query
from app.web.schemas import Out

OF_THE_LIST: Final = frozenset({"fields", "limit", "cursor", "count"})
"""Parameters that say how rows are shown, not which: a cursor may be used with others of these."""

_KEPT_AT_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Resolved:
    """The values of a query in their canonical form, the filters as understood, and the members to show."""

    values: Mapping[str, Any]
    filters: Mapping[str, Understood | Compared]
    members: tuple[str, ...]


def resolve(out: type[Out], query: Query, catalogue: Catalogue) -> Resolved:
    """Understand every value of a query; Invalid names all that stand for nothing or for several things."""
    values = {name: value for name, value in vars(query).items() if value is not None and value != []}
    filters: dict[str, Understood | Compared] = {}
    wrong: list[Wrong] = []
    for name, declared in _filters_of(type(query)).items():
        if name in values:
            try:
                found = _understood(declared, values[name], catalogue)
            except Unclear as unclear:
                wrong.append(_wrong(name, values[name], unclear))
            else:
                filters[name], values[name] = found, found.value
    if wrong:
        raise Invalid(wrong)
    members = tuple(dict.fromkeys(values["fields"].split(","))) if "fields" in values else _members_of(out)
    return Resolved(values, filters, members)


def _understood(declared: Filter, value: Any, catalogue: Catalogue) -> Understood | Compared:
    """Understand a value; comparisons, whose values are few and come again, are kept."""
    key = declared.understand, value
    found: Understood | Compared | None = catalogue.understood.get(key)
    if found is None:
        found = declared.understand(value, catalogue)
        if isinstance(found, Compared):
            if len(catalogue.understood) >= _KEPT_AT_MOST:
                catalogue.understood.clear()
            catalogue.understood[key] = found
    return found


@cache
def _filters_of(query: type[Query]) -> dict[str, Filter]:
    """Give the parameters of a query that select rows by themselves."""
    return {
        name: declared
        for name, info in query.model_fields.items()
        for declared in info.metadata
        if isinstance(declared, Filter)
    }


@cache
def _members_of(out: type[Out]) -> tuple[str, ...]:
    return tuple(out.model_fields)


def _wrong(name: str, value: Any, unclear: Unclear) -> Wrong:
    return Wrong(
        problem=unclear.problem,
        where="query",
        name=name,
        value=str(value),
        reason=unclear.reason,
        did_you_mean=unclear.did_you_mean,
    )


def question(name: str, values: Mapping[str, Any]) -> str:
    """Give a list and its filters as text, which a cursor is bound to."""
    filters = {key: value for key, value in values.items() if key not in OF_THE_LIST}
    return f"{name}?{_encoded(filters)}"


def address(path: str, values: Mapping[str, Any]) -> str:
    """Give the address that asks with these values; what is empty or off is left out."""
    given = {name: "true" if value is True else value for name, value in values.items() if not _is_off(value)}
    return f"{path}?{_encoded(given)}" if given else path


_quoted: Final = lru_cache(10_000)(quote_plus)
"""Questions repeat their words."""


def _encoded(values: Mapping[str, Any]) -> str:
    """Write parameters as a query; one with several values stands there several times."""
    return "&".join(
        [
            "&".join([_pair(name, one) for one in value]) if isinstance(value, list) else _pair(name, value)
            for name, value in values.items()
        ]
    )


def _pair(name: str, value: Any) -> str:
    return f"{name}={_quoted(str(value))}"


def _is_off(value: Any) -> bool:
    """Tell what need not be said; zero is a value."""
    return value is None or value is False or value == []
