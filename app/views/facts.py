"""Facts read for reasoning: only what can bear on the question, by a constant number of statements."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any, Final

from sqlalchemy import FromClause, and_, bindparam, or_, select, true

from app.models import Byteorder
from app.models.facts import Indicator, TradeFlow
from app.models.provenance import Evidence, Source, record_key
from app.reasoning import UNKNOWN_BASIS, Basis, Fact, SourceRef, Subject
from app.resources.agreements import AGREEMENTS
from app.resources.indicators import INDICATORS
from app.resources.plans import PLANS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.pairs import (
    AGREEMENTS_OF_PAIR,
    BULK_OF_PAIR,
    INDICATORS_OF_PAIR,
    PLANS_OF_PAIR,
    PROSE_OF_PAIR,
    TRADE_FLOWS_OF_PAIR,
    Pair,
)
from app.views.records import RecordReader, SelectedRecord, with_lineages
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns
from app.vocabulary.measures import BasisKind, Flow, Valuation
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import ALL_GOODS, RecordKind, SourceKind
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.filters import Clause
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_OWN: Final = ("id", "source", "same_as")
_ON_A_BASIS: Final = ("period", "growth_base_period", "compiled_by", "compiler", "basis_kind")
_KEY: Final = len(FlowKey._fields)
_WIDTH: Final = len(QUANTITY_PARTS)
"""How many columns a quantity has."""


@dataclass(frozen=True)
class FactsOf:
    """How records of one kind become facts: what each of their quantities measures, and the columns this takes.

    `change` is the quantity that states a change; all others are levels.
    """

    kind: RecordKind
    resource: Resource
    of_pair: Clause
    measures: Mapping[str, str]
    columns: Sequence[str]
    change: str | None = None

    def reader(self, *narrower: Clause, source: FromClause | None = None) -> RecordReader:
        """Build the reader of records that state a quantity; without a pair, of all sources but datasets."""
        model: Any = self.resource.model
        quantities = [getattr(model, name + part) for name in self.measures for part in QUANTITY_PARTS]
        states_one = or_(*(getattr(model, f"{name}_unit").is_not(None) for name in self.measures))
        return RecordReader(
            resource=self.resource,
            of_pair=true() if source is not None else self.of_pair,
            of_all=model.source.in_(select(Source.id).where(Source.kind != SourceKind.DATASET)),
            where=and_(states_one, *narrower),
            members=("sentence",),
            beside=(*(getattr(model, name) for name in self.columns), *quantities),
            source=source,
        )

    def facts(self, records: Iterable[SelectedRecord], sources: Mapping[str, SourceRef]) -> Iterator[Fact]:
        """Yield a fact for each quantity of the records."""
        for record in records:
            values = dict(zip(self.columns, beside := record.beside, strict=False))
            key = _flow_key(record).id if self.kind is RecordKind.TRADE_FLOW else values["id"]
            basis, source = _basis(values), sources[values["source"]]
            for place, (field, measure) in enumerate(self.measures.items()):
                start = len(self.columns) + place * _WIDTH
                quantity = quantity_from_columns(*beside[start : start + _WIDTH])
                if quantity is not None:
                    yield Fact(
                        kind=self.kind,
                        record=key,
                        url=f"{self.resource.path}/{key}",
                        field=field,
                        described=record,
                        subject=self._subject(values, measure, record.catalogue),
                        period=values.get("period"),
                        is_change=field == self.change,
                        base_period=values.get("growth_base_period"),
                        basis=basis,
                        source=source,
                        quantity=quantity,
                        same_as=values["same_as"],
                        part_of=values.get("part_of"),
                        evidence=None,
                    )

    def _subject(self, values: Row, measure: str, catalogue: Catalogue) -> Subject:
        """Return what a quantity measures; that of an agreement or a plan is of the group that `same_as` joins."""
        match self.kind:
            case RecordKind.TRADE_FLOW:
                flow = Flow(values["flow"])
                return Subject(measure, values["reporter"], values["partner"], flow, values["commodity"], None)
            case RecordKind.INDICATOR:
                area, about = values["area"], "/".join(filter(None, (values["mode"], values["scope"]))) or None
                country = area and catalogue.country_of(area)
                return Subject(values["measure"], area, values["counterpart"], None, None, about, country)
        return Subject(measure, None, None, None, None, values["same_as"] or values["id"])


def _basis(values: Row) -> Basis:
    if "basis_kind" not in values:
        return UNKNOWN_BASIS
    valuation = values.get("valuation")
    return Basis(
        values["compiled_by"],
        values["compiler"],
        BasisKind(values["basis_kind"]),
        None if valuation is None else Valuation(valuation),
    )


_TRADE: Final = FactsOf(
    RecordKind.TRADE_FLOW,
    TRADE_FLOWS,
    TRADE_FLOWS_OF_PAIR,
    {"primary_value": "trade", "net_weight": "net_weight", "growth": "trade"},
    (*FlowKey._fields, "same_as", *_ON_A_BASIS, "valuation"),
    change="growth",
)
_INDICATORS: Final = FactsOf(
    RecordKind.INDICATOR,
    INDICATORS,
    INDICATORS_OF_PAIR,
    {"quantity": "quantity", "growth": "quantity"},
    (*_OWN, "measure", "area", "counterpart", "mode", "scope", *_ON_A_BASIS),
    change="growth",
)
_AGREEMENTS: Final = FactsOf(
    RecordKind.AGREEMENT,
    AGREEMENTS,
    AGREEMENTS_OF_PAIR,
    {"document_count": "documents", "value": "value"},
    (*_OWN, "part_of"),
)
_PLANS: Final = FactsOf(
    RecordKind.PLAN,
    PLANS,
    PLANS_OF_PAIR,
    {"item_count": "items", "value": "value", "quantity": "quantity"},
    (*_OWN, "part_of"),
)

_IN_GOODS: Final = TradeFlow.commodity.in_(bindparam("goods", type_=Byteorder, expanding=True))
_OF_MEASURES: Final = Indicator.measure.in_(bindparam("measures", type_=Byteorder, expanding=True))

_PROSE_ON_TRADE: Final = _TRADE.reader(source=PROSE_OF_PAIR)
_BULK_ON_TRADE: Final = _TRADE.reader(source=BULK_OF_PAIR)
_TRADE_IN_GOODS: Final = _TRADE.reader(_IN_GOODS)
_TRADE_IN_PROSE: Final = _TRADE.reader()
_NARROWED_INDICATORS: Final = _INDICATORS.reader(_OF_MEASURES)
_OTHERS: Final = tuple((kind, kind.reader()) for kind in (_INDICATORS, _AGREEMENTS, _PLANS))
_OTHER_KINDS: Final = tuple(kind.kind for kind, _ in _OTHERS)


def read_facts(snapshot: Snapshot, pair: Pair | None, goods: Collection[str] = ()) -> list[Fact]:
    """Read the facts about a pair, or those of all sources but datasets; sorted by kind and record.

    Statistics in bulk are read for a named pair only: of all goods together, of those that prose states about the pair,
    and of `goods`.
    """
    trade = _trade_of(snapshot, pair, goods) if pair else _TRADE_IN_PROSE.records(snapshot, None)
    others = [(kind, reader.records(snapshot, pair)) for kind, reader in _OTHERS]
    return _facts_in(snapshot, (_TRADE, trade), *others)


def read_trade(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> list[Fact]:
    """Read the facts on the trade of a pair in some goods, from all sources."""
    return _facts_in(snapshot, (_TRADE, _TRADE_IN_GOODS.records(snapshot, pair, {"goods": sorted(goods)})))


def read_indicators(snapshot: Snapshot, pair: Pair | None, measures: Collection[str]) -> list[Fact]:
    """Read the facts on some measures of a pair, or of all areas."""
    records = _NARROWED_INDICATORS.records(snapshot, pair, {"measures": sorted(measures)})
    return _facts_in(snapshot, (_INDICATORS, records))


def _trade_of(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> Iterator[SelectedRecord]:
    """Read what prose states, and statistics in bulk on its goods, on all goods and on those named; in key order."""
    prose = _PROSE_ON_TRADE.records(snapshot, pair)
    named = sorted({ALL_GOODS, *goods, *(_flow_key(record).commodity for record in prose)})
    return merge(prose, _BULK_ON_TRADE.records(snapshot, pair, {"goods": named}), key=_flow_key)


def _flow_key(record: SelectedRecord) -> FlowKey:
    return FlowKey(*record.beside[:_KEY])


_SOURCES: Final = select(
    *(Source.id, Source.title, Source.kind, Source.lineage, Source.published_on, Source.supersedes, Source.publisher)
)


def _facts_in(snapshot: Snapshot, *read: tuple[FactsOf, Iterable[SelectedRecord]]) -> list[Fact]:
    """Return the facts in records of several kinds, and those that their sources state a second time."""
    sources = {
        row.id: SourceRef(row.id, row.title, SourceKind(row.kind), *row[3:])
        for row in snapshot.connection.execute(_SOURCES)
    }
    facts = list(with_lineages([fact for kind, records in read for fact in kind.facts(records, sources)]))
    return [*facts, *_second_statements(snapshot, facts)]


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
        first = stated.get((*_record_of(row[2:-_WIDTH]), row.field))
        quantity = quantity_from_columns(*row[-_WIDTH:])
        if first is not None and quantity is not None:
            yield replace(first, evidence=row.id, quantity=quantity)


def _record_of(values: Sequence[Any]) -> tuple[RecordKind, str]:
    """Return kind and id of the record that evidence is of; no id where it is of none that states quantities."""
    for kind, record in zip(_OTHER_KINDS, values, strict=False):
        if record is not None:
            return kind, record
    key = values[len(_OTHER_KINDS) :]
    return RecordKind.TRADE_FLOW, FlowKey(*key).id if key[0] is not None else ""
