"""Evidence: what stands behind a field, its exact words with their place where these are held, and who says them."""

from operator import eq
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import and_, case, or_

from app.models.provenance import Evidence, record_key
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import Attribution, QuoteStatus, RecordKind
from app.web.answers import routes_of
from app.web.questions import Resource
from app.web.questions.filters import Clause, Compares, Equals, equals, escaped
from app.web.questions.filters.names import ACTOR, source_is
from app.web.questions.queries import Filters, Name, RecordId, SeveralNames
from app.web.rows.related import EVIDENCE_SHAPE as SHAPE

_NO_FLOW: Final = FlowKey("", "", "", -1, "", "", -1)
_KIND: Final = case(*((record_key(kind)[0].is_not(None), kind.value) for kind in RecordKind))


def _stands_behind(record: object, *flow: object) -> Clause:
    """Build the clause that words stand behind a record of any kind."""
    keys = ((record_key(kind), flow if kind is RecordKind.TRADE_FLOW else (record,)) for kind in RecordKind)
    return or_(*(and_(*map(eq, columns, key)) for columns, key in keys))


def _record_or_flow(record: str) -> tuple[object, ...]:
    """Return an id, and the parts of the key of a trade flow where it is one."""
    return (record, *(FlowKey.parse(record) or _NO_FLOW))


def _states(member: object, *parts: object) -> Clause:
    """Build the clause that words state a field, or for a list any entry of it or a part of one."""
    return or_(Evidence.field == member, *(Evidence.field.like(part, escape="/") for part in parts))


def _field_or_part(member: str) -> tuple[str, ...]:
    """Return the name of a field, and the patterns of its entries and parts."""
    return (member, *(f"{escaped(member)}{mark}%" for mark in "[."))


class EvidenceFilters(Filters):
    """Filters of evidence."""

    source: Annotated[SeveralNames | None, source_is(Evidence.source), Field(examples=["timesca-565m"])] = None
    """The id of the source; commas mean or."""
    record: Annotated[
        RecordId | None, Compares(compare=_stands_behind, bind=_record_or_flow), Field(examples=["ma-xingrui"])
    ] = None
    """The id of the record that the words stand behind, of any kind; dotted for a trade flow."""
    record_kind: Annotated[RecordKind | None, equals(_KIND), Field(examples=["trade_flow"])] = None
    """The kind of record that the words stand behind."""
    field: Annotated[Name | None, Compares(compare=_states, bind=_field_or_part), Field(examples=["primary_value"])] = (
        None
    )
    """The field that the words state; `roles` finds `roles[0]` too."""
    speaker: Annotated[
        Name | None, Equals(column=Evidence.speaker, naming=ACTOR), Field(examples=["Serik Zhumangarin"])
    ] = None
    """Speaker: id, name or alias."""
    attribution: Annotated[Attribution | None, equals(Evidence.attribution), Field(examples=["quoted"])] = None
    """How the source attributes the words."""
    quote_status: Annotated[QuoteStatus | None, equals(Evidence.quote_status), Field(examples=["held"])] = None
    """Whether the exact words are held."""


EVIDENCE: Final = Resource(
    name="evidence", model=Evidence, shape=SHAPE, order=(Evidence.source, Evidence.position, Evidence.id)
)
ROUTER: Final = routes_of(
    EVIDENCE,
    EvidenceFilters,
    record="evidence",
    about_list="List what stands behind the fields of all records, by source, its words in the order of the text.",
    about_item="Return one piece of evidence.",
)
