"""Filters: how the parameters of a list select rows. Each is declared beside its parameter.

    reporter: Annotated[Names | None, area_is(TradeFlow.reporter)] = None

A filter turns the value of a parameter into a `Condition`: a clause with parameters, and the values bound to them.
Conditions of one form differ in bound values alone, so a list compiles its statement once for all questions of a form.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, exists, true

from app.vocabulary.period import UNDATED_RECENCY, Period
from app.vocabulary.text import fold
from app.web.catalogue import Catalogue, Naming
from app.web.rows.cells import Cell, Column
from app.web.rows.statements import element_of, json_elements

Clause = ColumnElement[bool]
CodeSet = Sequence[str] | Select[object]
"""What a column may be `in_`: codes, or a SELECT of them."""
Compare = Callable[[object], Clause]
"""Builds a clause from a parameter, or from the codes that a parameter lists."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The rows that a parameter selects: a clause, and the values bound to its parameters."""

    filter: "Filter"
    value: object
    """The parameter in canonical form."""
    bound: tuple[object, ...] = ()
    form: Hashable = None
    """What the text of the clause depends on: two conditions of one filter and form differ in bound values alone."""
    column: Column | None = None
    """The column that holds one of the bound values in all rows, where the clause says no more than that."""

    def clause(self, parameters: Sequence[object] | None = None) -> Clause:
        """Build the clause on parameters that stand for the bound values, or on the values themselves."""
        given = self.bound if parameters is None else parameters
        if self.column is None:
            return self.filter.clause(given, self.form)
        return self.column == given[0] if len(given) == 1 else self.column.in_(given)

    def is_beyond(self, end: "Condition") -> bool:
        """Return whether this, as the beginning of a range, lies beyond its end, so that no row can meet both."""
        first, last = cast("tuple[Any, Any]", (self.bound[0], end.bound[0]))
        return bool(first < last if self.filter.is_descending else first > last)


@dataclass(frozen=True, eq=False, kw_only=True)
class Filter:
    """How one parameter selects rows; this one resolves its value and selects all, for lists that are computed."""

    naming: Naming | None = None
    """How its values name things; None where they mean themselves."""
    takes_several: bool = False
    """Whether the parameter takes several values, with commas between them."""
    is_descending: bool = False
    """Whether what is bound falls as values rise, as recency does."""

    def resolve(self, value: Any, catalogue: Catalogue) -> Any:
        """Resolve one value to its canonical form; raises UnresolvedValue."""
        return self.naming.resolve(value, catalogue) if self.naming else value

    def split(self, value: str, catalogue: Catalogue) -> Iterator[str]:
        """Yield the values between commas, and a name that holds commas itself whole."""
        parts = value.split(",")
        while parts:
            names = (count for count in range(len(parts), 1, -1) if self._is_one(parts[:count], catalogue))
            count = next(names, 1)
            yield ",".join(parts[:count]).strip()
            del parts[:count]

    def _is_one(self, parts: Sequence[str], catalogue: Catalogue) -> bool:
        """Return whether texts are one name with commas: a space follows each, or a text is no name by itself."""
        if self.naming is None or not all(map(str.strip, parts)) or not self.naming.is_name(",".join(parts), catalogue):
            return False
        is_spaced = all(part.startswith(" ") for part in parts[1:])
        return is_spaced or not all(self.naming.is_name(part, catalogue) for part in parts)

    def condition(self, values: Sequence[Any], _: Catalogue) -> Condition:
        """Build the condition for values in canonical form: one, or several where the filter takes them."""
        return Condition(self, self.written(values), tuple(values))

    def written(self, values: Sequence[Any]) -> Any:
        """Return values as the parameter takes them."""
        return values[0] if len(values) == 1 else ",".join(values)

    def clause(self, parameters: Sequence[Any], form: Hashable) -> Clause:  # noqa: ARG002  # for subclasses
        """Build the clause on the parameters of a condition of this form."""
        return true()

    def match_cells(self, form: Hashable, value: object) -> Mapping[str, Cell]:  # noqa: ARG002  # for subclasses
        """Return cells for the members that say how a row met the condition, such as `matched_via`.

        `value` is the parameter of SQL that the canonical value is bound to.
        """
        return {}


