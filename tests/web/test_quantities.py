"""Quantities in rows: what two columns give is what all six of them say."""

from fractions import Fraction
from itertools import permutations
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select

from app.models import Base
from app.models.facts import TradeFlow
from app.vocabulary.codec import QUANTITY_PARTS, QuantityJson, StoredQuantity, decimal
from app.vocabulary.numbers import SCALE, decimal_text
from app.web.rows import Writer, formats, shape_of
from app.web.rows.formats import all_columns, csv_of
from app.web.rows.quantities import quantity_of
from app.web.schemas import Out, QuantityOut

HEDGE: dict[str, Any] = {"qualifier": "about", "step": "1/2", "words": "some 5 % more"}
STATISTIC = (50_000, 50_000, 50_000, "USD", "[]", None)
STORED: list[tuple[Any, ...]] = [
    (None,) * 6,
    STATISTIC,
    (12_345, 12_345, 12_345, "USD", "[]", None),
    (-5, -5, -5, "USD", "[]", None),
    (0, 0, 0, "%", "[]", None),
    (50_000, 45_000, 55_000, "USD", "[)", HEDGE),
    (50_000, 50_000, None, "USD", "(]", HEDGE | {"words": None}),
    (None, 10_000, 20_000, "kg", "[]", HEDGE),
    (50_000, 40_000, 60_000, "USD", "[]", HEDGE | {"qualifier": "exact"}),
    (50_000, None, None, "USD", "[]", HEDGE),
]
THOUSANDS = [(number,) * 3 + ("USD", "[]", None) for number in (99_990_000, 50_000_000, 10**15)]
COUNTS = [(number,) * 3 + ("documents", "[]", None) for number in (50_000, 10_000, 12_345_000)]
KEY = {"partner": "b", "flow": "export", "recency": 1, "commodity": "c", "source": "s", "statement": 0}


class _Only(Out):
    """A shape of nothing but a quantity."""

    primary_value: QuantityOut | None
    """The value."""


def _shown(parts: tuple[Any, ...]) -> QuantityJson | None:
    return None if parts[3] is None else StoredQuantity(*parts).json


def _selected(stored: list[tuple[Any, ...]]) -> list[Any]:
    """Give what the cell's columns hold of stored quantities."""
    engine = create_engine("sqlite://")
    Base.metadata.tables["trade_flows"].create(engine)
    row = {**KEY, "basis_kind": "reported", "valuation": "fob", "value_status": None, "growth_unit": "%"}
    names = [f"primary_value{part}" for part in QUANTITY_PARTS]
    rows = [
        {**row, "reporter": f"{number:03}", "growth_bounds": "[]", **dict(zip(names, parts, strict=True))}
        for number, parts in enumerate(stored)
    ]
    columns = quantity_of(TradeFlow, "primary_value").columns
    with engine.begin() as connection:
        connection.execute(insert(TradeFlow), rows)
        return list(connection.execute(select(*columns).order_by(TradeFlow.reporter)))


def test_two_columns_say_what_six_do() -> None:
    read = quantity_of(TradeFlow, "primary_value").read
    assert [read(None, *row) for row in _selected(STORED)] == list(map(_shown, STORED))


@pytest.mark.parametrize(
    "stored",
    [
        STORED,
        [STATISTIC] * 3,
        [STATISTIC, STORED[2]],
        STORED[1:4],
        STORED[4:5] * 2,
        THOUSANDS,
        [*THOUSANDS, STATISTIC],
        COUNTS,
        [STORED[0]] * 2,
        STORED[5:6],
    ],
)
def test_they_are_written_as_they_are_read(stored: list[tuple[Any, ...]]) -> None:
    shape = shape_of(_Only, TradeFlow)
    rows: list[Any] = _selected(stored)
    unlabelled = SimpleNamespace(written=WeakKeyDictionary())
    names = all_columns(_Only)
    tables = ("all", None, *names, *map(",".join, permutations(names, 2)), ",".join(reversed(names)))
    for notation in (formats.JSON_ROWS, *(csv_of(_Only, columns) for columns in tables)):
        writer = Writer(shape, (), ("primary_value",), notation, unlabelled, {})  # type: ignore[arg-type]
        text = writer.text(writer.columns_of(rows, {}), lambda *_: ())
        shown = [{"primary_value": _shown(parts)} for parts in stored]
        if notation is formats.JSON_ROWS:
            assert text == b"".join(b"%b," % formats.to_json(row) for row in shown)
        else:
            assert text == notation.rows(("primary_value",), shown)


@given(st.integers(-(10**18), 10**18))
def test_a_stored_number_is_written_as_the_decimal_it_stands_for(stored: int) -> None:
    text = decimal_text(stored)
    assert text == formats.to_json(decimal(stored)).decode()
    assert Fraction(text) == Fraction(stored, SCALE)
    assert not text.endswith(".")
