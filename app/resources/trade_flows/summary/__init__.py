"""Sums of trade flows: a selection grouped, of one level, source and frequency, so that nothing counts twice.

One statement reads the cells, which are put together here, with what was summed beside the sums.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from app.models.facts import TradeFlow
from app.models.reference import Area, Commodity
from app.reasoning.sums import Mixed, NotSummable, Summing
from app.reasoning.sums.cell import ABOUT_GOODS, CellRole, Dimension, SumCell, in_order
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.resources.trade_flows.summary.rows import SumRows
from app.resources.trade_flows.summary.shape import TradeFlowSummaryQuery, TradeFlowSumOut
from app.resources.trade_flows.summary.statement import OF_CODES, SUMMED, cell_of, statement
from app.vocabulary.measures import Flow, Frequency, Valuation
from app.vocabulary.terms import ALL_GOODS, OUR_EDITION, CommodityLevel, Problem
from app.web.answers.counting import coverage
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, RequestFault
from app.web.questions import Selection, resolve
from app.web.questions.filters import Clause
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_MOST_CELLS: Final = 12_000
_LISTED: Final = 10


def summed(snapshot: Snapshot, query: TradeFlowSummaryQuery) -> Row:
    """Sum what a query selects, and hold it against stated totals; Invalid names what the query leaves open."""
    selection = _selection(snapshot, query)
    partner = selection.values.get("partner")
    cells = _cells(snapshot, query.dimensions, selection)
    summing = Summing(cells, query.dimensions, takes_all_goods=_takes_all_goods(selection), partner=partner)
    try:
        sums = summing.sums()
    except NotSummable as error:
        raise _refused(error.mixed) from None
    placed = in_order(sums, query.order) if query.order else [(one, None) for one in sums]
    shown = SumRows(snapshot.catalogue, summing.by, selection.values, selection.members)
    return {
        "items": [shown.item(one, place) for one, place in placed[: query.limit]],
        "totals": [shown.total(one) for one in summing.totals()],
        "meta": _meta(snapshot, selection, summing, len(sums)),
    }


def _selection(snapshot: Snapshot, query: TradeFlowSummaryQuery) -> Selection:
    """Resolve a query; Invalid names what it would mix whatever rows there are."""
    goods = tuple(dimension for dimension in query.dimensions if dimension in ABOUT_GOODS)
    if len(goods) > 1:
        raise _refused([Mixed("by", goods, "of section, chapter, heading and commodity, one can be taken")])
    selection = resolve(TradeFlowSumOut, query, snapshot.catalogue)
    if mixed := list(_mixed(snapshot, selection.values, query.dimensions)):
        raise _refused(mixed)
    return selection


def _cells(snapshot: Snapshot, by: tuple[Dimension, ...], selection: Selection) -> list[SumCell]:
    """Read the cells of a question: one statement."""
    wanted = statement(by, selection.clauses, selection.values, _MOST_CELLS + 1)
    rows = snapshot.connection.execute(wanted).all()
    if len(rows) > _MOST_CELLS:
        raise _refused([Mixed("by", (), "this makes too many groups; add a filter, or group by less")])
    return [_by_section(cell_of(row, len(by)), by, snapshot.catalogue) for row in rows]


def _mixed(snapshot: Snapshot, values: Mapping[str, Any], by: Sequence[Dimension]) -> Iterator[Mixed]:
    """Find what parameters with several values would mix: periods in one sum, and areas that may hold each other."""
    if "," in values.get("period", "") and Dimension.PERIOD not in by:
        yield Mixed("period", tuple(values["period"].split(",")), "these are several; name one, or group by it")
    for name in ("reporter", "partner"):
        if "," in values.get(name, ""):
            areas = select(Area.code).where(Area.code.in_(values[name].split(",")), Area.kind.not_in(SUMMED))
            if held := tuple(snapshot.connection.scalars(areas.order_by(Area.code))):
                yield Mixed(name, held, "countries lie in groups and hold places, so these go with no others")


def _takes_all_goods(selection: Selection) -> bool:
    values = selection.values
    level, commodities = values.get("level"), values.get("commodity", ALL_GOODS).split(",")
    has_all_goods = ALL_GOODS in [commodity.removesuffix("*") for commodity in commodities]
    return level in (None, CommodityLevel.TOTAL) and "edition" not in values and has_all_goods


def _by_section(cell: SumCell, by: tuple[Dimension, ...], catalogue: Catalogue) -> SumCell:
    """Replace a chapter by its section: that of its own edition, or else that of its number in our edition."""
    if Dimension.SECTION not in by or cell.edition is None:
        return cell
    place = by.index(Dimension.SECTION)
    chapter = str(cell.group[place])
    ours = f"{OUR_EDITION}-{chapter.partition('-')[2]}"
    sections = (catalogue.commodity_parents.get(code) for code in (chapter, ours))
    section = next((code for code in sections if code and code != ALL_GOODS), chapter)
    return replace(cell, group=(*cell.group[:place], section, *cell.group[place + 1 :]))


def _refused(mixed: Iterable[Mixed]) -> Invalid:
    """Return the error that lists what a selection leaves open, each by the parameter that decides it."""
    return Invalid(
        RequestFault(
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


def _meta(snapshot: Snapshot, selection: Selection, summing: Summing, groups: int) -> Row:
    cells = summing.summed
    valuations = {basis.valuation for cell in cells for basis in cell.bases}
    return {
        "query": dict(selection.values),
        "release": snapshot.release.digest,
        "by": list(summing.by),
        "level": cells[0].level if cells else None,
        "frequencies": [one for one in Frequency if any(cell.frequency is one for cell in cells)],
        "sources": [snapshot.catalogue.sources[source] for source in sorted({cell.source for cell in cells})],
        "flows": [flow for flow in Flow if any(cell.flow == flow for cell in cells)],
        "editions": sorted({cell.edition for cell in cells if cell.edition}),
        "valuations": [one for one in Valuation if one in valuations],
        "groups": groups,
        "rows": sum(cell.rows for cell in cells),
        "rows_without_value": sum(cell.rows - cell.valued for cell in cells),
        "set_aside": _set_aside(summing, selection.values),
        "coverage": None if cells else coverage(snapshot, TRADE_FLOWS, selection, _filters),
    }


def _filters(selection: Selection) -> dict[str, Clause]:
    """Return every filter as a condition on trade flows alone."""
    return {
        name: TradeFlow.commodity.in_(select(Commodity.id).where(condition)) if name in OF_CODES else condition
        for name, condition in selection.clauses.items()
    }


def _set_aside(summing: Summing, values: Mapping[str, Any]) -> dict[str, int]:
    """Count what met the filters and was not summed; rows let in only to hold the sums against are no part of it."""
    summed = set(map(id, summing.summed))
    is_narrowed = not summing.takes_all_goods and not values.keys().isdisjoint(("commodity", *OF_CODES))
    counts = dict.fromkeys(CellRole, 0)
    for cell in summing.cells:
        is_whole = (is_narrowed and cell.level is CommodityLevel.TOTAL) or (
            "partner" in values and cell.role is CellRole.WORLD
        )
        if id(cell) not in summed and not is_whole:
            counts[cell.role] += cell.rows
    return {
        "other_levels": counts[CellRole.MEMBER],
        "other_areas": counts[CellRole.WORLD] + counts[CellRole.OTHER_AREA],
        "second_statements": counts[CellRole.REPEATED],
    }
