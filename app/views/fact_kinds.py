"""How records that state quantities become facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import FromClause, and_, or_, select

from app.models.provenance import Source
from app.reasoning import UNKNOWN_BASIS, Basis, Fact, SourceRef, Subject
from app.resources.agreements import AGREEMENTS
from app.resources.indicators import INDICATORS
from app.resources.plans import PLANS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.records import RecordReader, SelectedRecord
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns
from app.vocabulary.measures import BasisKind, Flow, Valuation
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import RecordKind, SourceKind
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.filters import Clause
from app.web.rows.cells import Row

_BASIS: Final = ("compiled_by", "compiler", "basis_kind")
_KEY: Final = len(FlowKey._fields)
WIDTH: Final = len(QUANTITY_PARTS)
"""How many columns a quantity has."""


@dataclass(frozen=True)
class FactsOf:
    """How records of one kind become facts: what each of their quantities measures, and the columns this takes."""

    kind: RecordKind
    resource: Resource
    measures: Mapping[str, str]
    columns: Sequence[str]
    change: str | None = None
    """The quantity that states a change; all others are levels."""

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

    def facts(self, records: Iterable[SelectedRecord], sources: Mapping[str, SourceRef]) -> Iterator[Fact]:
        """Yield a fact for each quantity of the records."""
        for record in records:
            beside = record.beside
            values = dict(zip(self.columns, beside, strict=False))
            key = FlowKey(*beside[:_KEY]).id if self.kind is RecordKind.TRADE_FLOW else values["id"]
            basis, source = _basis(values), sources[values["source"]]
            for place, (field, measure) in enumerate(self.measures.items()):
                start = len(self.columns) + place * WIDTH
                quantity = quantity_from_columns(*beside[start : start + WIDTH])
                if quantity is not None:
                    yield Fact(
                        kind=self.kind,
                        record=key,
                        url=f"{self.resource.path}/{key}",
                        field=field,
                        told=record,
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


TRADE_FACTS: Final = FactsOf(
    RecordKind.TRADE_FLOW,
    TRADE_FLOWS,
    {"primary_value": "trade", "net_weight": "net_weight", "growth": "trade"},
    (*FlowKey._fields, "period", "growth_base_period", "same_as", *_BASIS, "valuation"),
    change="growth",
)
INDICATOR_FACTS: Final = FactsOf(
    RecordKind.INDICATOR,
    INDICATORS,
    {"quantity": "quantity", "growth": "quantity"},
    (
        *("id", "source", "measure", "area", "counterpart", "mode", "scope", "period", "growth_base_period"),
        *("same_as", *_BASIS),
    ),
    change="growth",
)
AGREEMENT_FACTS: Final = FactsOf(
    RecordKind.AGREEMENT,
    AGREEMENTS,
    {"document_count": "documents", "value": "value"},
    ("id", "source", "same_as", "part_of"),
)
PLAN_FACTS: Final = FactsOf(
    RecordKind.PLAN,
    PLANS,
    {"item_count": "items", "value": "value", "quantity": "quantity"},
    ("id", "source", "same_as", "part_of"),
)
