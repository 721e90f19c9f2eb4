"""The log: a line for each request, by which its problem is found, and nothing in it that a client sent."""

import json
import logging
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from app.database import Unavailable
from app.main import create_app
from app.settings import PREFIX, Settings
from app.web.edge.logs import make_formatter, paths_by_operation
from app.web.snapshot import Snapshots
from tests.conformance.live import Server, serve
from tests.outages.nodes import wait_until
from tests.outages.service import COMMAND, environment

SECRET = "s3cr3t-0f-a-cl13nt"  # noqa: S105  # what no line may hold
ID = "trace.one-2"
PLAIN = {"Accept-Encoding": "identity"}
PLAIN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]+")


class Log:
    """What the service writes, line by line, in the form of the settings."""

    def __init__(self, form: Any) -> None:
        self.form = form
        self.stream = StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(make_formatter(form))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture(params=["json", "console"])
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    """Give what every logger writes from its lowest level on, however much of it a server would leave out."""
    log, root = Log(request.param), logging.getLogger()
    loggers = [root, logging.getLogger("uvicorn")]  # which passes nothing on
    before = [one.level for one in loggers]
    with pytest.MonkeyPatch.context() as patch:
        for client in ("httpx2", "httpcore2.connection", "httpcore2.http11"):
            patch.setattr(logging.getLogger(client), "disabled", True)
        for one in loggers:
            one.addHandler(log.handler)
            one.setLevel(logging.DEBUG)
        yield log
    for one, level in zip(loggers, before, strict=True):
        one.setLevel(level)
        one.removeHandler(log.handler)


@contextmanager
def _served(path: Path, settings_for: Callable[..., Settings], **settings: Any) -> Iterator[httpx2.Client]:
    """Give a client of a server of the same, whose protocol asks the cache before the application does."""
    served = serve("sqlite", settings_for(f"sqlite:///{path}", **settings))
    with served as server, httpx2.Client(base_url=server.url, timeout=60) as client:
        yield client


@contextmanager
def _client(path: Path, settings_for: Callable[..., Settings], **settings: Any) -> Iterator[TestClient]:
    """Give a client of an application over the seed, which is answered where the application fails."""
    app = create_app(settings_for(f"sqlite:///{path}", **settings))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def quiet(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client of an application that does not log all requests."""
    with _client(seed_sqlite, settings_for) as client:
        yield client


def _fail(patch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let every read of the data end in an error."""

    async def read(_: object, __: object) -> object:
        raise error

    patch.setattr(Snapshots, "read", read)
    patch.setattr(Snapshots, "compute", read)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([ID], True),
        (["7f3d2c1e-0000-4000-8000-000000000000"], True),
        ([], False),
        ([""], False),
        (["two words"], False),
        (["x" * 65], False),
        (["one", "two"], False),
        (['"}{'], False),
        (["é"], False),
    ],
)
def test_a_sane_id_is_given_back_and_any_other_replaced(client: TestClient, given: list[str], kept: bool) -> None:  # noqa: FBT001
    headers = [(b"X-Request-ID", one.encode()) for one in given]
    told = [client.get("/v1/plans", headers=headers).headers["x-request-id"] for _ in range(2)]
    assert all(told == given * 1 for told in ([one] for one in told)) == kept
    if not kept:
        assert all(map(PLAIN_ID.fullmatch, told))
        assert len(set(told)) == 2


def test_each_operation_is_told_by_its_own_path(client: TestClient) -> None:
    paths = paths_by_operation(client.app)  # type: ignore[arg-type]
    assert paths["list_plans"] == "/v1/plans"
    assert paths["show_plans_record"] == "/plans/{id}"
    assert len(paths) == len(set(paths)) > 60


