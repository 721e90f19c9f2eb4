"""Which records are about two areas: each with everything inside it, in either order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import BindParameter, and_, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, outerjoin

from app.models import Byteorder
from app.models.facts import (
    Agreement,
    AgreementParty,
    Event,
    EventParticipant,
    Indicator,
    Plan,
    PlanParty,
    PlanPlace,
    TradeFlow,
)
from app.models.provenance import Source
from app.models.reference import Actor
from app.reasoning import Fact
from app.vocabulary.terms import Problem
from app.web.answers.computed import TRADE, QueryValues
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Wrong
from app.web.questions import MOST_VALUES
from app.web.questions.filters import Clause
from app.web.questions.filters.names import AREAS, COMMODITIES, any_named
from app.web.questions.queries import Filters, SeveralNames


@dataclass(frozen=True)
class Pair:
    """Two areas, in the order of their codes, everything inside each, and the sources whose prose may be about them."""

    first: str
    second: str
    inside_first: Sequence[str]
    inside_second: Sequence[str]
    prose: Sequence[str]

    @classmethod
    def of(cls, one: str, other: str, catalogue: Catalogue) -> "Pair":
        """Return the pair of two codes; the order in which they are named does not matter."""
        first, second = sorted((one, other))
        return cls(first, second, catalogue.within_area(first), catalogue.within_area(second), catalogue.prose)

    @cached_property
    def bound(self) -> Mapping[str, str | Sequence[str]]:
        """What the parameters of the conditions below stand for."""
        return {
            "first": self.first,
            "second": self.second,
            "both": [self.first, self.second],
            "inside_first": self.inside_first,
            "inside_second": self.inside_second,
            "inside_either": [*self.inside_first, *self.inside_second],
            "prose": self.prose,
        }


class PairFilters(Filters):
    """Filters of what is computed of the facts about pairs."""

    area: Annotated[SeveralNames | None, any_named(AREAS), Field(examples=["KAZ"])] = None
    """One area of the pair; several with commas between them. Statistics in bulk are used only when both are named."""
    counterpart: Annotated[SeveralNames | None, any_named(AREAS), Field(examples=["CHN"])] = None
    """The other area of the pair; several with commas between them."""
    commodity: Annotated[SeveralNames | None, any_named(COMMODITIES), Field(examples=["TOTAL"])] = None
    """Goods of one of the statements; several with commas between them. Statistics in bulk on goods that no prose
    states are used when named here."""


SIDES: Final = TRADE[:2]
FIRST: Final = bindparam("first", type_=Byteorder)
SECOND: Final = bindparam("second", type_=Byteorder)


def pairs_of(filters: QueryValues, catalogue: Catalogue) -> list[Pair | None]:
    """Return each pair of the filters `area` and `counterpart`; None, for all areas, unless both are named."""
    if not all(side in filters for side in SIDES):
        return [None]
    named = dict.fromkeys(tuple(sorted(pair)) for pair in product(*(filters[side] for side in SIDES)))
    if len(named) > MOST_VALUES:
        reason = f"with `area` it makes {len(named)} pairs; there may be {MOST_VALUES}"
        raise Invalid([Wrong("query", SIDES[1], Problem.MALFORMED_VALUE, reason, ",".join(filters[SIDES[1]]))])
    return [Pair.of(one, other, catalogue) for one, other in named]


def is_about(facts: Iterable[Fact], filters: QueryValues) -> bool:
    """Return whether facts are about the areas and the goods of the filters; a pair has narrowed them already."""
    subjects = [fact.subject for fact in facts]
    areas = {area for subject in subjects for area in (subject.area, subject.counterpart)}
    sides = [filters[side] for side in SIDES if side in filters]
    goods = filters.get("commodity")
    is_of_goods = goods is None or any(subject.commodity in goods for subject in subjects)
    return is_of_goods and (len(sides) == len(SIDES) or all(not areas.isdisjoint(side) for side in sides))


def narrow_to_trade(record: str) -> dict[str, tuple[str]]:
    """Return the filters that an id with a trade in it implies, such as `balance.CHN.KAZ.1f2e3d4c5b6a`."""
    _, *trade, _ = record.split(".") if "." in record else ("", "")
    return {name: (code,) for name, code in zip(TRADE, trade, strict=False)} if len(trade) >= len(SIDES) else {}


def _at_event(column: InstrumentedAttribute[str | None], condition: Clause) -> Clause:
    return column.in_(select(Event.id).where(condition))


def _of_area(actor: InstrumentedAttribute[str | None], codes: BindParameter[str]) -> Clause:
    return exists().where(Actor.id == actor, Actor.area.in_(codes))


def _event_touches(codes: BindParameter[str]) -> Clause:
    takes_part = or_(EventParticipant.side.in_(codes), _of_area(EventParticipant.actor, codes))
    return or_(Event.place.in_(codes), exists().where(EventParticipant.event == Event.id, takes_part))


def _agreement_touches(codes: BindParameter[str]) -> Clause:
    signs = or_(AgreementParty.area.in_(codes), _of_area(AgreementParty.actor, codes))
    return exists().where(AgreementParty.agreement == Agreement.id, signs)


def _plan_touches(codes: BindParameter[str]) -> Clause:
    has_part = or_(PlanParty.area.in_(codes), _of_area(PlanParty.actor, codes))
    return or_(
        exists().where(PlanParty.plan == Plan.id, has_part),
        exists().where(PlanPlace.plan == Plan.id, PlanPlace.area.in_(codes)),
    )


_BOTH, _FIRSTS, _SECONDS, _EITHER = (
    bindparam(name, type_=Byteorder, expanding=True)
    for name in ("both", "inside_first", "inside_second", "inside_either")
)

TRADE_FLOWS_OF_PAIR: Final = and_(
    # Not as an OR of the two ways: beside an order by the key, SQLite would read the whole table for it.
    TradeFlow.reporter.in_(_BOTH),
    TradeFlow.partner.in_(_BOTH),
    or_(FIRST == SECOND, TradeFlow.reporter != TradeFlow.partner),
)
"""Trade of one with the other, as either reports it; not of the places inside them."""

_PROSE_SOURCES: Final = bindparam("prose", type_=Byteorder, expanding=True)
# Joined from outside, so that SQLite starts from the sources; and by their ids, so that PostgreSQL sees that they have
# few rows: however many statistics in bulk a pair has, neither walks them.
_PROSE: Final = select(Source.id).where(Source.id.in_(_PROSE_SOURCES)).subquery("prose")
PROSE_OF_PAIR: Final = outerjoin(
    _PROSE, TradeFlow, and_(TradeFlow.source == _PROSE.c.id, TradeFlow.source.in_(_PROSE_SOURCES), TRADE_FLOWS_OF_PAIR)
)
"""Where prose about the trade of a pair is read from; a source without any gives a row of nulls."""

INDICATORS_OF_PAIR: Final = and_(
    Indicator.area.in_(_EITHER),
    or_(Indicator.counterpart.is_(None), Indicator.counterpart.in_(_EITHER)),
)
"""What is measured in one of them, of the other, or of nobody in particular."""

EVENTS_OF_PAIR: Final = and_(_event_touches(_FIRSTS), _event_touches(_SECONDS))
"""Events that touch both."""

AGREEMENTS_OF_PAIR: Final = or_(
    and_(_agreement_touches(_FIRSTS), _agreement_touches(_SECONDS)),
    _at_event(Agreement.event, EVENTS_OF_PAIR),
)
"""Agreements with parties of both, or signed at an event that touches both."""

PLANS_OF_PAIR: Final = or_(and_(_plan_touches(_FIRSTS), _plan_touches(_SECONDS)), _at_event(Plan.event, EVENTS_OF_PAIR))
"""Plans with parties or places of both, or made at an event that touches both."""
