"""Rows into PostgreSQL: COPY inside the load's transaction, so that readers see all of them or none."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import psycopg
from sqlalchemy import Connection

from app.loading.bulk.engines import Part
from app.loading.bulk.layout import Const, Layout

_PIECE: Final = 100_000
"""Rows that are text at a time."""


def copy_parts(
    connection: Connection,
    parts: Iterable[Part],
    layout: Layout,
    decoded: Mapping[str, Any],
    on_rows: Callable[[int], None],
) -> None:
    """Copy the parts in the order in which they come, which is the key's."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError(f"psycopg is the one driver here, not {type(raw)}")
    layout = {column: filling for column, filling in layout.items() if filling != Const(None)}  # the default is null
    with raw.cursor() as cursor, cursor.copy(f"COPY trade_flows ({', '.join(layout)}) FROM STDIN (FORMAT csv)") as copy:
        for part in parts:
            for piece in part.pieces(_PIECE):
                copy.write(piece.copy_text(layout, decoded))
                on_rows(piece.size)
