"""Statements in the SQL of the driver, compiled once, so that neither they nor their rows are built again each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from msgspec.json import Decoder
from sqlalchemy import JSON, ColumnElement, CompoundSelect, Connection, Select, Text, cast, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from app.database import rows_of
from app.web.rows.cells import Column

_ROWS: Final[Decoder[list[list[object]]]] = Decoder()  # told the type, it would take a fifth more


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement in the SQL of the driver, with its own constants; `positions` names the parameters in order.

    They are None for a driver that takes parameters by name. SQLite gives all rows at once, as one value of JSON: it
    steps from row to row outside the interpreter, which other threads take meanwhile (a page beside long computations
    took 8 times as long as alone, and 5 times so, measured).
    """

    text: str
    positions: Sequence[str] | None
    constants: Mapping[str, object]
    is_json: bool

    def rows(self, connection: Connection, values: Mapping[str, object]) -> Sequence[Sequence[object]]:
        """Run the statement with these values."""
        given = {**self.constants, **values}
        bound = given if self.positions is None else tuple(map(given.__getitem__, self.positions))
        rows = rows_of(connection, self.text, bound)
        return _ROWS.decode(rows[0][0]) if self.is_json else rows  # type: ignore[arg-type]  # it is text


def compiled(connection: Connection, statement: Select[object] | CompoundSelect[object]) -> Statement:
    """Compile a statement to the SQL of the driver."""
    is_json = connection.dialect.name == "sqlite"
    if is_json:
        statement = select(func.json_group_array(func.json_array(*statement.subquery().columns)))
    text = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    constants = {name: str(value) if isinstance(value, StrEnum) else value for name, value in text.params.items()}
    return Statement(str(text), getattr(text, "positiontup", None), constants, is_json)


class _JsonElements(GenericFunction[object]):
    """The elements of a JSON list, a row for each, in the column `value`."""

    name = "json_each"
    identifier = "tradefacts_elements_of_list"
    inherit_cache = True


@compiles(_JsonElements, "postgresql")
def _on_postgresql(json_elements: _JsonElements, compiler: SQLCompiler, **how: object) -> str:
    # A parameter is text; SQLite reads it as it is.
    return f"json_array_elements_text(({compiler.process(json_elements.clauses, **how)})::json)"


def element_of(listed: object) -> ColumnElement[Any]:
    """Return the column of the elements of a list."""
    return _JsonElements(listed).table_valued("value").c.value


def json_elements(listed: object) -> Select[object]:
    """Build the SELECT of values that are bound as one list, since engines limit how many parameters there may be."""
    return select(element_of(listed))


def as_text(column: Column) -> Column:
    """Select JSON as the text it is stored as, which can be kept and compared."""
    return cast(column, Text) if isinstance(column.type, JSON) else column
