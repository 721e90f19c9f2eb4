"""How one entry fills the columns of its table: what has the same name is the same thing."""

from collections.abc import Iterable
from typing import Any

from app.loading.dossiers.shape.entry import Entry, QuantityEntry
from app.models.base import QUANTITY_PARTS, Base, quantity_columns
from app.vocabulary import Quantity


def filled(table: str, entry: Entry, **more: Any) -> dict[str, Any]:
    """Give a row: the entry's fields that are columns or quantities of the table, and what else is given."""
    columns = Base.metadata.tables[table].columns
    row: dict[str, Any] = {}
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        if f"{field}_amount" in columns:
            row |= measured_as(field, value.quantity() if isinstance(value, QuantityEntry) else None)
        elif field in columns:
            row[field] = list(value) if isinstance(value, tuple) else plain(value)
    return row | more


def measured_as(name: str, quantity: Quantity | None) -> dict[str, Any]:
    """Give the six columns of a quantity."""
    return {f"{name}{part}": value for part, value in zip(QUANTITY_PARTS, quantity_columns(quantity), strict=True)}


def plain(value: Any) -> Any:
    """Give a term as the bare text that the engines store."""
    return str(value) if isinstance(value, str) else value


def numbered(owner: str, key: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number the parts of a record in the order in which they stand, and say whose they are."""
    return [{owner: key, "position": position, **row} for position, row in enumerate(rows)]
