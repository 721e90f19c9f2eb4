"""The entries of a dossier that become records, one class per kind."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from app.loading import DossierDate, DossierPeriod, Entry, Plain, Slug
from app.loading.dossiers.entry import EvidenceEntry, QuantityEntry, RecordEntry, WordsEntry
from app.vocabulary.measures import BasisKind, Flow, Valuation, ValueStatus
from app.vocabulary.period import FlowKey, recency_of
from app.vocabulary.terms import AgreementKind, AgreementStatus, Attribution, Mode, OpenEnd, PartyRole, Standing

Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class BasisEntry(Entry):
    """Who compiled a figure (an area's authorities or an organisation), how it came about, what it includes."""

    compiled_by: Slug | None = None
    compiler: Slug | None = None
    kind: BasisKind
    valuation: Valuation = Valuation.NOT_STATED
    note: Plain | None = None


class TradeFlowEntry(RecordEntry):
    """One statement about trade; `statement` counts from 0 when the source speaks twice on one key."""

    reporter: Slug
    partner: Slug
    flow: Flow
    period: DossierPeriod | None = None
    commodity: Slug
    statement: Annotated[int, Field(ge=0, le=999, strict=True)] = 0
    primary_value: QuantityEntry | None = None
    alternate_value: QuantityEntry | None = None
    net_weight: QuantityEntry | None = None
    quantity: QuantityEntry | None = None
    growth: QuantityEntry | None = None
    growth_base_period: DossierPeriod | None = None
    basis: BasisEntry
    value_status: ValueStatus | None = None

    @model_validator(mode="after")
    def _value_or_status(self) -> "TradeFlowEntry":
        if (self.primary_value is None and self.growth is None) != (self.value_status is not None):
            raise ValueError("a flow has a primary_value or a growth, or else a value_status that says why not")
        if self.growth_base_period and not self.growth:
            raise ValueError("growth_base_period needs growth")
        return self

    def key(self, source: str) -> FlowKey:
        """Return the natural key of the statement."""
        when = recency_of(self.period)
        return FlowKey(self.reporter, self.partner, str(self.flow), when, self.commodity, source, self.statement)


class ParticipantEntry(WordsEntry):
    """A person, an organisation or a group that took part; `areas` are the places it stands for."""

    label: Plain
    actor: Slug | None = None
    side: Slug | None = None
    areas: tuple[Slug, ...] = ()
    role: Plain | None = None
    count: QuantityEntry | None = None
    note: Plain | None = None


class RemarkEntry(WordsEntry):
    """What somebody said at an event, in our own words."""

    gist: Plain


class EventEntry(RecordEntry):
    """Something that took place; `date_inference` says how a date not in the words was found."""

    id: Slug
    name: Plain
    kind: Plain
    series: Slug | None = None
    edition: Count | None = None
    starts_on: DossierDate | None = None
    ends_on: DossierDate | None = None
    date_inference: Plain | None = None
    place: Slug | None = None
    part_of: Slug | None = None
    topics: tuple[Plain, ...] = ()
    sectors: tuple[Plain, ...] = ()
    participants: tuple[ParticipantEntry, ...] = ()
    remarks: tuple[RemarkEntry, ...] = ()


class PartyEntry(Entry):
    """A signatory: an actor or an area."""

    actor: Slug | None = None
    area: Slug | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "PartyEntry":
        if (self.actor is None) == (self.area is None):
            raise ValueError("a party is either an actor or an area")
        return self


class AgreementEntry(RecordEntry):
    """A signed document or a package of them; no parties means that the source does not state them."""

    id: Slug
    kind: AgreementKind
    title: Plain
    status: AgreementStatus
    signed_on: DossierDate | None = None
    event: Slug | None = None
    part_of: Slug | None = None
    document_count: QuantityEntry | None = None
    value: QuantityEntry | None = None
    value_status: ValueStatus | None = None
    sectors: tuple[Plain, ...] = ()
    parties: tuple[PartyEntry, ...] = ()
    commodities: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _value_or_status(self) -> "AgreementEntry":
        if (self.value is None) != (self.value_status is not None):
            raise ValueError("an agreement has a value, or else a value_status that says why not")
        return self


class IndicatorEntry(RecordEntry):
    """Any other measured quantity; `growth` may be in %, in times, or in the unit of the quantity itself."""

    id: Slug
    measure: Plain
    area: Slug | None = None
    counterpart: Slug | None = None
    mode: Mode | None = None
    scope: Plain | None = None
    sectors: tuple[Plain, ...] = ()
    period: DossierPeriod | None = None
    as_of: DossierDate | None = None
    quantity: QuantityEntry | None = None
    growth: QuantityEntry | None = None
    growth_base_period: DossierPeriod | None = None
    basis: BasisEntry

    @model_validator(mode="after")
    def _says_something(self) -> "IndicatorEntry":
        if self.quantity is None and self.growth is None:
            raise ValueError("an indicator has a quantity or a growth")
        return self


class PlanPartyEntry(PartyEntry):
    """Who has to do with a plan, and in which role."""

    role: PartyRole


class PlanEntry(RecordEntry):
    """An intention; `ordinal` when the source calls it the third of its kind, `open_ended` where it leaves it open."""

    id: Slug
    kind: Plain
    standing: Standing
    title: Plain
    event: Slug | None = None
    part_of: Slug | None = None
    quantity: QuantityEntry | None = None
    value: QuantityEntry | None = None
    item_count: QuantityEntry | None = None
    ordinal: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = None
    announced_on: DossierDate | None = None
    due: DossierDate | None = None
    open_ended: tuple[OpenEnd, ...] = ()
    parties: tuple[PlanPartyEntry, ...] = ()
    places: tuple[Slug, ...] = ()
    commodities: tuple[Slug, ...] = ()


class OutcomeEntry(RecordEntry):
    """What became of a plan (which may be another source's)."""

    id: Slug
    plan: Slug
    happened_on: DossierDate | None = None
    standing: Standing
    gist: Plain


class ActorEntry(Entry):
    """Evidence about a person or organisation of the reference data: its name, its roles."""

    speaker: ClassVar[None] = None
    attribution: ClassVar[Attribution] = Attribution.NARRATED
    id: Slug
    evidence: tuple[EvidenceEntry, ...] = Field(min_length=1)
