"""How records that state quantities become facts."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import FromClause, and_, or_, select

from app.models.provenance import Source
from app.reasoning.basis import UNKNOWN_BASIS, Basis
from app.reasoning.facts import Fact, SourceRef, Subject
from app.resources.agreements import AGREEMENTS
from app.resources.indicators import INDICATORS
from app.resources.plans import PLANS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.records import RecordReader, SelectedRecord
from app.vocabulary import BasisKind, Flow, RecordKind, SourceKind, Valuation
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns
from app.vocabulary.flow_key import FlowKey
from app.web.questions.filters import Clause
from app.web.questions.selection import Resource
from app.web.rows import Row
from app.web.snapshot import Snapshot

_BASIS: Final = ("compiled_by", "compiler", "basis_kind")
WIDTH: Final = len(QUANTITY_PARTS)


@dataclass(frozen=True)
class FactsOf(ABC):
    """How records of one kind become facts: what each of their quantities measures, and the columns this takes."""

    kind: RecordKind
    resource: Resource
    measures: Mapping[str, str]
    columns: Sequence[str]
    change: str | None = None
    """The quantity that states a change; all others are levels."""

    @abstractmethod
    def subject(self, snapshot: Snapshot, values: Row, measure: str) -> Subject:
        """Return what a quantity of the record measures."""

    def reader(self, of_pair: Clause, *narrower: Clause, source: FromClause | None = None) -> RecordReader:
        """Build the reader of records that state a quantity; without a pair, of all sources but datasets."""
        model: Any = self.resource.model
        quantities = [getattr(model, name + part) for name in self.measures for part in QUANTITY_PARTS]
        states_one = or_(*(getattr(model, f"{name}_unit").is_not(None) for name in self.measures))
        return RecordReader(
            resource=self.resource,
            of_pair=of_pair,
            of_all=model.source.in_(select(Source.id).where(Source.kind != SourceKind.DATASET)),
            where=and_(states_one, *narrower),
            beside=(*(getattr(model, name) for name in self.columns), *quantities),
            source=source,
        )

    def facts(
        self, snapshot: Snapshot, records: Iterable[SelectedRecord], sources: Mapping[str, SourceRef]
    ) -> Iterator[Fact]:
        """Yield a fact for each quantity of the records."""
        for record in records:
            beside = record.beside
            values = dict(zip(self.columns, beside, strict=False))
            key, basis, source = self.key(values), self._basis(values), sources[values["source"]]
            for place, (field, measure) in zip(self._places, self.measures.items(), strict=True):
                quantity = quantity_from_columns(*beside[place : place + WIDTH])
                if quantity is not None:
                    yield Fact(
                        kind=self.kind,
                        record=key,
                        url=f"{self.resource.path}/{key}",
                        field=field,
                        told=record,
                        subject=self.subject(snapshot, values, measure),
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

    def key(self, values: Row) -> str:
        """Return the id of a record."""
        key: str = values["id"]
        return key

    @cached_property
    def _places(self) -> range:
        """Where the columns of each quantity begin."""
        return range(len(self.columns), len(self.columns) + WIDTH * len(self.measures), WIDTH)

    def _basis(self, values: Row) -> Basis:
        if "basis_kind" not in values:
            return UNKNOWN_BASIS
        valuation = values.get("valuation")
        return Basis(
            values["compiled_by"],
            values["compiler"],
            BasisKind(values["basis_kind"]),
            None if valuation is None else Valuation(valuation),
        )


class _TradeFlowFacts(FactsOf):
    """Facts of trade flows."""

    def subject(self, snapshot: Snapshot, values: Row, measure: str) -> Subject:  # noqa: ARG002  # as others take it
        """Return the trade that the quantity measures."""
        flow = Flow(values["flow"])
        return Subject(measure, values["reporter"], values["partner"], flow, values["commodity"], None)

    def key(self, values: Row) -> str:
        """Return the id of a trade flow: its key, dotted."""
        return FlowKey(*(values[part] for part in FlowKey._fields)).id


class _IndicatorFacts(FactsOf):
    """Facts of indicators."""

    def subject(self, snapshot: Snapshot, values: Row, measure: str) -> Subject:  # noqa: ARG002  # it has a measure
        """Return the measure, and the country that its area lies in."""
        about = "/".join(filter(None, (values["mode"], values["scope"]))) or None
        area = values["area"]
        country = area and snapshot.catalogue.country_of(area)
        return Subject(values["measure"], area, values["counterpart"], None, None, about, country)


class _GroupFacts(FactsOf):
    """Facts of agreements and plans, which are about the group of records that `same_as` joins."""

    def subject(self, snapshot: Snapshot, values: Row, measure: str) -> Subject:  # noqa: ARG002  # as others take it
        """Return the group that the quantity is of."""
        return Subject(measure, None, None, None, None, values["same_as"] or values["id"])


TRADE_FACTS: Final = _TradeFlowFacts(
    RecordKind.TRADE_FLOW,
    TRADE_FLOWS,
    {"primary_value": "trade", "net_weight": "net_weight", "growth": "trade"},
    (*FlowKey._fields, "period", "growth_base_period", "same_as", *_BASIS, "valuation"),
    change="growth",
)
INDICATOR_FACTS: Final = _IndicatorFacts(
    RecordKind.INDICATOR,
    INDICATORS,
    {"quantity": "quantity", "growth": "quantity"},
    (
        *("id", "source", "measure", "area", "counterpart", "mode", "scope", "period", "growth_base_period"),
        *("same_as", *_BASIS),
    ),
    change="growth",
)
AGREEMENT_FACTS: Final = _GroupFacts(
    RecordKind.AGREEMENT,
    AGREEMENTS,
    {"document_count": "documents", "value": "value"},
    ("id", "source", "same_as", "part_of"),
)
PLAN_FACTS: Final = _GroupFacts(
    RecordKind.PLAN,
    PLANS,
    {"item_count": "items", "value": "value", "quantity": "quantity"},
    ("id", "source", "same_as", "part_of"),
)
