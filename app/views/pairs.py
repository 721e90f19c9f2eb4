"""Which records are about two areas: each with everything inside it, in either order."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Final

from pydantic import Field
from sqlalchemy import FromClause, and_, bindparam, not_, or_, select
from sqlalchemy.orm import outerjoin

from app.models import Byteorder
from app.models.facts import Agreement, Event, Indicator, Plan, TradeFlow
from app.models.provenance import Source
from app.models.reference import Commodity
from app.reasoning import Fact
from app.reasoning.check.comparison import Check
from app.reasoning.derive.steps import Derived
from app.resources.agreements import is_signed_in, is_signed_outside, lacks_parties
from app.resources.events import touches
from app.resources.plans import concerns, is_made_outside
from app.vocabulary.terms import Problem
from app.web.answers.computed import TRADE_FILTERS
from app.web.answers.listing import QueryValues
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, RequestFault
from app.web.questions import MOST_VALUES
from app.web.questions.filters import Clause, Filter
from app.web.questions.filters.names import AREA, COMMODITY, SOURCE, EveryEdition, has_participant, resolved_names
from app.web.questions.queries import Filters, Periods, SeveralNames
from app.web.rows.statements import json_elements


@dataclass(frozen=True)
class Pair:
    """Two areas, in the order of their codes; `bound` are the values of the parameters of the conditions below."""

    first: str
    second: str
    bound: Mapping[str, str] = field(compare=False, repr=False)

    @classmethod
    def of(cls, one: str, other: str, catalogue: Catalogue) -> "Pair":
        """Return the pair of two codes; the order in which they are named does not matter."""
        first, second = sorted((one, other))
        inside_first, inside_second = catalogue.within_area(first), catalogue.within_area(second)
        lists = {
            "inside_first": inside_first,
            "inside_second": inside_second,
            "inside_either": inside_first + inside_second,
            "prose": catalogue.prose,
            "bulk": catalogue.bulk,
        }
        bound = {name: json.dumps(codes) for name, codes in lists.items()}
        return cls(first, second, {"first": first, "second": second, **bound})


class PairFilters(Filters):
    """Filters of what is computed of the facts about pairs."""

    cheaper: ClassVar[str] = "name area and counterpart, or fewer ids"

    area: Annotated[SeveralNames | None, resolved_names(AREA), Field(examples=["KAZ"])] = None
    """One area of the pair; commas mean or. Statistics in bulk are used only when both are named;
    `meta.left_out` names those that were not."""
    counterpart: Annotated[SeveralNames | None, resolved_names(AREA), Field(examples=["CHN"])] = None
    """The other area of the pair; commas mean or."""
    commodity: Annotated[
        SeveralNames | None, EveryEdition(naming=COMMODITY, takes_several=True), Field(examples=["TOTAL"])
    ] = None
    """Goods of one of the statements; commas mean or. Statistics in bulk on goods that no prose
    states are used when named here."""
    period: Annotated[Periods | None, Filter(takes_several=True), Field(examples=["2022"])] = None
    """Period of what follows, or of the first statement that is compared; commas mean or."""
    source: Annotated[SeveralNames | None, resolved_names(SOURCE), Field(examples=["timesca-565m"])] = None
    """Source of one of the statements; commas mean or."""


_SIDES: Final = TRADE_FILTERS[:2]
_OF_ONE_VALUE: Final = ("rule", "verdict", "status")
FIRST: Final = bindparam("first", type_=Byteorder)
SECOND: Final = bindparam("second", type_=Byteorder)


def no_pair(one: str, other: str, catalogue: Catalogue) -> str | None:
    """Return why two areas are no pair: they are one, or one lies inside the other; None where they are a pair.

    All that touches a place touches its country too, so everything of the place would pass for what they share.
    """
    if one == other:
        return f"{one} stands on both sides; name another area here"
    for inner, outer in ((one, other), (other, one)):
        if inner in catalogue.within_area(outer):
            return f"{inner} lies inside {outer}; name an area outside it here"
    return None


def pairs_of(filters: QueryValues, catalogue: Catalogue) -> list[Pair | None]:
    """Return each pair of the filters `area` and `counterpart`; None, for all areas, unless both are named."""
    if not all(side in filters for side in _SIDES):
        return [None]
    several = [(one, other) for one in filters[_SIDES[0]] for other in filters[_SIDES[1]]]
    named = dict.fromkeys(tuple(sorted(pair)) for pair in several if no_pair(*pair, catalogue) is None)
    if not named:
        reason = no_pair(*several[0], catalogue) or ""
        raise Invalid([RequestFault("query", _SIDES[1], Problem.ONE_AREA, reason, ",".join(filters[_SIDES[1]]))])
    if len(named) > MOST_VALUES:
        reason = f"with `area` it makes {len(named)} pairs; there may be {MOST_VALUES}"
        raise Invalid([RequestFault("query", _SIDES[1], Problem.MALFORMED_VALUE, reason, ",".join(filters[_SIDES[1]]))])
    return [Pair.of(one, other, catalogue) for one, other in named]


def meets(found: Check | Derived, facts: Sequence[Fact], filters: QueryValues) -> bool:
    """Return whether a finding that rests on some facts meets the filters; a pair has narrowed them already."""
    subjects = [fact.subject for fact in found.inputs]
    areas = {area for subject in subjects for area in (subject.area, subject.counterpart)}
    sides = [filters[side] for side in _SIDES if side in filters]
    goods, sources = filters.get("commodity"), filters.get("source")
    return (
        all(getattr(found, name) == filters[name] for name in _OF_ONE_VALUE if name in filters)
        and ("period" not in filters or found.period in filters["period"])
        and (sources is None or any(fact.source.id in sources for fact in facts))
        and (goods is None or any(subject.commodity in goods for subject in subjects))
        and (len(sides) == len(_SIDES) or all(not areas.isdisjoint(side) for side in sides))
    )


def narrow_to_trade(record: str, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return the filters that an id such as `balance.CHN.KAZ.1f2e3d4c5b6a` implies: either area as either side.

    An area with itself, or with a place inside it, is no pair: what is stated of it is found among all. So is what an
    id that was never given out asks for, which names no areas.
    """
    _, *trade, _ = record.split(".") if "." in record else ("", "")
    pair, goods = tuple(trade[: len(_SIDES)]), ((code,) for code in trade[len(_SIDES) :])
    if len(pair) < len(_SIDES) or not catalogue.area_parents.keys() >= {*pair} or no_pair(pair[0], pair[1], catalogue):
        return {}
    return dict(zip(TRADE_FILTERS, (pair, pair, *goods), strict=False))


