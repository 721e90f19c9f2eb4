"""A query as understood: names resolved to codes, the members asked for, and the address that asks the same again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Wrong
from app.web.filters import Condition, Filter, Unclear
from app.web.queries import Query
from app.web.rows import Cell
from app.web.schemas import Out

OF_THE_LIST: Final = frozenset({"fields", "limit", "cursor", "count"})
"""Parameters that say how rows are shown, not which: a cursor may be used with others of these."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The values of a query in their canonical form, what the filters select and mark, and the members to show."""

    values: Mapping[str, Any]
    conditions: Mapping[str, Condition]
    marks: Mapping[str, Cell]
    members: tuple[str, ...]


def resolve(out: type[Out], query: Query, catalogue: Catalogue) -> Resolved:
    """Understand every value of a query; Invalid names all that stand for nothing or for several things."""
    values: dict[str, Any] = {}
    conditions: dict[str, Condition] = {}
    marks: dict[str, Cell] = {}
    wrong: list[Wrong] = []
    for name, value in query:
        if value is None or value == []:
            continue
        values[name] = value
        for declared in type(query).model_fields[name].metadata:
            if isinstance(declared, Filter):
                try:
                    found = declared.understand(value, catalogue)
                except Unclear as unclear:
                    wrong.append(_wrong(name, value, unclear))
                    continue
                conditions[name], values[name] = found.condition, found.value
                marks |= found.marks
    if wrong:
        raise Invalid(wrong)
    members = tuple(dict.fromkeys(values["fields"].split(",") if "fields" in values else out.model_fields))
    return Resolved(values, conditions, marks, members)


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
    return f"{name}?{urlencode(filters, doseq=True)}"


def address(path: str, values: Mapping[str, Any]) -> str:
    """Give the address that asks with these values; what is empty or off is left out."""
    given = {name: "true" if value is True else value for name, value in values.items() if not _is_off(value)}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def _is_off(value: Any) -> bool:
    """Tell what need not be said; zero is a value."""
    return value is None or value is False or value == []
