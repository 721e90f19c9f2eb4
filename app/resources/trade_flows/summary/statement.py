"""The one statement behind a summary: the rows asked for and those that hold them, added up cell by cell.

Values are added in two parts, so that neither engine runs over 64 bits: SQLite refuses a sum beyond them, PostgreSQL
turns it into another type.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Row, Select, and_, case, func, literal_column, null, or_, select, true
from sqlalchemy.orm import aliased

from app.models import DistinctValues
from app.models.facts import TradeFlow
from app.models.reference import Area, Commodity
from app.reasoning import Basis
from app.reasoning.sums.cell import CellRole, Dimension, Span, SumCell
from app.vocabulary.measures import BasisKind, Frequency, Valuation
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import ALL_GOODS, WORLD, AreaKind, CommodityLevel
from app.vocabulary.words import is_currency
from app.web.questions.filters import Clause

OF_CODES: Final = ("level", "edition")
"""The filters on what a row's commodity is, rather than on the row."""
_PART: Final = 10**9
_LOW: Final = TradeFlow.__table__.c.primary_value_lower
_HIGH: Final = TradeFlow.__table__.c.primary_value_upper
_SIDES: Final = {"partner": aliased(Area), "reporter": aliased(Area)}
SUMMED: Final = (AreaKind.COUNTRY, AreaKind.FORMER, AreaKind.TERRITORY, AreaKind.UNSPECIFIED)
"""Areas that do not hold each other: statistics book a trade under one of them."""


def statement(
    by: Sequence[Dimension], conditions: Mapping[str, Clause], values: Mapping[str, Any], limit: int
) -> Select[object]:
    """Select the cells of a question, at most `limit` of them."""
    named = frozenset(name for name in ("reporter", "partner", "period") if "," not in values.get(name, ","))
    cells = _all_cells(tuple(by), named, is_of_world=values.get("partner") == WORLD)
    return cells.where(*_widened(conditions, values)).limit(limit)


@lru_cache(100)  # made anew, it took 0.6 of the 2 ms of a question for one sum
def _all_cells(by: tuple[Dimension, ...], named: frozenset[str], *, is_of_world: bool) -> Select[object]:
    """Select the cells of all rows; `named` are the parameters that name one value."""
    columns = {
        **{f"by_{index}": _group(dimension) for index, dimension in enumerate(by)},
        "of_source": TradeFlow.source,
        "of_flow": TradeFlow.flow,
        "of_frequency": TradeFlow.frequency,
        "of_level": Commodity.level,
        "of_edition": Commodity.edition,
        "of_compiler": TradeFlow.compiler,
        "of_kind": TradeFlow.basis_kind,
        "of_valuation": TradeFlow.valuation,
        "of_thing": TradeFlow.same_as,
        "of_unit": TradeFlow.__table__.c.primary_value_unit,
        "of_bounds": TradeFlow.__table__.c.primary_value_bounds,
        "of_role": _role(named, is_of_world=is_of_world),
    }
    # To tell different values apart takes as long as all else together.
    periods = null() if "period" in named or Dimension.PERIOD in by else DistinctValues(TradeFlow.recency)
    rows = select(*(column.label(name) for name, column in columns.items()), *(*_sums_and_spans(), periods))
    rows = rows.join_from(TradeFlow, Commodity, Commodity.id == TradeFlow.commodity)
    for name, area in _SIDES.items():
        if name not in named:
            rows = rows.join(area, area.code == getattr(TradeFlow, name))
    # By the names of the columns: with its own parameters, PostgreSQL takes a repeated expression for another one.
    return rows.group_by(*columns)


def _group(dimension: Dimension) -> object:
    """Return the expression that rows are grouped by; sections are found from their chapters, whichever the edition."""
    plain = {
        Dimension.PERIOD: TradeFlow.recency,
        Dimension.EDITION: Commodity.edition,
        Dimension.COMMODITY: TradeFlow.commodity,
    }
    if dimension in plain:
        return plain[dimension]
    if dimension in (Dimension.SECTION, Dimension.CHAPTER, Dimension.HEADING):
        digits = 4 if dimension is Dimension.HEADING else 2
        deep = Commodity.level.in_((CommodityLevel.CHAPTER, CommodityLevel.HEADING, CommodityLevel.SUBHEADING))
        shortened = Commodity.edition.concat("-").concat(func.substr(Commodity.code, 1, digits))
        return case((deep, shortened), else_=TradeFlow.commodity)
    return getattr(TradeFlow, dimension.value)


