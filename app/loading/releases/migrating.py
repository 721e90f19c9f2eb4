"""Brings the tables of a database to the schema that this program reads."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from app.database import Unavailable
from app.settings import bundled


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing, inside the caller's transaction where the engine has one for tables.

    Raises Unavailable when the tables are of a revision that this program does not know.
    """
    try:
        command.upgrade(migrations(connection), revision)
    except CommandError as error:
        raise Unavailable(f"the tables were made by another version of this program: {error}") from error


def migrations(connection: Connection, folder: Path | None = None) -> Config:
    """Give alembic's view of our migrations, on a connection that is open already."""
    config = Config()
    config.set_main_option("script_location", str(folder or bundled("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
