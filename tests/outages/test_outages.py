"""A server that restarts, stops, freezes or is locked: right answers or 503, in bounded time, and back by itself."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import psycopg
import pytest

from tests.figures import Figure
from tests.outages.nodes import Node
from tests.outages.service import CLIENTS, HTTP_OK, LONGEST, UNAVAILABLE, Watch, ask, served, watched

pytestmark = [pytest.mark.trial, pytest.mark.timeout(300)]

BACK = 2.0
"""Seconds after which there are only answers again."""
MANY = 60
EXPORT = "/v1/commodities.jsonl"


@pytest.fixture(params=[CLIENTS, MANY])
def watch(node: Node, request: pytest.FixtureRequest) -> Iterator[Watch]:
    with served(node.url("facts")) as port, watched(port, request.param) as watch:
        watch.come_back()
        yield watch


def finish(watch: Watch, figure: Figure, what: str) -> None:
    """Judge a watch once its server is back."""
    took = watch.come_back()
    watch.hold()
    assert took < BACK, watch.told()
    figure(f"PostgreSQL {what}, {watch.clients} clients", f"{watch.told()}; only answers again after {took:.2f} s")


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


def test_an_export_of_a_frozen_server(node: Node, figure: Figure) -> None:
    with served(node.url("facts")) as port:
        assert ask(port, EXPORT).status == HTTP_OK
        node.signalled(signal.SIGSTOP)
        try:
            told = ask(port, EXPORT)
        finally:
            node.signalled(signal.SIGCONT)
        assert (told.status, told.seconds < LONGEST) == (UNAVAILABLE, True), told
    figure("An export of a frozen PostgreSQL", f"503 after {told.seconds:.1f} s")


def test_a_locked_table(node: Node, watch: Watch, figure: Figure) -> None:
    with psycopg.connect(node.url("facts")) as locking:
        locking.execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
        time.sleep(8)
        assert watch.statuses()[UNAVAILABLE] > 0
    finish(watch, figure, "with a table locked for 8 s")


def test_out_of_connections(node: Node, watch: Watch, figure: Figure) -> None:
    with ExitStack() as others:
        with psycopg.connect(node.url("postgres"), autocommit=True) as first:
            first.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tradefacts'"
            )
            with suppress(psycopg.OperationalError):  # until there is no room
                while True:
                    others.enter_context(psycopg.connect(node.url("postgres"), autocommit=True))
        time.sleep(5)
    finish(watch, figure, "without room for more connections for 5 s")
