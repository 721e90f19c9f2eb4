"""Plans: intentions, and what became of them; never mixed with results."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import func, or_, select

from app.models.facts import Event, Outcome, Plan, PlanCommodity, PlanParty, PlanPlace
from app.models.provenance import Evidence
from app.reasoning import sentences as wording
from app.vocabulary.terms import OpenEnd, PartyRole, Proof, Standing
from app.vocabulary.words import WordList
from app.web.answers import routes_of
from app.web.questions import Resource
from app.web.questions.filters import Clause, CodeSet, Originals, contains, equals, has_child, text_in
from app.web.questions.filters.bounds import amount, at_least, at_most, on_or_after, on_or_before
from app.web.questions.filters.names import (
    actor_meets,
    area_within,
    commodity_linked,
    is_party,
    is_party_outside,
    source_is,
    word_is,
)
from app.web.questions.queries import BoundedFilters, Certainty, Date, Flag, Name, Number, RecordId, SeveralNames, Words
from app.web.rows import Relation, shape_of
from app.web.rows.cells import NULL, Cell, sentence_of, word_of
from app.web.rows.related import EVIDENCE_SHAPE, IN_TEXT_ORDER, labels_under, link_of, links_back, names_of, parties_of
from app.web.schemas import LineOut, Out, PartyOut, QuantityOut, RecordRef, Ref


class PlanPartyOut(PartyOut):
    """A party to a plan."""

    role: PartyRole
    """Role in the plan."""


class PlanOut(LineOut):
    """An intention: what it says is not a result, and its numbers are no trade."""

    kind: Annotated[str, Field(examples=["infrastructure"])]
    """Kind of plan: a word of `/v1/vocabulary/plan-kind`."""
    standing: Standing
    """Standing of the plan as its own source states it; `outcomes` hold what later sources state."""
    title: str
    """Title of the plan."""
    event: RecordRef | None
    """Event at which it was announced."""
    part_of: RecordRef | None
    """Plan that it is part of."""
    quantity: QuantityOut | None
    """Quantity planned."""
    value: QuantityOut | None
    """Planned value."""
    item_count: QuantityOut | None
    """Number of kinds of goods."""
    ordinal: int | None
    """Ordinal among its kind: 3 for the third."""
    announced_on: str | None
    """Date of announcement, where that is not the day of the event."""
    due: str | None
    """Due date: a day, month or year."""
    open_ended: list[OpenEnd]
    """Ways in which the source leaves it open; empty where it says of none."""
    parties: list[PlanPartyOut]
    """Proposers, addressees and beneficiaries that the source names."""
    places: list[Ref]
    """Places that the source names."""
    commodities: list[Ref]
    """Goods that the source names."""
    source: RecordRef
    """Source of the statement."""
    same_as: str | None
    """Joins records of several sources about the same plan; sums count such a group once."""
    certainty: Certainty | None
    """With bounds: whether they are met for certain."""
    note: str | None
    """Editor's note."""


class OutcomeOut(Out):
    """Outcome of a plan, as a later source states it."""

    id: str
    """The id of the outcome, by which its evidence names it."""
    happened_on: str | None
    """Date of the outcome: a day, month or year."""
    standing: Standing
    """Standing of the plan at that date."""
    gist: str
    """Gist of the outcome, in the editor's words."""
    source: RecordRef
    """Source of the statement."""
    proof: Proof
    """Proof of the statement."""
    note: str | None
    """Editor's note."""


def concerns(codes: CodeSet) -> Clause:
    """Select plans with a party of one of the areas, or a place in one."""
    return or_(has_child(PlanParty.plan, Plan.id, is_party(PlanParty, codes)), _lies_in(codes))


def is_made_outside(codes: CodeSet) -> Clause:
    """Select plans with a party that is known to be of another area than these."""
    return has_child(PlanParty.plan, Plan.id, is_party_outside(PlanParty, codes))


def _lies_in(codes: CodeSet) -> Clause:
    return has_child(PlanPlace.plan, Plan.id, PlanPlace.area.in_(codes))


def _has(actor: str) -> Clause:
    return has_child(PlanParty.plan, Plan.id, PlanParty.actor == actor)


def _names(commodities: CodeSet) -> Clause:
    return has_child(PlanCommodity.plan, Plan.id, PlanCommodity.commodity.in_(commodities))


_VALUE: Final = amount(Plan, "value")
_UNIT: Final = Plan.__table__.c.value_unit


