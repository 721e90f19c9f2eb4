"""The migrations make exactly the tables that the models describe, on both engines, and take them away again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import CheckConstraint, Column, Connection, Engine, Integer, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from app.database import REVISION
from app.database.server import server_engine
from app.loading.releases.tables import migrate, migrations
from app.models import Base
from tests.migrating import migrate_once

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    engine = (
        create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        if request.param == "sqlite"
        else server_engine(
            request.getfixturevalue("empty_postgres"), statement_seconds=0, connections=1, wait_seconds=5
        )
    )
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_tables_are_those_of_the_models(connection: Connection) -> None:
    migrate(connection)
    assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    command.check(migrations(connection))


def test_every_difference_is_seen(connection: Connection) -> None:
    migrate_once(connection)
    for change in (
        "ALTER TABLE events ADD COLUMN guests BIGINT",
        "ALTER TABLE events DROP COLUMN note",
        "DROP INDEX ix_events_part_of",
        "DROP TABLE record_changes",
    ):
        connection.execute(text(change))
    with pytest.raises(CommandError, match="New upgrade operations detected") as seen:
        command.check(migrations(connection))
    for name in ("'guests'", "'note'", "'ix_events_part_of'", "'record_changes'"):
        assert name in str(seen.value)


def test_a_change_of_type_is_seen(connection: Connection) -> None:
    migrate_once(connection)
    table = Base.metadata.tables["releases"]
    column: Column[int] = table.c.loaded_at
    kept = column.type
    column.type = Integer()
    try:
        with pytest.raises(CommandError, match="New upgrade operations detected"):
            command.check(migrations(connection))
    finally:
        column.type = kept


def test_down_and_up_again(connection: Connection) -> None:
    migrate_once(connection)
    command.downgrade(migrations(connection), "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]
    migrate(connection)
    command.check(migrations(connection))


def test_what_was_loaded_before_says_its_proof_and_estimates(connection: Connection) -> None:
    migrate(connection, "0002")
    flow: dict[str, object] = dict.fromkeys(("reporter", "partner", "commodity", "source"), "a")
    flow |= {"flow": "export", "recency": 1, "basis_kind": "reported", "valuation": "fob", "value_status": "not_stated"}
    estimated = '{"qualifier":"exact","bounds_basis":"stated","flags":["estimated"]}'
    rows: list[dict[str, object]] = [
        {"statement": 0, "line": 2, "net_weight_hedge": estimated},
        {"statement": 1, "line": 3, "net_weight_hedge": estimated, "quantity_hedge": estimated},
        {"statement": 2},
        {"statement": 3},
    ]
    _insert(connection, "areas", code="a", kind="country", name="A", search="a")
    _insert(connection, "commodities", id="a", nomenclature="words", level="good", name="A", search="a")
    _insert(connection, "sources", id="a", kind="article", title="A", origin="o", content_digest="d", search="a")
    for row in rows:
        _insert(connection, "trade_flows", **flow, **row)
    key = {
        f"trade_flow_{part}": flow[part] for part in ("reporter", "partner", "commodity", "source", "flow", "recency")
    }
    said = {"source": "a", "field": "flow", "attribution": "narrated", "trade_flow_statement": 2}
    held = {"quote_status": "held", "quote": "x", "quote_start": 0, "quote_end": 1}
    _insert(connection, "evidence", id="a-1", position=1, **said, **held, **key)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    migrate(connection)
    found = connection.execute(
        text("SELECT quoted, CAST(estimated AS TEXT), net_weight_hedge FROM trade_flows ORDER BY statement")
    )
    assert [tuple(row) for row in found] == [
        (None, '["net_weight"]', None),
        (None, '["net_weight","quantity"]', None),
        (True, None, None),
        (False, None, None),
    ]
    assert connection.execute(text("SELECT lineage FROM sources")).scalar_one() == "o"


def test_outcomes_that_were_loaded_before_say_their_proof(connection: Connection) -> None:
    migrate(connection, "0004")
    _insert(connection, "sources", id="a", kind="article", content_digest="d", search="a")
    _insert(connection, "plans", id="a", source="a", kind="offer", standing="offered", title="A", search="a")
    for outcome in ("held", "in part", "none"):
        _insert(connection, "outcomes", id=outcome, plan="a", source="a", standing="completed", gist="Done.")
    held = {"quote_status": "held", "quote": "x", "quote_start": 0, "quote_end": 1}
    pieces: list[dict[str, object]] = [
        {"outcome": "held", **held},
        {"outcome": "in part", **held},
        {"outcome": "in part", "quote_status": "not_held"},
    ]
    said = {"source": "a", "field": "gist", "attribution": "narrated"}
    for position, piece in enumerate(pieces):
        _insert(connection, "evidence", id=f"a-{position}", position=position, **said, **piece)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    migrate(connection)
    found = connection.execute(text("SELECT id, quoted FROM outcomes ORDER BY id"))
    assert [tuple(row) for row in found] == [("held", True), ("in part", False), ("none", False)]


def test_neighbours_are_short_and_of_a_quote(connection: Connection) -> None:
    migrate_once(connection)
    said = {"id": "a", "source": "a", "position": 1, "field": "gist", "attribution": "narrated", "outcome": "a"}
    held = {"quote_status": "held", "quote": "x", "quote_start": 0, "quote_end": 1}
    for stored in (
        {"quote_status": "not_held", "quote_prefix": "a "},
        {**held, "quote_prefix": "x" * 33},
        {**held, "quote_suffix": "x" * 33},
    ):
        with pytest.raises(IntegrityError, match="neighbours"), connection.begin_nested():
            _insert(connection, "evidence", **said, **stored)


def _insert(connection: Connection, table: str, **values: object) -> None:
    names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)  # noqa: S608  # ours


def test_constraints_have_the_names_of_the_models(connection: Connection) -> None:
    """Alembic compares checks by name on few engines, so they are compared here."""
    migrate_once(connection)
    found = inspect(connection)
    for name, table in Base.metadata.tables.items():
        stated = {str(one.name) for one in table.constraints}
        there = {str(one["name"]) for one in found.get_check_constraints(name)}
        there |= {str(one["name"]) for one in found.get_foreign_keys(name)}
        there |= {str(one["name"]) for one in found.get_unique_constraints(name)}
        there.add(str(found.get_pk_constraint(name)["name"]))
        assert there == stated


def test_checks_say_what_the_models_say(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with engine.begin() as connection:
        migrate_once(connection)
        found = inspect(connection)
        for name, table in Base.metadata.tables.items():
            stated = {str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint)}
            assert {one["sqltext"] for one in found.get_check_constraints(name)} == stated
    engine.dispose()


def test_trade_flows_are_stored_in_the_order_of_their_key(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with engine.begin() as connection:
        migrate_once(connection)
        sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'trade_flows'")).scalar_one()
    engine.dispose()
    assert sql.rstrip().endswith("WITHOUT ROWID")


def test_a_developer_writes_a_migration_by_alembic_s_own_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    config = Config(toml_file=tmp_path / "pyproject.toml")
    command.upgrade(config, "head")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE evidence DROP COLUMN note"))
    engine.dispose()
    command.revision(config, "notes again", autogenerate=True, rev_id="9999")
    written = (tmp_path / "migrations" / "versions" / "9999_notes_again.py").read_text()
    assert 'down_revision = "' + REVISION in written  # ruff has formatted it
    assert 'batch_op.add_column(sa.Column("note", TEXT, nullable=True))' in written


def test_the_code_knows_the_newest_revision() -> None:
    engine: Engine = create_engine("sqlite://")
    with engine.connect() as connection:
        assert ScriptDirectory.from_config(migrations(connection)).get_current_head() == REVISION
    engine.dispose()
