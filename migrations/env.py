"""Run by alembic: the loader hands over its connection; a developer's `alembic` command uses the settings' database."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, Text, create_engine

from app.database.server import server_engine
from app.models import Base
from app.models.facts import TradeFlow
from app.models.provenance import Source
from app.models.reference import Area
from app.settings import Settings

TABLES = (Area, Source, TradeFlow)  # imported so that the metadata knows every table


def render(kind: str, item: object, _: object) -> str | Literal[False]:
    """Spell the type of text as the template defines it, when a migration is written."""
    return "TEXT" if kind == "type" and isinstance(item, Text) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=True,  # a migration that is written works on SQLite, too
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    settings = Settings()
    engine = (
        create_engine(f"sqlite:///{settings.release_path}")
        if settings.release_path
        else server_engine(settings.database_url or "", statement_seconds=0, connections=1, wait_seconds=5, writes=True)
    )
    with engine.begin() as connection:
        run(connection)
