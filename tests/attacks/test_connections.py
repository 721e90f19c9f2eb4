"""Clients that are slow, do not read, or send too much: others are answered, and memory stays what it was."""

import socket
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import pytest

from tests.attacks.serving import PARSERS, Server, serving
from tests.figures import Figure

pytestmark = pytest.mark.trial
PLAIN = {"httptools": "httptools", "h11": "h11"}
"""The server's own protocols, which have no such bounds."""
PAGE = "/v1/trade-flows?reporter=KAZ&partner=CHN&limit=20"
FILES = 400
"""Descriptors that a server may have: fewer than there are slow clients."""
SLOW = 500


class Others:
    """Legitimate clients, who ask for pages until they are told to stop, and a watch on memory."""

    def __init__(self, server: Server) -> None:
        for _ in range(40):
            server.ask(PAGE)
        self.server, self.failures, self.count = server, 0, 0
        self.before = self.most = server.memory()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(3)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    @property
    def growth(self) -> float:
        """How much more memory there was, at most, in MiB."""
        return self.most - self.before

    def _ask(self) -> None:
        while not self._over.is_set():
            try:
                status, _ = self.server.ask(PAGE)
            except OSError:
                status = 0
            self.count += 1
            self.failures += status != 200
            self.most = max(self.most, self.server.memory())
            time.sleep(0.02)


def _drip(server: Server, stack: ExitStack, seconds: float) -> int:
    """Hold slow connections, each of which sends a header now and then; count those that were never closed."""
    ends = []
    for _ in range(SLOW):
        try:
            ends.append(stack.enter_context(server.connect(timeout=0.5)))
        except OSError:  # it has none to spare
            continue
    over = time.monotonic() + seconds
    ends = [end for end in ends if _is_sent(end, b"GET /live HTTP/1.1\r\n")]
    while time.monotonic() < over:
        time.sleep(0.5)
        ends = [end for end in ends if _is_sent(end, b"X-a: b\r\n")]
    return len(ends)


def _is_sent(end: socket.socket, data: bytes) -> bool:
    try:
        end.send(data)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("http", PARSERS)
def test_slow_connections(seed_sqlite: Path, http: str, figure: Figure) -> None:
    url = f"sqlite:///{seed_sqlite}"
    with serving(url, PLAIN[http], files=FILES) as server, ExitStack() as stack, Others(server) as others:
        _drip(server, stack, 5)
    assert others.failures
    with serving(url, PARSERS[http], files=FILES) as server, ExitStack() as stack, Others(server) as others:
        left = _drip(server, stack, 20)
    assert (others.failures, left) == (0, 0)
    told = f"0 of {others.count} requests of others failed; all slow ones closed"
    figure(f"{SLOW} slow connections to a server of {FILES} descriptors, {http}", told)


@pytest.mark.parametrize("http", PARSERS)
def test_requests_sent_ahead(seed_sqlite: Path, http: str, figure: Figure) -> None:
    def flooded(protocol: str) -> Others:
        ahead = b"GET /v1/areas?q=x HTTP/1.1\r\nHost: x\r\n\r\n" * 200_000
        url = f"sqlite:///{seed_sqlite}"
        with (
            serving(url, protocol, cache_bytes=0) as server,
            Others(server) as others,
            server.connect(timeout=5) as end,
        ):
            with suppress(OSError):
                end.sendall(ahead)
            time.sleep(3)
        return others

    control, others = flooded(PLAIN[http]), flooded(PARSERS[http])
    assert others.failures == 0
    assert others.growth < 20
    figure(
        f"8 MB of requests sent ahead on one connection, {http}",
        f"{others.growth:.0f} MiB more ({control.growth:.0f} without bounds)",
    )
