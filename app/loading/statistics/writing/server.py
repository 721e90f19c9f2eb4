"""Rows into PostgreSQL: COPY inside the load's transaction, so that readers see all of them or none."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import psycopg
from sqlalchemy import Connection

from app.loading.statistics.ahead import ahead
from app.loading.statistics.engines import Part
from app.loading.statistics.layout import Layout
from app.loading.statistics.writing.folding import folded

_PIECE: Final = 50_000
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
    with raw.cursor() as cursor:
        for part in ahead(parts):
            here = folded(part, layout, decoded)
            with cursor.copy(f"COPY trade_flows ({', '.join(here)}) FROM STDIN (FORMAT csv)") as copy:
                for text, rows in ahead(_texts(part, here, decoded)):
                    copy.write(text)
                    on_rows(rows)


def _texts(part: Part, layout: Layout, decoded: Mapping[str, Any]) -> Iterator[tuple[bytes, int]]:
    for piece in part.pieces(_PIECE):
        yield piece.copy_text(layout, decoded), piece.size
