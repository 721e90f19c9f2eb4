"""Filters with lists, in columns or long ones in a question: both engines take them apart, each in its own words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Select, exists, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from app.web.questions.filters.declared import Column, Condition, Filter, satisfies


class _ElementsOfList(GenericFunction[Any]):
    """The elements of a JSON list, a row for each, in the column `value`."""

    name = "json_each"
    identifier = "tradefacts_elements_of_list"
    inherit_cache = True


@compiles(_ElementsOfList, "postgresql")
def _on_postgresql(elements: _ElementsOfList, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_array_elements_text({compiler.process(elements.clauses, **how)})"


def lists_any(column: Column, values: Sequence[str]) -> Condition:
    """Tell whether a list holds one of the values."""
    return exists().where(_ElementsOfList(column).table_valued("value").c.value.in_(values))


def elements(values: Sequence[str]) -> Select[Any]:
    """Select the values themselves, given as one parameter: engines limit how many there may be."""
    return select(_ElementsOfList(literal(values, JSON)).table_valued("value").c.value)


def lists(column: Column) -> Filter:
    """Select rows whose list holds the value itself."""
    return satisfies(lambda value: lists_any(column, [value]))
