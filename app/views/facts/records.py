"""The records that state quantities, read once for prose and once for statistics in bulk."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from heapq import merge
from typing import Any, Final

from sqlalchemy import and_, bindparam, or_, select, true
from sqlalchemy.orm import outerjoin

from app.models.base import QUANTITY_PARTS, Byteorder
from app.models.facts import TradeFlow
from app.models.provenance import Source
from app.views.facts.kinds import KINDS
from app.views.pairs import TRADE_FLOWS_OF_PAIR, Condition, Pair
from app.views.reading import Reading
from app.vocabulary import ALL_GOODS, RecordKind, SourceKind
from app.vocabulary.flow_key import FlowKey
from app.web.rows import Row
from app.web.snapshot import Snapshot

_IS_BULK: Final = Source.kind == SourceKind.DATASET
_OF_PAIR: Final = bindparam("prose", type_=Byteorder, expanding=True)
# Joined from outside, so that SQLite starts from the sources; and by their ids, so that PostgreSQL sees that they have
# few rows: however many statistics in bulk a pair has, neither walks them.
_PROSE: Final = select(Source.id).where(Source.id.in_(_OF_PAIR)).subquery("prose")
PROSE_OF_PAIR: Final = outerjoin(
    _PROSE, TradeFlow, and_(TradeFlow.source == _PROSE.c.id, TradeFlow.source.in_(_OF_PAIR), TRADE_FLOWS_OF_PAIR)
)
"""Where prose about the trade of a pair is read from; a source without any gives a row of nulls."""
_BULK_OF_PAIR: Final = and_(
    TRADE_FLOWS_OF_PAIR,
    TradeFlow.commodity.in_(bindparam("goods", type_=Byteorder, expanding=True)),
    TradeFlow.source.in_(select(Source.id).where(_IS_BULK)),
)


@cache
def reading(kind: RecordKind, of_pair: Condition, source: Any = None) -> Reading:
    """Give how a kind is read, made once; without a pair, from all sources but datasets."""
    found = next(each for each in KINDS if each.kind is kind)
    columns = [getattr(found.model, name) for name in found.columns]
    parts = [getattr(found.model, name + part) for name in found.quantities for part in QUANTITY_PARTS]
    return Reading(
        resource=found.resource,
        of_pair=of_pair,
        of_all=found.model.__table__.c.source.in_(select(Source.id).where(~_IS_BULK)),
        where=or_(*(getattr(found.model, f"{name}_unit").is_not(None) for name in found.quantities)),
        beside=(*columns, *parts),
        source=source,
    )


Found = tuple[Row, Sequence[Any]]
"""A record as its resource shows it, and the values beside it: for trade, its key first."""


def trade_of(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> Iterator[Found]:
    """Read what prose states, and statistics in bulk on its goods, on all goods and on those named; in key order."""
    prose = list(reading(RecordKind.TRADE_FLOW, true(), PROSE_OF_PAIR).rows(snapshot, pair))
    named = sorted({ALL_GOODS, *goods, *(_key(found).commodity for found in prose)})
    bulk = reading(RecordKind.TRADE_FLOW, _BULK_OF_PAIR).rows(snapshot, pair, goods=named)
    return merge(prose, bulk, key=_key)


def _key(found: Found) -> FlowKey:
    return FlowKey(*found[1][: len(FlowKey._fields)])
