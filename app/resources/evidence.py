"""Evidence: the exact words behind every field, who says them, and where they stand."""

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import ColumnElement, and_, or_

from app.models.provenance import Evidence
from app.vocabulary import Attribution, QuoteStatus, RecordKind
from app.vocabulary.flow_key import FlowKey
from app.web.answers import add_item, add_lists
from app.web.questions.filters import actor_meets, is_, satisfies, source_is
from app.web.questions.queries import Filters, Name, RecordId, members_of
from app.web.questions.selection import Resource
from app.web.routes import Route
from app.web.rows.evidence import EVIDENCE as SHAPE
from app.web.rows.evidence import record_condition
from app.web.schemas import EvidenceOut, Page


class EvidenceItem(EvidenceOut):
    """One piece of evidence."""

    release: str
    """Digest of the release that answered."""


class EvidencePage(Page):
    """A page of evidence."""

    items: list[EvidenceOut]
    """The evidence by source, in the order of its text."""


def _stands_behind(record: str) -> ColumnElement[bool]:
    """Select what stands behind a record of any kind; only the ids of trade flows have dots."""
    flow = FlowKey.parse(record)
    if flow is not None:
        return and_(*(getattr(Evidence, f"trade_flow_{part}") == value for part, value in flow._asdict().items()))
    others = [record_condition(kind) for kind in RecordKind if kind is not RecordKind.TRADE_FLOW]
    return or_(*(column == record for column in others))


def _states(member: str) -> ColumnElement[bool]:
    """Select what states a field, or for a list any entry of it or a part of one."""
    entries = (Evidence.field.startswith(f"{member}{mark}", autoescape=True) for mark in "[.")
    return or_(Evidence.field == member, *entries)


class EvidenceFilters(Filters):
    """Filters of evidence."""

    source: Annotated[Name | None, source_is(Evidence.source), Field(examples=["timesca-565m"])] = None
    """The id of the source."""
    record: Annotated[RecordId | None, satisfies(_stands_behind), Field(examples=["ma-xingrui"])] = None
    """The id of the record that the words stand behind, of any kind; dotted for a trade flow."""
    record_kind: Annotated[
        RecordKind | None,
        satisfies(lambda kind: record_condition(kind).is_not(None)),
        Field(examples=["trade_flow"]),
    ] = None
    """The kind of record that the words stand behind."""
    field: Annotated[Name | None, satisfies(_states), Field(examples=["primary_value"])] = None
    """The field that the words state; `roles` finds `roles[0]` too."""
    speaker: Annotated[
        Name | None, actor_meets(lambda actor: Evidence.speaker == actor), Field(examples=["Serik Zhumangarin"])
    ] = None
    """Speaker: id, name or alias."""
    attribution: Annotated[Attribution | None, is_(Evidence.attribution), Field(examples=["quoted"])] = None
    """How the source attributes the words."""
    quote_status: Annotated[QuoteStatus | None, is_(Evidence.quote_status), Field(examples=["held"])] = None
    """Whether the exact words are held."""
    fields: Annotated[str | None, members_of(EvidenceOut, "id", "record", "quote")] = None
    """Members to show, separated by commas; all of them by default."""


EVIDENCE: Final = Resource(
    name="evidence",
    model=Evidence,
    shape=SHAPE,
    identity=(Evidence.id,),
    identify=lambda record: (record,),
    order=(Evidence.source, Evidence.position, Evidence.id),
    order_types=(str, int, str),
)
ROUTER: Final = APIRouter(tags=["evidence"], route_class=Route)

add_lists(
    ROUTER,
    EVIDENCE,
    EvidenceFilters,
    EvidencePage,
    "List the words behind the fields of all records, by source, in the order of its text.",
)
add_item(
    ROUTER,
    EVIDENCE,
    EvidenceItem,
    "evidence",
    "Return one piece of evidence.",
)
