"""Rows that SQLite gives as JSON are those that its driver would give."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Float, Integer, LargeBinary, Numeric, bindparam, create_engine, literal, select, union_all

from app.models import Base, DistinctValues
from app.web.rows.statements import as_text, compiled, json_elements

ENGINE = create_engine("sqlite://")
VALUE = st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(VALUE, min_size=1, max_size=100))
def test_values_come_back_as_they_are(row: list[object]) -> None:
    names = [f"value{place}" for place in range(len(row))]
    with ENGINE.connect() as connection:
        parameters: list[Any] = [bindparam(name, None) for name in names]
        statement = compiled(connection, select(*parameters))
        assert statement.rows(connection, dict(zip(names, row, strict=True))) == [row]


@given(st.lists(st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"])), max_size=20), st.integers(0, 20))
def test_rows_come_in_order(listed: list[str], most: int) -> None:  # SQLite itself ends a text of a list at a NUL
    page = json_elements(bindparam("listed")).limit(bindparam("most", None, Integer))
    with ENGINE.connect() as connection:
        rows = compiled(connection, page).rows(connection, {"listed": json.dumps(listed), "most": most})
    assert rows == [[one] for one in listed[:most]]


def test_json_stays_the_text_that_it_is_stored_as() -> None:
    listed = json_elements(bindparam("listed")).subquery()
    with ENGINE.connect() as connection:
        kept = compiled(connection, select(as_text(bindparam("value", None, JSON))))
        made = compiled(connection, select(as_text(DistinctValues(listed.c.value))))
        assert kept.rows(connection, {"value": '["a", 1]'}) == [['["a", 1]']]
        assert made.rows(connection, {"listed": '["b", 2, "b"]'}) == [['["b",2]']]


def test_equal_rows_and_pages_of_several_come_in_their_order() -> None:
    pages = union_all(*(select(literal(one).label("one")) for one in "bab")).order_by("one")
    with ENGINE.connect() as connection:
        assert compiled(connection, pages).rows(connection, {}) == [["a"], ["b"], ["b"]]


def test_no_column_is_of_a_kind_that_json_changes() -> None:
    """SQLite writes 15 digits of a floating-point number in JSON, and no bytes at all."""
    kinds = {str(column): column.type for table in Base.metadata.sorted_tables for column in table.columns}
    assert len(kinds) > 100
    assert [name for name, kind in kinds.items() if isinstance(kind, (Float, Numeric, LargeBinary))] == []
