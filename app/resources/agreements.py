"""Agreements: what was signed, and the packages it was signed in."""

from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import and_, exists, func, or_, select

from app.models.facts import Agreement, AgreementCommodity, AgreementParty, Event, EventParticipant
from app.reasoning import sentences as wording
from app.vocabulary.measures import ValueStatus
from app.vocabulary.terms import AgreementKind, AgreementStatus, PartiesVia, RecordKind
from app.vocabulary.words import WordList
from app.web.answers import routes_of
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.filters import Clause, CodeSet, Originals, contains, equals, has_child, text_in
from app.web.questions.filters.bounds import amount, at_least, at_most, count, on_or_after, on_or_before
from app.web.questions.filters.names import (
    actor_meets,
    area_within,
    commodity_linked,
    has_participant,
    is_party,
    is_party_outside,
    source_is,
    word_is,
)
from app.web.questions.queries import BoundedFilters, Certainty, Date, Flag, Name, Number, RecordId, SeveralNames, Words
from app.web.rows import shape_of
from app.web.rows.cells import NULL, Cell, sentence_of
from app.web.rows.related import evidence_of, labels_under, link_of, links_back, names_of, parties_of
from app.web.schemas import LineOut, PartyOut, QuantityOut, RecordRef, Ref


class AgreementOut(LineOut):
    """A signed document, or a package of them."""

    kind: AgreementKind
    """Kind of agreement."""
    title: str
    """Title, or a name by the editor."""
    status: AgreementStatus
    """Status of the agreement."""
    signed_on: str | None
    """Date of signing: a day, month or year."""
    event: RecordRef | None
    """The event at which it was signed."""
    part_of: RecordRef | None
    """The package it is counted in: values and counts of a part are in those of the whole."""
    document_count: QuantityOut | None
    """Number of documents; null for a single one, or when the source does not say."""
    value: QuantityOut | None
    """Value of the agreement."""
    value_status: ValueStatus | None
    """Reason why there is no value."""
    sectors: list[str]
    """Sectors of the economy."""
    parties: list[PartyOut] | None
    """Signatories; null when the source does not say."""
    parties_via: PartiesVia | None
    """How the areas are known: from the parties stated or, where fewer than two are, through the sides of the event."""
    commodities: list[Ref]
    """Goods that the source names."""
    source: RecordRef
    """Source of the statement."""
    same_as: str | None
    """Joins records of several sources about the same agreement; sums count such a group once."""
    certainty: Certainty | None
    """With bounds: whether they are met for certain."""
    note: str | None
    """Editor's note."""


def is_signed_in(codes: CodeSet) -> Clause:
    """Select agreements with a party that is one of the areas, or a person or organisation of one."""
    return has_child(AgreementParty.agreement, Agreement.id, is_party(AgreementParty, codes))


def is_signed_outside(codes: CodeSet) -> Clause:
    """Select agreements with a party that is known to be of another area than these."""
    return has_child(AgreementParty.agreement, Agreement.id, is_party_outside(AgreementParty, codes))


_PARTIES: Final = select(func.count()).where(AgreementParty.agreement == Agreement.id).scalar_subquery()
_TAKE_PART: Final = select(exists().where(EventParticipant.event == Agreement.event)).scalar_subquery()
_FEWEST_PARTIES: Final = 2
"""Parties that an agreement has at least: where fewer are stated, the source leaves some out."""


def lacks_parties() -> Clause:
    """Select agreements of which fewer than two parties are stated."""
    return _PARTIES < _FEWEST_PARTIES


def _binds(codes: CodeSet) -> Clause:
    """Select agreements signed in one of the areas; where parties are not stated, by the sides of the event."""
    return or_(is_signed_in(codes), and_(lacks_parties(), has_participant(Agreement.event, codes)))


def _parties_via(_: Catalogue, parties: int, take_part: bool) -> PartiesVia | None:  # noqa: FBT001  # a column
    """Return how the areas of an agreement are known."""
    if parties < _FEWEST_PARTIES and take_part:
        return PartiesVia.EVENT
    return PartiesVia.STATED if parties else None


def _is_signed_by(actor: str) -> Clause:
    return has_child(AgreementParty.agreement, Agreement.id, AgreementParty.actor == actor)


def _names(commodities: CodeSet) -> Clause:
    return has_child(AgreementCommodity.agreement, Agreement.id, AgreementCommodity.commodity.in_(commodities))


_VALUE: Final = amount(Agreement, "value")
_COUNT: Final = count(Agreement, "document_count")
_UNIT: Final = Agreement.__table__.c.value_unit


