"""What checks are made from: facts, and what records state besides figures; a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from sqlalchemy import and_, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.orm import join as orm_join

from app.models.base import QUANTITY_PARTS, quantity_from_columns
from app.models.facts import Agreement, Event, EventParticipant, Outcome, Plan, PlanCommodity
from app.reasoning.check import Course, Dating, Listing, Material, Remark, Span
from app.reasoning.facts import Basis, Fact, Subject, Witness
from app.resources.agreements import AGREEMENTS
from app.resources.events.shape import EVENTS
from app.resources.plans.shape import PLANS
from app.views.facts import read_facts, read_witnesses
from app.views.pairs import AGREEMENTS_OF_PAIR, EVENTS_OF_PAIR, PLANS_OF_PAIR, Pair
from app.views.reading import Reading
from app.vocabulary import RecordKind, Standing, Unit
from app.web.rows import Row
from app.web.snapshot import Snapshot

Witnesses = Mapping[str, Witness]


class _Dates(NamedTuple):
    """The days of an event, and the event that it is part of."""

    span: Span
    part_of: str | None


def read_material(snapshot: Snapshot, pair: Pair | None, goods: Collection[str] = ()) -> Material:
    """Read what is about a pair, with `goods` as `read_facts` takes them, or all but statistics in bulk."""
    facts = read_facts(snapshot, pair, goods)
    witnesses = read_witnesses(snapshot)
    return Material(
        facts,
        [*_areas_named(snapshot, pair, witnesses), *_goods_named(snapshot, facts)],
        list(_datings(snapshot, pair, witnesses)),
        list(_courses(snapshot, pair, witnesses)),
        is_whole=pair is not None,
    )


_GROUP: Final = aliased(EventParticipant)  # its own name: the condition of a pair asks for other participants
_COUNT: Final = [getattr(_GROUP, f"count{part}") for part in QUANTITY_PARTS]
_GROUPS: Final = Reading(
    resource=EVENTS,
    of_pair=EVENTS_OF_PAIR,
    where=_COUNT[QUANTITY_PARTS.index("_unit")] == Unit.REGIONS,
    beside=(Event.source, _GROUP.position, _GROUP.areas, *_COUNT),
    source=orm_join(Event, _GROUP),
)


def _areas_named(snapshot: Snapshot, pair: Pair | None, witnesses: Witnesses) -> Iterator[Listing]:
    """Find groups of participants whose areas are both counted and named."""
    for record, (source, position, areas, *parts) in _GROUPS.rows(snapshot, pair):
        quantity = quantity_from_columns(*parts)
        if quantity is not None and areas:
            stated = Fact(
                kind=RecordKind.EVENT,
                record=record["id"],
                url=record["url"],
                field=f"participants[{position}].count",
                sentence=record["sentence"],
                subject=Subject("participants", None, None, None, None, record["id"]),
                period=None,
                is_change=False,
                base_period=None,
                basis=Basis(None, None, None, None),
                witness=witnesses[source],
                quantity=quantity,
                same_as=None,
                part_of=None,
                evidence=None,
            )
            yield Listing(stated, tuple(snapshot.catalogue.areas[area]["name"] for area in areas))


_GOODS: Final = select(PlanCommodity.plan, PlanCommodity.commodity).order_by(PlanCommodity.plan, PlanCommodity.position)


def _goods_named(snapshot: Snapshot, facts: Iterable[Fact]) -> Iterator[Listing]:
    """Find plans whose goods are both counted and named."""
    goods: defaultdict[str, list[str]] = defaultdict(list)
    for plan, commodity in snapshot.connection.execute(_GOODS):
        goods[plan].append(snapshot.catalogue.commodities[commodity]["name"])
    for fact in facts:
        if fact.subject.measure == "items" and not fact.evidence and fact.record in goods:
            yield Listing(fact, tuple(goods[fact.record]))


_EVENTS: Final = Reading(
    resource=EVENTS, of_pair=true(), beside=(Event.source, Event.starts_on, Event.ends_on, Event.part_of)
)
_INSIDE: Final = Reading(resource=EVENTS, of_pair=EVENTS_OF_PAIR, members=("id",), where=Event.part_of.is_not(None))
_SIGNINGS: Final = Reading(
    resource=AGREEMENTS,
    of_pair=AGREEMENTS_OF_PAIR,
    where=and_(Agreement.signed_on.is_not(None), Agreement.event.is_not(None)),
    beside=(Agreement.source, Agreement.signed_on, Agreement.event),
)


def _datings(snapshot: Snapshot, pair: Pair | None, witnesses: Witnesses) -> Iterator[Dating]:
    """Find events and signings within an event."""
    events: dict[str, _Dates] = {}
    for record, (source, starts_on, ends_on, part_of) in _EVENTS.rows(snapshot, None):
        said = _remark(RecordKind.EVENT, record, witnesses[source], "starts_on", _days(starts_on, ends_on))
        events[record["id"]] = _Dates(Span(said, starts_on, ends_on), part_of)
    for record, _ in _INSIDE.rows(snapshot, pair):
        dates = events[record["id"]]
        if dates.part_of is not None:
            yield Dating(dates.span, events[dates.part_of].span)
    for record, (source, signed_on, event) in _SIGNINGS.rows(snapshot, pair):
        said = _remark(RecordKind.AGREEMENT, record, witnesses[source], "signed_on", signed_on)
        yield Dating(Span(said, signed_on, None), events[event].span)


_OUTCOMES: Final = Reading(
    resource=PLANS,
    of_pair=PLANS_OF_PAIR,
    beside=(
        *(Plan.source, Plan.standing, Plan.due),
        *(Outcome.id, Outcome.source, Outcome.standing, Outcome.happened_on, Outcome.gist),
    ),
    source=orm_join(Plan, Outcome),
)


def _courses(snapshot: Snapshot, pair: Pair | None, witnesses: Witnesses) -> Iterator[Course]:
    """Find plans of which something further is known."""
    for record, beside in _OUTCOMES.rows(snapshot, pair):
        source, standing, due, outcome, later, reached, happened_on, gist = beside
        what = {"id": outcome, "url": record["url"], "sentence": gist}
        yield Course(
            _remark(RecordKind.PLAN, record, witnesses[source], "standing", due, standing),
            _remark(RecordKind.OUTCOME, what, witnesses[later], "standing", happened_on, reached),
        )


def _remark(
    kind: RecordKind, record: Row, witness: Witness, field: str, date: str | None, standing: str | None = None
) -> Remark:
    reached = None if standing is None else Standing(standing)
    return Remark(kind, record["id"], record["url"], field, record["sentence"], witness, reached, date)


def _days(starts_on: str | None, ends_on: str | None) -> str | None:
    return f"{starts_on}/{ends_on}" if starts_on and ends_on and starts_on != ends_on else starts_on