@pytest.mark.parametrize("log", ["json"], indirect=True)
@pytest.mark.parametrize("cache_bytes", [0, 2**22])
@pytest.mark.parametrize("opened", [_client, _served])
def test_a_request_is_one_line(
    seed_sqlite: Path, settings_for: Callable[..., Settings], log: Log, cache_bytes: int, opened: Any
) -> None:
    with opened(seed_sqlite, settings_for, log_requests=True, cache_bytes=cache_bytes) as client:
        release = client.get("/ready").json()["release"]
        answers = [client.get("/v1/plans?limit=1", headers=PLAIN | {"X-Request-ID": ID}) for _ in range(4)]
    told = [line for line in log.lines if line.get("request_id") == ID]
    assert len(told) == len(answers) == 4
    for line, answer in zip(told, answers, strict=True):
        assert line.pop("timestamp").endswith("Z")
        assert 0 < line.pop("seconds") < 60
        assert line == {
            "event": "request",
            "level": "info",
            "logger": "tradefacts",
            "request_id": ID,
            "method": "GET",
            "route": "/v1/plans",
            "status": 200,
            "bytes": len(answer.content),
            "release": release,
        }


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_a_method_that_nobody_knows_is_not_told(
    seed_sqlite: Path, settings_for: Callable[..., Settings], log: Log
) -> None:
    with _client(seed_sqlite, settings_for, log_requests=True) as client:
        statuses = [client.request(method, "/v1/plans").status_code for method in (SECRET, "DELETE")]
    told = [line["method"] for line in log.lines if line["event"] == "request"]
    assert (statuses, told) == ([405, 405], ["other", "DELETE"])
    assert SECRET not in log.stream.getvalue()


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_only_failures_are_told_where_requests_are_not(
    quiet: TestClient, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet.get("/v1/plans")
    quiet.get("/v1/nothing")
    assert [line for line in log.lines if line["event"] == "request"] == []
    _fail(monkeypatch, Unavailable("no disk"))
    quiet.get("/v1/plans")
    assert [line["status"] for line in log.lines if line["event"] == "request"] == [503]


@pytest.mark.parametrize("log", ["json"], indirect=True)
@pytest.mark.parametrize("path", ["/v1/plans", "/v1/plans/x", "/v1/relations/KAZ/CHN"])
@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [(Unavailable("no disk"), 503, "no disk"), (KeyError(SECRET), 500, None)],
    ids=["503", "500"],
)
def test_a_problem_finds_its_lines(
    quiet: TestClient,
    log: Log,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    error: Exception,
    status: int,
    reason: str | None,
) -> None:
    _fail(monkeypatch, error)
    answer = quiet.get(path)
    assert answer.status_code == status
    urn, _, request = answer.json()["instance"].rpartition(":")
    assert (urn, request) == ("urn:x-request-id", answer.headers["x-request-id"])
    told = [line for line in log.lines if line.get("request_id") == request]
    levels = {503: "warning", 500: "error"}
    told_of = [(line["event"], line["status"], line["level"], line.get("reason")) for line in told]
    assert told_of == [("request", status, levels[status], reason)]


