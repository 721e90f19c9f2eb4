"""How the answer about two areas is composed: a constant number of statements, whatever they find."""

import json
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from sqlalchemy import bindparam, func, select

from app.models.facts import Event, Outcome
from app.reasoning import Fact
from app.reasoning.check import check
from app.reasoning.check.comparison import Check, Material
from app.reasoning.derive import derive_balances
from app.reasoning.sentences.names import PHRASES, listed
from app.resources.events import EVENTS
from app.resources.plans import PLANS, OutcomeOut
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.settings import API
from app.views import input_row
from app.views.checks import CHECKS, checks_of
from app.views.derived import DERIVED
from app.views.facts import flow_key
from app.views.pairs import EVENTS_OF_PAIR, Pair
from app.views.reading import TRADE_OF_PLACES, Records, read_facts_with_places, read_records
from app.views.records import RecordReader, SelectedRecord
from app.views.relations.trade import TradeCounts, count_trade, top_goods
from app.vocabulary.measures import FLOWS_WITHIN, Flow, Frequency
from app.vocabulary.period import FlowKey, Period, recency_of
from app.vocabulary.terms import ALL_GOODS, RecordKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict
from app.vocabulary.words import TRADE
from app.web.rows.cells import Row
from app.web.rows.statements import json_elements
from app.web.snapshot import Snapshot

_AT_ODDS: Final = (CheckVerdict.CONFLICT, CheckVerdict.INCONSISTENT)


def relation(snapshot: Snapshot, pair: Pair) -> Row:
    """Compute the answer for a pair: the facts, what follows from them, and the records around them."""
    records, of_places = read_records(snapshot, pair), TRADE_OF_PLACES.records(snapshot, pair)
    flows, events = records[RecordKind.TRADE_FLOW], _EVENTS.records(snapshot, pair)
    every = read_facts_with_places(snapshot, pair)
    facts = [fact for fact in every if not _is_of_places(fact, pair)]
    stated = [fact for fact in facts if not fact.evidence]
    trade = [fact for fact in stated if fact.kind is RecordKind.TRADE_FLOW]
    totals = [fact for fact in trade if _is_total(fact)]
    shorter = (fact for fact in totals if not is_annual(fact.period))
    places = (fact for fact in every if _is_of_places(fact, pair) and not fact.evidence)
    counts = count_trade(snapshot, pair, flows)
    coverage = _coverage(snapshot, {**records, RecordKind.EVENT: events}, of_places, every, counts)
    return {
        "areas": [snapshot.catalogue.areas[pair.first], snapshot.catalogue.areas[pair.second]],
        "sentence": _summary(snapshot, pair, coverage),
        "totals": _inputs(snapshot, _latest(fact for fact in totals if not fact.is_change)),
        "growth": _inputs(snapshot, _latest(fact for fact in totals if fact.is_change)),
        "shorter_periods": _inputs(snapshot, _each_once(sorted(shorter, key=_recency))),
        "places": _inputs(snapshot, _each_once(places)),
        "trade_flows": counts.rows(snapshot.catalogue),
        "balances": [DERIVED.row(one, snapshot.catalogue) for one in derive_balances(trade)],
        "mirror": [CHECKS.row(one, snapshot.catalogue) for one in mirrored(facts)],
        # What cannot all be right among the facts of the pair.
        "conflicts": [CHECKS.row(one, snapshot.catalogue) for one in checks_of(snapshot, every, verdicts=_AT_ODDS)],
        "goods": _goods(snapshot, pair, flows),
        "top_goods": top_goods(snapshot, pair),
        "events": [record.row for record in events],
        "agreements": [record.row for record in records[RecordKind.AGREEMENT]],
        "plans": _plans(snapshot, records[RecordKind.PLAN]),
        "indicators": _inputs(snapshot, _each_once(fact for fact in stated if fact.kind is RecordKind.INDICATOR)),
        "coverage": coverage,
        "links": _links(pair),
        "release": snapshot.release.digest,
    }


def _is_of_places(fact: Fact, pair: Pair) -> bool:
    """Return whether a fact is of the trade of a place inside one of the areas, rather than of the area itself."""
    sides = {fact.subject.area, fact.subject.counterpart}
    return fact.kind is RecordKind.TRADE_FLOW and sides != {pair.first, pair.second}


def _summary(snapshot: Snapshot, pair: Pair, coverage: Row) -> str:
    """Write how many records of each kind are held."""
    names = listed([snapshot.catalogue.prose_names[code] for code in (pair.first, pair.second)])
    counts = [(coverage[name], *words) for name, words in PHRASES["records"].items()]
    held = [f"{count:,} {one if count == 1 else several}" for count, one, several in counts if count]
    if not held:
        return f"Nothing about {names} is on file."
    return f"On file about {names}: {listed(held)}."


def _is_total(fact: Fact) -> bool:
    return fact.subject.measure == TRADE and fact.subject.commodity == ALL_GOODS


