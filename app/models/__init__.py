"""What all tables share: names of constraints, text in byte order, references, and the columns of a quantity."""

from collections.abc import Iterator
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, ForeignKey, MetaData, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from app.vocabulary.codec import QUANTITY_PARTS

Byteorder = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that both engines order by its bytes, so that keyset pages agree."""


class Base(DeclarativeBase):
    """The declarative base; every constraint gets a name that says what it holds."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[object, object]] = {
        str: Byteorder,
        int: BigInteger,
        list[str]: JSON,
        dict[str, int]: JSON,
        dict[str, object]: JSON,
    }


def ref(target: str) -> ForeignKey:
    """Build a reference to a key, checked when the load commits: a load puts whole sources in place of each other."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


def quantities(*names: str) -> Iterator[SchemaItem]:
    """Yield the columns and the checks of a table's quantities: six columns for each, as the codec writes them.

    The numbers (in 1/SCALE), the unit and the bounds (`[)`) are what SQL compares. The hedge is the rest (qualifier,
    step, per, words, exact fractions); null there means a published statistic, whose interval is its value. The checks
    hold that a value has a unit and bounds, and lies in its interval.
    """
    for name in names:
        yield from (Column(f"{name}_{part}", BigInteger) for part in ("amount", "lower", "upper"))
        yield from (Column(f"{name}_{part}", Byteorder) for part in ("unit", "bounds"))
        yield Column(f"{name}_hedge", JSON(none_as_null=True))
        yield CheckConstraint(
            f"{name}_amount IS NULL OR (({name}_lower IS NULL OR {name}_lower <= {name}_amount)"
            f" AND ({name}_upper IS NULL OR {name}_amount <= {name}_upper))",
            name=f"{name}_in_interval",
        )
        yield CheckConstraint(
            f"({name}_unit IS NULL) = ({name}_bounds IS NULL) AND ({name}_amount IS NULL OR {name}_unit IS NOT NULL)",
            name=f"{name}_whole",
        )


def quantity_columns(model: type[Base], name: str) -> list[Any]:
    """Return the columns of a quantity, in the order in which the codec reads them."""
    return [getattr(model, name + part) for part in QUANTITY_PARTS]


class DistinctValues(GenericFunction[object]):
    """The different values of a column, as a list."""

    name = "json_group_array"
    identifier = "tradefacts_distinct_values"
    type = JSON()
    inherit_cache = True


@compiles(DistinctValues)
def _listed(different: DistinctValues, compiler: SQLCompiler, **how: object) -> str:
    made = "json_agg" if compiler.dialect.name == "postgresql" else "json_group_array"
    return f"{made}(DISTINCT {compiler.process(different.clauses, **how)})"
