"""The builder of the next release: what a load needs of an engine, and the migrations that both engines share."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from app.database.base import Unavailable
from app.settings import bundled

LOCK_SECONDS: Final = 30.0
"""How long a load waits for another one to end."""


class Busy(Exception):
    """Another load is running, and did not end in time."""


class ReleaseBuilder(ABC):
    """One load's view of a database: what is in force, and where the next release is built."""

    old: Connection | None
    """A connection to the release in force, until `begin`; None when there is none."""
    outdated: bool
    """Whether the tables in force are of another revision, so that there is work even when no data changed."""
    mark: int
    """Where what is in force came from (`publish`)."""

    @abstractmethod
    def begin(self, replaced: Collection[str], *, bulk: bool = False) -> Connection:
        """Return a connection that holds what was in force without the replaced sources, and takes the new rows.

        Where rows will come in bulk, indexes of `trade_flows` may be left out until `index`.
        """

    @abstractmethod
    def index(self) -> None:
        """Build the indexes that `begin` left out."""

    @abstractmethod
    def publish(self, mark: int) -> None:
        """Publish what was built, whole; `mark` says where it came from, where an engine can keep that."""


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the missing migrations, inside the caller's transaction where the engine has one for tables.

    Raises Unavailable when the tables are of a revision that this program does not know.
    """
    try:
        command.upgrade(migrations(connection), revision)
    except CommandError as error:
        raise Unavailable(f"the tables were made by another version of this program: {error}") from error


def migrations(connection: Connection, folder: Path | None = None) -> Config:
    """Return alembic's configuration for our migrations, on a connection that is open already."""
    config = Config()
    # ConfigParser would read a % of the path as the start of a variable.
    config.set_main_option("script_location", str(folder or bundled("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
