"""Writes sorted rows into `trade_flows`: as a file's only tenant on SQLite, by COPY on PostgreSQL."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from app.loading.statistics.engines import Part
from app.loading.statistics.layout import Layout
from app.loading.statistics.writing.embedded import insert_parts
from app.loading.statistics.writing.server import copy_parts


def write_parts(
    connection: Connection,
    parts: Iterable[Part],
    layout: Layout,
    decoded: Mapping[str, Any],
    on_rows: Callable[[int], None],
) -> None:
    """Write all parts, and say after each how many rows it had."""
    write = insert_parts if connection.dialect.name == "sqlite" else copy_parts
    write(connection, parts, layout, decoded, on_rows)
