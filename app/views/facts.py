"""Facts read for reasoning: only what can bear on the question, by a constant number of statements."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any, Final

from sqlalchemy import FromClause, and_, bindparam, func, or_, select, true

from app.models import Byteorder
from app.models.facts import Indicator, TradeFlow
from app.reasoning import UNKNOWN_BASIS, Basis, Fact, SourceRef, Subject
from app.resources.agreements import AGREEMENTS
from app.resources.indicators import INDICATORS
from app.resources.plans import PLANS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.pairs import (
    AGREEMENTS_OF_PAIR,
    BULK_OF_PAIR,
    INDICATORS_OF_EITHER,
    INDICATORS_OF_PAIR,
    PLANS_OF_PAIR,
    PROSE,
    PROSE_OF_PAIR,
    PROSE_OF_PLACES,
    TRADE_FLOWS_OF_PAIR,
    Pair,
)
from app.views.records import LINE, RecordReader, SelectedRecord, second_statements, with_lineages
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns
from app.vocabulary.measures import BasisKind, Flow, Valuation
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import ALL_GOODS, RecordKind
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.filters import Clause
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_OWN: Final = ("id", "source", "same_as")
_ON_A_BASIS: Final = ("period", "growth_base_period", "compiled_by", "compiler", "basis_kind")
_KEY: Final = len(FlowKey._fields)
_WIDTH: Final = len(QUANTITY_PARTS)  # the columns of a quantity


@dataclass(frozen=True)
class FactsOf:
    """How records of one kind become facts: what each of their quantities measures, and the columns this takes.

    `change` is the quantity that states a change; all others are levels. `members` are what answers show of the records
    beside facts: where their ids are shown, records that state no quantity are read too.
    """

    kind: RecordKind
    resource: Resource
    of_pair: Clause
    measures: Mapping[str, str]
    columns: Sequence[str]
    change: str | None = None
    members: Sequence[str] = ("sentence", "proof")

    def reader(self, *narrower: Clause, source: FromClause | None = None) -> RecordReader:
        """Build the reader of the records; without a pair, of all that dossiers state."""
        model: Any = self.resource.model
        quantities = [getattr(model, name + part) for name in self.measures for part in QUANTITY_PARTS]
        states_one = or_(*(getattr(model, f"{name}_unit").is_not(None) for name in self.measures))
        # A row of nulls is a source or a good without records. Were it plain that this drops them, SQLite would make an
        # inner join of the outer one, and start from the other end.
        is_read = func.coalesce(model.source, "") != "" if "id" in self.members else states_one
        return RecordReader(
            resource=self.resource,
            of_pair=true() if source is not None else self.of_pair,
            of_all=model.source.in_(select(PROSE.c.id)),
            where=and_(is_read, *narrower),
            members=self.members,
            beside=(*(getattr(model, name) for name in self.columns), *quantities),
            source=source,
        )

    def facts(self, records: Iterable[SelectedRecord], sources: Mapping[str, SourceRef]) -> Iterator[Fact]:
        """Yield a fact for each quantity of the records."""
        for record in records:
            values = dict(zip(self.columns, beside := record.beside, strict=False))
            key = flow_key(record).id if self.kind is RecordKind.TRADE_FLOW else values["id"]
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
                        as_of=values.get("as_of"),
                    )

    def _subject(self, values: Row, measure: str, catalogue: Catalogue) -> Subject:
        """Return what a quantity measures; that of an agreement or a plan is of the group that `same_as` joins."""
        match self.kind:
            case RecordKind.TRADE_FLOW:
                flow = Flow(values["flow"])
                return Subject(measure, values["reporter"], values["partner"], flow, values["commodity"], None)
            case RecordKind.INDICATOR:
                area, mode, scope = values["area"], values["mode"], values["scope"]
                country, about = area and catalogue.country_of(area), "/".join(filter(None, (mode, scope))) or None
                return Subject(values["measure"], area, values["counterpart"], None, None, about, country, mode, scope)
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
    members=LINE,
)
_INDICATORS: Final = FactsOf(
    RecordKind.INDICATOR,
    INDICATORS,
    INDICATORS_OF_PAIR,
    {"quantity": "quantity", "growth": "quantity"},
    (*_OWN, "measure", "area", "counterpart", "mode", "scope", "as_of", *_ON_A_BASIS),
    change="growth",
)
_AGREEMENTS: Final = FactsOf(
    RecordKind.AGREEMENT,
    AGREEMENTS,
    AGREEMENTS_OF_PAIR,
    {"document_count": "documents", "value": "value"},
    (*_OWN, "part_of"),
    members=LINE,
)
_PLANS: Final = FactsOf(
    RecordKind.PLAN,
    PLANS,
    PLANS_OF_PAIR,
    {"item_count": "items", "value": "value", "quantity": "quantity"},
    (*_OWN, "part_of"),
    members=(*LINE, "standing"),
)

_IN_GOODS: Final = TradeFlow.commodity.in_(bindparam("goods", type_=Byteorder, expanding=True))
_OF_MEASURES: Final = Indicator.measure.in_(bindparam("measures", type_=Byteorder, expanding=True))

_PROSE_ON_TRADE: Final = _TRADE.reader(source=PROSE_OF_PAIR)
_BULK_ON_TRADE: Final = _TRADE.reader(source=BULK_OF_PAIR)
_TRADE_IN_GOODS: Final = _TRADE.reader(_IN_GOODS)
_TRADE_IN_PROSE: Final = _TRADE.reader()
_NARROWED_INDICATORS: Final = replace(_INDICATORS, of_pair=INDICATORS_OF_EITHER).reader(_OF_MEASURES)
_TRADE_OF_PLACES: Final = _TRADE.reader(source=PROSE_OF_PLACES)
_FACTS_OF: Final = {one.kind: one for one in (_TRADE, _INDICATORS, _AGREEMENTS, _PLANS)}
_OTHERS: Final = {one.kind: one.reader() for one in (_INDICATORS, _AGREEMENTS, _PLANS)}

Records = Mapping[RecordKind, Sequence[SelectedRecord]]
"""Records by their kind."""


def read_records(snapshot: Snapshot, pair: Pair | None, goods: Collection[str] = ()) -> Records:
    """Read the records about a pair, or all that dossiers state.

    Statistics in bulk are read for a named pair only: of all goods together, of those that prose states about the pair,
    and of `goods`.
    """
    trade = _trade_of(snapshot, pair, goods) if pair else _TRADE_IN_PROSE.records(snapshot, None)
    others = {kind: reader.records(snapshot, pair) for kind, reader in _OTHERS.items()}
    return {RecordKind.TRADE_FLOW: trade, **others}


def read_facts(snapshot: Snapshot, pair: Pair | None, goods: Collection[str] = ()) -> list[Fact]:
    """Read the facts in these records; sorted by kind and record."""
    return facts_in(snapshot, read_records(snapshot, pair, goods))


def read_trade_of_places(snapshot: Snapshot, pair: Pair) -> list[SelectedRecord]:
    """Read what prose states on the trade of places inside one area of a pair with the other."""
    return _TRADE_OF_PLACES.records(snapshot, pair)


def read_trade(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> list[Fact]:
    """Read the facts on the trade of a pair in some goods, from all sources."""
    records = _TRADE_IN_GOODS.records(snapshot, pair, {"goods": sorted(goods)})
    return facts_in(snapshot, {RecordKind.TRADE_FLOW: records})


def read_trade_with_parts(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> list[Fact]:
    """Read the facts on the trade of a pair in some goods; of prose, on that in all others and of their places, too."""
    records = [record for reader in (_PROSE_ON_TRADE, _TRADE_OF_PLACES) for record in reader.records(snapshot, pair)]
    if snapshot.catalogue.bulk:
        records += _BULK_ON_TRADE.records(snapshot, pair, {"goods": sorted(goods)})
    return facts_in(snapshot, {RecordKind.TRADE_FLOW: records})


def read_indicators(snapshot: Snapshot, pair: Pair | None, measures: Collection[str]) -> list[Fact]:
    """Read the facts on some measures of a pair, or of all areas."""
    records = _NARROWED_INDICATORS.records(snapshot, pair, {"measures": sorted(measures)})
    return facts_in(snapshot, {RecordKind.INDICATOR: records})


def _trade_of(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> list[SelectedRecord]:
    """Read what prose states, and statistics in bulk on its goods, on all goods and on those named; in key order."""
    prose = _PROSE_ON_TRADE.records(snapshot, pair)
    named = sorted({ALL_GOODS, *goods, *(flow_key(record).commodity for record in prose)})
    return list(merge(prose, _BULK_ON_TRADE.records(snapshot, pair, {"goods": named}), key=flow_key))


def flow_key(record: SelectedRecord) -> FlowKey:
    """Return the key of a trade flow that was read."""
    return FlowKey(*record.beside[:_KEY])


def facts_in(snapshot: Snapshot, records: Records) -> list[Fact]:
    """Return the facts in records of several kinds, and those that their sources state a second time."""
    sources = snapshot.catalogue.source_refs
    stated = [fact for kind, of_kind in records.items() for fact in _FACTS_OF[kind].facts(of_kind, sources)]
    facts = list(with_lineages(stated))
    return [*facts, *second_statements(snapshot, facts)]
