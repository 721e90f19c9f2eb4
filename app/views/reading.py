"""Facts read for reasoning: what can bear on a question, by a constant number of statements, once in a release."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, wraps
from heapq import merge
from itertools import chain
from typing import Final, cast

from sqlalchemy import String, and_, bindparam, case, or_, select, true
from sqlalchemy import cast as cast_to

from app.models import Byteorder
from app.models.facts import Event, Indicator, Plan, TradeFlow
from app.models.reference import Area
from app.reasoning import Fact
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.gathering import Ground
from app.reasoning.verify.kinds import OF_BALANCE
from app.views.facts import AGREEMENTS_FACTS, INDICATORS_FACTS, PLANS_FACTS, TRADE_FACTS, flow_key
from app.views.pairs import BULK_OF_PAIR, INDICATORS_OF_EITHER, PROSE_OF_PAIR, PROSE_OF_PLACES, Pair
from app.views.records import SelectedRecord, second_statements, with_lineages
from app.vocabulary.measures import Flow
from app.vocabulary.period import recency_of
from app.vocabulary.quantity import NAMED
from app.vocabulary.terms import ALL_GOODS, WORLD, AreaKind, Problem, RecordKind
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import Side
from app.web.errors import Invalid, RequestFault
from app.web.questions.filters import Clause
from app.web.snapshot import Snapshot

_IN_GOODS: Final = TradeFlow.commodity.in_(bindparam("goods", type_=Byteorder, expanding=True))
_OF_MEASURES: Final = Indicator.measure.in_(bindparam("measures", type_=Byteorder, expanding=True))

_PROSE_ON_TRADE: Final = TRADE_FACTS.reader(source=PROSE_OF_PAIR)
_BULK_ON_TRADE: Final = TRADE_FACTS.reader(source=BULK_OF_PAIR)
_TRADE_IN_GOODS: Final = TRADE_FACTS.reader(_IN_GOODS)
_TRADE_IN_PROSE: Final = TRADE_FACTS.reader()
_NARROWED_INDICATORS: Final = replace(INDICATORS_FACTS, of_pair=INDICATORS_OF_EITHER).reader(_OF_MEASURES)
TRADE_OF_PLACES: Final = TRADE_FACTS.reader(source=PROSE_OF_PLACES)
"""What prose states on the trade of places inside one area of a pair with the other."""
_AIMS: Final = PLANS_FACTS.reader(Plan.kind.in_(bindparam("kinds", type_=Byteorder, expanding=True)))
_COUNTRIES: Final = select(Area.code).where(Area.kind.in_((AreaKind.COUNTRY, AreaKind.TERRITORY)))
_KEYED: Final = {
    "reporter": TradeFlow.reporter,
    "flow": TradeFlow.flow,
    "recency": cast_to(TradeFlow.recency, String),
    "goods": TradeFlow.commodity,
}
_ROWS_OF_REPORTER: Final = replace(TRADE_FACTS, of_pair=true()).reader(
    *(column.in_(bindparam(name, type_=Byteorder, expanding=True)) for name, column in _KEYED.items()),
    or_(TradeFlow.partner == WORLD, TradeFlow.partner.in_(_COUNTRIES)),
)
_FACTS_OF: Final = {one.kind: one for one in (TRADE_FACTS, INDICATORS_FACTS, AGREEMENTS_FACTS, PLANS_FACTS)}
_OTHERS: Final = {one.kind: one.reader() for one in (INDICATORS_FACTS, AGREEMENTS_FACTS, PLANS_FACTS)}

Records = Mapping[RecordKind, Sequence[SelectedRecord]]
"""Records by their kind."""


def read_records(snapshot: Snapshot, pair: Pair | None, goods: Collection[str] = ()) -> Records:
    """Read the records about a pair, or all that dossiers state.

    Statistics in bulk are read for a named pair only: of all goods together, of those that prose states about the pair,
    and of `goods`.
    """
    trade = _trade_of(snapshot, pair, goods) if pair else _TRADE_IN_PROSE.records(snapshot, None)
    others = {kind: reader.records(snapshot, pair) for kind, reader in _OTHERS.items()}
    return {RecordKind.TRADE_FLOW: trade, **others}


class Facts(tuple[Fact, ...]):  # noqa: SLOT001  # it holds what follows from them
    """Facts that were read together; each reading is one of its own, whatever is in it."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @cached_property
    def ground(self) -> Ground:
        """What claims are held against: what is set aside, and what follows."""
        return Ground(self)


