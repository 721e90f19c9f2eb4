"""The facts of a release, read for reasoning: a constant number of statements, whatever they find."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from sqlalchemy import or_, select

from app.models.base import QUANTITY_PARTS, Base, quantity_from_columns
from app.models.facts import Agreement, Indicator, Plan, TradeFlow
from app.models.provenance import Evidence, Source
from app.reasoning.facts import Basis, Fact, Subject, Witness
from app.resources.agreements import AGREEMENTS
from app.resources.indicators import INDICATORS
from app.resources.plans.shape import PLANS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.pairs import (
    AGREEMENTS_OF_PAIR,
    INDICATORS_OF_PAIR,
    PLANS_OF_PAIR,
    TRADE_FLOWS_OF_PAIR,
    Condition,
    Pair,
)
from app.views.reading import Reading
from app.vocabulary import BasisKind, CommodityLevel, Flow, RecordKind, SourceKind, Valuation
from app.vocabulary.flow_key import FlowKey
from app.web.evidence import record_condition
from app.web.selecting import Resource
from app.web.snapshot import Snapshot

Values = Mapping[str, Any]
_ALL_GOODS: Final = CommodityLevel.TOTAL.upper()
_NO_BASIS: Final = Basis(None, None, None, None)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How records of one kind become facts: their quantities, what these measure, and the columns this takes."""

    kind: RecordKind
    resource: Resource
    model: type[Base]
    quantities: Mapping[str, str]
    columns: Sequence[str]
    subject: Callable[[Values, str], Subject]
    of_pair: Condition
    has_basis: bool


def _flow_subject(values: Values, measure: str) -> Subject:
    flow = Flow(values["flow"])
    return Subject(measure, values["reporter"], values["partner"], flow, values["commodity"], None)


def _indicator_subject(values: Values, _: str) -> Subject:
    about = "/".join(filter(None, (values["mode"], values["scope"]))) or None
    return Subject(values["measure"], values["area"], values["counterpart"], None, None, about, values["within"])


def _group_subject(values: Values, measure: str) -> Subject:
    return Subject(measure, None, None, None, None, values["same_as"] or values["id"])


_BASIS: Final = ("compiled_by", "compiler", "basis_kind")
_KINDS: Final = (
    _Kind(
        RecordKind.TRADE_FLOW,
        TRADE_FLOWS,
        TradeFlow,
        {"primary_value": "trade", "net_weight": "net_weight", "growth": "trade"},
        (*FlowKey._fields, "period", "growth_base_period", "same_as", *_BASIS, "valuation"),
        _flow_subject,
        TRADE_FLOWS_OF_PAIR,
        has_basis=True,
    ),
    _Kind(
        RecordKind.INDICATOR,
        INDICATORS,
        Indicator,
        {"quantity": "quantity", "growth": "quantity"},
        (
            *("id", "source", "measure", "area", "counterpart", "mode", "scope", "period", "growth_base_period"),
            *("same_as", *_BASIS),
        ),
        _indicator_subject,
        INDICATORS_OF_PAIR,
        has_basis=True,
    ),
    _Kind(
        RecordKind.AGREEMENT,
        AGREEMENTS,
        Agreement,
        {"document_count": "documents", "value": "value"},
        ("id", "source", "same_as", "part_of"),
        _group_subject,
        AGREEMENTS_OF_PAIR,
        has_basis=False,
    ),
    _Kind(
        RecordKind.PLAN,
        PLANS,
        Plan,
        {"item_count": "items", "value": "value", "quantity": "quantity"},
        ("id", "source", "same_as", "part_of"),
        _group_subject,
        PLANS_OF_PAIR,
        has_basis=False,
    ),
)


def read_facts(snapshot: Snapshot, pair: Pair | None, *, bulk_goods: bool = True) -> list[Fact]:
    """Read the facts about a pair, or those of all sources but datasets; sorted by kind and record.

    Statistics in bulk are read for a named pair only, and without `bulk_goods` no further than its totals. One
    statement for the sources, one a kind, one for evidence that states a quantity of its own.
    """
    witnesses = read_witnesses(snapshot)
    facts = [fact for kind in _KINDS for fact in _facts_of(snapshot, kind, pair, witnesses, bulk_goods=bulk_goods)]
    return facts + list(_second_statements(snapshot, facts))


_WITNESSES: Final = select(Source.id, Source.title, Source.kind, Source.origin, Source.published_on, Source.supersedes)


