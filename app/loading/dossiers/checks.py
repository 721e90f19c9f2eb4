"""Checks that no single entry can make: of dossiers against each other, the reference data, and what stays."""

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.loading import Entry, Examination, comes_back
from app.loading.dossiers import DossierFile, Seed
from app.loading.dossiers.meanings import check_meanings
from app.loading.dossiers.quotes import check_words
from app.loading.dossiers.records import AgreementEntry, EventEntry, OutcomeEntry, PlanEntry
from app.loading.faults import Fault, shown
from app.models.facts import TradeFlow
from app.models.provenance import Evidence
from app.models.reference import Area
from app.vocabulary.codec import quantity_to_text
from app.vocabulary.quantity import Interval, Quantity, Undefined, intersection
from app.vocabulary.terms import RecordKind, Standing
from app.vocabulary.words import OpenWords, Unit

_REFERS: Final = {
    column.name: key.column.table.name
    for model in (Area, Evidence, TradeFlow)  # one of each module, so that all tables are there
    for table in model.metadata.tables.values()
    for column in table.columns
    for key in column.foreign_keys
} | {"areas": "areas", "places": "areas", "commodities": "commodities"}
"""The table that a field refers to, by its name, in whichever entry it stands: that of the column of this name."""
_WITHIN: Final = ("part_of", "same_as", "supersedes")
"""Fields that refer to another record of the same kind, and may not lead back."""

_NAMES: Final = {"areas": "area", "commodities": "commodity", "sources": "source"} | {
    kind.table: kind.replace("_", " ") for kind in RecordKind
}
_MAY_FOLLOW: Final = {
    Standing.UNDER_WAY: (Standing.UNDER_WAY, Standing.COMPLETED, Standing.CANCELLED),
    Standing.COMPLETED: (Standing.COMPLETED,),
}
"""What may become of a plan that has begun, which is no mere intention any more, and of one that is done."""


@dataclass(frozen=True, slots=True)
class Retained:
    """What a load leaves in place: digests of the sources' contents, and by table the source of each record's id.

    `datasets` are the sources that were imported: dossiers have no say in them.
    """

    contents: Mapping[str, str] = dataclasses.field(default_factory=dict)
    records: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    datasets: Collection[str] = ()


Examined = Sequence[tuple[DossierFile, Examination]]


def check_seed(seed: Seed, retained: Retained) -> tuple[Fault, ...]:
    """Return every fault of the dossiers as a whole, file by file."""
    examined = [(file, Examination(file.file)) for file in seed.dossiers]
    _check_sources(examined, retained.datasets)
    _check_references(examined, _check_ids(seed, examined, retained))
    events = {event.id: event for file in seed.dossiers for event in file.dossier.events}
    plans = {plan.id: plan for file in seed.dossiers for plan in file.dossier.plans}
    words = OpenWords.of(seed.reference.rows["words"])
    places = frozenset(row["code"] for row in seed.reference.rows["areas"] if row["parent"])
    for file, examination in examined:
        check_meanings(file.dossier, examination, words, places)
        _check_consistency(file, examination, events, plans, words.units)
        check_words(file.dossier, examination, seed.reference)
    return tuple(fault for _, examination in examined for fault in examination.faults)


def _check_sources(examined: Examined, datasets: Collection[str]) -> None:
    """Check that each source has one dossier, and is no dataset: that one is replaced by importing it."""
    files: dict[str, str] = {}
    for file, examination in examined:
        if file.source in files:
            examination.fault("source.id", f"the source {shown(file.source)} stands in {files[file.source]} already")
        if file.source in datasets:
            examination.fault("source.id", f"{file.source!r} is a dataset that was imported; choose another id")
        files[file.source] = file.file


def _check_ids(seed: Seed, examined: Examined, retained: Retained) -> Mapping[str, Collection[str]]:
    """Check that each id means one record, in all dossiers and in what stays; return what may be referred to."""
    owners: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for table, records in retained.records.items():
        owners[table] = {record: f"the source {shown(source)}, which stays" for record, source in records.items()}
    for file, examination in examined:
        for kind, record, path, _ in file.dossier.records():
            owner = owners[kind.table].setdefault(record, here := f"{path} of {file.file}")
            if owner != here and kind is RecordKind.TRADE_FLOW:
                examination.fault(path, f"has the key of {owner}; a second statement on one key has statement = 1")
            elif owner != here and kind is not RecordKind.ACTOR:
                examination.fault(f"{path}.id", f"the id {shown(record)} is taken by {owner}")
    of_reference = {
        table: {row[key] for row in seed.reference.rows[table]}
        for table, key in (("areas", "code"), ("commodities", "id"), ("actors", "id"))
    }
    return owners | of_reference | {"sources": {*retained.contents, *seed.sources}}