_FIRSTS, _SECONDS, _EITHER, _PROSE_SOURCES = (
    json_elements(bindparam(name)) for name in ("inside_first", "inside_second", "inside_either", "prose")
)

TRADE_FLOWS_OF_PAIR: Final = and_(
    # Not as an OR of the two ways: beside an order by the key, SQLite would read the whole table for it.
    TradeFlow.reporter.in_((FIRST, SECOND)),
    TradeFlow.partner.in_((FIRST, SECOND)),
    TradeFlow.reporter != TradeFlow.partner,
)
"""Trade of one with the other, as either reports it; not of the places inside them."""

# Joined from outside, so that SQLite starts from the sources; and by their ids, so that PostgreSQL sees that they have
# few rows: however many statistics in bulk a pair has, neither walks them.
PROSE: Final = select(Source.id).where(Source.id.in_(_PROSE_SOURCES)).subquery("prose")
"""The sources that dossiers state."""


def _in_prose(condition: Clause) -> FromClause:
    """Return the trade that prose states and that meets a condition; a source without any gives a row of nulls."""
    is_of_source = TradeFlow.source == PROSE.c.id
    return outerjoin(PROSE, TradeFlow, and_(is_of_source, TradeFlow.source.in_(_PROSE_SOURCES), condition))


PROSE_OF_PAIR: Final = _in_prose(TRADE_FLOWS_OF_PAIR)
"""Where prose about the trade of a pair is read from; a source without any gives a row of nulls."""
_GOODS: Final = (
    select(Commodity.id).where(Commodity.id.in_(bindparam("goods", type_=Byteorder, expanding=True))).subquery("goods")
)
# Joined from outside as well: once some twenty goods are named, SQLite would walk the pair, which by averages is small.
BULK_OF_PAIR: Final = outerjoin(
    _GOODS,
    TradeFlow,
    and_(
        TradeFlow.commodity == _GOODS.c.id, TradeFlow.source.in_(json_elements(bindparam("bulk"))), TRADE_FLOWS_OF_PAIR
    ),
)
"""Where statistics in bulk on the trade of a pair in the goods named are read from; goods without any give nulls."""

_BETWEEN_PLACES: Final = and_(
    or_(
        and_(TradeFlow.reporter.in_(_FIRSTS), TradeFlow.partner.in_(_SECONDS)),
        and_(TradeFlow.reporter.in_(_SECONDS), TradeFlow.partner.in_(_FIRSTS)),
    ),
    not_(TRADE_FLOWS_OF_PAIR),
)
PROSE_OF_PLACES: Final = _in_prose(_BETWEEN_PLACES)
"""Where prose about the trade of places inside one with the other is read from; sources without any give nulls."""

INDICATORS_OF_PAIR: Final = or_(
    and_(Indicator.area.in_(_FIRSTS), Indicator.counterpart.in_(_SECONDS)),
    and_(Indicator.area.in_(_SECONDS), Indicator.counterpart.in_(_FIRSTS)),
)
"""What is measured in one of them with the other as its counterpart."""
INDICATORS_OF_EITHER: Final = and_(
    Indicator.area.in_(_EITHER), or_(Indicator.counterpart.is_(None), Indicator.counterpart.in_(_EITHER))
)
"""What is measured in one of them, of the other, or of nobody in particular: the wholes of what is of the pair."""

EVENTS_OF_PAIR: Final = and_(touches(_FIRSTS), touches(_SECONDS))
"""Events that touch both."""

_AT_EVENT: Final = select(Event.id).where(has_participant(Event.id, _FIRSTS), has_participant(Event.id, _SECONDS))
"""Events in which both take part; one may be held in a third country, and is then none of that country's."""

AGREEMENTS_OF_PAIR: Final = or_(
    and_(is_signed_in(_FIRSTS), is_signed_in(_SECONDS)),
    and_(lacks_parties(), Agreement.event.in_(_AT_EVENT), not_(is_signed_outside(_EITHER))),
)
"""Agreements with parties of both; or without two parties stated, signed where both take part, and by nobody else."""

PLANS_OF_PAIR: Final = or_(
    and_(concerns(_FIRSTS), concerns(_SECONDS)), and_(Plan.event.in_(_AT_EVENT), not_(is_made_outside(_EITHER)))
)
"""Plans with parties or places of both; or made where both take part, with parties of no other area."""