def read_witnesses(snapshot: Snapshot) -> dict[str, Witness]:
    """Read every source as a witness, by its id."""
    return {
        row.id: Witness(row.id, row.title, SourceKind(row.kind), row.origin, row.published_on, row.supersedes)
        for row in snapshot.connection.execute(_WITNESSES)
    }


_BULK: Final = select(Source.id).where(Source.kind == SourceKind.DATASET)


@cache
def _reading(kind: RecordKind, *, bulk_goods: bool) -> tuple[Reading, int]:
    """Give how a kind is read, made once, and at which of the columns beside its records the quantities start."""
    found = next(each for each in _KINDS if each.kind is kind)
    raw = [getattr(found.model, name) for name in found.columns]
    parts = [getattr(found.model, name + part) for name in found.quantities for part in QUANTITY_PARTS]
    stated = or_(*(getattr(found.model, f"{name}_unit").is_not(None) for name in found.quantities))
    is_prose = found.model.__table__.c.source.not_in(_BULK)
    of_pair = found.of_pair
    if not bulk_goods and found.model is TradeFlow:
        of_pair &= or_(TradeFlow.commodity == _ALL_GOODS, is_prose)
    reading = Reading(resource=found.resource, of_pair=of_pair, of_all=is_prose, where=stated, beside=(*raw, *parts))
    return reading, len(raw)


def _facts_of(
    snapshot: Snapshot, kind: _Kind, pair: Pair | None, witnesses: Mapping[str, Witness], *, bulk_goods: bool
) -> Iterator[Fact]:
    """Read the records of one kind, and take them apart."""
    reading, raw = _reading(kind.kind, bulk_goods=bulk_goods)
    for record, beside in reading.rows(snapshot, pair):
        values = dict(zip(kind.columns, beside[:raw], strict=True))
        values["within"] = values.get("area") and snapshot.catalogue.country_of(values["area"])
        yield from _take_apart(kind, record, values, beside[raw:], witnesses)


def _take_apart(
    kind: _Kind, record: Values, values: Values, parts: Sequence[Any], witnesses: Mapping[str, Witness]
) -> Iterator[Fact]:
    width = len(QUANTITY_PARTS)
    for index, (field, measure) in enumerate(kind.quantities.items()):
        quantity = quantity_from_columns(*parts[index * width : (index + 1) * width])
        if quantity is not None:
            yield Fact(
                kind=kind.kind,
                record=record["id"],
                url=record["url"],
                field=field,
                sentence=record["sentence"],
                subject=kind.subject(values, measure),
                period=values.get("period"),
                is_change=field == "growth",
                base_period=values.get("growth_base_period"),
                basis=_basis(values) if kind.has_basis else _NO_BASIS,
                witness=witnesses[values["source"]],
                quantity=quantity,
                same_as=values["same_as"],
                part_of=values.get("part_of"),
                evidence=None,
            )


def _basis(values: Values) -> Basis:
    valuation = values.get("valuation")
    return Basis(
        values["compiled_by"],
        values["compiler"],
        BasisKind(values["basis_kind"]),
        None if valuation is None else Valuation(valuation),
    )


_SECOND: Final = (
    select(
        Evidence.id,
        Evidence.field,
        *(record_condition(kind.kind) for kind in _KINDS[1:]),
        *(getattr(Evidence, f"trade_flow_{part}") for part in FlowKey._fields),
        *(getattr(Evidence, f"quantity{part}") for part in QUANTITY_PARTS),
    )
    .where(Evidence.__table__.c.quantity_unit.is_not(None))
    .order_by(Evidence.id)
)


def _second_statements(snapshot: Snapshot, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Read what sources say a second time in other terms, such as a headline, as facts of their own."""
    stated = {(fact.kind, fact.record, fact.field): fact for fact in facts}
    for row in snapshot.connection.execute(_SECOND):
        first = stated.get((*_record_of(row[2:]), row[1]))
        quantity = quantity_from_columns(*row[-len(QUANTITY_PARTS) :])
        if first is not None and quantity is not None:
            yield replace(first, evidence=row[0], quantity=quantity)


def _record_of(values: Sequence[Any]) -> tuple[RecordKind, str]:
    others = len(_KINDS) - 1
    for kind, record in zip(_KINDS[1:], values[:others], strict=True):
        if record is not None:
            return kind.kind, record
    key = values[others : others + len(FlowKey._fields)]
    return RecordKind.TRADE_FLOW, FlowKey(*key).id if key[0] is not None else ""
