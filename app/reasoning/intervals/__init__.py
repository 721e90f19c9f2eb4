"""Intervals and their arithmetic, exact, with explicit results where nothing is defined."""

from app.reasoning.intervals.arithmetic import (
    HUNDRED,
    difference,
    growth,
    level_after,
    level_before,
    negative,
    product,
    quotient,
    scaled,
    share,
    shifted,
    total,
)
from app.reasoning.intervals.interval import Interval, Result, Undefined, gap_between, hull, intersection, widened

__all__ = [
    "HUNDRED",
    "Interval",
    "Result",
    "Undefined",
    "difference",
    "gap_between",
    "growth",
    "hull",
    "intersection",
    "level_after",
    "level_before",
    "negative",
    "product",
    "quotient",
    "scaled",
    "share",
    "shifted",
    "total",
    "widened",
]
