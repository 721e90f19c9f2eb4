"""What an event looks like on the web, and what each member is read from."""

from typing import Final

from sqlalchemy import func

from app.models.facts import Agreement, Event, EventParticipant, EventRemark, Plan
from app.models.provenance import Evidence
from app.reasoning import sentences as wording
from app.vocabulary import EventKind
from app.web.questions.selection import Resource
from app.web.rows import Children, actor_of, area_of, areas_of, sentence_of, shape_of, source_of, url_under
from app.web.rows.evidence import evidence_of
from app.web.rows.links import link_of, links_back
from app.web.schemas import EvidenceOut, Out, Page, QuantityOut, RecordRef, Ref


class ParticipantOut(Out):
    """A person, an organisation or a group that took part; groups may overlap, so their counts do not add up."""

    label: str
    """Who it is, as the source describes it."""
    actor: RecordRef | None
    """The person or organisation; null for a group."""
    side: Ref | None
    """The area on whose side it took part."""
    areas: list[Ref]
    """The places it stands for."""
    role: str | None
    """What it did there."""
    count: QuantityOut | None
    """How many it was."""
    note: str | None
    """What the editor adds."""


class RemarkOut(Out):
    """Something that was said at an event."""

    speaker: RecordRef | None
    """Who said it; null when the source says it of all, or names nobody."""
    gist: str
    """What was said, in the editor's words."""


class EventOut(Out):
    """Something that took place."""

    id: str
    """The id of the event."""
    url: str
    """Where this event is served with its evidence, its agreements and its plans."""
    sentence: str
    """The event in one English sentence."""
    name: str
    """What it is called."""
    kind: EventKind
    """What it is."""
    series: str | None
    """Joins the events of one series."""
    edition: int | None
    """Which of its series it is, counted from 1."""
    starts_on: str | None
    """The first day, or the month or year; null when it is not known."""
    ends_on: str | None
    """The last day, or the month or year; null when it is not known, or there is none yet."""
    date_inference: str | None
    """How the dates were found where the source does not state them whole."""
    place: Ref | None
    """Where it took place."""
    part_of: RecordRef | None
    """The event that it was part of."""
    topics: list[str]
    """What was talked about."""
    sectors: list[str]
    """The sectors of the economy that it was about."""
    participants: list[ParticipantOut]
    """Who took part; those that the source names or counts."""
    remarks: list[RemarkOut]
    """What was said."""
    source: RecordRef
    """Who says that it took place."""
    same_as: str | None
    """Joins records of several sources about the same event."""
    note: str | None
    """What the editor adds."""


class EventItem(EventOut):
    """An event with what was signed and planned there, and the words behind it."""

    agreements: list[RecordRef]
    """What was signed there."""
    plans: list[RecordRef]
    """What was offered, asked or planned there."""
    parts: list[RecordRef]
    """The events that were part of it."""
    evidence: list[EvidenceOut]
    """The words of the source, and where they stand."""
    release: str
    """The digest of the data."""


class EventPage(Page):
    """A page of events."""

    items: list[EventOut]
    """The events by date, those without one first."""


EVENTS: Final = Resource(
    name="events",
    model=Event,
    shape=shape_of(
        EventOut,
        Event,
        url=url_under("events"),
        sentence=sentence_of(wording.event, "name", "edition", "starts_on", "ends_on", "place"),
        place=area_of(Event.place),
        part_of=link_of("events", Event.part_of, Event.name),
        participants=Children(
            EventParticipant.event,
            (EventParticipant.position,),
            shape_of(
                ParticipantOut,
                EventParticipant,
                actor=actor_of(EventParticipant.actor),
                side=area_of(EventParticipant.side),
                areas=areas_of(EventParticipant.areas),
            ),
        ),
        remarks=Children(
            EventRemark.event,
            (EventRemark.position,),
            shape_of(RemarkOut, EventRemark, speaker=actor_of(EventRemark.speaker)),
        ),
        source=source_of(Event.source),
    ),
    identity=(Event.id,),
    identify=lambda record: (record,),
    order=(func.coalesce(Event.starts_on, ""), Event.id),
    order_types=(str, str),
    relations={
        "agreements": links_back("agreements", Agreement.event, Agreement.title),
        "plans": links_back("plans", Plan.event, Plan.title),
        "parts": links_back("events", Event.part_of, Event.name),
        "evidence": evidence_of(Evidence.event),
    },
)
