"""Official statistics in bulk for tests and measurements: made rows, put straight into a loaded database.

One source, a thousand rows a pair: two flows, five years, a hundred goods. Values differ from row to row; every
third has no weight, every fifth a quantity.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import psycopg

from app.database.release_files import digest_of
from app.loading.releases.files import write_digests
from app.vocabulary.period import Period

SOURCE = "made-statistics"
MATCHED = "H6-2603"
"""A code that a good in words of the seed is matched to."""
PER_PAIR = 1_000
COLUMNS = (
    *("reporter", "partner", "flow", "recency", "commodity", "source", "statement", "period", "frequency"),
    *(
        f"{name}{part}"
        for name in ("primary_value", "net_weight", "quantity")
        for part in ("_amount", "_lower", "_upper", "_unit", "_bounds")
    ),
    *("compiled_by", "basis_kind", "valuation", "line"),
)
_SOURCE_COLUMNS = "id, kind, title, publisher, content_digest, search"
_SOURCE_VALUES = (SOURCE, "dataset", "Made statistics, 2022 edition", "A test", "0" * 64, "made statistics")
_YEARS = range(2022, 2017, -1)


def _exact(amount: int | None, unit: str) -> tuple[int | str | None, ...]:
    return (None,) * 5 if amount is None else (amount, amount, amount, unit, "[]")


def rows(pairs: list[tuple[str, str]], goods: list[str]) -> Iterator[tuple[int | str | None, ...]]:
    """Make the rows of these pairs, in the order of the key."""
    periods = [(Period.parse(str(year)).recency, str(year)) for year in _YEARS]
    keys = product(pairs, ("export", "import"), periods, goods)
    for line, ((reporter, partner), flow, (recency, period), commodity) in enumerate(keys, 2):
        cents = line * 7_919_333 % 10_000_000_019
        yield (
            *(reporter, partner, flow, recency, commodity, SOURCE, 0, period, "annual"),
            *_exact(cents * 100, "USD"),
            *_exact(cents * 13 % 50_000_000 * 10 if line % 3 else None, "kg"),
            *_exact(cents % 90_000 * 10_000 if line % 5 == 0 else None, "items"),
            *(reporter, "reported", "fob" if flow == "export" else "cif", line),
        )


def _chosen(areas: list[str], codes: list[str], count: int) -> tuple[list[tuple[str, str]], list[str]]:
    """Choose as many pairs as the rows need, spread over reporters, and the goods."""
    pairs = [(one, other) for one, other in product(areas, areas) if one != other]
    step = max(1, len(pairs) // (count // PER_PAIR))
    goods = sorted({*codes[: PER_PAIR // len(_YEARS) // 2 - 1], MATCHED})
    return sorted(islice(pairs[::step], count // PER_PAIR)), goods


_AREAS = "SELECT code FROM areas WHERE kind = 'country' ORDER BY code"
_CODES = "SELECT id FROM commodities WHERE nomenclature <> 'words' AND level = 'subheading' ORDER BY id"


def filled_copy(release: Path, folder: Path, count: int) -> Path:
    """Copy a release file into a folder, and put rows into the copy."""
    path = folder / "release.db"
    shutil.copy(release, path)
    connection = sqlite3.connect(path)
    areas, codes = ([code for (code,) in connection.execute(asked)] for asked in (_AREAS, _CODES))
    pairs, goods = _chosen(areas, codes, count)
    with connection:
        connection.execute(f"INSERT INTO sources ({_SOURCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", _SOURCE_VALUES)  # noqa: S608
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(f"INSERT INTO trade_flows ({', '.join(COLUMNS)}) VALUES ({marks})", rows(pairs, goods))  # noqa: S608
    connection.execute("ANALYZE")
    connection.close()
    write_digests(path, [digest_of(path)])
    return path


def fill_postgres(url: str, count: int) -> list[tuple[str, str]]:
    """Put rows into a loaded database of a server; give the pairs."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        areas, codes = ([code for (code,) in cursor.execute(asked)] for asked in (_AREAS, _CODES))
        pairs, goods = _chosen(areas, codes, count)
        cursor.execute(f"INSERT INTO sources ({_SOURCE_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)", _SOURCE_VALUES)  # noqa: S608
        with cursor.copy(f"COPY trade_flows ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows(pairs, goods):
                copy.write_row(row)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return pairs
