"""The facts of a release, read for reasoning: a constant number of statements, whatever they find."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from app.models.base import QUANTITY_PARTS, quantity_from_columns
from app.models.facts import TradeFlow
from app.models.provenance import Evidence, Source
from app.reasoning.facts import Basis, Fact, Witness
from app.views.facts.kinds import KINDS, Kind, Values
from app.views.facts.records import PROSE_OF_PAIR, reading, trade_of
from app.views.pairs import Pair
from app.vocabulary import WORLD, BasisKind, RecordKind, SourceKind, Valuation
from app.vocabulary.flow_key import FlowKey
from app.web.rows.evidence import record_condition
from app.web.snapshot import Snapshot

_NO_BASIS: Final = Basis(None, None, None, None)


def read_facts(snapshot: Snapshot, pair: Pair | None, goods: Collection[str] = ()) -> list[Fact]:
    """Read the facts about a pair, or those of all sources but datasets; sorted by kind and record.

    Statistics in bulk are read for a named pair only: of all goods together, of those that prose states about the pair,
    and of `goods`. One statement for the sources, one a kind, one for statistics in bulk, one for evidence that states
    a quantity of its own.
    """
    witnesses = read_witnesses(snapshot)
    facts = [fact for kind in KINDS for fact in _facts_of(snapshot, kind, pair, witnesses, goods)]
    return facts + list(_second_statements(snapshot, facts))


def read_trade_with_world(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> list[Fact]:
    """Read the trade of each of two areas with the World in all goods and in these: the wholes of their shares."""
    witnesses = read_witnesses(snapshot)
    wholes = [Pair.of(one, WORLD, snapshot.catalogue) for one in (pair.first, pair.second)]
    return [fact for each in wholes for fact in _facts_of(snapshot, KINDS[0], each, witnesses, goods)]


_WITNESSES: Final = select(Source.id, Source.title, Source.kind, Source.origin, Source.published_on, Source.supersedes)


def read_witnesses(snapshot: Snapshot) -> dict[str, Witness]:
    """Read every source as a witness, by its id."""
    return {
        row.id: Witness(row.id, row.title, SourceKind(row.kind), row.origin, row.published_on, row.supersedes)
        for row in snapshot.connection.execute(_WITNESSES)
    }


def _facts_of(
    snapshot: Snapshot, kind: Kind, pair: Pair | None, witnesses: Mapping[str, Witness], goods: Collection[str]
) -> Iterator[Fact]:
    """Read the records of one kind, and take them apart."""
    if pair is not None and kind.model is TradeFlow:
        found = trade_of(snapshot, pair, goods)
    else:
        found = reading(kind.kind, kind.of_pair).rows(snapshot, pair)
    width = len(kind.columns)
    for record, beside in found:
        values = dict(zip(kind.columns, beside[:width], strict=True))
        values["within"] = values.get("area") and snapshot.catalogue.country_of(values["area"])
        yield from _take_apart(kind, record, values, beside[width:], witnesses)


def _take_apart(
    kind: Kind, record: Values, values: Values, parts: Sequence[Any], witnesses: Mapping[str, Witness]
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
        *(record_condition(kind.kind) for kind in KINDS[1:]),
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
    others = len(KINDS) - 1
    for kind, record in zip(KINDS[1:], values[:others], strict=True):
        if record is not None:
            return kind.kind, record
    key = values[others : others + len(FlowKey._fields)]
    return RecordKind.TRADE_FLOW, FlowKey(*key).id if key[0] is not None else ""


__all__ = ["PROSE_OF_PAIR", "read_facts", "read_trade_with_world", "read_witnesses"]
