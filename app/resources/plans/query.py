"""What may be asked about plans, and which rows that selects."""

from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import or_

from app.models.facts import Plan, PlanCommodity, PlanParty, PlanPlace
from app.resources.plans.shape import PlanOut
from app.vocabulary import PlanKind, Standing
from app.web.questions.filters import (
    Bound,
    Condition,
    actor_meets,
    area_within,
    commodity_linked,
    holds,
    is_,
    measure,
    on_or_after,
    on_or_before,
    source_is,
    text_in,
)
from app.web.questions.queries import Certainty, Date, Filters, Name, Number, RecordId, Words, members_of
from app.web.rows.parties import Codes, is_party


def _concerns(codes: Codes) -> Condition:
    """Tell whether somebody of one of the areas is a party of a plan, or one is its place."""
    return or_(holds(PlanParty.plan, Plan.id, is_party(PlanParty, codes)), _lies_in(codes))


def _lies_in(codes: Codes) -> Condition:
    return holds(PlanPlace.plan, Plan.id, PlanPlace.area.in_(codes))


def _has(actor: str) -> Condition:
    return holds(PlanParty.plan, Plan.id, PlanParty.actor == actor)


def _names(commodities: Codes) -> Condition:
    return holds(PlanCommodity.plan, Plan.id, PlanCommodity.commodity.in_(commodities))


_VALUE: Final = measure(Plan, "value")


class PlanFilters(Filters):
    """What narrows plans."""

    kind: Annotated[PlanKind | None, is_(Plan.kind), Field(examples=["infrastructure"])] = None
    """What it is about."""
    standing: Annotated[Standing | None, is_(Plan.standing), Field(examples=["offered"])] = None
    """How far it has come, as its own source says."""
    area: Annotated[Name | None, area_within(_concerns), Field(examples=["Xinjiang"])] = None
    """An area that is a party or a place of the plan, or has one inside it."""
    place: Annotated[Name | None, area_within(_lies_in), Field(examples=["Urumqi"])] = None
    """Where it is to be: a place of the plan, or an area that has one inside it."""
    actor: Annotated[Name | None, actor_meets(_has), Field(examples=["serik-zhumangarin"])] = None
    """A person or organisation with any part in it: id, name or alias."""
    commodity: Annotated[Name | None, commodity_linked(_names), Field(examples=["1001"])] = None
    """A code (`1001`), a branch (`10*`), or goods in words (`wheat`); a code also finds goods matched to it."""
    event: Annotated[RecordId | None, is_(Plan.event), Field(examples=["kz-cn-friendly-dialogue-2023"])] = None
    """The id of the event at which it was made known."""
    value_gte: Annotated[Number | None, Bound(_VALUE, least=True), Field(examples=["1e9"])] = None
    """Worth at least this, in USD; `certainty` says what becomes of intervals that straddle it."""
    value_lte: Annotated[Number | None, Bound(_VALUE, least=False), Field(examples=["2e9"])] = None
    """Worth at most this, in USD."""
    certainty: Annotated[Certainty, Field(examples=["possible"])] = Certainty.CERTAIN
    """Whether bounds select values that meet them for certain, or also those that may."""
    announced_from: Annotated[Date | None, on_or_after(Plan.announced_on), Field(examples=["2023-03"])] = None
    """Made known on or after this day, month or year; plans dated only by their event are not found."""
    announced_to: Annotated[Date | None, on_or_before(Plan.announced_on), Field(examples=["2023"])] = None
    """Made known by this day, or within this month or year; plans dated only by their event are not found."""
    due_from: Annotated[Date | None, on_or_after(Plan.due), Field(examples=["2025"])] = None
    """To be done on or after this day, month or year."""
    due_to: Annotated[Date | None, on_or_before(Plan.due), Field(examples=["2030"])] = None
    """To be done by this day, or within this month or year."""
    source: Annotated[Name | None, source_is(Plan.source), Field(examples=["timesca-565m"])] = None
    """The id of the source."""
    q: Annotated[Words | None, text_in(Plan.search), Field(examples=["railway"])] = None
    """Words in the title or the note."""
    fields: Annotated[str | None, members_of(PlanOut, "id", "sentence", "standing")] = None
    """Members to show, separated by commas; all without it."""