def test_a_page_of_a_failure_names_it(quiet: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "urn:x-request-id" not in quiet.get("/nothing", headers={"Accept": "text/html"}).text
    _fail(monkeypatch, Unavailable("no disk"))
    answer = quiet.get("/plans/x", headers={"X-Request-ID": ID})
    assert (answer.status_code, f"urn:x-request-id:{ID}" in answer.text) == (503, True)


def test_a_refusal_names_no_line(client: TestClient) -> None:
    assert client.get("/v1/nothing").json()["instance"] is None


@pytest.fixture(scope="module")
def live(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> Iterator[Server]:
    """Run a real server; it starts before a test takes its lines, since it sets up logging anew."""
    with serve("sqlite", settings_for(f"sqlite:///{seed_sqlite}")) as server:
        yield server


async def _fail_quoting(_: object, __: object) -> object:
    """Fail as code would that tells all it was given: in a message, a note, a cause, a group, and by a library."""
    try:
        raise ExceptionGroup(SECRET, [ValueError(SECRET)])  # noqa: TRY301  # here and nowhere else
    except ExceptionGroup as error:
        error.add_note(SECRET)
        logging.getLogger("a.library").warning("cannot take %s", SECRET)
        raise KeyError(SECRET) from error


@pytest.mark.parametrize("target", ["/v1/plans", "/v1/plans/x", "/verify?value=1"])
def test_what_failed_is_told_without_what_was_asked(
    live: Server, log: Log, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.setattr(Snapshots, "read", _fail_quoting)
    answer = httpx2.get(f"{live.url}{target}", headers={"X-Request-ID": ID})
    assert (answer.status_code, answer.headers["x-request-id"]) == (500, ID)
    wait_until(lambda: "KeyError" in log.stream.getvalue(), 60)  # it is told after the answer
    text = log.stream.getvalue()
    assert SECRET not in text
    assert text.count(ID) == 3  # the library's, the exception, the request
    if log.form == "console":
        assert "KeyError: \n  " in text
        assert f"{Path(__file__).name}:" in text
        return
    (failed,) = (line for line in log.lines if "exception" in line)
    assert failed["event"] == "Exception in ASGI application"
    assert [one["exc_type"] for one in failed["exception"]][:2] == ["KeyError", "ExceptionGroup"]
    assert failed["exception"][0]["frames"][-1]["name"] == "_fail_quoting"
    (library,) = (line for line in log.lines if line["logger"] == "a.library")
    assert re.fullmatch(rf"said at {__file__}:\d+", library["event"])


def test_outside_of_requests_messages_stay(log: Log) -> None:
    try:
        raise KeyError("which file")  # noqa: TRY301  # to be told of
    except KeyError:
        logging.getLogger("a.library").exception("cannot be read")
    assert "cannot be read" in log.stream.getvalue()
    assert "which file" in log.stream.getvalue()


BODY = {"claims": [{"from": SECRET, "value": SECRET, SECRET: SECRET}]}
CALL = {"name": "verify", "arguments": {"from": SECRET, SECRET: SECRET}}
RPC = {"jsonrpc": "2.0", "id": SECRET, "method": "tools/call", "params": CALL}
TOLD: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", f"/v1/plans?{SECRET}={SECRET}&q=%FF{SECRET}", {}),
    ("GET", f"/v1/verify?from={SECRET}&to=CHN&value=1", {}),
    ("GET", f"/{SECRET}/{SECRET}?{SECRET}", {}),
    ("GET", f"/v1/plans/{SECRET}", {}),
    ("GET", f"/relations/{SECRET}/{SECRET}", {"headers": {"Accept": "text/html"}}),
    ("GET", "/v1/plans", {"headers": dict.fromkeys(("Authorization", "Cookie", "Referer", "User-Agent"), SECRET)}),
    ("GET", "/v1/plans", {"headers": {"Accept": SECRET, "Range": SECRET, "If-None-Match": SECRET, "Origin": SECRET}}),
    ("GET", "/v1/plans", {"headers": {"X-Request-ID": f"{SECRET} x"}}),
    ("DELETE", f"/v1/plans?{SECRET}", {}),
    ("POST", "/v1/verify", {"json": BODY}),
    ("POST", "/v1/verify", {"content": SECRET, "headers": {"Content-Type": "application/json"}}),
    ("POST", "/v1/verify", {"content": SECRET, "headers": {"Content-Type": SECRET}}),
    ("POST", "/v1/read", {"json": {"text": SECRET, SECRET: SECRET}}),
    ("POST", "/read", {"data": {"text": SECRET, SECRET: SECRET}}),
    ("POST", "/mcp", {"json": RPC, "headers": {"Accept": "application/json, text/event-stream"}}),
    ("POST", "/mcp", {"json": {SECRET: SECRET}, "headers": {"Accept": "application/json, text/event-stream"}}),
    ("POST", "/mcp", {"content": SECRET, "headers": {"Content-Type": "application/json", "Accept": "*/*"}}),
]
"""Requests that hold a secret wherever one may be: method, target, and what else the client is given."""


def test_a_server_writes_no_secret_of_a_client(seed_sqlite: Path) -> None:
    settings = {"log_requests": "true", "log_format": "json"}
    variables = environment(f"sqlite:///{seed_sqlite}") | {f"{PREFIX}{k.upper()}": v for k, v in settings.items()}
    process = subprocess.Popen(
        [COMMAND, "serve"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=variables
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    url = re.findall(r"http://\S+?:\d+", said)[0]
    with httpx2.Client(base_url=url, timeout=60) as client:
        wait_until(lambda: _answers(client), 120)
        statuses = [client.request(method, target, **more).status_code for method, target, more in TOLD]
        port = int(url.rpartition(":")[2])
        for raw in (f"GET /{SECRET} {SECRET} HTTP/1.1", f"{SECRET} / HTTP/1.1", f"GET / HTTP/1.1\r\n{SECRET}"):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(raw.encode() + b"\r\n\r\n")
                assert connection.recv(100).startswith(b"HTTP/1.1 400")
    process.terminate()
    told = process.communicate(timeout=60)[0]
    assert SECRET not in told
    assert told.count("request_id") >= len(TOLD)
    assert {200, 400, 404, 405, 406, 415, 422} <= set(statuses), statuses
    events = {re.sub(r" \[\d+\]$", "", json.loads(line)["event"]) for line in told.splitlines()}
    assert {"Started server process", "Invalid HTTP request received.", "request"} <= events


def _answers(client: httpx2.Client) -> bool:
    try:
        return client.get("/live").status_code == 200
    except httpx2.TransportError:
        return False
