"""Events: what took place, who took part, and what was said."""

from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import func, or_

from app.models.facts import Agreement, Event, EventParticipant, EventRemark, Plan
from app.reasoning import sentences as wording
from app.vocabulary.terms import RecordKind
from app.vocabulary.words import WordList
from app.web.answers import routes_of
from app.web.questions import Resource
from app.web.questions.filters import Clause, CodeSet, Originals, contains, equals, has_child, text_in
from app.web.questions.filters.bounds import on_or_after, on_or_before
from app.web.questions.filters.names import actor_meets, area_within, has_participant, source_is, word_is
from app.web.questions.queries import BoundedFilters, Certainty, Date, Flag, Name, RecordId, SeveralNames, Words
from app.web.rows import Relation, shape_of
from app.web.rows.cells import NULL, areas_of, sentence_of, word_of
from app.web.rows.related import evidence_of, link_of, links_back
from app.web.schemas import LineOut, Out, QuantityOut, RecordRef, Ref


class ParticipantOut(Out):
    """A person, an organisation or a group that took part; groups may overlap, so their counts do not add up."""

    label: str
    """Participant as the source describes it."""
    actor: RecordRef | None
    """The person or organisation; null for a group."""
    side: Ref | None
    """The area on whose side it took part."""
    areas: list[Ref]
    """Areas that it represents."""
    role: str | None
    """Role at the event."""
    count: QuantityOut | None
    """Number of people or organisations."""
    note: str | None
    """Editor's note."""


class RemarkOut(Out):
    """A remark made at an event."""

    speaker: RecordRef | None
    """Speaker; null when the source attributes it to all, or names nobody."""
    gist: str
    """Gist of the remark, in the editor's words."""


class EventOut(LineOut):
    """Something that took place."""

    name: str
    """Name of the event."""
    kind: Annotated[str, Field(examples=["forum"])]
    """Kind of event: a word of `/v1/vocabulary/event-kind`."""
    series: str | None
    """Series of the event."""
    edition: int | None
    """Number of the event in its series, from 1."""
    starts_on: str | None
    """The first day, or the month or year; null when it is not known."""
    ends_on: str | None
    """The last day, or the month or year; null when it is not known, or there is none yet."""
    date_inference: str | None
    """How the dates were inferred where the source does not state them whole."""
    place: Ref | None
    """Place of the event."""
    part_of: RecordRef | None
    """Event that it was part of."""
    topics: list[str]
    """Topics discussed."""
    sectors: list[str]
    """Sectors of the economy."""
    participants: list[ParticipantOut]
    """Participants that the source names or counts."""
    remarks: list[RemarkOut]
    """Remarks made there."""
    source: RecordRef
    """Source of the statement."""
    same_as: str | None
    """Joins records of several sources about the same event."""
    certainty: Certainty | None
    """With bounds: whether they are met for certain."""
    note: str | None
    """Editor's note."""


def touches(codes: CodeSet) -> Clause:
    """Select events that took place in one of the areas, or with a participant of one or for one."""
    return or_(Event.place.in_(codes), has_participant(Event.id, codes))


def _has(actor: str) -> Clause:
    """Select events in which an actor took part or spoke."""
    return or_(
        has_child(EventParticipant.event, Event.id, EventParticipant.actor == actor),
        has_child(EventRemark.event, Event.id, EventRemark.speaker == actor),
    )


class EventFilters(BoundedFilters):
    """Filters of events."""

    date_from: Annotated[
        Date | None, on_or_after(func.coalesce(Event.ends_on, Event.starts_on)), Field(examples=["2023-03-01"])
    ] = None
    """Events that last to this day, month or year or beyond; one without a known end counts by its start."""
    date_to: Annotated[
        Date | None, on_or_before(func.coalesce(Event.starts_on, Event.ends_on)), Field(examples=["2023-12"])
    ] = None
    """Events that start by this day, or within this month or year; one without a known start counts by its end."""
    area: Annotated[SeveralNames | None, area_within(touches), Field(examples=["Xinjiang"])] = None
    """An area where it took place or that took part, or one with the place or a participant inside it; commas mean
    or."""
    actor: Annotated[Name | None, actor_meets(_has), Field(examples=["serik-zhumangarin"])] = None
    """A person or organisation that took part or spoke: id, name or alias."""
    kind: Annotated[Name | None, word_is(Event.kind, WordList.EVENT_KIND), Field(examples=["forum"])] = None
    """Kind of event: a word of `/v1/vocabulary/event-kind`."""
    series: Annotated[RecordId | None, equals(Event.series), Field(examples=["kz-cn-friendly-dialogue"])] = None
    """Series of the event."""
    sector: Annotated[Name | None, contains(Event.sectors), Field(examples=["mining"])] = None
    """A sector of the economy, as the source names it; `q` finds parts of its name."""
    part_of: Annotated[RecordId | None, equals(Event.part_of), Field(examples=["ma-xingrui-visit-kazakhstan-2023"])] = (
        None
    )
    """The id of the event that it was part of."""
    originals: Annotated[Flag | None, Originals(same_as=Event.same_as), Field(examples=[True])] = None
    """Whether to leave out records that repeat one of another source (`same_as`)."""
    source: Annotated[SeveralNames | None, source_is(Event.source), Field(examples=["timesca-565m"])] = None
    """The id of the source; commas mean or."""
    q: Annotated[Words | None, text_in(Event.search), Field(examples=["dialogue"])] = None
    """Words in the name, the topics, the sectors, the participants, the remarks or the note."""


EVENTS: Final = Resource(
    name="events",
    model=Event,
    shape=shape_of(
        EventOut,
        Event,
        sentence=sentence_of(
            wording.event,
            Event.source,
            *("name", "edition", "starts_on", "ends_on", "place"),
            kind=word_of(Event.kind, WordList.EVENT_KIND),
        ),
        certainty=NULL,
        part_of=link_of(Event.part_of, Event.name),
        participants=Relation(
            shape_of(ParticipantOut, EventParticipant, areas=areas_of(EventParticipant.areas)),
            (EventParticipant.event,),
            (EventParticipant.position,),
        ),
        remarks=Relation(shape_of(RemarkOut, EventRemark), (EventRemark.event,), (EventRemark.position,)),
    ),
    order=(func.coalesce(Event.starts_on, ""), Event.id),
    relations={
        "agreements": links_back("Agreements signed there.", Agreement.event, Agreement.title),
        "plans": links_back("Plans offered, requested or made there.", Plan.event, Plan.title),
        "parts": links_back("Events that were part of it.", Event.part_of, Event.name),
        "evidence": evidence_of(RecordKind.EVENT),
    },
)
ROUTER: Final = routes_of(
    EVENTS,
    EventFilters,
    record="event",
    about_list="List events by date, those without one first, with who took part and what was said.",
    about_item="Return one event with what was signed and planned there, and the words behind it.",
)
