"""Evidence as every item shows it: the words, where they stand, who says them, and the record behind them."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, select

from app.models.facts import Outcome
from app.models.provenance import Evidence
from app.vocabulary import RecordKind
from app.vocabulary.flow_key import FlowKey
from app.web.questions.selection import Relation
from app.web.rows import Cell, Column, actor_of, shape_of, source_of, url_under, value_of
from app.web.schemas import EvidenceOut

_FLOW: Final[tuple[Column, ...]] = tuple(getattr(Evidence, f"trade_flow_{part}") for part in FlowKey._fields)
_OWN: Final[dict[RecordKind, tuple[Column, str]]] = {
    RecordKind.EVENT: (Evidence.event, "events"),
    RecordKind.AGREEMENT: (Evidence.agreement, "agreements"),
    RecordKind.INDICATOR: (Evidence.indicator, "indicators"),
    RecordKind.PLAN: (Evidence.plan, "plans"),
    RecordKind.ACTOR: (Evidence.actor, "actors"),
}
_PLAN_OF_OUTCOME: Final = select(Outcome.plan).where(Outcome.id == Evidence.outcome).scalar_subquery()


def _record(_: Any, *values: Any) -> dict[str, Any]:
    """Give the link to the one record that is set; an outcome is served with its plan."""
    key, (outcome, plan), others = values[: len(_FLOW)], values[len(_FLOW) : len(_FLOW) + 2], values[len(_FLOW) + 2 :]
    if key[0] is not None:
        flow = FlowKey(*key).id
        return _link(RecordKind.TRADE_FLOW, flow, f"/v1/trade-flows/{flow}")
    if outcome is not None:
        return _link(RecordKind.OUTCOME, outcome, f"/v1/plans/{plan}")
    for (kind, (_column, collection)), record in zip(_OWN.items(), others, strict=True):
        if record is not None:
            return _link(kind, record, f"/v1/{collection}/{record}")
    raise ValueError("evidence without a record")


def _link(kind: RecordKind, record: str, url: str) -> dict[str, Any]:
    return {"kind": kind, "id": record, "url": url}


EVIDENCE: Final = shape_of(
    EvidenceOut,
    Evidence,
    url=url_under("evidence"),
    source=source_of(Evidence.source),
    speaker=actor_of(Evidence.speaker),
    record=Cell((*_FLOW, Evidence.outcome, _PLAN_OF_OUTCOME, *(column for column, _ in _OWN.values())), _record),
    start=value_of(Evidence.quote_start),
    end=value_of(Evidence.quote_end),
)


def evidence_of(*columns: Column) -> Relation:
    """Give the relation from a record to its evidence; `columns` hold the record's key in the table of evidence."""
    return evidence_where(lambda key: and_(*(column == part for column, part in zip(columns, key, strict=True))))


def evidence_where(own: Callable[[Sequence[Any]], ColumnElement[bool]]) -> Relation:
    """Give the relation from a record to the evidence that meets a condition on the record's key."""

    def statement(key: Sequence[Any], wanted: Sequence[Column]) -> Select[Any]:
        return select(*wanted).where(own(key)).order_by(Evidence.position, Evidence.id)

    return Relation(EVIDENCE, statement)


def evidence_of_flow() -> Relation:
    """Give the relation from a trade flow to its evidence."""
    return evidence_of(*_FLOW)


def record_condition(kind: RecordKind) -> Column:
    """Give the column that is set when evidence is of this kind of record."""
    columns: dict[RecordKind, Column] = {kind: column for kind, (column, _) in _OWN.items()}
    return {RecordKind.TRADE_FLOW: _FLOW[0], RecordKind.OUTCOME: Evidence.outcome, **columns}[kind]
