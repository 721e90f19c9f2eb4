"""What all tables share: names of constraints, text in byte order, references, and the columns of a quantity."""

from typing import ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, MetaData, Text
from sqlalchemy.orm import Composite, DeclarativeBase, composite, mapped_column

from app.vocabulary.codec import quantity_from_columns
from app.vocabulary.quantity import Quantity

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
    }


def ref(target: str) -> ForeignKey:
    """Refer to a key; checked when the load commits, since a load puts whole sources in place of each other."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


def measured(name: str) -> Composite[Quantity | None]:
    """Six columns for one quantity: three numbers in 1/SCALE, unit, bounds such as `[)`, and the hedge.

    The numbers, the unit and the bounds are what SQL compares. The hedge is the rest (qualifier, step, per, words,
    exact fractions); null there means a published statistic, whose interval is its value.
    """
    return composite(
        quantity_from_columns,
        mapped_column(f"{name}_amount", BigInteger, nullable=True),
        mapped_column(f"{name}_lower", BigInteger, nullable=True),
        mapped_column(f"{name}_upper", BigInteger, nullable=True),
        mapped_column(f"{name}_unit", Byteorder, nullable=True),
        mapped_column(f"{name}_bounds", Byteorder, nullable=True),
        mapped_column(f"{name}_hedge", JSON(none_as_null=True), nullable=True),
    )


def quantity_checks(name: str) -> tuple[CheckConstraint, ...]:
    """Build the checks that a value has a unit and bounds and lies in its interval."""
    return (
        CheckConstraint(
            f"{name}_amount IS NULL OR (({name}_lower IS NULL OR {name}_lower <= {name}_amount)"
            f" AND ({name}_upper IS NULL OR {name}_amount <= {name}_upper))",
            name=f"{name}_in_interval",
        ),
        CheckConstraint(
            f"({name}_unit IS NULL) = ({name}_bounds IS NULL) AND ({name}_amount IS NULL OR {name}_unit IS NOT NULL)",
            name=f"{name}_whole",
        ),
    )
