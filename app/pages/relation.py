"""A relation at a glance: the rows of its JSON arranged for people, balances and plans drawn, and agreements sorted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor
from operator import attrgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from app.models.facts import Event
from app.pages.charts import YEARS, Role, Scale, Track, Tracks, bar, track_scale
from app.pages.home import held_pairs
from app.pages.mirror import Compared, balances_of, balances_of_all_goods, mirror_of
from app.pages.totals import Money, Way, headline_of, page_of, role_names, stated_of, ways_of
from app.pages.verifying import Became, became_of
from app.views.facts import AGREEMENTS_FACTS, PLANS_FACTS
from app.views.pairs import Pair
from app.views.reading import read_aims, read_facts_with_places, read_records
from app.views.records import SelectedRecord
from app.views.relations.composing import annual_totals, relation
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import CheckVerdict
from app.vocabulary.words import RELATIVE
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

SECTIONS: Final = (
    *("figures", "mirror", "balances", "disagreements", "goods", "agreements"),
    *("plans", "events", "shorter-periods", "growth", "places", "shares", "indicators", "sources"),
)
"""The parts of a relation that have a page of their own, on which nothing is cut."""


_EVENTS: Final = select(Event.id, Event.same_as, Event.source)


class ToldOnce(NamedTuple):
    """What sources tell of one thing: the line that tells most, and those of others with their bylines."""

    line: Row
    others: Sequence[tuple[str, Row]]

    @property
    def lines(self) -> list[Row]:
        """All lines, that which tells most first."""
        return [self.line, *(line for _, line in self.others)]


class Signing(NamedTuple):
    """What was signed: the day, the values stated, its whole, how many documents, and the values of its parts."""

    told: ToldOnce
    signed_on: str
    values: Sequence[str]
    whole: str | None
    documents: str
    partly: Sequence[str] = ()
    """Where no value of the whole is stated, those of its parts."""


class PlanShown(NamedTuple):
    """What is planned, since when, until when, what became of it, and whether it is a level of turnover."""

    told: ToldOnce
    since: str
    due: str
    outcomes: Sequence[Row]
    is_goal: bool
    became: Sequence[Became]


def arrange(snapshot: Snapshot, pair: Pair, codes: tuple[str, str]) -> dict[str, Any]:
    """Build all that the page of a pair shows; `row` is its JSON, and the area that was named first comes first.

    `indicators` are figures that are no trade, by whether they are shares of trade, the newest of each measure first;
    `near` are the pairs of either area on which something is held, where nothing is on the two.
    """
    row, catalogue = relation(snapshot, pair), snapshot.catalogue
    totals = annual_totals(snapshot, pair)
    stated = [stated_of(fact, codes, catalogue, totals) for fact in totals]
    in_force = (one.fact for one in stated if not one.is_replaced)
    own = frozenset(fact.record for fact in in_force if fact.basis.compiled_by == fact.subject.area)
    unattributed = frozenset(fact.record for fact in totals if not fact.basis.is_known)
    replaced = {one.fact.record for one in stated if one.is_replaced}
    names = (catalogue.prose_names[codes[0]], catalogue.prose_names[codes[1]])
    balances = balances_of_all_goods(row["balances"])
    money = Money.of([*(fact.shown for fact in totals), *(balance["quantity"] for balance in balances)])
    ways = ways_of(stated, codes, names, money)
    roles = {one.role for one in stated}
    by_origin = {way["origin"] and way["origin"]["code"]: way for way in row["goods"]}
    planned = plans_of(snapshot, pair, row["plans"], codes, ways[-1])
    events = {event["id"]: dict(event) for event in snapshot.connection.execute(_EVENTS).mappings()}
    facts = (fact for fact in read_facts_with_places(snapshot, pair) if fact.subject.measure.is_share)
    shares = {fact.record: fact.subject.measure.code for fact in facts}
    newest = {shares[one["id"]]: one["id"] for one in reversed(row["indicators"]) if one["id"] in shares}.values()
    listed = sorted(row["indicators"], key=lambda one: one["id"] not in newest)
    sides = [row for row in row["mirror"] if row["gap_relative"]]
    return {
        "row": row,
        "is_empty": not row["coverage"]["sources"],
        "names": names,
        "codes": codes,
        "money": money,
        "roles": {role: name for role, name in role_names(names).items() if role in roles},
        "headline": headline_of(ways[-1]),
        "ways": ways,
        "mirror": mirror_of(sides, Compared(codes, names, ways[-1], money, own, unattributed)),
        "one_sided": [row for row in row["mirror"] if row["verdict"] == CheckVerdict.MISSING_SIDE],
        "balances": balances_of(balances, codes, names[0], money, replaced),
        "goods": [by_origin[origin] for origin in (*codes, None) if origin in by_origin],
        "planned": planned,
        "plans": plan_tracks(planned),
        "signings": signings_of(snapshot, pair, row["agreements"]),
        "events": [*told_once(row["events"], events, catalogue.bylines).values()],
        "indicators": {
            is_share: [one for one in listed if (one["id"] in shares) == is_share] for is_share in (True, False)
        },
        "near": [] if row["coverage"]["sources"] else [one for one in held_pairs(snapshot) if {*codes} & {*one.codes}],
    }


def told_once(lines: Sequence[Row], stated: Mapping[str, Row], bylines: Mapping[str, str]) -> dict[str, ToldOnce]:
    """Sort lines by the thing that they are about, which sources may tell of several times."""
    said = defaultdict[str, list[Row]](list)
    for line in lines:
        said[_group(stated[line["id"]])].append(line)
    bests = (sorted(each, key=lambda line: stated[line["id"]]["same_as"] is not None) for each in said.values())
    return {
        group: ToldOnce(best, [(bylines[stated[line["id"]]["source"]], line) for line in others])
        for group, (best, *others) in zip(said, bests, strict=True)
    }


def _group(row: Row) -> str:
    """Return the id that all statements on one thing lead to."""
    group: str = row["same_as"] or row["id"]
    return group


def _stated(records: Iterable[SelectedRecord], columns: Sequence[str]) -> dict[str, Row]:
    """Return what is stated beside the lines of records, by their ids."""
    return {row["id"]: row for row in (dict(zip(columns, one.beside, strict=False)) for one in records)}


def plans_of(
    snapshot: Snapshot, pair: Pair, lines: Sequence[Row], codes: tuple[str, str], turnover: Way
) -> list[PlanShown]:
    """Sort plans: goals of turnover first, then those that something became of, then those due; newest first."""
    stated = _stated(read_records(snapshot, pair)[RecordKind.PLAN], PLANS_FACTS.columns)
    refs, bylines = snapshot.catalogue.source_refs, snapshot.catalogue.bylines
    aims = {
        aim.record: aim
        for aim in read_aims(snapshot, pair, snapshot.catalogue.words.aims)
        if not aim.evidence and (aim.field == "value" or aim.unit in RELATIVE)
    }
    plans = []
    for told in told_once(lines, stated, bylines).values():
        days = (one["announced_on"] or refs[stated[one["id"]]["source"]].published_on for one in told.lines)
        outcomes = [outcome for one in told.lines for outcome in one["outcomes"]]
        due = next((one["due"] for one in told.lines if one["due"]), "")
        aim = aims.get(told.line["id"])
        became = became_of(aim, codes, turnover, snapshot) if aim else []
        plans.append(PlanShown(told, min(filter(None, days), default=""), due, outcomes, aim is not None, became))
    plans.sort(key=attrgetter("since", "due"), reverse=True)
    return sorted(plans, key=lambda plan: (0,) if plan.is_goal else (1, not plan.outcomes, not plan.due))


def plan_tracks(plans: Sequence[PlanShown]) -> Tracks:
    """Build a line for each plan from the day it was told of to the day it is due, with what became of it."""
    happened = [[_year(one["happened_on"]) for one in plan.outcomes] for plan in plans]
    dated = [
        (plan.told.line, _year(plan.since), _year(plan.due), points)
        for plan, points in zip(plans, happened, strict=True)
    ]
    years = [year for _, start, due, happened in dated for year in (start, due, *happened) if year]
    first, last = floor(min(years, default=2000)), floor(max(years, default=2000)) + 1
    scale = track_scale([first, max(last, first + len(YEARS))], YEARS)  # ticks are whole years
    return Tracks(scale, [_plan(scale, *one) for one in dated], None, None)


def _plan(scale: Scale, row: Row, start: float | None, due: float | None, happened: Sequence[float | None]) -> Track:
    known = [year for year in (start, due) if year]
    line = bar(scale, start or due, None, due or start) if known else None
    points = [scale.at(year) for year in happened if year]
    return Track(row["sentence"], row["standing"], line, Role.OTHER, page_of(row["url"]), points=points)


def _year(date: str | None) -> float | None:
    """Return a date as years, its day to the month."""
    return int(date[:4]) + (int(date[5:7] or 1) - 1) / 12 if date else None


def signings_of(snapshot: Snapshot, pair: Pair, lines: Sequence[Row]) -> list[Signing]:
    """Sort the agreements of a pair by what they are about, newest first; a part follows its whole."""
    stated = _stated(read_records(snapshot, pair)[RecordKind.AGREEMENT], AGREEMENTS_FACTS.columns)
    figures = {
        (fact.record, fact.field): fact.shown["text"]
        for fact in read_facts_with_places(snapshot, pair)
        if fact.kind is RecordKind.AGREEMENT and not fact.evidence
    }
    told = told_once(lines, stated, snapshot.catalogue.bylines)
    made = {group: _signing(each, stated, figures) for group, each in told.items()}

    def below(whole: str | None) -> Iterator[Signing]:
        parts = [group for group, one in made.items() if (one.whole if one.whole in made else None) == whole]
        for _, group in sorted(((made[group].signed_on, group) for group in parts), reverse=True):
            inside = [one for one in made.values() if one.whole == group and one.values and not made[group].values]
            yield made[group]._replace(partly=[f"{one.values[0]} for {one.documents} among them" for one in inside])
            yield from below(group)

    return [*below(None)]


def _signing(told: ToldOnce, stated: Mapping[str, Row], figures: Mapping[tuple[str, str], str]) -> Signing:
    ids = [line["id"] for line in told.lines]
    wholes = (stated[whole] for one in ids if (whole := stated[one]["part_of"]) in stated)
    return Signing(
        told=told,
        signed_on=max((stated[one]["signed_on"] or "" for one in ids), key=len),
        values=[*dict.fromkeys(figures[one, "value"] for one in ids if (one, "value") in figures)],
        whole=next(map(_group, wholes), None),
        documents=next((figures[one, "document_count"] for one in ids if (one, "document_count") in figures), "some"),
    )
