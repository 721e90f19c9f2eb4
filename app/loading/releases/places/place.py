"""What a load needs of an engine."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection

LOCK_SECONDS: Final = 30.0
"""How long a load waits for another one to end."""


class Busy(Exception):
    """Another load is running, and did not end in time."""


class Place(ABC):
    """One load's view of a database: what is in force, and where the next release is built."""

    old: Connection | None
    """Reads the release in force until `begin`; None when there is none."""
    outdated: bool
    """Whether the tables in force are of another revision, so that there is work even when no data changed."""

    mark: int
    """Where what is in force came from (`publish`)."""

    @abstractmethod
    def begin(self, replaced: Collection[str], *, bulk: bool = False) -> Connection:
        """Give a connection that holds what was in force without the replaced sources, and takes the new rows.

        Where rows will come in bulk, indexes of `trade_flows` may be left out until `index`.
        """

    @abstractmethod
    def index(self) -> None:
        """Put back the indexes that `begin` left out."""

    @abstractmethod
    def publish(self, mark: int) -> None:
        """Put what was built in force, whole; `mark` says where it came from, where an engine can keep that."""
