"""How the answer about two areas is composed: a constant number of statements, whatever they find."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import bindparam, func, select

from app.models.facts import Outcome, TradeFlow
from app.models.reference import Commodity
from app.reasoning import Fact
from app.reasoning.check import check
from app.reasoning.check.check import Check, Material
from app.reasoning.derive import derive_balances
from app.resources.agreements import AGREEMENTS
from app.resources.events import EVENTS
from app.resources.plans import PLANS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views import input_row
from app.views.checks import CHECKS
from app.views.derived import DERIVED
from app.views.facts import read_facts
from app.views.pairs import AGREEMENTS_OF_PAIR, EVENTS_OF_PAIR, PLANS_OF_PAIR, PROSE_OF_PAIR, Pair
from app.views.records import LINE, RecordReader
from app.views.relations.top_goods import top_goods
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS, CommodityLevel, RecordKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict
from app.web.questions.filters import elements
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_AT_ODDS: Final = (CheckVerdict.CONFLICT, CheckVerdict.INCONSISTENT)


def relation(snapshot: Snapshot, pair: Pair) -> Row:
    """Compute the answer for a pair: the facts, what follows from them, and the records around them."""
    facts = read_facts(snapshot, pair)
    trade = [fact for fact in facts if fact.kind is RecordKind.TRADE_FLOW and not fact.evidence]
    goods = top_goods(snapshot, pair)
    names = [snapshot.catalogue.areas[code]["name"] for code in (pair.first, pair.second)]
    return {
        "areas": [snapshot.catalogue.areas[pair.first], snapshot.catalogue.areas[pair.second]],
        "sentence": _summary(names, facts, has_goods=bool(goods)),
        "totals": _inputs(snapshot, _latest(fact for fact in trade if _is_total(fact) and not fact.is_change)),
        "growth": _inputs(snapshot, _latest(fact for fact in trade if _is_total(fact) and fact.is_change)),
        "balances": [DERIVED.row(one, snapshot.catalogue) for one in derive_balances(trade)],
        "mirror": [CHECKS.row(one, snapshot.catalogue) for one in mirrored(facts)],
        "conflicts": _conflicts(snapshot, facts),
        "goods": _goods(snapshot, pair),
        "top_goods": goods,
        "events": _EVENTS.rows(snapshot, pair),
        "agreements": _AGREEMENTS.rows(snapshot, pair),
        "plans": _plans(snapshot, pair),
        "indicators": _inputs(snapshot, (fact for fact in facts if fact.kind is RecordKind.INDICATOR)),
        "coverage": _coverage(snapshot, facts),
        "links": _links(pair),
        "release": snapshot.release.digest,
    }


def _summary(names: Sequence[str], facts: Sequence[Fact], *, has_goods: bool) -> str:
    if not facts and has_goods:
        return f"About {names[0]} and {names[1]}, only statistics of single goods are held."
    if not facts:
        return f"Nothing is held about {names[0]} and {names[1]}."
    records = len({fact.record for fact in facts})
    return f"About {names[0]} and {names[1]}, {records} records state {len(facts)} quantities."


def _is_total(fact: Fact) -> bool:
    return fact.subject.measure == "trade" and fact.subject.commodity == ALL_GOODS


def _latest(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts of the newest year, for each reporter and flow."""
    annual = [fact for fact in facts if fact.period and Period.parse(fact.period).frequency is Frequency.ANNUAL]
    newest: dict[tuple[str | None, Flow | None], str] = {}
    for fact in annual:
        key = (fact.subject.area, fact.subject.flow)
        newest[key] = max(newest.get(key, ""), fact.period or "")
    return [fact for fact in annual if fact.period == newest[(fact.subject.area, fact.subject.flow)]]


def _inputs(snapshot: Snapshot, facts: Iterable[Fact]) -> list[Row]:
    return [input_row(fact, snapshot.catalogue) for fact in facts]


