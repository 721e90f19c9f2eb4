"""Whether what entries refer to is there, and whether nothing is a part of itself."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from app.loading.dossiers.checks.uniqueness import Examined
from app.loading.dossiers.shape.entry import Entry
from app.loading.dossiers.shape.statements import KINDS, record_id
from app.loading.faults import Examination, comes_back
from app.loading.reference import Reference
from app.loading.releases.kept import RECORDS, Kept

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

_NAMES: Final = {"areas": "area", "commodities": "commodity"} | {
    name: name.removesuffix("s") for name in (*KINDS, "sources")
}

Known = Mapping[str, Collection[str]]


def check_references(examined: Examined, reference: Reference, kept: Kept) -> None:
    """Fault every reference to something that is not there, and every circle."""
    known = _known(examined, reference, kept)
    for file, examination in examined:
        _check_entry(file.dossier.source, "source", "sources", known, examination)
        for table in KINDS:
            for index, entry in enumerate(getattr(file.dossier, table)):
                path = f"{table}[{index}]"
                if table == "actors":
                    examination.refer(f"{path}.id", entry.id, known["actors"], "actor")
                _check_entry(entry, path, table, known, examination)
    _check_circles(examined)


def _known(examined: Examined, reference: Reference, kept: Kept) -> Known:
    known: defaultdict[str, set[str]] = defaultdict(set)
    for table, key in (("areas", "code"), ("commodities", "id"), ("actors", "id")):
        known[table].update(row[key] for row in reference.rows[table])
    known["sources"].update(kept.contents, (file.source for file, _ in examined))
    for table in RECORDS:
        known[table].update(kept.records.get(table, {}))
    for file, _ in examined:
        for table in (*RECORDS, "trade_flows"):
            known[table].update(record_id(entry, file.source) for entry in getattr(file.dossier, table))
    return known


def _check_entry(entry: Entry, path: str, table: str, known: Known, examination: Examination) -> None:
    for field, value, where in _fields(entry, path):
        target = table if field in WITHIN else REFERS.get(field)
        if target is None or value is None:
            continue
        for place, word in _words(value, where):
            examination.refer(place, word, known[target], _NAMES[target])


def _fields(entry: Entry, path: str) -> Iterator[tuple[str, Any, str]]:
    """Go through the fields of an entry and of the entries inside it."""
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        where = f"{path}.{field}"
        yield field, value, where
        if isinstance(value, Entry):
            yield from _fields(value, where)
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                if isinstance(part, Entry):
                    yield from _fields(part, f"{where}[{index}]")


def _words(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        yield from ((f"{where}[{index}]", word) for index, word in enumerate(value))
    else:
        yield where, value


def _check_circles(examined: Examined) -> None:
    """Fault every record that comes back to itself going up; what stays cannot lead to what is new and back."""
    parents: defaultdict[tuple[str, str], dict[str, str | None]] = defaultdict(dict)
    places: list[tuple[Examination, str, str, tuple[str, str]]] = []
    for file, examination in examined:
        entries = [("sources", "source", file.source, file.dossier.source)]
        for table in (*RECORDS, "trade_flows"):
            for index, entry in enumerate(getattr(file.dossier, table)):
                entries.append((table, f"{table}[{index}]", record_id(entry, file.source), entry))
        for table, path, key, entry in entries:
            for field in WITHIN:
                if (above := getattr(entry, field, None)) is not None:
                    parents[table, field][key] = above
                    places.append((examination, f"{path}.{field}", key, (table, field)))
    for examination, path, key, chain in places:
        if comes_back(key, parents[chain]):
            examination.fault(path, f"{key!r} comes back to itself")
