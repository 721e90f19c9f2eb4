"""The one path from a database row to an answer: what each member of a shape is read from, and how.

A shape is compiled once from its pydantic model: every member becomes a cell, the columns it needs and the function
that turns their values into JSON. Lists, items, CSV and JSON Lines all go through it.
"""

from app.web.rows.cells import (
    Cell,
    Column,
    Encode,
    Pieces,
    Row,
    Values,
    actor_of,
    area_of,
    areas_of,
    basis_of,
    commodity_of,
    nothing,
    proof_of,
    sentence_of,
    source_of,
    url_under,
    value_of,
)
from app.web.rows.quantities import quantity_of
from app.web.rows.shapes import Children, RowReader, Shape, shape_of

__all__ = [
    "Cell",
    "Children",
    "Column",
    "Encode",
    "Pieces",
    "Row",
    "RowReader",
    "Shape",
    "Values",
    "actor_of",
    "area_of",
    "areas_of",
    "basis_of",
    "commodity_of",
    "nothing",
    "proof_of",
    "quantity_of",
    "sentence_of",
    "shape_of",
    "source_of",
    "url_under",
    "value_of",
]
