"""Checks that no single entry can make: of dossiers against each other, the reference data, and what stays."""

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.loading import Entry, Examination, comes_back
from app.loading.dossiers import DossierFile, Seed
from app.loading.dossiers.checks.consistency import check_consistency
from app.loading.dossiers.checks.words import check_words
from app.loading.dossiers.statements import KINDS, RECORDS, record_id, records_of
from app.loading.faults import Fault, shown

REFERS: Final = {
    "actor": "actors",
    "area": "areas",
    "areas": "areas",
    "commodities": "commodities",
    "commodity": "commodities",
    "compiled_by": "areas",
    "compiler": "actors",
    "counterpart": "areas",
    "event": "events",
    "partner": "areas",
    "place": "areas",
    "places": "areas",
    "plan": "plans",
    "relays": "actors",
    "reporter": "areas",
    "side": "areas",
    "speaker": "actors",
}
"""What a field refers to, by its name, in whichever entry it stands."""
WITHIN: Final = ("part_of", "same_as", "supersedes")
"""Fields that refer to another record of the same kind, and may not lead back."""

_NAMES: Final = {"areas": "area", "commodities": "commodity", "sources": "source"} | {
    table: kind.replace("_", " ") for table, kind in KINDS.items()
}


@dataclass(frozen=True, slots=True)
class Retained:
    """What a load leaves in place: digests of the sources' contents, and by table the source of each record's id."""

    contents: Mapping[str, str] = dataclasses.field(default_factory=dict)
    records: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)


Examined = Sequence[tuple[DossierFile, Examination]]


def check_seed(seed: Seed, retained: Retained) -> tuple[Fault, ...]:
    """Return every fault of the dossiers as a whole, file by file."""
    examined = [(file, Examination(file.file)) for file in seed.dossiers]
    _check_sources(examined)
    _check_ids(examined, retained)
    _check_references(examined, _known(seed, retained))
    check_consistency(examined)
    for file, examination in examined:
        _check_flows(file, examination)
        check_words(file.dossier, examination, seed.reference)
    return tuple(fault for _, examination in examined for fault in examination.faults)


def _known(seed: Seed, retained: Retained) -> Mapping[str, set[str]]:
    """Return all that may be referred to, by table."""
    known = {table: set(retained.records.get(table, {})) for table in (*RECORDS, "trade_flows")}
    known["sources"] = {*retained.contents, *seed.sources}
    for table, key in (("areas", "code"), ("commodities", "id"), ("actors", "id")):
        known[table] = {row[key] for row in seed.reference.rows[table]}
    for file in seed.dossiers:
        for table, _, entry in records_of(file.dossier, *RECORDS, "trade_flows"):
            known[table].add(record_id(entry, file.source))
    return known


def _check_sources(examined: Examined) -> None:
    files: dict[str, str] = {}
    for file, examination in examined:
        if file.source in files:
            examination.fault("source.id", f"the source {shown(file.source)} stands in {files[file.source]} already")
        files[file.source] = file.file


def _check_ids(examined: Examined, retained: Retained) -> None:
    """Check that each id means one record, in all dossiers and in what stays."""
    owners = {
        (table, record): f"the source {shown(source)}, which stays"
        for table, records in retained.records.items()
        for record, source in records.items()
    }
    for file, examination in examined:
        for table, path, entry in records_of(file.dossier, *RECORDS):
            if (table, entry.id) in owners:
                reason = f"the id {shown(entry.id)} is taken by {owners[table, entry.id]}"
                examination.fault(f"{path}.id", reason)
            owners.setdefault((table, entry.id), f"{path} of {file.file}")


def _check_flows(file: DossierFile, examination: Examination) -> None:
    """Check that a source speaks once on a key, or counts its statements."""
    first: dict[str, str] = {}
    for _, path, entry in records_of(file.dossier, "trade_flows"):
        key = record_id(entry, file.source)
        if first.setdefault(key, path) != path:
            examination.fault(path, f"has the key of {first[key]}; a second statement on one key has statement = 1")


def _check_references(examined: Examined, known: Mapping[str, Collection[str]]) -> None:
    """Check every reference of the dossiers against the ids that are known, by table, and find every circle."""
    parents: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    links: list[tuple[Examination, str, str, tuple[str, str]]] = []
    for file, examination in examined:
        for table, path, key, entry in _entries(file):
            if table == "actors":
                examination.refer(f"{path}.id", key, known["actors"], "actor")
            for field, word in _words(entry):
                name = field.rpartition(".")[2].partition("[")[0]
                target = table if name in WITHIN else REFERS[name]
                examination.refer(f"{path}.{field}", word, known[target], _NAMES[target])
                if name in WITHIN:
                    parents[table, name][key] = word
                    links.append((examination, f"{path}.{field}", key, (table, name)))
    # What stays cannot lead to what is new and back, so the dossiers alone hold every circle.
    for examination, path, key, chain in links:
        if comes_back(key, parents[chain]):
            examination.fault(path, f"{key!r} comes back to itself")


def _entries(file: DossierFile) -> Iterator[tuple[str, str, str, Entry]]:
    yield "sources", "source", file.source, file.dossier.source
    for table, path, entry in records_of(file.dossier):
        yield table, path, record_id(entry, file.source), entry


def _words(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the references of an entry and of the entries inside it, each with its field's path in the entry."""
    for field, value in entry.parts():
        if isinstance(value, Entry):
            yield from ((f"{field}.{inner}", word) for inner, word in _words(value))
        elif isinstance(value, str) and (field in WITHIN or field.partition("[")[0] in REFERS):
            yield field, value
