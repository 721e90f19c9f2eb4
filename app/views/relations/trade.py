"""What statistics and prose hold on the trade of two areas: how many statements of each series, and the top goods."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import BindParameter, Select, exists, func, or_, select, union_all

from app.models import quantity_columns
from app.models.facts import TradeFlow
from app.models.provenance import Source
from app.models.reference import Commodity
from app.settings import API
from app.views.facts import flow_key
from app.views.pairs import FIRST, SECOND, TRADE_FLOWS_OF_PAIR, Pair
from app.views.records import SelectedRecord
from app.vocabulary.codec import quantity_from_columns, quantity_to_json
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.period import FlowKey, Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import CommodityLevel, SourceKind
from app.web.answers.listing import canonical_url
from app.web.catalogue import Catalogue
from app.web.questions.filters import has_child
from app.web.rows.cells import Row
from app.web.rows.quantities import percent_of
from app.web.snapshot import Snapshot

_SHOWN: Final = 10
_LEVELS: Final = (CommodityLevel.HEADING, CommodityLevel.SUBHEADING, CommodityLevel.CHAPTER, CommodityLevel.SECTION)
"""The levels of codes, that which tells most at a glance first."""
_VALUE: Final = quantity_columns(TradeFlow, "primary_value")
_KEY: Final = [getattr(TradeFlow, part) for part in FlowKey._fields]


def top_goods(snapshot: Snapshot, pair: Pair) -> list[Row]:
    """Return the most valuable goods of each side's exports and imports; one statement."""
    sides = ((pair.first, pair.second), (pair.second, pair.first))
    ways = [(reporter, partner, flow) for reporter, partner in sides for flow in (Flow.EXPORT, Flow.IMPORT)]
    rows = snapshot.connection.execute(_NEWEST, pair.bound).all()
    shown = (_one_way(snapshot, way, [row for row in rows if row[:3] == way]) for way in ways)
    return [one for one in shown if one is not None]


def _newest(reporter: BindParameter[str], partner: BindParameter[str], flow: Flow) -> Select[Any]:
    """Build the SELECT of the largest rows of codes in the newest period that has any, with the total."""
    unit = TradeFlow.__table__.c.primary_value_unit
    said = (TradeFlow.flow == flow, TradeFlow.statement == 0, unit.is_not(None))
    about = (TradeFlow.reporter == reporter, TradeFlow.partner == partner, *said)
    # Asked of each row, so that the first one that meets it ends the search.
    coded = exists().where(Commodity.id == TradeFlow.commodity, Commodity.level.in_(_LEVELS))
    newest = select(TradeFlow.recency).where(*about, coded).order_by(TradeFlow.recency).limit(1)
    year = newest.where(TradeFlow.frequency == Frequency.ANNUAL).scalar_subquery()
    period = func.coalesce(year, newest.scalar_subquery())
    size = func.coalesce(*(TradeFlow.__table__.c[f"primary_value_{part}"] for part in ("amount", "lower", "upper")))
    rank = func.row_number().over(
        partition_by=(TradeFlow.source, Commodity.level, Commodity.edition, unit),
        order_by=(size.desc(), TradeFlow.commodity),
    )
    ranked = (
        select(*_KEY, TradeFlow.period, Commodity.level, Commodity.edition, *_VALUE, rank.label("rank"))
        .join_from(TradeFlow, Commodity, Commodity.id == TradeFlow.commodity)
        .where(*about, TradeFlow.recency == period)
        .where(Commodity.level.in_((*_LEVELS, CommodityLevel.TOTAL)))
        .subquery()
    )
    return select(*ranked.c).where(or_(ranked.c.rank <= _SHOWN, ranked.c.level == CommodityLevel.TOTAL))


_NEWEST: Final = union_all(
    *(_newest(*sides, flow) for sides in ((FIRST, SECOND), (SECOND, FIRST)) for flow in (Flow.EXPORT, Flow.IMPORT))
)


def _one_way(snapshot: Snapshot, way: tuple[str, str, Flow], rows: Sequence[Any]) -> Row | None:
    """Return one side's figures of one flow: those of the level, source, edition and currency that has most to show.

    Where several have, those that come first: a single heading would stand for all goods beside a list of chapters.
    """
    lists: defaultdict[tuple[str, str, str, str], list[Any]] = defaultdict(list)
    totals: dict[tuple[str, str], Quantity | None] = {}
    for row in rows:
        if row.level == CommodityLevel.TOTAL:
            totals[row.source, row.primary_value_unit] = _value(row)
        else:
            lists[row.level, row.source, row.edition, row.primary_value_unit].append(row)
    if not lists:
        return None
    level, source, edition, unit = most = min(
        lists, key=lambda one: (-len(lists[one]), _LEVELS.index(one[0]), *one[1:])
    )
    taken, stated = sorted(lists[most], key=attrgetter("rank")), totals.get((source, unit))
    catalogue, (reporter, partner, flow) = snapshot.catalogue, way
    ends = (reporter, partner) if flow is Flow.EXPORT else (partner, reporter)
    of_all = {"flow": flow, "period": taken[0].period, "level": level, "edition": edition}
    asked = {"by": "commodity", "reporter": reporter, "partner": partner, **of_all, "source": source, "currency": unit}
    return {
        "origin": catalogue.areas[ends[0]],
        "destination": catalogue.areas[ends[1]],
        "reporter": catalogue.areas[reporter],
        **of_all,
        "source": catalogue.sources[source],
        "stated_total": quantity_to_json(stated) if stated else None,
        "goods": [_good(snapshot, row, stated) for row in taken],
        "summary": canonical_url(f"{API}/trade-flows/summary", asked),
    }


