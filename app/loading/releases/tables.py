"""The tables by owner (reference data, history, one source): how they are migrated, and their rows read and written."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import CTE, Column, ColumnElement, Connection, Table, bindparam, delete, exists, func, insert, select

from app.database import Unavailable
from app.loading import TableRow
from app.loading.dossiers import WITH_IDS
from app.loading.dossiers.checks import Retained
from app.loading.faults import Fault
from app.loading.reference import VOCABULARY_FILE, Reference
from app.models import Base
from app.models.facts import TradeFlow
from app.models.provenance import Source
from app.models.reference import Area
from app.settings import bundled
from app.vocabulary.terms import SourceKind
from app.vocabulary.words import WordList

MODELS: Final = (Area, Source, TradeFlow)
"""Named here so that every table is known."""
REFERENCE: Final = (
    "words",
    "areas",
    "area_aliases",
    "commodities",
    "commodity_matches",
    "actors",
    "actor_aliases",
    "actor_roles",
)
"""Reference data, for all sources together."""
CODE_TABLE: Final = "commodities"
"""The one table of reference data in which a source, a nomenclature, may own rows."""
HISTORY: Final = ("releases", "record_changes")
OWNED: Final = tuple(table.name for table in Base.metadata.sorted_tables if table.name not in (*REFERENCE, *HISTORY))
"""Tables whose rows belong to one source, directly or as part of a record."""

_Reference = Sequence[tuple[Column[object], Column[object]]]
"""The columns of a reference, each with the column that it names."""
_STAYS: Final = "what stays in the database"
_LARGE: Final = Base.metadata.tables["trade_flows"]
"""The table that may hold millions of rows."""
_LEADING: Final = {next(iter(_LARGE.primary_key)), *(next(iter(index.columns)) for index in _LARGE.indexes)}
UNINDEXED: Final = tuple(column.name for column in _LARGE.columns if column.foreign_keys and column not in _LEADING)
"""Columns of `trade_flows` that refer to something, and whose distinct values only the whole table tells."""
LOCK_SECONDS: Final = 30.0
"""How long a load waits for another one to end."""
_MOST_FAULTS: Final = 20
"""Faults told of one kind of reference."""


def table_of(name: str) -> Table:
    """Return a table of ours."""
    return Base.metadata.tables[name]


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the missing migrations, inside the caller's transaction where the engine has one for tables.

    Raises Unavailable when the tables are of a revision that this program does not know.
    """
    try:
        command.upgrade(migrations(connection), revision)
    except CommandError as error:
        raise Unavailable(f"the tables were made by another version of this program: {error}") from error


