"""A query as understood: names resolved to codes, the members asked for, and the address that asks the same again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import quote_plus

from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Wrong
from app.web.questions.filters import Compared, Filter, Unclear, Understood
from app.web.questions.queries import Query
from app.web.questions.words import remembering
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
    declared = _filters_of(type(query))
    for name, value in values.items():
        if name in declared:
            try:
                filters[name] = _understood(declared[name], value, catalogue)
            except Unclear as unclear:
                wrong.append(_wrong(name, value, unclear))
    if wrong:
        raise Invalid(wrong)
    values |= {name: found.value for name, found in filters.items()}
    return Resolved(values, filters, _members_of(out, values.get("fields")))


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


@lru_cache(1_000)
def _members_of(out: type[Out], fields: str | None) -> tuple[str, ...]:
    """Give the members that `fields` asks for, each once; all without it."""
    return tuple(out.model_fields if fields is None else dict.fromkeys(fields.split(",")))


def _wrong(name: str, value: Any, unclear: Unclear) -> Wrong:
    return Wrong(
        problem=unclear.problem,
        where="query",
        name=name,
        value=str(value),
        reason=unclear.reason,
        did_you_mean=unclear.did_you_mean,
    )


def address(path: str, values: Mapping[str, Any]) -> str:
    """Give the address that asks with these values; what is empty or off is left out."""
    return asked(path, values)[0]


def asked(path: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Give the address that asks with these values, and of it the question, which a cursor is bound to.

    A question says which rows are meant, and not how they are shown.
    """
    written = {name: _written(name, value) for name, value in values.items() if not _is_off(value)}
    about = [text for name, text in written.items() if name not in OF_THE_LIST]
    return f"{path}?{'&'.join(written.values())}" if written else path, f"{path}?{'&'.join(about)}"


_quoted: Final = remembering(quote_plus)


def _written(name: str, value: Any) -> str:
    """Write a parameter; one with several values stands there several times."""
    if isinstance(value, list):
        return "&".join([_written(name, one) for one in value])
    return f"{name}={'true' if value is True else _quoted(str(value))}"


def _is_off(value: Any) -> bool:
    """Tell what need not be said; zero is a value."""
    return value is None or value is False or value == []
