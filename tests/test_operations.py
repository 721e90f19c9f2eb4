"""The operators' page does not lie: its settings are those there are, and its grants are enough and not too much."""

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction
from pydantic.fields import FieldInfo
from sqlalchemy import make_url

from app.database import connect, release_in_force
from app.loading.releases import load
from app.settings import Settings, variables

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "operations.md"
TABLE = re.compile(r"(?<=<!-- settings -->\n).*(?=<!-- /settings -->)", re.DOTALL)
SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)


def _row(name: str, field: FieldInfo) -> str:
    default = field.default
    shown = "none" if default is None else ", ".join(default) if isinstance(default, tuple) else default
    limits: dict[str, Any] = {}
    for one in field.metadata:
        limits |= {part: getattr(one, part) for part in ("gt", "ge", "le") if getattr(one, part, None) is not None}
    words = [
        f"{word} {limits[part]}" for part, word in (("gt", "above"), ("ge", "from"), ("le", "to")) if part in limits
    ]
    described = " ".join((field.description or "").split())
    return (
        f"| `{variables()[name]}` | {f'`{shown}`' if shown != 'none' else shown} | {' '.join(words)} | {described} |\n"
    )


def _table() -> str:
    rows = "".join(_row(name, field) for name, field in Settings.model_fields.items())
    return f"\n| variable | default | limits | |\n|---|---|---|---|\n{rows}\n"


def test_the_settings_shown_are_those_there_are(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--regenerate"):
        PAGE.write_text(TABLE.sub(lambda _: _table(), PAGE.read_text()))
    (shown,) = TABLE.findall(PAGE.read_text())
    assert shown == _table(), "`pytest tests/test_operations.py --regenerate` writes the table anew"


class TestRoles:
    @pytest.fixture
    def of_role(self, postgres: str) -> Iterator[Callable[[str], str]]:
        """Run the page's SQL as it stands, and give the URL that a role connects with."""
        on_the_server, in_the_database = SQL.findall(PAGE.read_text())
        facts = postgres.replace("/postgres?", "/facts?")

        def url_of(role: str) -> str:
            return facts.replace("//postgres:@", f"//{role}@")

        with psycopg.connect(postgres, autocommit=True) as server:
            try:
                for statement in on_the_server.split(";\n"):
                    server.execute(statement.encode())
                with psycopg.connect(facts, autocommit=True) as database:
                    database.execute(in_the_database.encode())
                yield url_of
            finally:
                server.execute("DROP DATABASE IF EXISTS facts WITH (FORCE)")
                server.execute("REVOKE ALL ON PARAMETER session_replication_role FROM tradefacts_loader")
                server.execute("DROP ROLE tradefacts_loader, tradefacts_reader")

    def test_the_loader_loads_and_the_reader_reads_and_does_nothing_else(
        self, of_role: Callable[[str], str], settings_for: Callable[..., Settings]
    ) -> None:
        loader, reader = of_role("tradefacts_loader"), of_role("tradefacts_reader")
        made = load(None, settings_for(loader))
        database = connect(settings_for(reader))
        assert asyncio.run(database.read(release_in_force)) == made.release
        database.close()
        with psycopg.connect(loader) as connection:
            connection.execute("SET session_replication_role = replica")
        with psycopg.connect(reader, autocommit=True) as connection:
            with pytest.raises(ReadOnlySqlTransaction):
                connection.execute("DELETE FROM evidence")
            connection.execute("SET default_transaction_read_only = off")
            for wrong in ("DELETE FROM evidence", "CREATE TABLE mine (id int)", "CREATE SCHEMA mine"):
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(wrong.encode())
        assert make_url(reader).username == "tradefacts_reader"
