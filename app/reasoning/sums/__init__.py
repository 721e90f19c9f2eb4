"""Sums of trade that count nothing twice: what may be added up, what holds it, and what a selection leaves open."""

from app.reasoning.sums.adding import Mixed, NotSummable, Sum, Summing, ratio
from app.reasoning.sums.cell import OF_GOODS, Cell, Dimension, Place, Span, added

__all__ = [
    "OF_GOODS",
    "Cell",
    "Dimension",
    "Mixed",
    "NotSummable",
    "Place",
    "Span",
    "Sum",
    "Summing",
    "added",
    "ratio",
]