def _latest(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts of the newest year, for each reporter and flow."""
    annual = [fact for fact in facts if is_annual(fact.period)]
    periods = sorted(((fact.subject.area, fact.subject.flow), fact.period) for fact in annual)
    newest = dict(periods)  # of each, the last one stays
    return [fact for fact in annual if fact.period == newest[fact.subject.area, fact.subject.flow]]


def _recency(fact: Fact) -> int:
    return recency_of(fact.period)


def _each_once(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts without the growths whose levels are among them: the sentence of a level tells its growth."""
    facts = list(facts)
    levels = {fact.record for fact in facts if not fact.is_change}
    return [fact for fact in facts if not (fact.is_change and fact.record in levels)]


def annual_totals(snapshot: Snapshot, pair: Pair) -> list[Fact]:
    """Return the levels of all trade of the two in whole years, as every source states them; newest first."""
    facts = read_facts_with_places(snapshot, pair)
    totals = (fact for fact in facts if _is_total(fact) and is_annual(fact.period))
    levels = (fact for fact in totals if not (fact.is_change or fact.evidence or _is_of_places(fact, pair)))
    return sorted(sorted(levels, key=_published, reverse=True), key=_recency)


def _published(fact: Fact) -> str:
    return fact.source.published_on or ""


def is_annual(period: str | None) -> bool:
    """Return whether a period is a year."""
    return period is not None and Period.parse(period).frequency is Frequency.ANNUAL


def _inputs(snapshot: Snapshot, facts: Iterable[Fact]) -> list[Row]:
    return [input_row(fact, snapshot.catalogue) for fact in facts]


def mirrored(facts: Sequence[Fact]) -> list[Check]:
    """Compare each side's exports of all goods with the other's imports, newest period first."""
    totals = [fact for fact in facts if _is_total(fact)]
    found = check(Material(totals, is_whole=True), CheckRule.MIRROR)
    return sorted(found, key=lambda one: recency_of(one.period))


_EVENTS: Final = RecordReader(resource=EVENTS, of_pair=EVENTS_OF_PAIR, beside=(Event.id, Event.source))
_OUTCOME: Final = PLANS.relations["outcomes"].shape.reader(tuple(OutcomeOut.model_fields))
_OUTCOMES: Final = (
    select(*_OUTCOME.columns, Outcome.plan)
    .where(Outcome.plan.in_(json_elements(bindparam("plans"))))
    .order_by(func.coalesce(Outcome.happened_on, ""), Outcome.id)
)


def _goods(snapshot: Snapshot, pair: Pair, flows: Iterable[SelectedRecord]) -> list[Row]:
    """Sort what prose states on single goods, in words or by codes, by the way they move; a turnover has none."""
    moved: dict[str | None, list[Row]] = {pair.first: [], pair.second: [], None: []}
    prose = set(snapshot.catalogue.prose)
    for record in flows:
        key = flow_key(record)
        if key.commodity != ALL_GOODS and key.source in prose:
            moved[_origin(key)].append({"id": key.id, "url": f"{TRADE_FLOWS.path}/{key.id}", **record.row})
    areas, both = snapshot.catalogue.areas, (pair.first, pair.second)
    ways = [
        {"origin": areas[origin], "destination": areas[destination], "statements": moved[origin]}
        for origin, destination in (both, both[::-1])
    ]
    turnover = {"origin": None, "destination": None, "statements": moved[None]}
    return [*ways, turnover] if moved[None] else ways


def _origin(key: FlowKey) -> str | None:
    if key.flow == Flow.TOTAL:
        return None
    return key.reporter if key.flow in FLOWS_WITHIN[Flow.EXPORT] else key.partner


def _plans(snapshot: Snapshot, records: Iterable[SelectedRecord]) -> list[Row]:
    """Return the plans with what became of them, which is read in one statement for all."""
    plans = {record.row["id"]: {**record.row, "outcomes": []} for record in records}
    outcomes = snapshot.connection.execute(_OUTCOMES, {"plans": json.dumps(list(plans))})
    for *values, plan in outcomes:
        plans[plan]["outcomes"].append(_OUTCOME.read(snapshot.catalogue, *values))
    return list(plans.values())


def _coverage(
    snapshot: Snapshot,
    records: Records,
    of_places: Sequence[SelectedRecord],
    facts: Sequence[Fact],
    counts: TradeCounts,
) -> Row:
    """Count what is held about a pair; `facts` are those that the answer was made from."""
    periods = {fact.period for fact in facts if fact.period} | set(map(str, chain(*counts.periods.values())))
    flows = [*records[RecordKind.TRADE_FLOW], *of_places]
    others = [record for kind, of_kind in records.items() if kind is not RecordKind.TRADE_FLOW for record in of_kind]
    # The source of other records is read behind their id.
    sources = {flow_key(flow).source for flow in flows} | {record.beside[1] for record in others} | set(counts.datasets)
    return {
        "trade_flows": counts.statements.total(),
        "trade_flows_of_places": len(of_places),
        **{kind.table: len(of_kind) for kind, of_kind in records.items() if kind is not RecordKind.TRADE_FLOW},
        "facts": len(facts),
        "periods": sorted(periods, key=lambda period: Period.parse(period).recency),
        "sources": [snapshot.catalogue.sources[source] for source in sorted(sources)],
    }


def _links(pair: Pair) -> Row:
    ways = ((pair.first, pair.second), (pair.second, pair.first))
    return {
        "trade_flows": [f"{API}/trade-flows?reporter={reporter}&partner={partner}" for reporter, partner in ways],
        "derived": f"{API}/derived?area={pair.first}&counterpart={pair.second}",
        "checks": f"{API}/checks?area={pair.first}&counterpart={pair.second}",
        "mirror": f"{API}/relations/{pair.first}/{pair.second}/mirror.csv",
    }
