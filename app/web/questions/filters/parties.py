"""Clauses on areas that take part: as parties to agreements and plans, or as participants of events."""

from sqlalchemy import or_, select

from app.models.facts import EventParticipant
from app.models.reference import Actor
from app.web.questions.filters import Clause, CodeSet, contains_any, has_child
from app.web.rows.cells import Column
from app.web.rows.related import PartyModel


def belongs_to(actor: Column, codes: CodeSet) -> Clause:
    """Select by whether a person or organisation is of one of these areas."""
    return actor.in_(select(Actor.id).where(Actor.area.in_(codes)))


def is_party(party: PartyModel, codes: CodeSet) -> Clause:
    """Select by whether a party is one of these areas, or a person or organisation of one."""
    return or_(party.area.in_(codes), belongs_to(party.actor, codes))


def is_party_outside(party: PartyModel, codes: CodeSet) -> Clause:
    """Select by whether a party is known to be of another area than these."""
    outside = select(Actor.id).where(Actor.area.not_in(codes))
    return or_(party.area.not_in(codes), party.actor.in_(outside))


def has_participant(event: Column, codes: CodeSet) -> Clause:
    """Select by whether an area takes part in the event that a column names: by side, by proxy, or in a person."""
    of_area = or_(
        EventParticipant.side.in_(codes),
        contains_any(EventParticipant.areas, codes),
        belongs_to(EventParticipant.actor, codes),
    )
    return has_child(EventParticipant.event, event, of_area)