class AgreementFilters(BoundedFilters):
    """Filters of agreements."""

    kind: Annotated[AgreementKind | None, equals(Agreement.kind), Field(examples=["commercial"])] = None
    """Kind of agreement."""
    status: Annotated[AgreementStatus | None, equals(Agreement.status), Field(examples=["signed"])] = None
    """Status of the agreement."""
    event: Annotated[RecordId | None, equals(Agreement.event), Field(examples=["kz-cn-friendly-dialogue-2023"])] = None
    """The id of the event at which it was signed."""
    part_of: Annotated[
        RecordId | None, equals(Agreement.part_of), Field(examples=["kz-cn-friendly-dialogue-2023-documents"])
    ] = None
    """The id of the package it is counted in."""
    area: Annotated[SeveralNames | None, area_within(_binds), Field(examples=["KAZ"])] = None
    """An area that signed, or with a signatory of it or inside it; where fewer than two parties are stated, also one
    that took part in the event of the signing: `parties_via` says so. Commas mean or."""
    actor: Annotated[Name | None, actor_meets(_is_signed_by), Field(examples=["kz-ministry-trade-integration"])] = None
    """A person or organisation that signed: id, name or alias."""
    commodity: Annotated[SeveralNames | None, commodity_linked(_names), Field(examples=["1001"])] = None
    """A code (`1001`), a branch (`10*`), or goods in words (`wheat`); a code also finds goods matched to it; commas
    mean or."""
    sector: Annotated[Name | None, contains(Agreement.sectors), Field(examples=["energy"])] = None
    """A sector of the economy, as the source names it; `q` finds parts of its name."""
    signed_from: Annotated[Date | None, on_or_after(Agreement.signed_on), Field(examples=["2023-03"])] = None
    """Signed on or after this day, month or year."""
    signed_to: Annotated[Date | None, on_or_before(Agreement.signed_on), Field(examples=["2023"])] = None
    """Signed by this day, or within this month or year."""
    value_gte: Annotated[Number | None, at_least(_VALUE), Field(examples=["5e8"])] = None
    """Worth at least this, in USD or the `currency`."""
    value_lte: Annotated[Number | None, at_most(_VALUE), Field(examples=["1e9"])] = None
    """Worth at most this, in USD or the `currency`."""
    currency: Annotated[Name | None, word_is(_UNIT, WordList.CURRENCY), Field(examples=["USD"])] = None
    """Only values in this currency (ISO 4217), which bounds are then in; without it, bounds are in USD."""
    document_count_gte: Annotated[Number | None, at_least(_COUNT), Field(examples=["10"])] = None
    """At least this many documents."""
    document_count_lte: Annotated[Number | None, at_most(_COUNT), Field(examples=["16"])] = None
    """At most this many documents."""
    originals: Annotated[Flag | None, Originals(same_as=Agreement.same_as), Field(examples=[True])] = None
    """Whether to leave out records that repeat one of another source (`same_as`)."""
    source: Annotated[SeveralNames | None, source_is(Agreement.source), Field(examples=["timesca-565m"])] = None
    """The id of the source; commas mean or."""
    q: Annotated[Words | None, text_in(Agreement.search), Field(examples=["commercial"])] = None
    """Words in the title, the sectors or the note."""


AGREEMENTS: Final = Resource(
    name="agreements",
    model=Agreement,
    shape=shape_of(
        AgreementOut,
        Agreement,
        sentence=sentence_of(
            wording.agreement,
            Agreement.source,
            *("kind", "title", "status", "signed_on", "event", "document_count", "value"),
            parties=names_of(AgreementParty, AgreementParty.agreement == Agreement.id),
        ),
        event=link_of(Agreement.event, Event.name),
        part_of=link_of(Agreement.part_of, Agreement.title),
        parties=parties_of(PartyOut, AgreementParty, AgreementParty.agreement, none_is_unknown=True),
        parties_via=Cell((_PARTIES, _TAKE_PART), _parties_via),
        certainty=NULL,
        commodities=labels_under(AgreementCommodity.agreement, AgreementCommodity.commodity),
    ),
    order=(func.coalesce(Agreement.signed_on, ""), Agreement.id),
    relations={
        "parts": links_back(
            "The agreements that a package holds, as far as the source tells them apart.",
            Agreement.part_of,
            Agreement.title,
        ),
        "evidence": evidence_of(RecordKind.AGREEMENT),
    },
)
ROUTER: Final = routes_of(
    AGREEMENTS,
    AgreementFilters,
    record="agreement",
    about_list="List agreements by the day of signing, those without one first; parts of a package are records too.",
    about_item="Return one agreement with its parts, and the words behind it.",
)
