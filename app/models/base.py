"""What all tables share: names of constraints, text in byte order, references, and the columns of a quantity."""

from fractions import Fraction
from typing import Any, ClassVar, Final

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, MetaData, Text
from sqlalchemy.orm import Composite, DeclarativeBase, composite, mapped_column

from app.vocabulary import BoundsBasis, Qualifier, Quantity, Unit
from app.vocabulary.quantity import SCALE, stored, stored_above, stored_below

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
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Byteorder,
        int: BigInteger,
        list[str]: JSON,
        dict[str, int]: JSON,
    }


def ref(target: str) -> ForeignKey:
    """Refer to a key; checked when the load commits, since a load puts whole sources in place of each other."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


QUANTITY_PARTS: Final = ("_amount", "_lower", "_upper", "_unit", "_bounds", "_hedge")
"""What follows a quantity's name in the names of its columns."""


def measured(name: str) -> Composite[Quantity | None]:
    """Six columns for one quantity: three numbers in 1/SCALE, unit, bounds such as `[)`, and the hedge.

    The numbers, the unit and the bounds are what SQL compares. The hedge is the rest (qualifier, step, per, basis of
    the bounds, words, exact fractions, flags); null there means a published statistic, whose interval is its value.
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
    """Hold that a value has a unit and bounds and lies in its interval."""
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


def quantity_columns(quantity: Quantity | None) -> tuple[Any, ...]:
    """Give the six values that a quantity is stored as, in the order of QUANTITY_PARTS."""
    if quantity is None:
        return (None,) * len(QUANTITY_PARTS)
    lower = None if quantity.lower is None else stored_below(quantity.lower)
    upper = None if quantity.upper is None else stored_above(quantity.upper)
    value = None if quantity.value is None else stored(quantity.value)
    bounds = ("[" if quantity.lower_inclusive else "(") + ("]" if quantity.upper_inclusive else ")")
    return value, lower, upper, str(quantity.unit), bounds, _hedge(quantity)


def _hedge(quantity: Quantity) -> dict[str, Any] | None:
    if quantity.is_statistic and _fraction(quantity.value) is None:
        return None
    return {
        "qualifier": str(quantity.qualifier),
        "bounds_basis": str(quantity.bounds_basis),
        "step": None if quantity.step is None else str(quantity.step),
        "per": quantity.per,
        "words": quantity.words,
        "fraction": _fraction(quantity.value),
        "lower": _fraction(quantity.lower),
        "upper": _fraction(quantity.upper),
        "flags": list(quantity.flags),
    }


def _fraction(number: Fraction | None) -> str | None:
    """Write a number that the stored integer does not hold exactly."""
    return None if number is None or (number * SCALE).denominator == 1 else str(number)


def quantity_from_columns(
    value: int | None,
    lower: int | None,
    upper: int | None,
    unit: str | None,
    bounds: str | None,
    hedge: dict[str, Any] | None,
) -> Quantity | None:
    """Read a quantity back from its six columns."""
    if unit is None or bounds is None:
        return None
    hedge = hedge or {"qualifier": Qualifier.EXACT, "bounds_basis": BoundsBasis.STATED}
    step = hedge.get("step")
    return Quantity(
        value=_number(value, hedge.get("fraction")),
        unit=Unit(unit),
        qualifier=Qualifier(hedge["qualifier"]),
        lower=_number(lower, hedge.get("lower")),
        lower_inclusive=None if lower is None else bounds[0] == "[",
        upper=_number(upper, hedge.get("upper")),
        upper_inclusive=None if upper is None else bounds[1] == "]",
        bounds_basis=BoundsBasis(hedge["bounds_basis"]),
        step=None if step is None else Fraction(step),
        per=hedge.get("per"),
        words=hedge.get("words"),
        flags=tuple(hedge.get("flags", ())),
    )


def _number(scaled: int | None, fraction: str | None) -> Fraction | None:
    if scaled is None:
        return None
    return Fraction(fraction) if fraction else Fraction(scaled, SCALE)
