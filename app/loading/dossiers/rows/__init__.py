"""How the entries of a dossier become rows: for each table, dictionaries ready to insert."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from app.loading.dossiers.rows.evidence import evidence_rows
from app.loading.dossiers.rows.facts import fact_rows, source_row
from app.loading.dossiers.seed import DossierFile

Rows = Mapping[str, list[dict[str, Any]]]


def rows_of(file: DossierFile) -> Rows:
    """Give all rows of one source, by table."""
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    rows["sources"].append(source_row(file.dossier.source, file.digest))
    for table, row in fact_rows(file.dossier):
        rows[table].append(row)
    rows["evidence"].extend(evidence_rows(file.dossier))
    return rows
