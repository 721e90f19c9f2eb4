"""What a client asks, understood: names resolved to codes, conditions built, and the URL that asks the same again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import quote_plus
from weakref import WeakKeyDictionary

from app.vocabulary.terms import Problem
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Wrong
from app.web.questions.filters import Clause, Condition, Filter, Unclear
from app.web.questions.filters.bounds import possibly
from app.web.questions.queries import Certainty, Filters, Query
from app.web.questions.selection import Resource, batch_of
from app.web.schemas import Out

OF_THE_LIST: Final = frozenset({"fields", "limit", "cursor", "count"})
"""Parameters that say how rows are shown, not which: a cursor may be used with others of these."""

MOST_VALUES: Final = 50
"""Values that one parameter takes: each may be a range of an index to read."""
_KEPT_AT_MOST: Final = 2_000
_CONDITIONS: Final[WeakKeyDictionary[Catalogue, dict[tuple[Filter, Any], Condition]]] = WeakKeyDictionary()
"""For each release, the conditions that were built: words of questions are few and come again."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a query selects: its parameters in canonical form, the conditions of its filters, the members to show."""

    values: Mapping[str, Any]
    conditions: dict[str, Condition]
    members: tuple[str, ...]

    @property
    def clauses(self) -> dict[str, Clause]:
        """The clauses of the conditions, with their values."""
        return {name: condition.clause() for name, condition in self.conditions.items()}


def resolve(out: type[Out], query: Query, catalogue: Catalogue) -> Selection:
    """Resolve every parameter of a query; Invalid names all that stand for nothing or for several things."""
    kept = _CONDITIONS.setdefault(catalogue, {})
    declared = _filters_of(type(query))
    values: dict[str, Any] = {}
    conditions: dict[str, Condition] = {}
    wrong: list[Wrong] = []
    for name, value in vars(query).items():
        if value is None or value == []:
            continue
        values[name] = value
        if name not in declared:
            continue
        key = declared[name], value
        condition = kept.get(key)
        if condition is None:
            try:
                condition = _condition(name, *key, catalogue)
            except Invalid as invalid:
                wrong += invalid.errors
                continue
            if len(kept) >= _KEPT_AT_MOST:
                kept.clear()
            kept[key] = condition
        conditions[name], values[name] = condition, condition.value
    if wrong:
        raise Invalid(wrong)
    if getattr(query, "certainty", None) is Certainty.POSSIBLE:
        conditions = possibly(conditions)
    return Selection(values, conditions, _members_of(out, values.get("fields")))


def understand(resource: Resource, query: Filters, catalogue: Catalogue) -> Selection:
    """Resolve a query to stored records, of which it may name a batch by their ids."""
    selection = resolve(resource.shape.out, query, catalogue)
    if query.id:
        selection.conditions["id"] = batch_of(resource).condition(query.id, catalogue)
    return selection


@cache
def _filters_of(query: type[Query]) -> dict[str, Filter]:
    """Return the parameters of a query that select rows by themselves."""
    return {
        name: declared
        for name, info in query.model_fields.items()
        for declared in info.metadata
        if isinstance(declared, Filter)
    }


@lru_cache(1_000)
def _members_of(out: type[Out], fields: str | None) -> tuple[str, ...]:
    """Return the members that `fields` asks for, each once; all without it."""
    return tuple(out.model_fields if fields is None else dict.fromkeys(fields.split(",")))


def _condition(name: str, declared: Filter, value: Any, catalogue: Catalogue) -> Condition:
    """Build the condition of one parameter; Invalid names each of its values that is unclear, empty or doubled."""
    if not declared.takes_several or "," not in value:
        try:
            return declared.condition([declared.naming.resolve(value, catalogue)], catalogue)
        except Unclear as unclear:
            raise Invalid([_wrong(name, value, unclear)]) from None
    if value.count(",") >= MOST_VALUES:
        too_many = Unclear(Problem.MALFORMED_VALUE, f"it takes at most {MOST_VALUES} values")
        raise Invalid([_wrong(name, value, too_many)])
    found: dict[Any, str] = {}
    wrong: list[Wrong] = []
    for text in _split(declared, value, catalogue):
        try:
            found[_resolved(declared, text, found, catalogue)] = text
        except Unclear as unclear:
            wrong.append(_wrong(name, text, unclear))
    if wrong:
        raise Invalid(wrong)
    return declared.condition(sorted(found), catalogue)


def _resolved(declared: Filter, value: Any, before: Mapping[Any, str], catalogue: Catalogue) -> Any:
    """Resolve one value of a parameter, which may be neither empty nor stand for what one before it does."""
    if value == "":
        raise Unclear(Problem.MALFORMED_VALUE, "there is no value between two commas, or before or after one")
    code = declared.naming.resolve(value, catalogue)
    if code in before:
        raise Unclear(Problem.MALFORMED_VALUE, f"it stands there twice, as `{before[code]}` and as `{value}`")
    return code


def _split(declared: Filter, value: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield the values between commas, and a name that holds commas itself whole."""
    parts = value.split(",")
    while parts:
        counts = range(len(parts), 1, -1)
        count = next((count for count in counts if declared.naming.is_name(",".join(parts[:count]), catalogue)), 1)
        yield ",".join(parts[:count]).strip()
        del parts[:count]


def _wrong(name: str, value: Any, unclear: Unclear) -> Wrong:
    return Wrong("query", name, unclear.problem, unclear.reason, str(value), unclear.did_you_mean)


def canonical_url(path: str, values: Mapping[str, Any]) -> str:
    """Return the address that asks with these values; what is empty or off is left out."""
    written = _query_string(values)
    return f"{path}?{written}" if written else path


def question_of(path: str, values: Mapping[str, Any]) -> str:
    """Return which rows an address asks for, whatever of them it shows: what a cursor is bound to."""
    return f"{path}?{_query_string({name: values[name] for name in values if name not in OF_THE_LIST})}"


def _query_string(values: Mapping[str, Any]) -> str:
    written: list[str] = []
    for name, value in values.items():
        if value is None or value is False:  # but zero is a value
            continue
        for one in value if isinstance(value, list) else (value,):
            text = "true" if one is True else str(one)
            written.append(f"{name}={_quoted(text) if len(text) <= _WORD else quote_plus(text)}")
    return "&".join(written)


_WORD: Final = 200
"""Characters: longer texts, such as cursors, do not come again, and clients may send many."""
_quoted: Final = lru_cache(10_000)(quote_plus)
