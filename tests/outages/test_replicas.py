"""A primary and a streaming standby behind one address: reads on the standby, loads on the primary, faults of each."""

import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.figures import Figure
from tests.outages.conftest import Pair
from tests.outages.nodes import Node, wait_until
from tests.outages.service import COMMAND, HTTP_OK, Watch, ask, environment, served, watched

pytestmark = [pytest.mark.trial, pytest.mark.timeout(300)]

CONNECTION_SECONDS = 1
REPLAYED = 2.0
"""Seconds after its replay within which a release must be served (bar 7)."""
DOSSIER = '[source]\nid = "one-more"\nkind = "article"\ntitle = "{}"\n'


@pytest.fixture
def port(pair: Pair) -> Iterator[int]:
    with served(pair.url, connection_seconds=CONNECTION_SECONDS) as port:
        yield port


@pytest.fixture
def watch(pair: Pair, port: int) -> Iterator[Watch]:
    with watched(port) as watch:
        watch.come_back()
        assert pair.standby.readers() > 0
        yield watch


def load(pair: Pair, folder: Path, title: str) -> str:
    """Load one more source through the address of both, as an operator does, and give what was said."""
    (folder / "one-more.toml").write_text(DOSSIER.format(title))
    done = subprocess.run(
        [COMMAND, "load", str(folder / "one-more.toml")],
        env=environment(pair.url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def released(node: Node) -> str:
    """Give the release that a server holds."""
    digest: str = node.ask("SELECT digest FROM releases ORDER BY sequence DESC LIMIT 1", "facts")["digest"]
    return digest


def serves(port: int, release: str) -> bool:
    """Say whether answers are of a release."""
    return ask(port, "/v1").release == release


def only(node: Node, other: Node) -> bool:
    """Say whether all connections of the service are with one server and none with the other."""
    return node.readers() > 0 and other.readers() == 0


def test_reads_go_to_the_standby_and_loads_to_the_primary(
    pair: Pair, port: int, tmp_path: Path, figure: Figure
) -> None:
    before = ask(port, "/v1").release
    for _ in range(50):
        assert ask(port, "/v1/events").status == HTTP_OK
    assert only(pair.standby, pair.primary)
    took = []
    for title in ("one", "two", "three"):
        assert "is in force" in load(pair, tmp_path, title)
        new = released(pair.primary)
        assert new != before
        pair.replay()
        took.append(wait_until(partial(serves, port, new)))
        before = new
    assert only(pair.standby, pair.primary)
    assert max(took) < REPLAYED
    figure("A load on the primary is served from the standby, after its replay, within", f"{max(took):.2f} s")


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_standby_stops_and_comes_back(pair: Pair, watch: Watch, figure: Figure, mode: str) -> None:
    pair.standby.stop(mode)
    watch.come_back()
    assert pair.primary.readers() > 0
    pair.standby.start()
    took = wait_until(lambda: only(pair.standby, pair.primary))
    watch.come_back()
    watch.hold()
    figure(f"Standby stopped ({mode}) and started again, 8 clients", f"{watch.told()}; reads back on it {took:.2f} s")


def test_the_standby_freezes(pair: Pair, watch: Watch, figure: Figure) -> None:
    pair.standby.signalled(signal.SIGSTOP)
    took = wait_until(lambda: pair.primary.readers() > 0)
    time.sleep(8)
    pair.standby.signalled(signal.SIGCONT)
    watch.come_back()
    wait_until(lambda: only(pair.standby, pair.primary))
    watch.hold()
    figure("Standby frozen for 8 s, 8 clients", f"{watch.told()}; first connection to the primary after {took:.1f} s")


def test_the_primary_stops_and_the_standby_takes_its_place(
    pair: Pair, watch: Watch, tmp_path: Path, figure: Figure
) -> None:
    pair.primary.stop("immediate")
    time.sleep(2)
    assert set(watch.statuses()) == {HTTP_OK}
    pair.standby.promote()
    watch.come_back()
    assert pair.standby.ask("SELECT pg_is_in_recovery() AS so") == {"so": False}
    watch.hold()
    figure("Primary lost and standby promoted, 8 clients", watch.told())
    assert "is in force" in load(pair, tmp_path, "after")
    assert serves(watch.port, released(pair.standby))


def test_cleaning_up_on_the_primary_is_in_the_way_of_readers(pair: Pair, watch: Watch, figure: Figure) -> None:
    with psycopg.connect(pair.standby.url("facts"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET max_standby_streaming_delay = 0")
        connection.execute("SELECT pg_reload_conf()")
    with psycopg.connect(pair.primary.url("facts"), autocommit=True) as connection:
        for _ in range(100):
            connection.execute("UPDATE events SET name = name")
            connection.execute("VACUUM events")
    pair.replay()
    watch.come_back()
    watch.hold()
    conflicts = "SELECT confl_snapshot + confl_lock AS n FROM pg_stat_database_conflicts WHERE datname = 'facts'"
    found = pair.standby.ask(conflicts)["n"]
    assert found > 0
    figure("Reads on the standby cancelled by replayed VACUUM", f"{found} conflicts; {watch.told()}")
