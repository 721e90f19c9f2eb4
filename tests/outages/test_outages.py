"""A server that restarts, stops, freezes or is locked: right answers or 503, in bounded time, and back by itself."""

import signal
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.figures import Figure
from tests.outages.nodes import Node
from tests.outages.service import UNAVAILABLE, Watch, served, watched

pytestmark = [pytest.mark.trial, pytest.mark.timeout(300)]

DEADLINE = 3.0
"""The default of TRADEFACTS_DEADLINE_SECONDS."""


@pytest.fixture
def watch(node: Node) -> Iterator[Watch]:
    with served(node.url("facts")) as port, watched(port) as watch:
        watch.come_back()
        yield watch


def finish(watch: Watch, figure: Figure, what: str) -> None:
    """Judge a watch once its server is back."""
    took = watch.come_back()
    watch.hold(deadline=DEADLINE)
    figure(f"PostgreSQL {what}, 8 clients", f"{watch.told()}; only answers again after {took:.2f} s")


def test_restarted(node: Node, watch: Watch, figure: Figure) -> None:
    node.stop("immediate")
    node.start()
    finish(watch, figure, "restarted without a word")


def test_stopped_for_a_while(node: Node, watch: Watch, figure: Figure) -> None:
    node.stop()
    time.sleep(5)
    assert watch.statuses()[UNAVAILABLE] > 0
    node.start()
    finish(watch, figure, "stopped for 5 s")


def test_frozen(node: Node, watch: Watch, figure: Figure) -> None:
    node.signalled(signal.SIGSTOP)
    time.sleep(8)
    assert watch.statuses()[UNAVAILABLE] > 0
    node.signalled(signal.SIGCONT)
    finish(watch, figure, "frozen for 8 s")


def test_a_locked_table(node: Node, watch: Watch, figure: Figure) -> None:
    with psycopg.connect(node.url("facts")) as locking:
        locking.execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
        time.sleep(8)
        assert watch.statuses()[UNAVAILABLE] > 0
    finish(watch, figure, "with a table locked for 8 s")
