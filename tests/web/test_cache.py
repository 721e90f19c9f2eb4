"""The byte cache: whoever asks gets the bytes and headers that the routes give, and none of a release gone by."""

import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import anyio
import pytest
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.database import ReleaseInForce
from app.main import create_app
from app.settings import Settings
from app.web.edge.cache import ByteCache, CachedResponses
from app.web.edge.logs import TRAFFIC, RequestLog
from app.web.snapshot import _MOST_RECORDS, ReleaseMemo, ReleaseWatch
from tests.conformance.operations import READS, REQUESTS, Operation, shown

ASKED = shown(READS)
MANY = [("x-filler", str(number)) for number in range(70)]
HEADERS: list[list[tuple[str, str]]] = [
    [],
    [("accept", "*/*"), ("user-agent", "one")],
    [("accept", "image/png")],
    [("accept", "application/json;q=0, */*")],
    [("accept", "text/*"), ("accept", "application/*")],
    [("accept-encoding", "gzip")],
    [("accept-encoding", "gzip;q=0, identity")],
    [("origin", "https://example.org")],
    [("origin", "https://example.org"), ("accept-encoding", "br, gzip")],
    [("if-none-match", "*")],
    [("if-none-match", '"other", W/"another"')],
    [("range", "bytes=10-19")],
    [("content-length", "3")],
    [("content-length", "999999999")],
    [("x-long", "x" * 17_000)],
    MANY,
]
NAMED = ("x-request-id", "asked-by-a-test")
"""The id of every request; without one each would have another."""
RELEASE = ReleaseInForce("r", 1, "2026-01-01T00:00:00Z")
QUIET = RequestLog({}, writes_all=False)
EACH = 9
"""Of an operation every ninth question is asked: of nine in a row, all."""
HOSTS = [[("host", "localhost")], [], [("host", "localhost"), ("host", "other")], [("host", "evil.example")]]
Sent = tuple[int, list[tuple[bytes, bytes]], bytes]


class Ways(NamedTuple):
    """The application over the seed, a cache before it, and the targets that the cache has passed on."""

    client: TestClient
    made: ASGIApp
    kept: ASGIApp
    passed_on: list[str]


