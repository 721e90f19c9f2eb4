"""PostgreSQL servers of a test's own, holding the seed, and the addresses that `tradefacts` gets of them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.loading.releases import load
from app.settings import Settings
from tests.conftest import LOADED_AT
from tests.outages.nodes import Node, wait_until


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary and a standby that streams from it."""

    primary: Node
    standby: Node

    @property
    def url(self) -> str:
        """Give the address of both, as operators are told to write it."""
        hosts = f"127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}"
        return f"postgresql://postgres@{hosts}/facts?target_session_attrs=prefer-standby&load_balance_hosts=random"

    def replay(self) -> float:
        """Wait until the standby has replayed all that the primary has committed; tell how long that took."""
        end = self.primary.ask("SELECT pg_current_wal_lsn()::text AS lsn")["lsn"]
        reached = f"SELECT pg_last_wal_replay_lsn() >= '{end}'::pg_lsn AS reached"
        return wait_until(lambda: self.standby.ask(reached)["reached"])


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that the servers' user may enter; pytest's own are closed to it."""
    with TemporaryDirectory(prefix="nodes-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def node(folder: Path, settings_for: Callable[..., Settings]) -> Iterator[Node]:
    """Run a server that holds the seed."""
    node = Node.made(folder / "primary")
    node.start()
    node.create("facts")
    load(None, settings_for(node.url("facts")), loaded_at=LOADED_AT)
    yield node
    with suppress(AssertionError):  # a test may have stopped it
        node.stop("immediate")


@pytest.fixture
def pair(node: Node, folder: Path) -> Iterator[Pair]:
    """Run a standby beside the server."""
    if not (node.binaries / "pg_basebackup").exists():
        pytest.skip(f"there is no pg_basebackup in {node.binaries}, so nothing was tried with replicas")
    pair = Pair(node, node.standby(folder / "standby"))
    pair.standby.start()
    pair.replay()
    yield pair
    with suppress(AssertionError):
        pair.standby.stop("immediate")
