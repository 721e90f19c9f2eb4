"""The migrations make exactly the tables that the models describe, on both engines, and take them away again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import CheckConstraint, Column, Connection, Engine, Integer, create_engine, inspect, text

from app.database import REVISION
from app.database.server import server_engine
from app.loading.releases.builder import migrate, migrations
from app.models.base import Base


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


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE events ADD COLUMN guests BIGINT",
        "ALTER TABLE events DROP COLUMN note",
        "DROP INDEX ix_events_part_of",
        "DROP TABLE record_changes",
    ],
)
def test_a_difference_is_seen(connection: Connection, change: str) -> None:
    migrate(connection)
    connection.execute(text(change))
    with pytest.raises(CommandError, match="New upgrade operations detected"):
        command.check(migrations(connection))


def test_a_change_of_type_is_seen(connection: Connection) -> None:
    migrate(connection)
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
    migrate(connection)
    command.downgrade(migrations(connection), "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]
    migrate(connection)
    command.check(migrations(connection))


def test_constraints_have_the_names_of_the_models(connection: Connection) -> None:
    """Alembic compares checks by name on few engines, so they are compared here."""
    migrate(connection)
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
        migrate(connection)
        found = inspect(connection)
        for name, table in Base.metadata.tables.items():
            stated = {str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint)}
            assert {one["sqltext"] for one in found.get_check_constraints(name)} == stated
    engine.dispose()


def test_trade_flows_are_stored_in_the_order_of_their_key(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with engine.begin() as connection:
        migrate(connection)
        sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'trade_flows'")).scalar_one()
    engine.dispose()
    assert sql.rstrip().endswith("WITHOUT ROWID")


def test_the_code_knows_the_newest_revision() -> None:
    engine: Engine = create_engine("sqlite://")
    with engine.connect() as connection:
        assert ScriptDirectory.from_config(migrations(connection)).get_current_head() == REVISION
    engine.dispose()
