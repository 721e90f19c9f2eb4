"""Sums of trade flows: a selection grouped, of one level, source and frequency, so that nothing counts twice.

One statement reads the cells, which are put together here, with what was summed beside the sums.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select

from app.models.facts import TradeFlow
from app.models.reference import Area, Commodity
from app.reasoning.sums import Mixed, NotSummable, Sum, Summing
from app.reasoning.sums.cell import OF_GOODS, CellRole, Dimension, SumCell
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.resources.trade_flows.summary.query import TradeFlowSummaryQuery
from app.resources.trade_flows.summary.rows import Shown
from app.resources.trade_flows.summary.shape import TradeFlowSumOut
from app.resources.trade_flows.summary.statement import EDITION, OF_CODES, SUMMED, cell_of, statement
from app.vocabulary.measures import Flow, Frequency, Valuation
from app.vocabulary.terms import ALL_GOODS, CommodityLevel, Problem
from app.web.answers.counting import coverage
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Wrong
from app.web.questions import Selection, resolve
from app.web.questions.filters import Clause
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_MOST_CELLS: Final = 12_000
_LISTED: Final = 10


@dataclass(frozen=True, slots=True)
class Summary:
    """The sums of a question, and the cells that they were made from."""

    resolved: Selection
    summing: Summing
    sums: list[Sum]


def read_summary(snapshot: Snapshot, query: TradeFlowSummaryQuery) -> Summary:
    """Sum what a query selects, in one statement; Invalid names what it leaves open."""
    by = query.dimensions
    goods = tuple(dimension for dimension in by if dimension in OF_GOODS)
    if len(goods) > 1:
        raise _refused([Mixed("by", goods, "of section, chapter, heading and commodity, one can be taken")])
    resolved = resolve(TradeFlowSumOut, query, snapshot.catalogue)
    if mixed := list(_mixed(snapshot, resolved.values, by)):
        raise _refused(mixed)
    wanted = statement(by, resolved.clauses, resolved.values, _MOST_CELLS + 1)
    found = snapshot.connection.execute(wanted).all()
    if len(found) > _MOST_CELLS:
        raise _refused([Mixed("by", (), "this makes too many groups; add a filter, or group by less")])
    cells = [_by_section(cell_of(row, len(by)), by, snapshot.catalogue) for row in found]
    summing = Summing(cells, by, takes_all_goods=_takes_all_goods(resolved), partner=resolved.values.get("partner"))
    try:
        return Summary(resolved, summing, summing.sums())
    except NotSummable as error:
        raise _refused(error.mixed) from None


def _mixed(snapshot: Snapshot, values: Mapping[str, Any], by: Sequence[Dimension]) -> Iterator[Mixed]:
    """Find what parameters with several values would mix: periods in one sum, and areas that may hold each other."""
    if "," in values.get("period", "") and Dimension.PERIOD not in by:
        yield Mixed("period", tuple(values["period"].split(",")), "these are several; name one, or group by it")
    for name in ("reporter", "partner"):
        if "," in values.get(name, ""):
            areas = select(Area.code).where(Area.code.in_(values[name].split(",")), Area.kind.not_in(SUMMED))
            if held := tuple(snapshot.connection.scalars(areas.order_by(Area.code))):
                yield Mixed(name, held, "countries lie in groups and hold places, so these go with no others")


def _takes_all_goods(resolved: Selection) -> bool:
    level, commodities = resolved.values.get("level"), resolved.values.get("commodity", ALL_GOODS).split(",")
    has_all_goods = ALL_GOODS in [commodity.removesuffix("*") for commodity in commodities]
    return level in (None, CommodityLevel.TOTAL) and "edition" not in resolved.values and has_all_goods


def _by_section(cell: SumCell, by: tuple[Dimension, ...], catalogue: Catalogue) -> SumCell:
    """Replace a chapter by its section: that of its own edition, or else that of its number in our edition."""
    if Dimension.SECTION not in by or cell.edition is None:
        return cell
    place = by.index(Dimension.SECTION)
    chapter = str(cell.group[place])
    ours = f"{EDITION}-{chapter.partition('-')[2]}"
    sections = (catalogue.commodity_parents.get(code) for code in (chapter, ours))
    section = next((code for code in sections if code and code != ALL_GOODS), chapter)
    return replace(cell, group=(*cell.group[:place], section, *cell.group[place + 1 :]))


def _refused(mixed: Iterable[Mixed]) -> Invalid:
    """Return the error that lists what a selection leaves open, each by the parameter that decides it."""
    return Invalid(
        Wrong(
            "query",
            one.parameter,
            Problem.NOT_SUMMABLE,
            one.reason + _listed(one.values),
            did_you_mean=tuple(value for value in one.values if value != "undated"),
        )
        for one in mixed
    )


def _listed(values: tuple[str, ...]) -> str:
    more = len(values) - _LISTED
    return f": {', '.join(values[:_LISTED])}{f' and {more} more' if more > 0 else ''}" if values else ""


def summed(snapshot: Snapshot, query: TradeFlowSummaryQuery) -> Row:
    """Build the answer: the sums, the totals they are compared with, and what was summed."""
    found = read_summary(snapshot, query)
    shown = Shown(snapshot.catalogue, found.summing.by, found.resolved.values)
    return {
        "items": [shown.item(one) for one in found.sums],
        "totals": [shown.total(one) for one in found.summing.totals()],
        "meta": _meta(snapshot, query, found),
    }


def sum_rows(snapshot: Snapshot, query: TradeFlowSummaryQuery) -> list[Row]:
    """Return the rows of the sums alone, for a table."""
    found = read_summary(snapshot, query)
    shown = Shown(snapshot.catalogue, found.summing.by, found.resolved.values)
    return [shown.item(one) for one in found.sums]


def _meta(snapshot: Snapshot, query: TradeFlowSummaryQuery, found: Summary) -> Row:
    cells = found.summing.summed
    return {
        "query": dict(found.resolved.values),
        "release": snapshot.release.digest,
        "by": list(query.dimensions),
        "level": cells[0].level if cells else None,
        "frequencies": [one for one in Frequency if any(cell.frequency is one for cell in cells)],
        "sources": [snapshot.catalogue.sources[source] for source in sorted({cell.source for cell in cells})],
        "flows": [flow for flow in Flow if any(cell.flow == flow for cell in cells)],
        "editions": sorted({cell.edition for cell in cells if cell.edition}),
        "valuations": [one for one in Valuation if any(cell.valuation is one for cell in cells)],
        "rows": sum(cell.rows for cell in cells),
        "rows_without_value": sum(cell.rows - cell.valued for cell in cells),
        "set_aside": _set_aside(found),
        "coverage": None if cells else coverage(snapshot, TRADE_FLOWS, _filters(found.resolved)),
    }


def _filters(resolved: Selection) -> dict[str, Clause]:
    """Return every filter as a condition on trade flows alone."""
    return {
        name: TradeFlow.commodity.in_(select(Commodity.id).where(condition)) if name in OF_CODES else condition
        for name, condition in resolved.clauses.items()
    }


def _set_aside(found: Summary) -> dict[str, object]:
    """Count what met the filters and was not summed; rows let in only to hold the sums against are no part of it."""
    cells, summed = found.summing.cells, set(map(id, found.summing.summed))
    values, all_goods = found.resolved.values, found.summing.takes_all_goods
    counted: dict[CellRole, int] = dict.fromkeys(CellRole, 0)
    for cell in cells:
        narrowed = not all_goods and {"commodity", "level", "edition"} & set(values)
        is_beside = (narrowed and cell.level is CommodityLevel.TOTAL) or (
            "partner" in values and cell.role is CellRole.WORLD
        )
        if id(cell) not in summed and not is_beside:
            counted[cell.role] += cell.rows
    return {
        "other_levels": counted[CellRole.MEMBER],
        "other_areas": counted[CellRole.WORLD] + counted[CellRole.OTHER_AREA],
        "second_statements": counted[CellRole.REPEATED],
    }