def _good(snapshot: Snapshot, row: Any, stated: Quantity | None) -> Row:
    value = _value(row)
    whole = stated.interval if stated else None
    return {
        "commodity": snapshot.catalogue.commodities[row.commodity],
        "primary_value": quantity_to_json(value) if value else None,
        "share_of_total": percent_of(value.interval, whole) if value else None,
        "url": f"{API}/trade-flows/{FlowKey(*row[: len(_KEY)]).id}",
    }


def _value(row: Any) -> Quantity | None:
    return quantity_from_columns(*row[-len(_VALUE) - 1 : -1])


TradeSeries = tuple[str, str, str, Frequency | None]
"""Reporter, partner, flow and frequency; none where no period is stated."""

_SERIES_KEY: Final = (TradeFlow.reporter, TradeFlow.partner, TradeFlow.flow, TradeFlow.recency)
# By the key's own columns alone: an index that holds them is then read in its order, and no row of the table.
_COUNTED: Final = select(*_SERIES_KEY, func.count()).where(TRADE_FLOWS_OF_PAIR).group_by(*_SERIES_KEY)
_WAYS: Final = (
    (TradeFlow.reporter == one, TradeFlow.partner == other) for one, other in ((FIRST, SECOND), (SECOND, FIRST))
)
_DATASETS: Final = select(Source.id).where(
    Source.kind == SourceKind.DATASET, or_(*(has_child(TradeFlow.source, Source.id, *way) for way in _WAYS))
)


@dataclass(frozen=True)
class TradeCounts:
    """What is held on the trade of a pair: statements and periods of each series, and the data sets among the sources.

    `in_prose` counts the statements of prose; all others are rows of data sets.
    """

    statements: Counter[TradeSeries]
    in_prose: Counter[TradeSeries]
    periods: dict[TradeSeries, list[Period]]
    datasets: Sequence[str]

    def rows(self, catalogue: Catalogue) -> list[Row]:
        """Return a row for each series, in the order of reporters, flows and frequencies."""
        return [self._row(series, catalogue) for series in sorted(self.statements, key=_in_order)]

    def _row(self, series: TradeSeries, catalogue: Catalogue) -> Row:
        reporter, partner, flow, frequency = series
        periods = sorted(self.periods[series], key=attrgetter("recency"))
        asked = {"reporter": reporter, "partner": partner, "flow": flow, "frequency": frequency}
        return {
            "reporter": catalogue.areas[reporter],
            "partner": catalogue.areas[partner],
            "flow": flow,
            "frequency": frequency,
            "statements": self.statements[series],
            "in_datasets": self.statements[series] - self.in_prose[series],
            "periods": len(periods),
            "newest": str(periods[0]) if periods else None,
            "oldest": str(periods[-1]) if periods else None,
            "url": canonical_url(f"{API}/trade-flows", {name: value for name, value in asked.items() if value}),
        }


def count_trade(snapshot: Snapshot, pair: Pair, records: Iterable[SelectedRecord]) -> TradeCounts:
    """Count all statements on the trade of a pair; `records` are those read of it, all of prose among them."""
    statements: Counter[TradeSeries] = Counter()
    periods: defaultdict[TradeSeries, list[Period]] = defaultdict(list)
    for reporter, partner, flow, recency, count in snapshot.connection.execute(_COUNTED, pair.bound):
        period = Period.from_recency(recency)
        series = _series(reporter, partner, flow, period)
        statements[series] += count
        periods[series] += [period] if period else []
    prose = [key for key in map(flow_key, records) if key.source in snapshot.catalogue.prose]
    said = Counter(_series(key.reporter, key.partner, key.flow, Period.from_recency(key.recency)) for key in prose)
    return TradeCounts(statements, said, periods, list(snapshot.connection.scalars(_DATASETS, pair.bound)))


def _series(reporter: str, partner: str, flow: str, period: Period | None) -> TradeSeries:
    return reporter, partner, flow, period.frequency if period else None


def _in_order(series: TradeSeries) -> tuple[str, str, int, int]:
    reporter, partner, flow, frequency = series
    return reporter, partner, list(Flow).index(Flow(flow)), list(Frequency).index(frequency) if frequency else -1
