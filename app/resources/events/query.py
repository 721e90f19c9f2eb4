"""What may be asked about events, and which rows that selects."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field
from sqlalchemy import func, or_

from app.models.facts import Event, EventParticipant, EventRemark
from app.resources.events.shape import EventOut
from app.vocabulary import EventKind
from app.web.questions.filters import (
    Condition,
    actor_meets,
    area_within,
    holds,
    is_,
    lasts_to,
    lists,
    lists_any,
    on_or_before,
    source_is,
    text_in,
)
from app.web.questions.queries import Date, Filters, Name, RecordId, Words, members_of
from app.web.rows.parties import belongs_to


def _touches(codes: Sequence[str]) -> Condition:
    """Tell whether an event took place in one of the areas, or somebody of one took part."""
    takes_part = or_(
        EventParticipant.side.in_(codes),
        lists_any(EventParticipant.areas, codes),
        belongs_to(EventParticipant.actor, codes),
    )
    return or_(Event.place.in_(codes), holds(EventParticipant.event, Event.id, takes_part))


def _has(actor: str) -> Condition:
    """Tell whether somebody took part in an event, or spoke there."""
    return or_(
        holds(EventParticipant.event, Event.id, EventParticipant.actor == actor),
        holds(EventRemark.event, Event.id, EventRemark.speaker == actor),
    )


class EventFilters(Filters):
    """What narrows events."""

    date_from: Annotated[
        Date | None, lasts_to(func.coalesce(Event.ends_on, Event.starts_on)), Field(examples=["2023-03-01"])
    ] = None
    """Events that last to this day, month or year or beyond; one without a known end counts by its start."""
    date_to: Annotated[
        Date | None, on_or_before(func.coalesce(Event.starts_on, Event.ends_on)), Field(examples=["2023-12"])
    ] = None
    """Events that start by this day, or within this month or year; one without a known start counts by its end."""
    area: Annotated[Name | None, area_within(_touches), Field(examples=["Xinjiang"])] = None
    """An area where it took place or that took part, or one with the place or a participant inside it."""
    actor: Annotated[Name | None, actor_meets(_has), Field(examples=["serik-zhumangarin"])] = None
    """A person or organisation that took part or spoke: id, name or alias."""
    kind: Annotated[EventKind | None, is_(Event.kind), Field(examples=["forum"])] = None
    """What it is."""
    series: Annotated[RecordId | None, is_(Event.series), Field(examples=["kz-cn-friendly-dialogue"])] = None
    """The series that it belongs to."""
    sector: Annotated[Name | None, lists(Event.sectors), Field(examples=["mining"])] = None
    """A sector of the economy, as the source names it; `q` finds parts of its name."""
    part_of: Annotated[RecordId | None, is_(Event.part_of), Field(examples=["ma-xingrui-visit-kazakhstan-2023"])] = None
    """The id of the event that it was part of."""
    source: Annotated[Name | None, source_is(Event.source), Field(examples=["timesca-565m"])] = None
    """The id of the source."""
    q: Annotated[Words | None, text_in(Event.search), Field(examples=["dialogue"])] = None
    """Words in the name, the topics, the sectors, the participants, the remarks or the note."""
    fields: Annotated[str | None, members_of(EventOut, "id", "sentence", "participants")] = None
    """Members to show, separated by commas; all without it."""
