"""Whether each id means one thing, in all dossiers and in what stays."""

from collections.abc import Mapping, Sequence

from app.loading.dossiers.seed import DossierFile
from app.loading.dossiers.shape.statements import record_id
from app.loading.faults import Examination, shown
from app.loading.releases.kept import RECORDS, Kept

Examined = Sequence[tuple[DossierFile, Examination]]


def check_uniqueness(examined: Examined, kept: Kept) -> None:
    """Fault every id that a source or record takes from another."""
    sources: dict[str, str] = {}
    for file, examination in examined:
        if file.source in sources:
            examination.fault("source.id", f"the source {shown(file.source)} stands in {sources[file.source]} already")
        sources[file.source] = file.file
    for table in RECORDS:
        _check_ids(examined, table, kept.records.get(table, {}))
    for file, examination in examined:
        _check_flows(file, examination)


def _check_ids(examined: Examined, table: str, kept: Mapping[str, str]) -> None:
    owners = {record: f"the source {shown(source)}, which stays" for record, source in kept.items()}
    for file, examination in examined:
        for index, entry in enumerate(getattr(file.dossier, table)):
            if entry.id in owners:
                where = owners[entry.id]
                examination.fault(f"{table}[{index}].id", f"the id {shown(entry.id)} is taken by {where}")
            owners.setdefault(entry.id, f"{table}[{index}] of {file.file}")


def _check_flows(file: DossierFile, examination: Examination) -> None:
    """Hold that a source speaks once on a key, or counts its statements."""
    first: dict[str, int] = {}
    for index, entry in enumerate(file.dossier.trade_flows):
        key = record_id(entry, file.source)
        if first.setdefault(key, index) != index:
            reason = f"has the key of trade_flows[{first[key]}]; a second statement on one key has statement = 1"
            examination.fault(f"trade_flows[{index}]", reason)