def _once(read: Callable[..., Records]) -> Callable[..., Facts]:
    """Return a reader of facts, in the records that `read` reads, that reads each question once in a release."""

    @wraps(read)
    def again(snapshot: Snapshot, pair: Pair | None, narrower: Collection[str] = ()) -> Facts:
        key = again, pair, frozenset(narrower)
        found = snapshot.memo.get(key, lambda: Facts(_facts_in(snapshot, read(snapshot, pair, narrower))))
        return cast("Facts", found)

    return again


@_once
def read_facts(snapshot: Snapshot, pair: Pair | None, goods: Collection[str]) -> Records:
    """Read the facts in these records; sorted by kind and record."""
    return read_records(snapshot, pair, goods)


@_once
def read_facts_with_places(snapshot: Snapshot, pair: Pair, _: Collection[str]) -> Records:
    """Read the facts on a pair, and what prose states on the trade of places inside one with the other."""
    records = read_records(snapshot, pair)
    trade = [*records[RecordKind.TRADE_FLOW], *TRADE_OF_PLACES.records(snapshot, pair)]
    return {**records, RecordKind.TRADE_FLOW: trade}


@_once
def read_trade(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> Records:
    """Read the facts on the trade of a pair in some goods, from all sources."""
    return {RecordKind.TRADE_FLOW: _TRADE_IN_GOODS.records(snapshot, pair, {"goods": sorted(goods)})}


@_once
def read_trade_with_parts(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> Records:
    """Read the facts on the trade of a pair in some goods; of prose, on that in all others and of their places, too."""
    records = [record for reader in (_PROSE_ON_TRADE, TRADE_OF_PLACES) for record in reader.records(snapshot, pair)]
    if snapshot.catalogue.bulk:
        records += _BULK_ON_TRADE.records(snapshot, pair, {"goods": sorted(goods)})
    return {RecordKind.TRADE_FLOW: records}


@_once
def read_trade_with_all(snapshot: Snapshot, pair: Pair, narrower: Collection[tuple[str, str]]) -> Records:
    """Read the facts on the trade of a reporter with all countries in one flow, period and good, from all sources."""
    given = dict(narrower)
    bound = {name: [given[name]] for name in ("reporter", "flow", "goods")}
    records = _ROWS_OF_REPORTER.records(snapshot, pair, {**bound, "recency": [str(recency_of(given["period"]))]})
    return {RecordKind.TRADE_FLOW: records}


def read_trade_where(snapshot: Snapshot, pair: Pair, goods: Collection[str], *clauses: Clause) -> list[Fact]:
    """Read the facts on the trade of a pair in some goods that meet some conditions, from all sources."""
    is_asked = case((and_(true(), *clauses), 1), else_=0) == 1  # as a case, so that outer joins stay outer joins
    bulk = TRADE_FACTS.reader(is_asked, source=BULK_OF_PAIR).records(snapshot, pair, {"goods": sorted(goods)})
    prose = TRADE_FACTS.reader(is_asked, source=PROSE_OF_PAIR).records(snapshot, pair)
    records = [*(record for record in prose if flow_key(record).commodity in goods), *bulk]
    return _facts_in(snapshot, {RecordKind.TRADE_FLOW: records})


def read_trade_named(snapshot: Snapshot, pair: Pair) -> list[Fact]:
    """Read the trade of a pair that sources name and give no figure for."""
    records = _PROSE_ON_TRADE.records(snapshot, pair)
    sources = snapshot.catalogue.source_refs
    return [fact for fact in TRADE_FACTS.facts(records, sources, NAMED) if fact.quantity is NAMED]


def read_event(snapshot: Snapshot, event: str) -> set[str]:
    """Read the ids of all records of an event; none where there is no such event."""
    rows = snapshot.connection.execute(select(Event.id, Event.same_as)).all()
    groups = {row.id: row.same_as or row.id for row in rows}
    return {one for one, group in groups.items() if event in groups and group == groups[event]}


@_once
def read_indicators(snapshot: Snapshot, pair: Pair | None, measures: Collection[str]) -> Records:
    """Read the facts on some measures of a pair, or of all areas."""
    return {RecordKind.INDICATOR: _NARROWED_INDICATORS.records(snapshot, pair, {"measures": sorted(measures)})}


@_once
def read_aims(snapshot: Snapshot, pair: Pair, kinds: Collection[str]) -> Records:
    """Read the facts on plans of some kinds between a pair."""
    return {RecordKind.PLAN: _AIMS.records(snapshot, pair, {"kinds": sorted(kinds)})}


def read_on_claim(snapshot: Snapshot, claim: Claim, goods: Collection[str], measures: Collection[str]) -> Facts:
    """Read the facts about the areas of a claim: trade in the goods, or the measures; of shares, trade as well."""
    if claim.kind is not ClaimKind.AMOUNT:
        return _of_kind(snapshot, claim)
    if claim.counterpart is None or not claim.measure.has_area:
        return read_indicators(snapshot, None, measures)
    pair = Pair.of(claim.origin, claim.counterpart, snapshot.catalogue)
    if claim.measure.is_of_goods:
        facts = read_trade_with_parts(snapshot, pair, goods)
        other = Pair.of(*claim.than, snapshot.catalogue) if claim.than else None
        return Facts((*facts, *read_trade(snapshot, other, goods))) if other else facts
    facts = read_indicators(snapshot, pair, measures)
    if not claim.measure.is_share:
        return facts
    # What the share is of: an area's trade with the World, or that of the country that a place lies in.
    of_place = claim.measure.sharer is Side.AREA and claim.country != claim.counterpart
    sides = (claim.country, claim.counterpart) if of_place else (claim.origin, WORLD)
    wholes = (pair, Pair.of(*sides, snapshot.catalogue))
    return Facts((*facts, *chain.from_iterable(read_trade(snapshot, one, {ALL_GOODS}) for one in wholes)))


def _of_kind(snapshot: Snapshot, claim: Claim) -> Facts:
    """Read the facts that may speak on a claim of another kind than an amount."""
    pair = Pair.of(claim.origin, claim.counterpart or "", snapshot.catalogue)
    if claim.kind is ClaimKind.RANK:
        flow = str(claim.flow)
        asked = {"reporter": claim.origin, "flow": flow, "period": str(claim.period), "goods": claim.commodity}
        rows = read_trade_with_all(snapshot, pair, tuple(asked.items()))
        of_pair = read_trade(snapshot, pair, {claim.commodity})  # of other periods, too
        return Facts({fact.id: fact for fact in (*rows, *of_pair)}.values())
    if claim.kind not in (ClaimKind.DOCUMENTS, ClaimKind.AGREED, ClaimKind.PLANNED):
        trade = read_trade_with_parts(snapshot, pair, {ALL_GOODS, claim.commodity})
        return Facts((*trade, *_beside_trade(snapshot, claim, pair)))
    if claim.flow is Flow.TOTAL:  # what is planned of turnover is a level that is aimed at
        return read_aims(snapshot, pair, snapshot.catalogue.words.aims)
    record = RecordKind.PLAN if claim.kind is ClaimKind.PLANNED else RecordKind.AGREEMENT
    events = read_event(snapshot, claim.event) if claim.event else set()
    if claim.event and not events:
        raise Invalid(
            [RequestFault("query", "event", Problem.UNKNOWN_CODE, "there is no event of this id", claim.event)]
        )
    every = read_facts(snapshot, pair, ())
    return Facts(fact for fact in every if fact.kind is record and (not events or fact.subject.scope in events))


def _beside_trade(snapshot: Snapshot, claim: Claim, pair: Pair) -> Sequence[Fact]:
    """Read what speaks on a claim beside figures of trade: goods that are named without one, stated deficits."""
    if claim.kind is ClaimKind.TRADED:
        return read_trade_named(snapshot, pair)
    deficits = {code for code, measure in snapshot.catalogue.words.measures.items() if measure.is_deficit}
    return read_indicators(snapshot, pair, deficits) if claim.kind in OF_BALANCE and deficits else ()


def _trade_of(snapshot: Snapshot, pair: Pair, goods: Collection[str]) -> list[SelectedRecord]:
    """Read what prose states, and statistics in bulk on its goods, on all goods and on those named; in key order."""
    prose = _PROSE_ON_TRADE.records(snapshot, pair)
    named = sorted({ALL_GOODS, *goods, *(flow_key(record).commodity for record in prose)})
    return list(merge(prose, _BULK_ON_TRADE.records(snapshot, pair, {"goods": named}), key=flow_key))


def _facts_in(snapshot: Snapshot, records: Records) -> list[Fact]:
    """Return the facts in records of several kinds, and those that their sources state a second time."""
    sources = snapshot.catalogue.source_refs
    stated = [fact for kind, of_kind in records.items() for fact in _FACTS_OF[kind].facts(of_kind, sources)]
    facts = list(with_lineages(stated))
    return [*facts, *second_statements(snapshot, facts)]
