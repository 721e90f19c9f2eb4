"""Rows of official statistics for tests: written straight into a database that holds the seed's release."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from math import inf
from pathlib import Path
from typing import Any

import psycopg

from app.database.release_files import digest_of
from app.loading.releases.files import write_digests
from app.vocabulary.numbers import SCALE
from app.vocabulary.period import UNDATED_RECENCY, Period

COLUMNS = (
    *("reporter", "partner", "flow", "recency", "commodity", "source", "statement", "period", "frequency"),
    *(f"primary_value_{part}" for part in ("amount", "lower", "upper", "unit", "bounds", "hedge")),
    *("compiled_by", "basis_kind", "valuation", "value_status", "same_as", "line"),
)
_LINE = 2  # of a file: every row that was imported has one
SOURCE = ("id", "kind", "title", "content_digest", "search")
CODE = ("id", "nomenclature", "edition", "code", "level", "name", "parent", "source", "search")
Row = tuple[Any, ...]


def flow(
    key: str,
    usd: float | None,
    upper: float | None = None,
    *,
    bounds: str = "[]",
    valuation: str = "fob",
    same_as: str | None = None,
    statement: int = 0,
) -> Row:
    """Give a row of `KAZ.CHN.export.2022.H6-74.source`: a value, or an interval, or none."""
    reporter, partner, way, when, commodity, source = key.split(".")
    period = None if when == "undated" else Period.parse(when.replace("-to-", "/"))
    low = None if usd is None else round(usd * SCALE)
    high = None if upper == inf else low if upper is None else round(upper * SCALE)
    is_exact, is_above = low == high, high is None
    hedge = {"qualifier": "more_than" if is_above else "between"}
    value = (
        *(low if is_exact or is_above else None, low, high, "USD", bounds),
        None if is_exact else json.dumps(hedge),
    )
    return (
        *(reporter, partner, way, period.recency if period else UNDATED_RECENCY, commodity, source, statement),
        *(period and str(period), period and str(period.frequency)),
        *((None,) * 6 if usd is None else value),
        *(reporter, "reported", valuation, "not_available" if usd is None else None, same_as, _LINE),
    )


def source(name: str) -> Row:
    return name, "dataset", name.title(), hashlib.sha256(name.encode()).hexdigest(), name


def code(edition: str, number: str, origin: str, *, name: str | None = None, parent: str | None = None) -> Row:
    level = {2: "chapter", 4: "heading", 6: "subheading"}[len(number)]
    named = name or f"Goods {number} of {edition}"
    return f"{edition}-{number}", "hs", edition, number, level, named, parent, origin, number


def write(url: str, sources: Iterable[Row], flows: Iterable[Row], codes: Iterable[Row] = ()) -> None:
    """Add rows to the database of a URL; the order is that of their references."""
    tables = (("sources", SOURCE, sources), ("commodities", CODE, codes), ("trade_flows", COLUMNS, flows))
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        with sqlite3.connect(path) as connection:
            for table, columns, rows in tables:
                marks = ",".join("?" * len(columns))
                statement = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})"  # noqa: S608  # our own names
                connection.executemany(statement, rows)
        connection.close()
        write_digests(path, [digest_of(path)])
        return
    with psycopg.connect(url) as server:
        for table, columns, rows in tables:
            with server.cursor().copy(f"COPY {table} ({','.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