def _check_references(examined: Examined, existing: Mapping[str, Collection[str]]) -> None:
    """Check every reference of the dossiers against the ids that exist, by table, and find every circle."""
    parents: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    links: list[tuple[Examination, str, str, tuple[str, str]]] = []
    for file, examination in examined:
        records = [(kind.table, path, record, entry) for kind, record, path, entry in file.dossier.records()]
        for table, path, key, entry in (("sources", "source", file.source, file.dossier.source), *records):
            if table == "actors":
                examination.refer(f"{path}.id", key, existing["actors"], "actor")
            for field, word in _words(entry):
                name = field.rpartition(".")[2].partition("[")[0]
                target = table if name in _WITHIN else _REFERS[name]
                examination.refer(f"{path}.{field}", word, existing[target], _NAMES[target])
                if name in _WITHIN:
                    parents[table, name][key] = word
                    links.append((examination, f"{path}.{field}", key, (table, name)))
    # What stays cannot lead to what is new and back, so the dossiers alone hold every circle.
    for examination, path, key, chain in links:
        if comes_back(key, parents[chain]):
            examination.fault(path, f"{key!r} comes back to itself")


def _words(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the references of an entry and of the entries inside it, each with its field's path in the entry."""
    for field, value in entry.parts():
        if isinstance(value, Entry):
            yield from ((f"{field}.{inner}", word) for inner, word in _words(value))
        elif isinstance(value, str) and (field in _WITHIN or field.partition("[")[0] in _REFERS):
            yield field, value


def _check_consistency(
    file: DossierFile,
    examination: Examination,
    events: Mapping[str, EventEntry],
    plans: Mapping[str, PlanEntry],
    units: Mapping[str, Unit],
) -> None:
    """Check that what dossiers state of one thing fits: dates, counts beside names, plans and outcomes.

    Events and plans are those of the load; one that stays in the database was checked with its own records.
    """
    for _, _, path, entry in file.dossier.records():
        match entry:
            case EventEntry():
                contradictions = _in_event(entry, events.get(entry.part_of or ""), units)
            case AgreementEntry():
                contradictions = _outside("signed_on", entry.signed_on, entry.signed_on, events.get(entry.event or ""))
            case PlanEntry():
                contradictions = _in_plan(entry)
            case OutcomeEntry():
                contradictions = _in_outcome(entry, plans.get(entry.plan))
            case _:
                continue
        for field, reason in contradictions:
            examination.fault(f"{path}.{field}", reason)


def _in_event(event: EventEntry, whole: EventEntry | None, units: Mapping[str, Unit]) -> Iterator[tuple[str, str]]:
    """Yield fields and reasons where an event ends before it starts, lies outside its whole, or counts too few."""
    last = event.ends_on or event.starts_on
    if event.starts_on and last and _is_before(last, event.starts_on):
        yield "ends_on", f"{last} is before the event starts, on {event.starts_on}"
    else:
        yield from _outside("starts_on", event.starts_on, last, whole)
    for index, group in enumerate(event.participants):
        unit = group.count and units.get(group.count.unit)
        if group.count and unit and unit.counts_areas:
            yield from _too_few(f"participants[{index}].count", group.count.stated, len(group.areas))


def _outside(
    field: str, starts_on: str | None, ends_on: str | None, whole: EventEntry | None
) -> Iterator[tuple[str, str]]:
    """Yield the field and the reason where dates lie outside an event; coarse dates fit where they may."""
    if starts_on and ends_on and whole and whole.starts_on:
        last = whole.ends_on or whole.starts_on
        if _is_before(starts_on, whole.starts_on) or _is_before(last, ends_on):
            days = starts_on if starts_on == ends_on else f"{starts_on} to {ends_on}"
            yield field, f"{days} is not within {whole.id!r}, which lasts from {whole.starts_on} to {last}"


def _too_few(field: str, count: Quantity, names: int) -> Iterator[tuple[str, str]]:
    """Yield the field and the reason where more areas or goods are named than counted; fewer may be examples."""
    if isinstance(intersection(count.interval, Interval.between(Fraction(names), None, "[)")), Undefined):
        yield field, f"{names} are named, and {quantity_to_text(count)} counted"


def _in_plan(plan: PlanEntry) -> Iterator[tuple[str, str]]:
    """Yield fields and reasons where a plan is due before it was announced, or counts fewer goods than it names."""
    if plan.due and plan.announced_on and _is_before(plan.due, plan.announced_on):
        yield "due", f"{plan.due} is before the plan was announced, on {plan.announced_on}"
    if plan.item_count:
        yield from _too_few("item_count", plan.item_count.stated, len(plan.commodities))


def _in_outcome(outcome: OutcomeEntry, plan: PlanEntry | None) -> Iterator[tuple[str, str]]:
    """Yield fields and reasons where an outcome comes before its plan or takes it back; plans may well be late."""
    if plan and outcome.standing not in _MAY_FOLLOW.get(plan.standing, tuple(Standing)):
        reason = f"{outcome.standing!s} cannot come of a plan that is {plan.standing!s} already"
        yield "standing", reason.replace("_", " ")
    if plan and plan.announced_on and outcome.happened_on and _is_before(outcome.happened_on, plan.announced_on):
        yield "happened_on", f"{outcome.happened_on} is before the plan was announced, on {plan.announced_on}"


def _is_before(one: str, other: str) -> bool:
    """Return whether a day, month or year is over before another one begins."""
    return f"{one}~" < other  # behind every month and day of the one, as text
