"""What stays in the database through a load: the sources it does not bring, and the records they hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, select

from app.loading.releases.tables import table_of

RECORDS: Final = ("events", "agreements", "indicators", "plans", "outcomes")
"""Tables whose records have an id of their own, unique over all sources."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Digests of the kept sources' contents, and by table the ids of their records with the source of each."""

    contents: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def kept_records(connection: Connection | None, replaced: Collection[str]) -> Kept:
    """Read what stays when the replaced sources go; nothing where nothing is in force."""
    if connection is None:
        return Kept()
    sources = table_of("sources")
    contents = connection.execute(
        select(sources.c.id, sources.c.content_digest).where(sources.c.id.not_in(replaced))
    ).all()
    records = {}
    for name in RECORDS:
        table = table_of(name)
        rows = connection.execute(select(table.c.id, table.c.source).where(table.c.source.not_in(replaced))).all()
        records[name] = {row.id: row.source for row in rows}
    return Kept({row.id: row.content_digest for row in contents}, records)