@pytest.fixture(scope="module")
def ways(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> Iterator[Ways]:
    app = create_app(settings_for(f"sqlite:///{seed_sqlite}", allowed_hosts=("localhost",)))
    passed_on: list[str] = []

    async def noted(scope: Scope, receive: Receive, send: Send) -> None:
        passed_on.append(scope["path"])
        await app(scope, receive, send)

    with TestClient(app, base_url="http://localhost") as client:
        digest = client.get("/ready").json()["release"]
        in_force = ReleaseWatch(replace(RELEASE, digest=digest))
        yield Ways(client, app, ByteCache(noted, 2**22, in_force, QUIET), passed_on)


def _ask(client: TestClient, app: ASGIApp, method: str, target: str, headers: list[tuple[str, str]]) -> Sent:
    """Send a request as a server would pass it on, headers and all."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    path, _, query = target.partition("?")
    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in [*headers, NAMED]],
        "root_path": "",
        "scheme": "http",
        "asgi": {"spec_version": "2.4", "version": "3.0"},
        "http_version": "1.1",
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    assert client.portal
    client.portal.call(app, scope, receive, send)
    start = sent[0]
    return start["status"], start["headers"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("operation", ASKED, ids=repr)
def test_it_answers_what_the_routes_would(ways: Ways, operation: Operation) -> None:
    client, made, kept, _ = ways
    target = REQUESTS[operation.id]
    tag = dict(_ask(client, made, "GET", target, HOSTS[0])[1]).get(b"etag", b"").decode()
    questions = [HOSTS[0] + more for more in (*HEADERS, [("if-none-match", tag)], [("if-none-match", f'"x", W/{tag}')])]
    every = [("GET", headers) for headers in [*HOSTS[1:], *questions]]
    every += [(method, headers) for method in ("HEAD", "OPTIONS") for headers in questions[::4]]
    for method, headers in every[ASKED.index(operation) % EACH :: EACH]:
        expected = _ask(client, made, method, target, headers)
        for _ in range(3):  # made, found by its headers, found byte for byte
            assert _ask(client, kept, method, target, headers) == expected, (method, headers)


def test_the_second_answer_is_not_made(ways: Ways) -> None:
    client, _, kept, passed_on = ways
    target = "/v1/trade-flows?limit=7"
    first = _ask(client, kept, "GET", target, HOSTS[0])
    passed_on.clear()
    assert _ask(client, kept, "GET", target, HOSTS[0]) == first
    assert _ask(client, kept, "HEAD", target, HOSTS[0]) == (*first[:2], b"")
    held = [*HOSTS[0], ("if-none-match", dict(first[1])[b"etag"].decode())]
    assert _ask(client, kept, "GET", target, held)[0] == 304
    assert passed_on == []


def test_another_spelling_of_the_question_finds_the_same_answer(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    client, _, kept, _ = ways
    _, headers, body = _ask(client, kept, "GET", "/v1/trade-flows?reporter=KAZ&limit=9", HOSTS[0])
    monkeypatch.setattr("app.web.answers.listing.Question.make", None)  # no answer can be made any more
    for spelled in ("reporter=kazakhstan&limit=9", "limit=9&reporter=KZ", "reporter=398&limit=9&count=false"):
        assert _ask(client, kept, "GET", f"/v1/trade-flows?{spelled}", HOSTS[0]) == (200, headers, body)


@pytest.mark.parametrize(
    "target", ["/v1/trade-flows.csv", "/v1/events.jsonl", "/v1/nothing", "/v1/events?x=1", "/live"]
)
def test_streams_problems_and_what_is_of_no_release_are_not_kept(ways: Ways, target: str) -> None:
    client, _, kept, passed_on = ways
    passed_on.clear()
    for headers in (HOSTS[0], [*HOSTS[0], ("accept-encoding", "gzip")]):
        for _ in range(2):
            assert _ask(client, kept, "GET", target, headers)[2]
    assert len(passed_on) == 4


def test_requests_are_counted_under_their_operation(ways: Ways) -> None:
    client, _, kept, _ = ways
    name = 'tradefacts_requests_total{operation="list_plans",route="/v1/plans",status="200"}'

    def count() -> float:
        lines = client.get("/metrics").text.splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0)

    before = count()
    for _ in range(5):
        _ask(client, kept, "GET", "/v1/plans", HOSTS[0])
    assert count() == before + 5


def test_data_that_come_again_are_another_release(ways: Ways) -> None:
    """Their digest is the same, while answers tell by another number and day when they were loaded."""
    client, app, *_ = ways
    watch = ReleaseWatch(replace(RELEASE, digest=client.get("/ready").json()["release"]))
    cache = ByteCache(app, 2**22, watch, QUIET)

    def hits() -> int:
        before = TRAFFIC.hits
        _ask(client, cache, "GET", "/v1/plans", HOSTS[0])
        return TRAFFIC.hits - before

    assert [hits(), hits()] == [0, 1]
    assert watch.release
    watch.release = replace(watch.release, sequence=3)
    assert [hits(), hits()] == [0, 1]


class _Held(dict[str, Any]):
    """A message that tells whether anybody holds it."""


def test_of_a_stream_nothing_is_held() -> None:
    sent: list[weakref.ref[_Held]] = []

    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(50):
            chunk = _Held(type="http.response.body", body=b"x", more_body=True)
            sent.append(weakref.ref(chunk))
            await send(chunk)
            del chunk
        assert sum(ref() is not None for ref in sent) <= 2

    async def take(_: object = None) -> Any:
        return None

    scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": []}
    anyio.run(ByteCache(stream, 2**22, ReleaseWatch(RELEASE), QUIET), scope, take, take)
    assert len(sent) == 50


class TestBounds:
    def _answers(self, size: int, count: int) -> CachedResponses:
        answers = CachedResponses(size)
        answers.start_release(RELEASE)
        for number in range(count):
            self._keep(answers, number)
        return answers

    def _keep(self, answers: CachedResponses, number: int) -> None:
        self._given(answers, number)
        self._remember(answers, number, (str(number).encode(),))

    def _given(self, answers: CachedResponses, number: int) -> None:
        answers.keep(self._response(number))

    def _remember(self, answers: CachedResponses, number: int, asked: tuple[bytes, ...]) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self._response(number).raw_headers}
        answers.prepare(asked, start, {"type": "http.response.body", "body": b""}, "op")

    def _response(self, number: int) -> Response:
        return Response(b"x" * 10_000, headers={"ETag": f'"{number}"', "Tradefacts-Release": "r"})

    def _has(self, answers: CachedResponses, number: int) -> bool:
        return answers.lookup((str(number).encode(),)) is not None

    def test_what_was_not_asked_for_longest_goes_first(self) -> None:
        answers = self._answers(100_000, 7)
        assert self._has(answers, 0)
        self._keep(answers, 7)
        assert [number for number in range(8) if self._has(answers, number)] == [0, 2, 3, 4, 5, 6, 7]

    def test_what_routes_found_again_counts_as_asked_for(self) -> None:
        answers = self._answers(100_000, 7)
        self._given(answers, 0)
        self._keep(answers, 7)
        assert [number for number in range(8) if self._has(answers, number)] == [0, 2, 3, 4, 5, 6, 7]

    @pytest.mark.parametrize("filler", [0, 20_000])
    def test_it_never_holds_more_than_its_size(self, filler: int) -> None:
        answers = self._answers(100_000, 0)
        for number in range(500):
            self._given(answers, number % 20)
            self._remember(answers, number % 20, (str(number).encode(), b"x" * filler))
        keys = [(str(number).encode(), b"x" * filler) for number in range(500)]
        held = sum(len(answer.body) for number in range(20) if (answer := answers.find(f'"{number}"')))
        held += sum(len(part) for part in chain.from_iterable(key for key in keys if answers.lookup(key)))
        assert 20_000 < held <= 100_000

    def test_what_is_larger_than_all_of_it_is_not_kept(self) -> None:
        assert not self._has(self._answers(5_000, 1), 0)

    def test_an_answer_of_another_release_is_not_kept(self) -> None:
        answers = self._answers(100_000, 0)
        answers.start_release(replace(RELEASE, digest="new"))
        self._keep(answers, 1)
        assert not self._has(answers, 1)
        assert answers.find('"1"') is None


def test_what_is_known_of_a_release_is_bounded_and_the_oldest_goes_first() -> None:
    known, found = ReleaseMemo(), []

    def ask(key: str) -> None:
        known.get(key, lambda: found.append(key) or range(_MOST_RECORDS * 2 // 5))  # type: ignore[func-returns-value]

    for key in ("oldest", "used", "used again", "used", "new", "used", "oldest"):
        ask(key)
    assert found == ["oldest", "used", "used again", "new", "oldest"]


def test_questions_that_find_nothing_are_bounded_too() -> None:
    known, asked = ReleaseMemo(), 5_000
    for key in range(asked):
        known.get(key, tuple)
    found: list[tuple[()]] = []

    def find() -> tuple[()]:
        found.append(())
        return ()

    for key in range(asked):
        known.get(key, find)
    assert len(found) == asked