@dataclass(frozen=True, eq=False, kw_only=True)
class Equals(Filter):
    """Selects rows whose column holds the value, or one of several; `bind` converts it to what the column holds."""

    column: Column
    bind: Callable[[object], object] = str

    def condition(self, values: Sequence[object], _: Catalogue) -> Condition:
        """Build the condition with a parameter for each value, so that each can be a range of an index."""
        bound = tuple(map(self.bind, values))
        return Condition(self, self.written(values), bound, len(bound), self.column)


@dataclass(frozen=True, eq=False, kw_only=True)
class Compares(Filter):
    """Selects rows by a clause on one parameter or more; `bind` converts the value to what that or those stand for."""

    compare: Callable[..., Clause]
    bind: Callable[[Any], object] = str

    def condition(self, values: Sequence[object], _: Catalogue) -> Condition:
        """Build the condition on what the value stands for."""
        bound = self.bind(values[0])
        return Condition(self, values[0], bound if isinstance(bound, tuple) else (bound,))

    def clause(self, parameters: Sequence[object], _: Hashable) -> Clause:
        """Build the clause on the parameters."""
        return self.compare(*parameters)


@dataclass(frozen=True, eq=False, kw_only=True)
class InCodes(Filter):
    """Selects rows by a clause on a set of codes, which `codes` finds for the values; they are bound as one list."""

    compare: Compare
    codes: Callable[[Catalogue, Any], Iterable[str]]

    def condition(self, values: Sequence[object], catalogue: Catalogue) -> Condition:
        """Build the condition on the codes of all values, each once."""
        codes = dict.fromkeys(code for value in values for code in self.codes(catalogue, value))
        return Condition(self, self.written(values), (json.dumps(list(codes)),))

    def clause(self, parameters: Sequence[object], _: Hashable) -> Clause:
        """Build the clause on a SELECT of the codes."""
        return self.compare(json_elements(parameters[0]))


@dataclass(frozen=True, eq=False, kw_only=True)
class Originals(Filter):
    """Selects records that repeat none of another source; which of all is the form, as the clause has no parameter."""

    same_as: Column

    def condition(self, values: Sequence[Any], _: Catalogue) -> Condition:
        """Build the condition of the answer to whether only originals are wanted."""
        return Condition(self, values[0], form=values[0])

    def clause(self, _: Sequence[Any], form: Hashable) -> Clause:
        """Compare nothing where repeats are wanted, too."""
        return self.same_as.is_(None) if form else true()


def contains_any(column: Column, values: CodeSet) -> Clause:
    """Build the clause that a list in a column holds one of the values."""
    return exists().where(element_of(column).in_(values))


def contains(column: Column) -> Filter:
    """Select rows whose column holds a list with the value itself."""
    return Compares(compare=lambda value: contains_any(column, [value]))


def equals(column: Column) -> Filter:
    """Select rows whose column holds the value itself, of which the parameter takes one."""
    return Equals(column=column)


def equals_any(column: Column) -> Filter:
    """Select rows whose column holds one of several values."""
    return Equals(column=column, takes_several=True)


def text_in(column: Column) -> Filter:
    """Select rows whose names, aliases or codes hold the text, ignoring case and accents."""
    return Compares(compare=partial(column.like, escape="/"), bind=lambda text: f"%{escaped(fold(text))}%")


def escaped(text: str) -> str:
    """Return a text as a pattern of LIKE that stands for itself, with `/` as its escape."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def period_is(column: Column) -> Filter:
    """Select rows of exactly one of the periods."""
    return Equals(column=column, bind=lambda period: Period.parse(period).recency, takes_several=True)


def period_on_or_after(column: Column) -> Filter:
    """Select rows whose period ends in or after the first month of the period given."""
    return Compares(compare=column.__le__, bind=lambda period: Period.parse(period).oldest_recency, is_descending=True)


def period_on_or_before(column: Column) -> Filter:
    """Select rows whose period ends in or before the last month of the period given; undated rows never do."""
    return Compares(
        compare=lambda recency: and_(column >= recency, column < UNDATED_RECENCY),
        bind=lambda period: Period.parse(period).newest_recency,
        is_descending=True,
    )


def has_child(owner: Column, key: Column, *clauses: Clause) -> Clause:
    """Build the clause that a record has a child row that meets clauses."""
    return exists().where(owner == key, *clauses)
