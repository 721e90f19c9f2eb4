"""Facts read for reasoning: only what can bear on the question, by a constant number of statements."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from heapq import merge
from typing import Any, Final

from sqlalchemy import bindparam, select, true

from app.models import Byteorder
from app.models.facts import Indicator, TradeFlow
from app.models.provenance import Evidence, Source, record_key
from app.reasoning import Fact, SourceRef
from app.views.fact_kinds import AGREEMENT_FACTS, INDICATOR_FACTS, PLAN_FACTS, TRADE_FACTS, WIDTH
from app.views.pairs import (
    AGREEMENTS_OF_PAIR,
    INDICATORS_OF_PAIR,
    PLANS_OF_PAIR,
    PROSE_OF_PAIR,
    TRADE_FLOWS_OF_PAIR,
    Pair,
)
from app.views.records import SelectedRecord
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import ALL_GOODS, RecordKind, SourceKind
from app.web.snapshot import Snapshot

_IN_GOODS: Final = TradeFlow.commodity.in_(bindparam("goods", type_=Byteorder, expanding=True))
_FROM_BULK: Final = TradeFlow.source.in_(select(Source.id).where(Source.kind == SourceKind.DATASET))
_OF_MEASURES: Final = Indicator.measure.in_(bindparam("measures", type_=Byteorder, expanding=True))

_PROSE_ON_TRADE: Final = TRADE_FACTS.reader(true(), source=PROSE_OF_PAIR)
_BULK_ON_TRADE: Final = TRADE_FACTS.reader(TRADE_FLOWS_OF_PAIR, _IN_GOODS, _FROM_BULK)
_TRADE_IN_GOODS: Final = TRADE_FACTS.reader(TRADE_FLOWS_OF_PAIR, _IN_GOODS)
_TRADE_IN_PROSE: Final = TRADE_FACTS.reader(TRADE_FLOWS_OF_PAIR)
_NARROWED_INDICATORS: Final = INDICATOR_FACTS.reader(INDICATORS_OF_PAIR, _OF_MEASURES)
_OTHERS: Final = tuple(
    (kind, kind.reader(of_pair))
    for kind, of_pair in (
        (INDICATOR_FACTS, INDICATORS_OF_PAIR),
        (AGREEMENT_FACTS, AGREEMENTS_OF_PAIR),
        (PLAN_FACTS, PLANS_OF_PAIR),
    )
)


def read_facts(snapshot: Snapshot, pair: Pair | None, goods: Collection[str] = ()) -> list[Fact]:
    """Read the facts about a pair, or those of all sources but datasets; sorted by kind and record.

    Statistics in bulk are read for a named pair only: of all goods together, of those that prose states about the pair,
    and of `goods`.
    """
    sources = _read_sources(snapshot)
    trade = _trade_of(snapshot, pair, goods) if pair else _TRADE_IN_PROSE.records(snapshot, None)
    facts = list(TRADE_FACTS.facts(trade, sources))
    for kind, reader in _OTHERS:
        facts += kind.facts(reader.records(snapshot, pair), sources)
    return facts + list(_second_statements(snapshot, facts))


def read_trade(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> list[Fact]:
    """Read the facts on the trade of a pair in some goods, from all sources."""
    records = _TRADE_IN_GOODS.records(snapshot, pair, {"goods": sorted(goods)})
    facts = list(TRADE_FACTS.facts(records, _read_sources(snapshot)))
    return facts + list(_second_statements(snapshot, facts))


def read_indicators(snapshot: Snapshot, pair: Pair | None, measures: Collection[str]) -> list[Fact]:
    """Read the facts on some measures of a pair, or of all areas."""
    records = _NARROWED_INDICATORS.records(snapshot, pair, {"measures": sorted(measures)})
    facts = list(INDICATOR_FACTS.facts(records, _read_sources(snapshot)))
    return facts + list(_second_statements(snapshot, facts))


def _trade_of(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> Iterator[SelectedRecord]:
    """Read what prose states, and statistics in bulk on its goods, on all goods and on those named; in key order."""
    prose = _PROSE_ON_TRADE.records(snapshot, pair)
    named = sorted({ALL_GOODS, *goods, *(_flow_key(record).commodity for record in prose)})
    return merge(prose, _BULK_ON_TRADE.records(snapshot, pair, {"goods": named}), key=_flow_key)


def _flow_key(record: SelectedRecord) -> FlowKey:
    return FlowKey(*record.beside[: len(FlowKey._fields)])


_SOURCES: Final = select(Source.id, Source.title, Source.kind, Source.lineage, Source.published_on, Source.supersedes)


def _read_sources(snapshot: Snapshot) -> dict[str, SourceRef]:
    """Read every source by its id."""
    return {
        row.id: SourceRef(row.id, row.title, SourceKind(row.kind), row.lineage, row.published_on, row.supersedes)
        for row in snapshot.connection.execute(_SOURCES)
    }


_OTHER_KINDS: Final = (RecordKind.INDICATOR, RecordKind.AGREEMENT, RecordKind.PLAN)
_STATED_AGAIN: Final = (
    select(
        Evidence.id,
        Evidence.field,
        *(column for kind in (*_OTHER_KINDS, RecordKind.TRADE_FLOW) for column in record_key(kind)),
        *(getattr(Evidence, f"quantity{part}") for part in QUANTITY_PARTS),
    )
    .where(
        Evidence.__table__.c.quantity_unit.is_not(None),
        Evidence.source.in_(bindparam("sources", type_=Byteorder, expanding=True)),
    )
    .order_by(Evidence.id)
)


def _second_statements(snapshot: Snapshot, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Read what sources say a second time in other terms, such as a headline, as facts of their own."""
    stated = {(fact.kind, fact.record, fact.field): fact for fact in facts}
    sources = {fact.source.id for fact in facts if fact.source.kind is not SourceKind.DATASET}
    for row in snapshot.connection.execute(_STATED_AGAIN, {"sources": sorted(sources)}):
        first = stated.get((*_record_of(row[2:-WIDTH]), row.field))
        quantity = quantity_from_columns(*row[-WIDTH:])
        if first is not None and quantity is not None:
            yield replace(first, evidence=row.id, quantity=quantity)


def _record_of(values: Sequence[Any]) -> tuple[RecordKind, str]:
    """Return kind and id of the record that evidence is of; no id where it is of none that states quantities."""
    for kind, record in zip(_OTHER_KINDS, values, strict=False):
        if record is not None:
            return kind, record
    key = values[len(_OTHER_KINDS) :]
    return RecordKind.TRADE_FLOW, FlowKey(*key).id if key[0] is not None else ""