def _role(named: frozenset[str], *, is_of_world: bool) -> Any:
    roles: list[Any] = [(TradeFlow.statement > 0, literal_column(f"'{CellRole.REPEATED}'"))]
    if not is_of_world:
        roles.append((TradeFlow.partner == WORLD, literal_column(f"'{CellRole.WORLD}'")))
    for name, area in _SIDES.items():
        if name not in named:
            roles.append((area.kind.not_in(SUMMED), literal_column(f"'{CellRole.OTHER_AREA}'")))
    return case(*roles, else_=literal_column(f"'{CellRole.MEMBER}'"))


def _sums_and_spans() -> tuple[object, ...]:
    sums = (func.sum(part) for end in (_LOW, _HIGH) for part in (end // _PART, end % _PART))
    ends = TradeFlow.reporter, TradeFlow.partner, TradeFlow.recency, TradeFlow.commodity
    spans = (least_or_most(end) for end in ends for least_or_most in (func.min, func.max))
    counts = func.count(), func.count(_LOW), func.count(_HIGH)
    # Reporters compile their own, and are too many to group by.
    whose = func.min(TradeFlow.compiled_by), func.max(TradeFlow.compiled_by), func.count(TradeFlow.compiled_by)
    return *counts, func.min(_LOW), func.max(_HIGH), *sums, *spans, *whose


def _widened(conditions: Mapping[str, Clause], values: Mapping[str, Any]) -> list[Clause]:
    """Add to the rows asked for those that hold them: all goods and all partners of a named reporter.

    Without a reporter they would be too many to look for.
    """
    wide = {
        name: or_(condition, Commodity.level == CommodityLevel.TOTAL) if name in OF_CODES else condition
        for name, condition in conditions.items()
    }
    if "reporter" in values and "partner" in values:
        wide["partner"] = TradeFlow.partner.in_((*values["partner"].split(","), WORLD))
    if "reporter" in values and "commodity" in values:
        wide["commodity"] = or_(conditions["commodity"], TradeFlow.commodity == ALL_GOODS)
    # What a source says again on a key holds nothing.
    return [*wide.values(), or_(TradeFlow.statement == 0, and_(true(), *conditions.values()))]


def cell_of(row: Row[Any], width: int) -> SumCell:
    """Read a cell from its row; the first `width` columns are its group."""
    told = row[width:]
    source, flow, frequency, level, edition, compiler, kind, valuation, same_as, unit, bounds, role, *added = told
    rows, *ends = added[:9]
    is_valued = is_currency(unit)
    *areas, known, periods = added[17:]
    return SumCell(
        group=tuple(row[:width]),
        source=source,
        flow=flow,
        frequency=frequency and Frequency(frequency),
        level=CommodityLevel(level),
        edition=edition,
        bases=_bases(compiler, kind, valuation, unit, *areas, *(() if known == rows else (None,))),
        same_as=same_as,
        role=CellRole(role),
        reporters=Span(*added[9:11]),
        partners=Span(*added[11:13]),
        recencies=Span(*added[13:15]),
        goods=Span(*added[15:17]),
        periods=frozenset(periods or added[13:15]),
        rows=rows,
        valued=rows if is_valued else 0,
        currency=unit,
        interval=_interval(rows, bounds, ends, is_once=same_as is not None) if is_valued else None,
    )


@lru_cache(1_000)  # the cells of a question have few of them
def _bases(compiler: str | None, kind: str, valuation: str, unit: str | None, *areas: str | None) -> frozenset[Basis]:
    return frozenset(Basis(area, compiler, BasisKind(kind), Valuation(valuation), unit) for area in areas)


def _interval(rows: int, bounds: str, ends: Sequence[Any], *, is_once: bool) -> Interval:
    """Return the ends of the sum, in 1/SCALE; no end where a row has none.

    Where they say one thing, that is the hull of what they say.
    """
    lows, highs, least, most, low_billions, low_rest, high_billions, high_rest = ends
    lower = least if is_once else _whole(low_billions, low_rest)
    upper = most if is_once else _whole(high_billions, high_rest)
    return Interval.between(
        Fraction(lower) if lows == rows else None, Fraction(upper) if highs == rows else None, bounds
    )


def _whole(billions: Any, rest: Any) -> int:
    return int(billions or 0) * _PART + int(rest or 0)
