"""Actors: people and organisations, under the names that sources state."""

from operator import attrgetter
from typing import Annotated, Final

from pydantic import Field

from app.models.provenance import Evidence
from app.models.reference import Actor, ActorAlias, ActorRole
from app.vocabulary.terms import ActorKind
from app.web.answers import routes_of
from app.web.questions import Resource
from app.web.questions.filters import Clause, equals, has_child, text_in
from app.web.questions.filters.names import actor_meets, area_within
from app.web.questions.queries import Filters, Name, SeveralNames, Words
from app.web.rows import Relation, shape_of
from app.web.rows.related import EVIDENCE_SHAPE, AliasOut, aliases_of
from app.web.schemas import Out, RecordOut, RecordRef, Ref


class RoleOut(Out):
    """An office that somebody holds."""

    title: str
    """The office."""
    organisation: RecordRef | None
    """The organisation that it belongs to; null when none is on record."""


class ActorOut(RecordOut):
    """A person or an organisation."""

    kind: ActorKind
    """Kind of actor: a person or an organisation."""
    name: str
    """The name as the source states it, even where that is misspelt."""
    area: Ref | None
    """The area that it belongs to; null when there is none, as for an international body."""
    aliases: list[AliasOut]
    """Other names; parameters that take an actor take these too."""
    roles: list[RoleOut]
    """The offices that it holds."""
    note: str | None
    """Editor's note."""


def _works_for(organisation: str) -> Clause:
    return has_child(ActorRole.actor, Actor.id, ActorRole.organisation == organisation)


class ActorFilters(Filters):
    """Filters of actors."""

    kind: Annotated[ActorKind | None, equals(Actor.kind), Field(examples=["person"])] = None
    """Kind of actor: a person or an organisation."""
    area: Annotated[SeveralNames | None, area_within(Actor.area.in_), Field(examples=["KAZ"])] = None
    """The area that it belongs to, or one around that: code, name or alias; commas mean or."""
    organisation: Annotated[Name | None, actor_meets(_works_for), Field(examples=["cpc"])] = None
    """An organisation in which it holds an office: id, name or alias."""
    q: Annotated[Words | None, text_in(Actor.search), Field(examples=["Ma Xingrui"])] = None
    """Words in the name or an alias."""


_IN_ORDER: Final = (Evidence.source, Evidence.position, Evidence.id)

ACTORS: Final = Resource(
    name="actors",
    model=Actor,
    shape=shape_of(
        ActorOut,
        Actor,
        aliases=aliases_of(ActorAlias, ActorAlias.actor),
        roles=Relation(shape_of(RoleOut, ActorRole), (ActorRole.actor,), (ActorRole.position,)),
    ),
    order=(Actor.id,),
    names=attrgetter("actor_names"),
    relations={
        "evidence": Relation(
            EVIDENCE_SHAPE,
            (Evidence.actor,),
            _IN_ORDER,
            about="Quotes that state its name and its offices, with their positions.",
        ),
        "statements": Relation(
            EVIDENCE_SHAPE,
            (Evidence.speaker,),
            _IN_ORDER,
            about="Statements by this actor, about any record; `attribution` tells whether they are quoted.",
        ),
    },
)
ROUTER: Final = routes_of(
    ACTORS,
    ActorFilters,
    record="actor",
    about_list="List people and organisations by id, with their other names and their offices.",
    about_item="Return one person or organisation, with the words about it and what it says.",
)
