"""Filters on commodities: a code also finds the goods in words that are matched to it."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, Text, cast, or_, select

from app.models.reference import CommodityMatch
from app.web.catalogue import Catalogue
from app.web.questions.filters.declared import Column, Compared, Condition, Filter, Understood
from app.web.questions.filters.lists import elements
from app.web.questions.filters.names import commodity_of
from app.web.rows import Cell

Codes = Sequence[str] | Select[Any]
"""Ids of commodities, for `in_`."""


def commodity_meets(column: Column) -> Filter:
    """Select rows of a commodity; a code also finds goods in words matched to it, which `matched_via` then says.

    `27*` takes the code and everything below it.
    """

    def compare(value: Any) -> Condition:
        equal: Condition = column == value
        return equal

    def marks(asked: Any) -> dict[str, Cell]:
        return {"matched_via": Cell((column, cast(asked, Text)), _through)}

    def understand(text: str, catalogue: Catalogue) -> Understood | Compared:
        codes, value = _commodities(text, catalogue)
        if not text.endswith("*"):
            return Compared(compare, value, value, marks, tuple(catalogue.matches.get(value, ())), column)
        condition = or_(column.in_(codes), column.in_(_matched(codes)))
        return Understood(condition, value, {"matched_via": _matched_via(column, codes)})

    return Filter(understand)


def _through(catalogue: Catalogue, commodity: str, asked: str) -> Any:
    """Show the code asked for, and how well a good in words fits it; null for rows of the code itself."""
    if commodity == asked:
        return None
    return {"commodity": catalogue.commodities[asked], "match": catalogue.matches[asked][commodity]}


def _matched_via(column: Column, codes: Codes) -> Cell:
    """Show the code through which a good in words was found, and how well it fits; null for rows of the code."""
    match = (CommodityMatch.good == column, CommodityMatch.commodity.in_(codes), column.not_in(codes))
    through = select(CommodityMatch.commodity).where(*match).order_by(CommodityMatch.commodity).limit(1)
    kind = select(CommodityMatch.match).where(*match).order_by(CommodityMatch.commodity).limit(1)
    return Cell(
        (through.scalar_subquery(), kind.scalar_subquery()),
        lambda catalogue, code, how: code and {"commodity": catalogue.commodities[code], "match": how},
    )


def commodity_linked(condition: Callable[[Codes], Condition]) -> Filter:
    """Select rows with a list of commodities, one of which is the one given or is matched to it."""

    def understand(text: str, catalogue: Catalogue) -> Understood:
        codes, value = _commodities(text, catalogue)
        return Understood(or_(condition(codes), condition(_matched(codes))), value)

    return Filter(understand)


def commodity_within(condition: Callable[[Codes], Condition]) -> Filter:
    """Select rows that have to do with a commodity, or for `27*` with any of its branch; matches play no part."""

    def understand(text: str, catalogue: Catalogue) -> Understood:
        codes, value = _commodities(text, catalogue)
        return Understood(condition(codes), value)

    return Filter(understand)


def _commodities(text: str, catalogue: Catalogue) -> tuple[Codes, str]:
    code = commodity_of(text.removesuffix("*"), catalogue)
    return (elements(catalogue.branch(code)), f"{code}*") if text.endswith("*") else ((code,), code)


def _matched(codes: Codes) -> Codes:
    return select(CommodityMatch.good).where(CommodityMatch.commodity.in_(codes))
