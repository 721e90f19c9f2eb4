"""What a plan and its outcomes look like on the web, and what each member is read from."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from app.models.facts import Event, Outcome, Plan, PlanCommodity, PlanParty, PlanPlace
from app.models.provenance import Evidence
from app.reasoning import sentences as wording
from app.vocabulary import PartyRole, PlanKind, Standing
from app.web.questions.queries import Certainty
from app.web.questions.selection import Relation, Resource
from app.web.rows import Cell, Column, made, sentence_of, shape_of, source_of, url_under
from app.web.rows.evidence import evidence_where
from app.web.rows.links import areas_under, commodities_under, link_of, links_back
from app.web.rows.parties import names_of, parties_of
from app.web.schemas import EvidenceOut, Out, Page, PartyOut, QuantityOut, RecordRef, Ref


class PlanPartyOut(PartyOut):
    """Somebody with a part in a plan."""

    role: PartyRole
    """Which part it is."""


class PlanOut(Out):
    """An intention: what it says is not a result, and its numbers are no trade."""

    id: str
    """The id of the plan."""
    url: str
    """Where this plan is served with its outcomes and its evidence."""
    sentence: str
    """The plan in one English sentence."""
    kind: PlanKind
    """What it is about."""
    standing: Standing
    """How far it has come, as its own source says; `outcomes` tell what later ones say."""
    title: str
    """What is intended."""
    event: RecordRef | None
    """The event at which it was made known."""
    part_of: RecordRef | None
    """The plan that it is part of."""
    quantity: QuantityOut | None
    """How much or how many it is about."""
    value: QuantityOut | None
    """What it would be worth."""
    item_count: QuantityOut | None
    """How many kinds of goods it is about."""
    ordinal: int | None
    """Which of its kind it would be: 3 for the third."""
    announced_on: str | None
    """When it was made known, where that is not the day of the event."""
    due: str | None
    """When it is to be done: a day, month or year."""
    parties: list[PlanPartyOut]
    """Who proposes it, whom it is put to and whom it is to serve; those that the source names."""
    places: list[Ref]
    """Where it is to be done; those that the source names."""
    commodities: list[Ref]
    """The goods it is about; those that the source names."""
    source: RecordRef
    """Who says it."""
    same_as: str | None
    """Joins records of several sources about the same plan; sums count such a group once."""
    certainty: Certainty | None
    """With a bound on the value: whether the plan meets it for certain."""
    note: str | None
    """What the editor adds."""


class OutcomeOut(Out):
    """What a later source says became of a plan."""

    id: str
    """The id of the outcome, by which its evidence names it."""
    happened_on: str | None
    """When: a day, month or year."""
    standing: Standing
    """How far the plan had come then."""
    gist: str
    """What happened, in the editor's words."""
    source: RecordRef
    """Who says it."""
    note: str | None
    """What the editor adds."""


class PlanItem(PlanOut):
    """A plan with what became of it, and the words behind both."""

    outcomes: list[OutcomeOut]
    """What became of it, by date."""
    parts: list[RecordRef]
    """The plans that are part of it."""
    evidence: list[EvidenceOut]
    """The words of the sources on the plan and on its outcomes, and where they stand."""
    release: str
    """The digest of the data."""


class PlanPage(Page):
    """A page of plans."""

    items: list[PlanOut]
    """The plans by the day they were announced, those without one first."""


def _outcomes() -> Relation:
    def statement(key: Sequence[Any], wanted: Sequence[Column]) -> Select[Any]:
        by_date = (func.coalesce(Outcome.happened_on, ""), Outcome.id)
        return select(*wanted).where(Outcome.plan == key[0]).order_by(*by_date)

    return Relation(shape_of(OutcomeOut, Outcome, source=source_of(Outcome.source)), statement)


def _parties_as(role: PartyRole) -> Cell:
    return names_of(PlanParty, PlanParty.plan == Plan.id, PlanParty.role == role)


PLANS: Final = Resource(
    name="plans",
    model=Plan,
    shape=shape_of(
        PlanOut,
        Plan,
        url=url_under("plans"),
        sentence=sentence_of(
            wording.plan,
            *("kind", "standing", "title", "quantity", "value", "item_count", "due"),
            proposers=_parties_as(PartyRole.PROPOSER),
            addressees=_parties_as(PartyRole.ADDRESSEE),
        ),
        event=link_of("events", Plan.event, Event.name),
        part_of=link_of("plans", Plan.part_of, Plan.title),
        parties=parties_of(PlanPartyOut, PlanParty, PlanParty.plan),
        places=areas_under(PlanPlace.plan, PlanPlace.area),
        commodities=commodities_under(PlanCommodity.plan, PlanCommodity.commodity),
        source=source_of(Plan.source),
        certainty=made(lambda: None),
    ),
    identity=(Plan.id,),
    identify=lambda record: (record,),
    order=(func.coalesce(Plan.announced_on, ""), Plan.id),
    order_types=(str, str),
    relations={
        "outcomes": _outcomes(),
        "parts": links_back("plans", Plan.part_of, Plan.title),
        "evidence": evidence_where(
            lambda key: or_(
                Evidence.plan == key[0], Evidence.outcome.in_(select(Outcome.id).where(Outcome.plan == key[0]))
            )
        ),
    },
)
