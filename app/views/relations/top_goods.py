"""The goods that two areas trade most, as each side states them: of the newest year that has codes, from one source."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, Select, exists, func, or_, select, union_all

from app.models.facts import TradeFlow
from app.models.reference import Commodity
from app.views.pairs import FIRST, SECOND, Pair
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns, quantity_to_json
from app.vocabulary.measures import Flow, Frequency, Unit
from app.vocabulary.period import FlowKey
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import CommodityLevel
from app.web.answers.listing import canonical_url
from app.web.rows.cells import Row
from app.web.rows.quantities import percent_of
from app.web.snapshot import Snapshot

_SHOWN: Final = 10
_LEVELS: Final = (CommodityLevel.HEADING, CommodityLevel.SUBHEADING, CommodityLevel.CHAPTER, CommodityLevel.SECTION)
"""The levels of codes, that which tells most at a glance first."""
_VALUE: Final = [TradeFlow.__table__.c[f"primary_value{part}"] for part in QUANTITY_PARTS]
_KEY: Final = [getattr(TradeFlow, part) for part in FlowKey._fields]


def top_goods(snapshot: Snapshot, pair: Pair) -> list[Row]:
    """Return the most valuable goods of each side's exports and imports; one statement."""
    sides = ((pair.first, pair.second), (pair.second, pair.first))
    ways = [(reporter, partner, flow) for reporter, partner in sides for flow in (Flow.EXPORT, Flow.IMPORT)]
    rows = snapshot.connection.execute(_NEWEST, pair.bound).all()
    shown = (_one_way(snapshot, way, [row for row in rows if row[:3] == way]) for way in ways)
    return [one for one in shown if one is not None]


def _newest(reporter: BindParameter[str], partner: BindParameter[str], flow: Flow) -> Select[Any]:
    """Build the SELECT of the largest rows of codes in the newest year that has any, with the total."""
    valued = TradeFlow.__table__.c.primary_value_unit == Unit.USD
    said = (TradeFlow.flow == flow, TradeFlow.statement == 0, valued)
    about = (TradeFlow.reporter == reporter, TradeFlow.partner == partner, *said)
    # Asked of each row, so that the first one that meets it ends the search.
    coded = exists().where(Commodity.id == TradeFlow.commodity, Commodity.level.in_(_LEVELS))
    year = (
        select(TradeFlow.recency)
        .where(*about, TradeFlow.frequency == Frequency.ANNUAL, coded)
        .order_by(TradeFlow.recency)
        .limit(1)
        .scalar_subquery()
    )
    size = func.coalesce(*(TradeFlow.__table__.c[f"primary_value_{part}"] for part in ("amount", "lower", "upper")))
    rank = func.row_number().over(
        partition_by=(TradeFlow.source, Commodity.level, Commodity.edition), order_by=(size.desc(), TradeFlow.commodity)
    )
    ranked = (
        select(*_KEY, TradeFlow.period, Commodity.level, Commodity.edition, *_VALUE, rank.label("rank"))
        .join_from(TradeFlow, Commodity, Commodity.id == TradeFlow.commodity)
        .where(*about, TradeFlow.recency == year)
        .where(Commodity.level.in_((*_LEVELS, CommodityLevel.TOTAL)))
        .subquery()
    )
    return select(*ranked.c).where(or_(ranked.c.rank <= _SHOWN, ranked.c.level == CommodityLevel.TOTAL))


_NEWEST: Final = union_all(
    *(_newest(*sides, flow) for sides in ((FIRST, SECOND), (SECOND, FIRST)) for flow in (Flow.EXPORT, Flow.IMPORT))
)


def _one_way(snapshot: Snapshot, way: tuple[str, str, Flow], rows: Sequence[Any]) -> Row | None:
    """Return one side's figures of one flow: those of the level, source and edition that has most to show.

    Where several have, those that come first: a single heading would stand for all goods beside a list of chapters.
    """
    lists: defaultdict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if row.level != CommodityLevel.TOTAL:
            lists[row.level, row.source, row.edition].append(row)
    if not lists:
        return None
    level, source, edition = min(lists, key=lambda one: (-len(lists[one]), _LEVELS.index(one[0]), *one[1:]))
    taken = sorted(lists[level, source, edition], key=_rank)
    (stated,) = [_value(row) for row in rows if row.level == CommodityLevel.TOTAL and row.source == source] or [None]
    catalogue, (reporter, partner, flow) = snapshot.catalogue, way
    ends = (reporter, partner) if flow is Flow.EXPORT else (partner, reporter)
    return {
        "origin": catalogue.areas[ends[0]],
        "destination": catalogue.areas[ends[1]],
        "reporter": catalogue.areas[reporter],
        "flow": flow,
        "period": taken[0].period,
        "level": level,
        "edition": edition,
        "source": catalogue.sources[source],
        "stated_total": quantity_to_json(stated) if stated else None,
        "goods": [_good(snapshot, row, stated) for row in taken],
        "summary": canonical_url(
            "/v1/trade-flows/summary",
            {
                "by": "commodity",
                "reporter": reporter,
                "partner": partner,
                "flow": flow,
                "period": taken[0].period,
                "level": level,
                "edition": edition,
                "source": source,
            },
        ),
    }


def _good(snapshot: Snapshot, row: Any, stated: Quantity | None) -> Row:
    value = _value(row)
    whole = stated.interval if stated else None
    return {
        "commodity": snapshot.catalogue.commodities[row.commodity],
        "primary_value": quantity_to_json(value) if value else None,
        "share_of_total": percent_of(value.interval, whole) if value else None,
        "url": f"/v1/trade-flows/{FlowKey(*row[: len(_KEY)]).id}",
    }


def _value(row: Any) -> Quantity | None:
    return quantity_from_columns(*row[-len(QUANTITY_PARTS) - 1 : -1])


def _rank(row: Any) -> int:
    return int(row.rank)
