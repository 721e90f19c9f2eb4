"""Which records are about two areas: each with everything inside it, in either order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select, true

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
from app.models.reference import Actor
from app.web.catalogue import Catalogue

Condition = ColumnElement[bool]
Codes = Sequence[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two areas, in the order of their codes, and everything inside each."""

    first: str
    second: str
    inside_first: Codes
    inside_second: Codes

    @classmethod
    def of(cls, one: str, other: str, catalogue: Catalogue) -> "Pair":
        """Give the pair of two codes; the order in which they are named does not matter."""
        first, second = sorted((one, other))
        return cls(first, second, catalogue.within_area(first), catalogue.within_area(second))

    def trade_flows(self) -> Condition:
        """Select trade of one with the other, as either reports it; not of the places inside them."""
        both = (self.first, self.second)
        # Not as an OR of the two ways: beside an order by the key, SQLite would read the whole table for it.
        apart = true() if self.first == self.second else TradeFlow.reporter != TradeFlow.partner
        return and_(TradeFlow.reporter.in_(both), TradeFlow.partner.in_(both), apart)

    def indicators(self) -> Condition:
        """Select what is measured in one of them, of the other, or of nobody in particular."""
        either = (*self.inside_first, *self.inside_second)
        return and_(Indicator.area.in_(either), or_(Indicator.counterpart.is_(None), Indicator.counterpart.in_(either)))

    def events(self) -> Condition:
        """Select events that touch both."""
        return and_(_event_touches(self.inside_first), _event_touches(self.inside_second))

    def agreements(self) -> Condition:
        """Select agreements with parties of both, or signed at an event that touches both."""
        return or_(
            and_(_agreement_touches(self.inside_first), _agreement_touches(self.inside_second)),
            _at_event(Agreement.event, self.events()),
        )

    def plans(self) -> Condition:
        """Select plans with parties or places of both, or made at an event that touches both."""
        return or_(
            and_(_plan_touches(self.inside_first), _plan_touches(self.inside_second)),
            _at_event(Plan.event, self.events()),
        )


def pair_of(values: Mapping[str, Any], catalogue: Catalogue) -> Pair | None:
    """Give the pair of the filters `area` and `counterpart` when both are named."""
    if "area" in values and "counterpart" in values:
        return Pair.of(values["area"], values["counterpart"], catalogue)
    return None


def narrow_to_pair(record: str) -> dict[str, str]:
    """Give the filters that an id with a pair in it implies, such as `balance.CHN.KAZ.1f2e3d4c5b6a`."""
    parts = record.split(".")
    return {"area": parts[1], "counterpart": parts[2]} if len(parts) == _WITH_PAIR else {}


_WITH_PAIR: Final = 4


def _at_event(column: Any, condition: Condition) -> Condition:
    return column.in_(select(Event.id).where(condition))  # type: ignore[no-any-return]  # the column is of any record


def _of_area(actor: Any, codes: Codes) -> Condition:
    return exists().where(Actor.id == actor, Actor.area.in_(codes))


def _event_touches(codes: Codes) -> Condition:
    takes_part = or_(EventParticipant.side.in_(codes), _of_area(EventParticipant.actor, codes))
    return or_(Event.place.in_(codes), exists().where(EventParticipant.event == Event.id, takes_part))


def _agreement_touches(codes: Codes) -> Condition:
    signs = or_(AgreementParty.area.in_(codes), _of_area(AgreementParty.actor, codes))
    return exists().where(AgreementParty.agreement == Agreement.id, signs)


def _plan_touches(codes: Codes) -> Condition:
    has_part = or_(PlanParty.area.in_(codes), _of_area(PlanParty.actor, codes))
    return or_(
        exists().where(PlanParty.plan == Plan.id, has_part),
        exists().where(PlanPlace.plan == Plan.id, PlanPlace.area.in_(codes)),
    )