def migrations(connection: Connection) -> Config:
    """Return alembic's configuration for our migrations, on a connection that is open already."""
    config = Config()
    # ConfigParser would read a % of the path as the start of a variable.
    config.set_main_option("script_location", str(bundled("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest_release(connection: Connection) -> TableRow:
    """Return the row of the newest release; there is one."""
    releases = table_of("releases")
    newest = select(releases).order_by(releases.c.sequence.desc()).limit(1)
    return dict(connection.execute(newest).mappings().one())


def owned_by(table: Table, sources: Collection[str]) -> ColumnElement[bool]:
    """Return the SQL condition that a row of an owned table belongs to one of the sources."""
    if table.name == "sources":
        return table.c.id.in_(sorted(sources))
    if "source" in table.c:
        return table.c.source.in_(sorted(sources))
    part_of = next(iter(table.primary_key.columns))
    record = next(iter(part_of.foreign_keys)).column
    return part_of.in_(select(record).where(owned_by(record.table, sources)))


def rows_in(connection: Connection, sources: Collection[str]) -> Mapping[str, Sequence[TableRow]]:
    """Read all rows of the sources by table: parts and evidence by position, the others by key."""
    rows: dict[str, Sequence[TableRow]] = {}
    for table in map(table_of, OWNED):
        order = (table.c.source, table.c.position) if table.name == "evidence" else tuple(table.primary_key)
        owned = select(table).where(owned_by(table, sources)).order_by(*order)
        rows[table.name] = [dict(row) for row in connection.execute(owned).mappings()]
    return rows


def retained(connection: Connection | None, replaced: Collection[str]) -> Retained:
    """Read what stays when the replaced sources go; nothing where nothing is in force."""
    if connection is None:
        return Retained()
    sources = table_of("sources")
    contents = select(sources.c.id, sources.c.content_digest).where(sources.c.id.not_in(replaced))
    records = {}
    for table in (table_of(kind.table) for kind in WITH_IDS):
        owners = select(table.c.id, table.c.source).where(table.c.source.not_in(replaced))
        records[table.name] = {row.id: row.source for row in connection.execute(owners)}
    digests = {row.id: row.content_digest for row in connection.execute(contents)}
    return Retained(digests, records, imported_sources(connection))


def insert_rows(connection: Connection, rows: Mapping[str, Sequence[TableRow]]) -> None:
    """Write rows by table; references are checked when the load ends."""
    for name, some in rows.items():
        if some:
            connection.execute(insert(table_of(name)), list(some))


def remove(connection: Connection, sources: Collection[str]) -> None:
    """Remove the rows of sources, parts before wholes, and the codes that they brought."""
    for table in map(table_of, (*reversed(OWNED), CODE_TABLE)):
        connection.execute(delete(table).where(owned_by(table, sources)))


def synchronise(connection: Connection, reference: Reference) -> None:
    """Write what differs of the reference tables; rows that are the same and codes that a source brought stay."""
    for table in map(table_of, REFERENCE):
        key = tuple(column.name for column in table.primary_key)
        wanted = {tuple(row[part] for part in key): dict(row) for row in reference.rows.get(table.name, ())}
        own = select(table).where(table.c.source.is_(None)) if table.name == CODE_TABLE else select(table)
        there = {tuple(row[part] for part in key): dict(row) for row in connection.execute(own).mappings()}
        stale = [dict(zip(key, values, strict=True)) for values, row in there.items() if row != wanted.get(values)]
        if stale:
            connection.execute(delete(table).where(*(table.c[part] == bindparam(part) for part in key)), stale)
        insert_rows(connection, {table.name: [row for values, row in wanted.items() if row != there.get(values)]})


def imported_sources(connection: Connection) -> frozenset[str]:
    """Return the sources that came as datasets in bulk: their rows have lines, or are codes that they brought."""
    sources, flows, codes = table_of("sources"), table_of("trade_flows"), table_of(CODE_TABLE)
    # Every row of an imported source has a line, so the first of a source tells; a whole scan would be long.
    first = select(flows.c.line).where(flows.c.source == sources.c.id).limit(1).scalar_subquery()
    brought = exists().where(codes.c.source == sources.c.id)
    datasets = select(sources.c.id).where(sources.c.kind == SourceKind.DATASET, first.is_not(None) | brought)
    return frozenset(connection.execute(datasets).scalars())


def check_references_in(
    connection: Connection, referred: Mapping[str, Collection[str]] = MappingProxyType({})
) -> tuple[Fault, ...]:
    """Return a fault for every reference that leads nowhere; the sources of the load itself were checked before.

    An import says what its rows refer to by UNINDEXED columns; what stays was looked at when it came, and an import
    takes nothing away from areas and actors.
    """
    faults: list[Fault] = []
    for table in map(table_of, (*REFERENCE, *OWNED)):
        for reference in _references(table):
            if table is _LARGE:
                faults += _unknown(connection, *reference[0], referred.get(reference[0][0].name))
            else:
                faults += _dangling(connection, table, reference)
    return (*faults, *_lost_words(connection))


def _lost_words(connection: Connection) -> Iterator[Fault]:
    """Find the words of records that are in no list of open words; those of the load itself were checked before."""
    words = table_of("words")
    lists = {"indicators": WordList.MEASURE, "plans": WordList.PLAN_KIND, "events": WordList.EVENT_KIND}
    for name, listed in lists.items():
        column = table_of(name).c["measure" if listed is WordList.MEASURE else "kind"]
        there = exists().where(words.c.list == listed.value, words.c.code == column)
        for word in connection.execute(select(column).where(~there).distinct()).scalars():
            yield Fault(_STAYS, f"{name}.{column.name}", f"{word!r} would not be in {VOCABULARY_FILE} any more")


def _references(table: Table) -> Iterator[_Reference]:
    """Yield the references of a table; `same_as` has no foreign key, and of a trade flow no column that it names."""
    for constraint in table.foreign_key_constraints:
        yield [(element.parent, element.column) for element in constraint.elements]
    if "same_as" in table.c and "id" in table.c:
        yield [(table.c.same_as, table.c.id)]


def _dangling(connection: Connection, table: Table, reference: _Reference) -> Iterator[Fault]:
    columns = [column for column, _ in reference]
    target = reference[0][1].table
    named = target.alias("target")
    there = exists().where(*(column == named.c[key.name] for column, key in reference))
    lost = select(table).where(*(column.is_not(None) for column in columns), ~there).limit(_MOST_FAULTS)
    for row in connection.execute(lost).mappings():
        key = ".".join(str(row[column]) for column in table.primary_key)
        value = ".".join(str(row[column]) for column in columns)
        path = f"{table.name}[{key}].{'+'.join(column.name for column in columns)}"
        yield Fault(_STAYS, path, f"{value!r} would not be in {target.name} any more")


def _unknown(
    connection: Connection, column: Column[object], target: Column[object], codes: Collection[str] | None
) -> Iterator[Fault]:
    """Find lost references of the large table by distinct value: millions of rows refer to few things."""
    if codes is not None:
        there = connection.execute(select(target).where(target.in_(sorted(codes)))).scalars()
        lost = sorted(set(codes).difference(there))
    else:
        used = _distinct(column)
        unknown = select(used).where(used.c.value.is_not(None), ~exists().where(target == used.c.value))
        lost = list(connection.execute(unknown.order_by(used.c.value).limit(_MOST_FAULTS)).scalars())
    for code in lost[:_MOST_FAULTS]:
        yield Fault(_STAYS, f"{_LARGE.name}.{column.name}", f"{code!r} would not be in {target.table.name} any more")


def _distinct(column: Column[object]) -> CTE:
    """Select the distinct values of a column: where an index leads with it, by jumping from each value to the next."""
    if column not in _LEADING:
        return select(column.label("value")).where(column.is_not(None)).distinct().cte("used")
    used = select(func.min(column).label("value")).cte("used", recursive=True)
    following = select(func.min(column)).where(column > used.c.value).scalar_subquery()
    return used.union_all(select(following).where(used.c.value.is_not(None)))