class PlanFilters(BoundedFilters):
    """Filters of plans."""

    kind: Annotated[Name | None, word_is(Plan.kind, WordList.PLAN_KIND), Field(examples=["infrastructure"])] = None
    """Kind of plan: a word of `/v1/vocabulary/plan-kind`."""
    standing: Annotated[Standing | None, equals(Plan.standing), Field(examples=["offered"])] = None
    """Standing of the plan, as its own source states it."""
    area: Annotated[SeveralNames | None, area_within(concerns), Field(examples=["Xinjiang"])] = None
    """An area that is a party or a place of the plan, or has one inside it; commas mean or."""
    place: Annotated[SeveralNames | None, area_within(_lies_in), Field(examples=["Urumqi"])] = None
    """Place of the plan, or an area that has one inside it; commas mean or."""
    actor: Annotated[Name | None, actor_meets(_has), Field(examples=["serik-zhumangarin"])] = None
    """A person or organisation with any part in it: id, name or alias."""
    commodity: Annotated[SeveralNames | None, commodity_linked(_names), Field(examples=["1001"])] = None
    """A code (`1001`), a branch (`10*`), or goods in words (`wheat`); a code also finds goods matched to it; commas
    mean or."""
    event: Annotated[RecordId | None, equals(Plan.event), Field(examples=["kz-cn-friendly-dialogue-2023"])] = None
    """The id of the event at which it was announced."""
    value_gte: Annotated[Number | None, at_least(_VALUE), Field(examples=["1e9"])] = None
    """Worth at least this, in USD or the `currency`."""
    value_lte: Annotated[Number | None, at_most(_VALUE), Field(examples=["2e9"])] = None
    """Worth at most this, in USD or the `currency`."""
    currency: Annotated[Name | None, word_is(_UNIT, WordList.CURRENCY), Field(examples=["USD"])] = None
    """Only values in this currency (ISO 4217), which bounds are then in; without it, bounds are in USD."""
    announced_from: Annotated[Date | None, on_or_after(Plan.announced_on), Field(examples=["2023-03"])] = None
    """Announced on or after this day, month or year; plans dated only by their event are not found."""
    announced_to: Annotated[Date | None, on_or_before(Plan.announced_on), Field(examples=["2023"])] = None
    """Announced by this day, or within this month or year; plans dated only by their event are not found."""
    due_from: Annotated[Date | None, on_or_after(Plan.due), Field(examples=["2025"])] = None
    """Due on or after this day, month or year."""
    due_to: Annotated[Date | None, on_or_before(Plan.due), Field(examples=["2030"])] = None
    """Due by this day, or within this month or year."""
    open_ended: Annotated[OpenEnd | None, contains(Plan.open_ended), Field(examples=["goods"])] = None
    """Whether the source leaves the list of goods open, or sets no end in time."""
    originals: Annotated[Flag | None, Originals(same_as=Plan.same_as), Field(examples=[True])] = None
    """Whether to leave out records that repeat one of another source (`same_as`)."""
    source: Annotated[SeveralNames | None, source_is(Plan.source), Field(examples=["timesca-565m"])] = None
    """The id of the source; commas mean or."""
    q: Annotated[Words | None, text_in(Plan.search), Field(examples=["railway"])] = None
    """Words in the title or the note."""


def _parties_as(role: PartyRole) -> Cell:
    return names_of(PlanParty, PlanParty.plan == Plan.id, PlanParty.role == role)


class _EvidenceOfPlan(Relation):
    """The evidence of a plan and of its outcomes."""

    def belongs_to(self, key: Sequence[str]) -> Clause:
        """Build the clause that evidence is of the plan, or of one of its outcomes."""
        outcomes = select(Outcome.id).where(Outcome.plan == key[0])
        return or_(Evidence.plan == key[0], Evidence.outcome.in_(outcomes))


PLANS: Final = Resource(
    name="plans",
    model=Plan,
    shape=shape_of(
        PlanOut,
        Plan,
        sentence=sentence_of(
            wording.plan,
            Plan.source,
            *("standing", "title", "quantity", "value", "item_count", "due", "open_ended"),
            kind=word_of(Plan.kind, WordList.PLAN_KIND),
            proposers=_parties_as(PartyRole.PROPOSER),
            addressees=_parties_as(PartyRole.ADDRESSEE),
        ),
        event=link_of(Plan.event, Event.name),
        part_of=link_of(Plan.part_of, Plan.title),
        parties=parties_of(PlanPartyOut, PlanParty, PlanParty.plan),
        certainty=NULL,
        places=labels_under(PlanPlace.plan, PlanPlace.area),
        commodities=labels_under(PlanCommodity.plan, PlanCommodity.commodity),
    ),
    order=(func.coalesce(Plan.announced_on, ""), Plan.id),
    relations={
        "outcomes": Relation(
            shape_of(OutcomeOut, Outcome),
            (Outcome.plan,),
            (func.coalesce(Outcome.happened_on, ""), Outcome.id),
            about="Outcomes by date.",
        ),
        "parts": links_back("Plans that are part of it.", Plan.part_of, Plan.title),
        "evidence": _EvidenceOfPlan(
            EVIDENCE_SHAPE,
            (Evidence.plan,),
            IN_TEXT_ORDER,
            about="Quotes of the sources that state the plan and its outcomes, with their positions.",
        ),
    },
)
ROUTER: Final = routes_of(
    PLANS,
    PlanFilters,
    record="plan",
    about_list="List plans by the day they were announced, those without one first; none of their numbers is a result.",
    about_item="Return one plan with what became of it, and the words behind both.",
)