def mirrored(facts: Sequence[Fact]) -> list[Check]:
    """Compare each side's exports of all goods with the other's imports, newest period first."""
    totals = [fact for fact in facts if _is_total(fact)]
    found = check(Material(totals, is_whole=True), CheckRule.MIRROR)
    return sorted(found, key=lambda one: one.period or "", reverse=True)


def _conflicts(snapshot: Snapshot, facts: Sequence[Fact]) -> list[Row]:
    """Find what cannot all be right among the facts of the pair."""
    found = check(Material(facts), verdicts=_AT_ODDS)
    return [CHECKS.row(one, snapshot.catalogue) for one in found]


_GOODS: Final = RecordReader(
    resource=TRADE_FLOWS,
    of_pair=TradeFlow.commodity.in_(select(Commodity.id).where(Commodity.level == CommodityLevel.GOOD)),
    beside=(TradeFlow.reporter, TradeFlow.partner, TradeFlow.flow),
    source=PROSE_OF_PAIR,
)
_EVENTS: Final = RecordReader(resource=EVENTS, of_pair=EVENTS_OF_PAIR)
_AGREEMENTS: Final = RecordReader(resource=AGREEMENTS, of_pair=AGREEMENTS_OF_PAIR)
_PLANS: Final = RecordReader(resource=PLANS, of_pair=PLANS_OF_PAIR, members=(*LINE, "standing"))
_OUTCOMES: Final = (
    select(Outcome.plan, Outcome.standing, Outcome.happened_on, Outcome.gist, Outcome.source)
    .where(Outcome.plan.in_(elements(bindparam("plans"))))
    .order_by(func.coalesce(Outcome.happened_on, ""), Outcome.id)
)


def _goods(snapshot: Snapshot, pair: Pair) -> list[Row]:
    """Read the statements on goods named in words, and sort them by the way the goods move."""
    moved: dict[str, list[Row]] = {pair.first: [], pair.second: []}
    for record in _GOODS.records(snapshot, pair):
        reporter, partner, flow = record.beside
        outwards = flow in (Flow.EXPORT, Flow.DOMESTIC_EXPORT, Flow.RE_EXPORT)
        moved[reporter if outwards else partner].append(record.row)
    areas = snapshot.catalogue.areas
    return [
        {"origin": areas[origin], "destination": areas[destination], "statements": moved[origin]}
        for origin, destination in ((pair.first, pair.second), (pair.second, pair.first))
    ]


def _plans(snapshot: Snapshot, pair: Pair) -> list[Row]:
    """Read the plans, and in one statement what became of all of them."""
    plans = {row["id"]: {**row, "outcomes": []} for row in _PLANS.rows(snapshot, pair)}
    outcomes = snapshot.connection.execute(_OUTCOMES, {"plans": json.dumps(list(plans))})
    for plan, standing, happened_on, gist, source in outcomes:
        label = snapshot.catalogue.sources[source]
        outcome = {"standing": standing, "happened_on": happened_on, "gist": gist, "source": label}
        plans[plan]["outcomes"].append(outcome)
    return list(plans.values())


def _coverage(snapshot: Snapshot, facts: Sequence[Fact]) -> Row:
    periods = {fact.period for fact in facts if fact.period}
    sources = {fact.source.id for fact in facts}
    return {
        "records": len({fact.record for fact in facts}),
        "facts": len(facts),
        "periods": sorted(periods, key=lambda period: Period.parse(period).recency),
        "sources": [snapshot.catalogue.sources[source] for source in sorted(sources)],
    }


def _links(pair: Pair) -> Row:
    ways = ((pair.first, pair.second), (pair.second, pair.first))
    return {
        "trade_flows": [f"/v1/trade-flows?reporter={reporter}&partner={partner}" for reporter, partner in ways],
        "derived": f"/v1/derived?area={pair.first}&counterpart={pair.second}",
        "checks": f"/v1/checks?area={pair.first}&counterpart={pair.second}",
        "mirror": f"/v1/relations/{pair.first}/{pair.second}/mirror.csv",
    }
