"""How records become facts: what each of their quantities measures, and on which basis."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import FromClause, and_, func, select, true

from app.models import quantity_columns
from app.reasoning import Basis, Fact, SourceRef, Subject
from app.resources.agreements import AGREEMENTS
from app.resources.indicators import INDICATORS
from app.resources.plans import PLANS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.pairs import AGREEMENTS_OF_PAIR, INDICATORS_OF_PAIR, PLANS_OF_PAIR, PROSE, TRADE_FLOWS_OF_PAIR
from app.views.records import LINE, RecordReader, SelectedRecord
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns
from app.vocabulary.measures import BasisKind, Flow, Valuation
from app.vocabulary.period import FlowKey
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import RecordKind
from app.vocabulary.words import DOCUMENTS, ITEMS, NET_WEIGHT, QUANTITY, TRADE, VALUE, Measure, is_currency
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.filters import Clause
from app.web.rows.cells import Row

_OWN: Final = ("id", "source", "same_as")
_ON_A_BASIS: Final = ("period", "growth_base_period", "compiled_by", "compiler", "basis_kind")
_KEY: Final = len(FlowKey._fields)
_WIDTH: Final = len(QUANTITY_PARTS)  # the columns of a quantity
_UNIT: Final = QUANTITY_PARTS.index("_unit")


@dataclass(frozen=True)
class FactsOf:
    """How records of one kind become facts: what each of their quantities measures, and the columns this takes.

    `change` is the quantity that states a change; all others are levels. `members` are what answers show of the records
    beside facts; records that state no quantity are read too.
    """

    kind: RecordKind
    resource: Resource
    of_pair: Clause
    measures: Mapping[str, Measure]
    columns: Sequence[str]
    change: str | None = None
    members: Sequence[str] = ("sentence", "proof")

    def reader(self, *narrower: Clause, source: FromClause | None = None) -> RecordReader:
        """Build the reader of the records; without a pair, of all that dossiers state."""
        columns = self.resource.model.__table__.c
        quantities = [column for name in self.measures for column in quantity_columns(self.resource.model, name)]
        # A row of nulls is a source or a good without records. Were it plain that this drops them, SQLite would make an
        # inner join of the outer one, and start from the other end.
        is_read = func.coalesce(columns.source, "") != ""
        return RecordReader(
            resource=self.resource,
            of_pair=true() if source is not None else self.of_pair,
            of_all=columns.source.in_(select(PROSE.c.id)),
            where=and_(is_read, *narrower),
            members=self.members,
            beside=(*(columns[name] for name in self.columns), *quantities),
            source=source,
        )

    def facts(
        self, records: Iterable[SelectedRecord], sources: Mapping[str, SourceRef], unstated: Quantity | None = None
    ) -> Iterator[Fact]:
        """Yield a fact for each quantity of the records; `unstated` is that of a record which states none."""
        for record in records:
            values = dict(zip(self.columns, beside := record.beside, strict=False))
            key = flow_key(record).id if self.kind is RecordKind.TRADE_FLOW else values["id"]
            source, units = sources[values["source"]], beside[len(self.columns) + _UNIT :: _WIDTH]
            currency = next(filter(is_currency, units), None)
            for place, (field, measure) in enumerate(self.measures.items()):
                start = len(self.columns) + place * _WIDTH
                quantity = quantity_from_columns(*beside[start : start + _WIDTH])
                if unstated and place == 0 and not any(beside[len(self.columns) :]):
                    quantity = unstated
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
                        basis=_basis(values, quantity.unit, currency if field == self.change else None),
                        source=source,
                        quantity=quantity,
                        same_as=values["same_as"],
                        part_of=values.get("part_of"),
                        evidence=None,
                        as_of=values.get("as_of") or values.get("signed_on") or values.get("due"),
                    )

    def _subject(self, values: Row, measure: Measure, catalogue: Catalogue) -> Subject:
        """Return what a quantity measures; of an agreement or a plan that of its group (`same_as`), at its event."""
        match self.kind:
            case RecordKind.TRADE_FLOW:
                flow = Flow(values["flow"])
                return Subject(measure, values["reporter"], values["partner"], flow, values["commodity"], None)
            case RecordKind.INDICATOR:
                area, mode, scope = values["area"], values["mode"], values["scope"]
                country, about = area and catalogue.country_of(area), "/".join(filter(None, (mode, scope))) or None
                measure = catalogue.words.measures[values["measure"]]
                return Subject(measure, area, values["counterpart"], None, None, about, country, mode, scope)
        return Subject(measure, None, None, None, None, values["same_as"] or values["id"], scope=values["event"])


def _basis(values: Row, unit: str, currency: str | None) -> Basis:
    """Return the basis of a quantity; the currency of a change in per cent or times is that of the level it changes."""
    of_record = map(values.get, ("compiled_by", "compiler", "basis_kind", "valuation"))
    return _basis_of(*of_record, unit if is_currency(unit) else currency)


@lru_cache(1_000)  # few are told apart, and each is made for many facts
def _basis_of(
    compiled_by: str | None, compiler: str | None, kind: str | None, valuation: str | None, currency: str | None
) -> Basis:
    terms = BasisKind(kind) if kind else None, Valuation(valuation) if valuation else None
    return Basis(compiled_by, compiler, *terms, currency)


def flow_key(record: SelectedRecord) -> FlowKey:
    """Return the key of a trade flow that was read."""
    return FlowKey(*record.beside[:_KEY])


TRADE_FACTS: Final = FactsOf(
    RecordKind.TRADE_FLOW,
    TRADE_FLOWS,
    TRADE_FLOWS_OF_PAIR,
    {"primary_value": TRADE, "net_weight": NET_WEIGHT, "growth": TRADE},
    (*FlowKey._fields, "same_as", *_ON_A_BASIS, "valuation"),
    change="growth",
)
INDICATORS_FACTS: Final = FactsOf(
    RecordKind.INDICATOR,
    INDICATORS,
    INDICATORS_OF_PAIR,
    {"quantity": QUANTITY, "growth": QUANTITY},
    (*_OWN, "measure", "area", "counterpart", "mode", "scope", "as_of", *_ON_A_BASIS),
    change="growth",
)
AGREEMENTS_FACTS: Final = FactsOf(
    RecordKind.AGREEMENT,
    AGREEMENTS,
    AGREEMENTS_OF_PAIR,
    {"document_count": DOCUMENTS, "value": VALUE},
    (*_OWN, "part_of", "event", "signed_on"),
    members=LINE,
)
PLANS_FACTS: Final = FactsOf(
    RecordKind.PLAN,
    PLANS,
    PLANS_OF_PAIR,
    {"item_count": ITEMS, "value": VALUE, "quantity": QUANTITY},
    (*_OWN, "part_of", "event", "due"),
    members=(*LINE, "standing", "announced_on", "due"),
)
