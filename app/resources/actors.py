"""Actors: people and organisations, under the names that sources state."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from app.models.provenance import Evidence
from app.models.reference import Actor, ActorAlias, ActorRole
from app.vocabulary import ActorKind
from app.web.answers.exports import answer_csv, answer_json_lines
from app.web.answers.pages import answer_item, answer_page
from app.web.document import CSV, JSON_LINES
from app.web.questions.filters import actor_meets, area_within, holds, is_, text_in
from app.web.questions.queries import Filters, Name, Paging, RecordId, Words, members_of
from app.web.questions.selection import Resource
from app.web.routes import QueryRoute
from app.web.rows import Children, actor_of, area_of, shape_of, url_under
from app.web.rows.aliases import AliasOut, aliases_of
from app.web.rows.evidence import EVIDENCE
from app.web.rows.links import referring
from app.web.schemas import EvidenceOut, Out, Page, RecordRef, Ref


class RoleOut(Out):
    """An office that somebody holds."""

    title: str
    """The office."""
    organisation: RecordRef | None
    """The organisation that it belongs to; null when none is on record."""


class ActorOut(Out):
    """A person or an organisation."""

    id: str
    """The id of the actor."""
    url: str
    """Where this actor is served with the evidence on it and its statements."""
    kind: ActorKind
    """What it is."""
    name: str
    """The name as the source states it, even where that is misspelt."""
    area: Ref | None
    """The area that it belongs to; null when there is none, as for an international body."""
    aliases: list[AliasOut]
    """Other names; parameters that take an actor take these too."""
    roles: list[RoleOut]
    """The offices that it holds."""
    note: str | None
    """What the editor adds."""


class ActorItem(ActorOut):
    """A person or an organisation, with the words about it and its own."""

    evidence: list[EvidenceOut]
    """The words that state its name and its offices, and where they stand."""
    statements: list[EvidenceOut]
    """What it says, about any record; whether as a quotation, `attribution` tells."""
    release: str
    """The digest of the data."""


class ActorPage(Page):
    """A page of actors."""

    items: list[ActorOut]
    """The actors by id."""


class ActorFilters(Filters):
    """What narrows actors."""

    kind: Annotated[ActorKind | None, is_(Actor.kind), Field(examples=["person"])] = None
    """What it is."""
    area: Annotated[Name | None, area_within(Actor.area.in_), Field(examples=["KAZ"])] = None
    """The area that it belongs to, or one around that: code, name or alias."""
    organisation: Annotated[
        Name | None,
        actor_meets(lambda actor: holds(ActorRole.actor, Actor.id, ActorRole.organisation == actor)),
        Field(examples=["cpc"]),
    ] = None
    """An organisation in which it holds an office: id, name or alias."""
    q: Annotated[Words | None, text_in(Actor.search), Field(examples=["Ma Xingrui"])] = None
    """Words in the name or an alias."""
    fields: Annotated[str | None, members_of(ActorOut, "id", "name", "roles")] = None
    """Members to show, separated by commas; all without it."""


class ActorQuery(ActorFilters, Paging):
    """What narrows actors, page by page."""


_IN_ORDER: Final = (Evidence.source, Evidence.position, Evidence.id)

ACTORS: Final = Resource(
    name="actors",
    model=Actor,
    shape=shape_of(
        ActorOut,
        Actor,
        url=url_under("actors"),
        area=area_of(Actor.area),
        aliases=aliases_of(ActorAlias, ActorAlias.actor),
        roles=Children(
            ActorRole.actor,
            (ActorRole.position,),
            shape_of(RoleOut, ActorRole, organisation=actor_of(ActorRole.organisation)),
        ),
    ),
    identity=(Actor.id,),
    identify=lambda record: (record,),
    order=(Actor.id,),
    order_types=(str,),
    known=lambda catalogue: catalogue.actor_names,
    relations={
        "evidence": referring(EVIDENCE, Evidence.actor, *_IN_ORDER),
        "statements": referring(EVIDENCE, Evidence.speaker, *_IN_ORDER),
    },
)
ROUTER: Final = APIRouter(tags=["actors"], route_class=QueryRoute)


@ROUTER.get("/actors", response_model=ActorPage)
async def list_actors(query: Annotated[ActorQuery, Query()], request: Request) -> Response:
    """List people and organisations by id, with their other names and their offices."""
    return await answer_page(request, ACTORS, query)


@ROUTER.get("/actors.csv", **CSV)
async def export_actors_csv(query: Annotated[ActorFilters, Query()], request: Request) -> Response:
    """Give all actors that meet the filters as one CSV table."""
    return await answer_csv(request, ACTORS, query)


@ROUTER.get("/actors.jsonl", **JSON_LINES)
async def export_actors_jsonl(query: Annotated[ActorFilters, Query()], request: Request) -> Response:
    """Give all actors that meet the filters as JSON Lines."""
    return await answer_json_lines(request, ACTORS, query)


@ROUTER.get("/actors/{id}", response_model=ActorItem)
async def get_actor(
    id: Annotated[RecordId, Path(description="The id of the actor.")],  # noqa: A002  # the parameter's public name
    request: Request,
) -> Response:
    """Give one person or organisation, with the words about it and what it says."""
    return await answer_item(request, ACTORS, id)
