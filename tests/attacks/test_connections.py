"""Clients that are slow, do not read, or send too much: others are answered, and memory stays what it was."""

import gzip
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import pytest

from app.settings import Settings
from tests.attacks.serving import PARSERS, Server, answered, serving
from tests.figures import Figure
from tests.web import bulk

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


READERS = 32
EXPORTS_AT_ONCE: int = Settings.model_fields["max_exports"].default
EXPORTS = ("/v1/trade-flows.csv", f"/v1/trade-flows.csv?source={bulk.SOURCE}&period=2022", "/v1/checks.jsonl")
"""A file that is streamed, one of some megabytes that is made whole, and one that is computed."""


@pytest.fixture(scope="module")
def large(seed_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the URL of a release with 100,000 rows of statistics beside the seed."""
    return f"sqlite:///{bulk.filled_copy(seed_sqlite, tmp_path_factory.mktemp('large'), 100_000)}"


@pytest.mark.parametrize("http", PARSERS)
def test_exports_that_nobody_reads(large: str, http: str, figure: Figure) -> None:
    def unread(protocol: str, exports: int) -> Others:
        with serving(large, protocol, max_exports=exports) as server:
            for path in EXPORTS:
                server.ask(path)
            with ExitStack() as stack, Others(server) as others:
                for number in range(READERS):
                    end = stack.enter_context(server.connect(reads=4096))
                    end.sendall(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % EXPORTS[number % len(EXPORTS)].encode())
                time.sleep(20)
        return others

    control, others = unread(PLAIN[http], READERS), unread(PARSERS[http], EXPORTS_AT_ONCE)
    assert control.growth > 50
    assert others.failures == 0
    assert others.growth < 50
    figure(
        f"{READERS} readers that never read an export, {http}",
        f"0 of {others.count} requests of others failed; {others.growth:.0f} MiB more"
        f" ({control.growth:.0f} without bounds of exports and connections)",
    )


def _bombs() -> Iterator[tuple[str, bytes]]:
    """Yield what unpacks to much, nests deeply, or is long to read: paths, and heads with bodies."""
    packed = gzip.compress(b'{"claims":"' + b" " * 100_000_000 + b'"}')
    yield "/v1/verify", b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    for body in (
        *(b"[" * 200_000, b'{"a":' * 50_000, b'{"claims":' + b"[" * 120_000 + b"]" * 120_000 + b"}"),
        *(b"9" * 250_000, b'{"claims":[{"value":' + b"9" * 240_000 + b"}]}", b'{"claims":[{"value":1e999999999}]}'),
        *(b'{"claims":[{"value":"' + b"1e9" * 80_000 + b'"}]}', b'{"claims":[' + b"{}," * 80_000 + b"{}]}"),
        *(b'{"claims":[{"from":"' + b"a " * 120_000 + b'"}]}', b'{"a":1,' * 1_000 + b'"' + b"\\u0041" * 40_000 + b'"'),
    ):
        yield "/v1/verify", b"Content-Length: %d\r\n\r\n" % len(body) + body
    endless = b"".join(b"10000\r\n%b\r\n" % (b" " * 0x10000) for _ in range(100))
    yield "/v1/verify", b"Transfer-Encoding: chunked\r\n\r\n" + endless
    for name, value in (
        *(
            ("period", "1" * 7_900),
            ("period", "2022/" * 1_500),
            ("reporter", "%28" * 2_500),
            ("primary_value_gte", "9e9"),
        ),
        *(
            ("primary_value_gte", "9" * 7_900),
            ("cursor", "A" * 7_900),
            ("commodity", "27*," * 1_900),
            ("limit", "9" * 7_000),
        ),
        *(("reporter", "aaaa," * 1_500), ("fields", "id," * 2_600), ("id", "." * 7_900), ("q", "a%20" * 1_900)),
    ):
        yield f"/v1/trade-flows?{name}={value}", b""
    yield f"/v1/search?q={'a%20' * 1_900}", b""
    yield f"/v1/search?q={'(' * 1_000}", b""


def _texts() -> Iterator[tuple[str, bytes]]:
    """Yield texts as long as may be, of nothing but what may begin a number."""
    for text in (
        *("1," * 24_000, "1 " * 24_000, "(" * 49_000, "$" * 49_000, "a" * 49_000, "1e9" * 16_000, "-" * 49_000),
        *("between 1 and " * 3_500, "billion " * 6_000, "9" * 49_000, "1." * 24_000, "%, " * 16_000, "\\u00a0" * 8_000),
    ):
        body = b'{"text":"%b"}' % text.encode()
        yield "/v1/read", b"Content-Length: %d\r\n\r\n" % len(body) + body


def _thrown(server: Server, path: str, rest: bytes) -> int:
    """Send one of them and read its answer to the end; give its status, 0 where there was none."""
    kind = b"Content-Type: application/json\r\n" if rest else b""
    line = b"%b %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" % (b"POST" if rest else b"GET", path.encode())
    return answered(server, line + kind + (rest or b"\r\n"))[0]


@pytest.mark.parametrize("http", PARSERS)
@pytest.mark.parametrize(
    ("what", "most"),
    [("bombs (packed, deep, long, endless)", 20), ("texts of 49 kB, all of them numbers", 50)],
    ids=["bombs", "texts"],
)
def test_what_is_meant_to_take_memory(seed_sqlite: Path, http: str, what: str, most: int, figure: Figure) -> None:
    thrown = [*(_bombs() if what.startswith("bombs") else _texts())] * 4

    def grown(app: str) -> tuple[Others, Counter[int]]:
        seen: Counter[int] = Counter()
        with serving(f"sqlite:///{seed_sqlite}", PARSERS[http], app=app) as server:
            _thrown(server, "/v1/read", b'Content-Length: 27\r\n\r\n{"text":"Exports rose 5 %"}')
            with Others(server) as others, ThreadPoolExecutor(4) as clients:
                seen.update(clients.map(lambda bomb: _thrown(server, *bomb), thrown))
        return others, seen

    others, seen = grown("app.main:create_app")
    assert others.failures == 0
    assert others.growth < most
    assert set(seen) <= {0, 200, 400, 413, 414, 415, 422, 503}, seen
    assert seen[0] <= 4, seen  # a body that goes on after its answer
    told = f"0 answers of 500, 0 of {others.count} requests of others failed; {others.growth:.0f} MiB more"
    if what.startswith("bombs"):
        control, _ = grown("tests.attacks.faulty:gullible")
        assert control.growth > most
        told += f" ({control.growth:.0f} where all is unpacked and read)"
    figure(f"{seen.total()} {what}, 4 clients, {http}", told)
