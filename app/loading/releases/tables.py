"""Which tables there are, and whose rows they hold: everybody's, the history's, or one source's."""

from collections.abc import Collection
from functools import cache
from typing import Final

from sqlalchemy import ColumnElement, Connection, MetaData, Table, delete, exists, select

from app.models.base import Base
from app.models.facts import TradeFlow
from app.models.provenance import Source
from app.models.reference import Area
from app.vocabulary import SourceKind

MODELS: Final = (Area, Source, TradeFlow)
"""Named here so that every table is known."""

REFERENCE: Final = (
    "areas",
    "area_aliases",
    "commodities",
    "commodity_matches",
    "actors",
    "actor_aliases",
    "actor_roles",
)
"""Reference data, for all sources together."""
BROUGHT: Final = "commodities"
"""The one table of reference data in which a source, a nomenclature, may own rows."""
HISTORY: Final = ("releases", "record_changes")
OWNED: Final = tuple(table.name for table in Base.metadata.sorted_tables if table.name not in (*REFERENCE, *HISTORY))
"""Tables whose rows belong to one source, directly or as part of a record."""


def table_of(name: str) -> Table:
    """Give a table of ours."""
    return Base.metadata.tables[name]


@cache
def tables_in(schema: str) -> MetaData:
    """Give all our tables as they stand in another schema, such as an attached file."""
    there = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(there, schema=schema)
    return there


def owned_by(table: Table, sources: Collection[str]) -> ColumnElement[bool]:
    """Say in SQL which rows of an owned table belong to the sources."""
    if table.name == "sources":
        return table.c.id.in_(sorted(sources))
    if "source" in table.c:
        return table.c.source.in_(sorted(sources))
    part_of = next(iter(table.primary_key.columns))
    record = next(iter(part_of.foreign_keys)).column
    return part_of.in_(select(record).where(owned_by(record.table, sources)))


def remove(connection: Connection, sources: Collection[str]) -> None:
    """Delete the rows of sources, parts before wholes, and the codes that they brought."""
    for name in (*reversed(OWNED), BROUGHT):
        table = table_of(name)
        connection.execute(delete(table).where(owned_by(table, sources)))


def imported_sources(connection: Connection) -> frozenset[str]:
    """Give the sources that came as datasets in bulk: their rows have lines, or are codes that they brought."""
    sources, flows, codes = table_of("sources"), table_of("trade_flows"), table_of(BROUGHT)
    # Every row of an imported source has a line, so the first of a source tells; a whole scan would be long.
    first = select(flows.c.line).where(flows.c.source == sources.c.id).limit(1).scalar_subquery()
    brought = exists().where(codes.c.source == sources.c.id)
    found = select(sources.c.id).where(sources.c.kind == SourceKind.DATASET, first.is_not(None) | brought)
    return frozenset(connection.execute(found).scalars())
