"""HTTP as its specification says it, on every path: methods, conditions, encodings, and unreadable requests."""

import gzip
import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from app.settings import Settings
from app.web import edge
from tests.conformance.live import Server, serve
from tests.conformance.operations import EXPORTS, ITEMS, LISTS, OPERATIONS, READS, REQUESTS, Operation, shown

EACH = [pytest.param(REQUESTS[operation.id], id=operation.id) for operation in shown(READS)]
JSON = "application/json"
SEVERAL = (LISTS[0], ITEMS[0], *EXPORTS[:2])
"""A list, an item, and a list as a table and as lines."""
CACHED = [request for request in EACH if request.id not in {"get_live", "get_ready"}]


def _problem(answer: httpx2.Response) -> str:
    """Give the kind of problem that an answer reports."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return str(body["type"]).partition("#")[2]


@pytest.mark.parametrize("request_", EACH)
class TestMethods:
    def test_head_is_get_without_its_body(self, client: TestClient, request_: str) -> None:
        """The body is not sent at all: a client would drop it, and not every server does."""
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        path, _, query = request_.partition("?")
        place = {"path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": ""}
        got = client.get(request_, headers={"X-Request-ID": "asked-by-a-test"})  # each has another otherwise
        asked = [(name.lower(), value) for name, value in got.request.headers.raw]
        scope = {"type": "http", "http_version": "1.1", "method": "HEAD", "headers": asked, "scheme": "http"}
        assert client.portal
        client.portal.call(client.app, scope | place | {"asgi": {"spec_version": "2.4"}}, receive, send)
        (start,) = (message for message in sent if message["type"] == "http.response.start")
        assert start["status"] == got.status_code == 200
        assert [(name.lower(), value) for name, value in start["headers"]] == got.headers.raw
        assert b"".join(message.get("body", b"") for message in sent) == b""

    def test_options_names_the_methods(self, client: TestClient, request_: str) -> None:
        answer = client.options(request_)
        assert (answer.status_code, answer.headers["allow"], answer.content) == (204, _allowed_for(request_), b"")


def _allowed_for(request: str) -> str:
    """Give the methods that a request's path takes."""
    return next(_allowed(operation.path) for operation in READS if REQUESTS.get(operation.id) == request)


def _allowed(path: str) -> str:
    """Give the methods of a path: HEAD and OPTIONS go with GET, OPTIONS with every other."""
    methods = {operation.method for operation in OPERATIONS + EXPORTS if operation.path == path} | {"OPTIONS"}
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


@pytest.mark.parametrize("operation", shown(OPERATIONS + EXPORTS), ids=repr)
def test_other_methods_are_refused_with_those_there_are(client: TestClient, operation: Operation) -> None:
    allowed = _allowed(operation.path)
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - {*allowed.split(", ")}:
        answer = client.request(method, REQUESTS[operation.id].split("?")[0])
        assert (answer.status_code, _problem(answer)) == (405, "method-not-allowed"), method
        assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("request_", CACHED)
def test_what_the_client_holds_is_not_sent_again(client: TestClient, request_: str) -> None:
    """Each encoding has a tag of its own, but for a file that is compressed as it is."""
    takes_gzip, as_gzip = ".zip" not in request_, {"Accept-Encoding": "gzip"}
    plain = client.get(request_, headers={"Accept-Encoding": "identity"})
    packed = client.get(request_, headers=as_gzip)
    assert plain.content == packed.content
    assert "content-encoding" not in plain.headers
    assert "accept-encoding" in plain.headers["vary"].lower()
    assert plain.headers["tradefacts-release"] == client.get("/ready").json()["release"]
    tag = packed.headers["etag"]
    assert tag.startswith('"')
    assert (tag != plain.headers["etag"]) == takes_gzip
    conditions = (tag, f"W/{tag}", f'"other", {tag}', "*")  # how they are read depends on no path
    for condition in conditions if request_ == REQUESTS[LISTS[0].id] else conditions[:1]:
        again = client.get(request_, headers=as_gzip | {"If-None-Match": condition})
        assert (again.status_code, again.content) == (304, b""), condition
        for name in ("etag", "cache-control", "vary"):
            assert again.headers[name] == packed.headers[name]
    other = plain.headers["etag"] if takes_gzip else '"other"'
    assert client.get(request_, headers=as_gzip | {"If-None-Match": other}).status_code == 200


@pytest.mark.parametrize("operation", [one for one in LISTS + EXPORTS if ".zip" not in one.path], ids=repr)
def test_gzip_is_given_to_who_takes_it(client: TestClient, operation: Operation) -> None:
    path = REQUESTS[operation.id].split("?")[0]
    plain = client.get(path, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in plain.headers
    # How what is accepted is read depends on no path.
    for accepted in ("gzip", "br, gzip;q=0.5", "*")[: 3 if operation in SEVERAL else 1]:
        with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip", accepted
        assert gzip.decompress(raw) == plain.content


@pytest.mark.parametrize("operation", shown(LISTS + ITEMS), ids=repr)
class TestAccept:
    def test_another_format_is_not_acceptable(self, client: TestClient, operation: Operation) -> None:
        for accept in ("image/png", f"{JSON};q=0, image/png", f"{JSON};q=0, */*"):
            answer = client.get(REQUESTS[operation.id], headers={"Accept": accept})
            assert (answer.status_code, _problem(answer)) == (406, "not-acceptable"), accept

    def test_ranges_take_the_format_in(self, client: TestClient, operation: Operation) -> None:
        ranges = ("image/png, */*;q=0.1", JSON, JSON.upper(), "application/*", "application/problem+json", "*/*", "")
        for accept in ranges[: None if operation in SEVERAL else 1]:
            answer = client.get(REQUESTS[operation.id], headers={"Accept": accept})
            assert answer.status_code == 200, accept
            assert answer.headers["content-type"] == JSON


@pytest.mark.parametrize("operation", shown(EXPORTS), ids=repr)
def test_an_address_that_names_its_format_gives_it_whatever_is_accepted(
    client: TestClient, operation: Operation
) -> None:
    answer = client.get(REQUESTS[operation.id], headers={"Accept": "application/problem+json"})
    assert answer.headers["content-type"].split(";")[0] == operation.formats[0]


@pytest.mark.parametrize(
    ("accept", "suggested"),
    [
        ("text/csv", ["/v1/events.csv?q=forum"]),
        ("application/jsonl, image/png", ["/v1/events.jsonl?q=forum"]),
        ("text/xml", [f"/v1/events.{suffix}?q=forum" for suffix in ("csv", "zip", "jsonl")]),
    ],
)
def test_what_is_not_acceptable_names_the_address_that_has_the_format(
    client: TestClient, accept: str, suggested: list[str]
) -> None:
    answer = client.get("/v1/events?q=forum", headers={"Accept": accept}).json()
    (error,) = answer["errors"]
    assert (error["in"], error["name"], error["did_you_mean"]) == ("header", "Accept", suggested)
    assert suggested[0] in answer["detail"]
    assert client.get("/v1/verify", headers={"Accept": accept}).json()["errors"][0]["did_you_mean"] == []


@pytest.mark.parametrize(
    "operation", [operation for operation in shown(READS) if operation.path.startswith("/v1")], ids=repr
)
class TestParameters:
    def test_one_that_does_not_exist_is_refused(self, client: TestClient, operation: Operation) -> None:
        request = REQUESTS[operation.id]
        answer = client.get(f"{request}{'&' if '?' in request else '?'}nothing=1")
        assert (answer.status_code, _problem(answer)) == (422, "unknown-parameter")
        assert [error["name"] for error in answer.json()["errors"]] == ["nothing"]

    def test_one_given_twice_is_refused(self, client: TestClient, operation: Operation) -> None:
        path = REQUESTS[operation.id].split("?")[0]
        single = [name for name, stated in operation.parameters.items() if stated["schema"].get("type") != "array"]
        for name in [name for name in single if operation.parameters[name]["in"] == "query"] or ["nothing"]:
            answer = client.get(f"{path}?{name}=1&{name[0]}{name[1:]}=2")
            assert (answer.status_code, _problem(answer)) == (422, "duplicate-parameter"), name
            hidden = client.get(f"{path}?{name}=1&%{ord(name[0]):02x}{name[1:]}=1")
            assert (hidden.status_code, _problem(hidden)) == (422, "duplicate-parameter"), name


@pytest.mark.parametrize(
    ("request_", "kind", "reason", "meant"),
    [
        (
            "trade-flows?fields=id,sentnce",
            "malformed-value",
            "it takes names, with commas between",
            ["sentence"],
        ),
        ("trade-flows?fields=,", "malformed-value", "it takes names, with commas between", []),
        ("trade-flows?period=22", "malformed-value", "a period is written 2022, 2022-03, 2022-Q1 or", []),
        ("trade-flows?reporter=%0A", "malformed-value", "it holds a control character", []),
        ("trade-flows?cursor=abc", "malformed-value", "a cursor is taken from `next` as it is", []),
        ("trade-flows?limit=501", "malformed-value", "it must be less than or equal to 500", []),
        ("trade-flows/a_b", "malformed-value", "an id is made of letters and figures", []),
        (f"trade-flows?{'&'.join(['id=a'] * 101)}", "malformed-value", "it takes at most 100", []),
        ("events?date_from=22", "malformed-value", "a date is written 2023, 2023-03 or 2023-03-28", []),
        ("events?date_from=2023-02-29", "unknown-code", "there is no such day", []),
        ("areas?q=%20%20", "unknown-code", "it holds nothing to look for", []),
        ("areas?q=%CC%81", "unknown-code", "it holds nothing to look for", []),
        ("commodities?edition=H9", "unknown-code", "there are no codes of this edition", ["H6"]),
        ("trade-flows/summary?reporter=KAZ&edition=H9", "unknown-code", "there are no codes of this", ["H6"]),
    ],
)
def test_a_wrong_value_is_told_what_would_be_right(
    client: TestClient, request_: str, kind: str, reason: str, meant: list[str]
) -> None:
    answer = client.get(f"/v1/{request_}")
    assert (answer.status_code, _problem(answer)) == (422, kind)
    (error,) = answer.json()["errors"]
    assert error["reason"].startswith(reason)
    assert error["did_you_mean"] == meant


@pytest.mark.parametrize("day", ["2024-02-29", "2023-02", "2023"])
def test_days_months_and_years_are_dates(client: TestClient, day: str) -> None:
    assert client.get(f"/v1/events?date_from={day}").status_code == 200


@pytest.mark.parametrize(
    ("body", "name", "reason", "value"),
    [
        (r'{"claims": [{"from": "\ud800"}]}', "claims[0].from", "it must be a valid string", r"\ud800"),
        (r'{"claims": [{"\ud800": 1}]}', "claims[0]", "it must be a valid string", r"\ud800"),
        ("[]", "body", "it must be an object", None),
        ('{"claims": []}', "claims", "it takes at least 1", None),
    ],
)
def test_a_wrong_body_is_told_what_would_be_right(
    client: TestClient, body: str, name: str, reason: str, value: str | None
) -> None:
    answer = client.post("/v1/verify", content=body, headers={"Content-Type": JSON})
    assert answer.status_code == 422
    errors = {error["name"]: error for error in answer.json()["errors"]}
    assert errors[name]["reason"].startswith(reason)
    assert errors[name]["value"] == value


def test_thousands_of_faults_are_counted_and_a_hundred_told(client: TestClient) -> None:
    members = ",".join(f'"k{number}": 1' for number in range(5_000))
    in_body = client.post("/v1/verify", content=f'{{"claims": [{{{members}}}]}}', headers={"Content-Type": JSON})
    in_query = client.get(f"/v1/trade-flows?{'&'.join(f'k{number}=1' for number in range(1_000))}")
    where_there_are_none = client.get(f"/v1?{'&'.join(f'k{number}=1' for number in range(1_000))}")
    for answer, count in ((in_body, 5_001), (in_query, 1_000), (where_there_are_none, 1_000)):
        assert answer.status_code == 422
        assert len(answer.json()["errors"]) == 100
        assert answer.json()["detail"].endswith(f"; and {count - 100:d} more")
        assert len(answer.content) < 200_000


@pytest.mark.parametrize("operation", [item for item in ITEMS if {*item.parameters} <= {"id", "as_of"}], ids=repr)
@pytest.mark.parametrize("record", ["no-such-record", "0", "x." * 50 + "x"])
def test_an_unknown_record_is_not_found(client: TestClient, operation: Operation, record: str) -> None:
    answer = client.get(operation.path.format(id=record))
    assert (answer.status_code, _problem(answer)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/nothing", "/v1/nothing", "/v1/", "//v1", "/v1/trade-flows/", "/V1"])
def test_an_unknown_path_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(f"http://testserver{path}")
    assert (answer.status_code, _problem(answer)) == (404, "not-found")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1/trade-flows/", "/v1/trade-flows"),
        ("//v1", "/v1"),
        ("/docs/", "/docs"),
        ("/v1/tradeflows", "/v1/trade-flows"),
        ("/v1/trade_flows.csv", "/v1/trade-flows.csv"),
        ("/V1/Events", "/v1/events"),
        ("/trade-flows", "/v1/trade-flows"),
        ("/v1/countries", "/v1/areas"),
        ("/v1/event/kz-cn-friendly-dialogue-2023", "/v1/events/kz-cn-friendly-dialogue-2023"),
        ("/v1/bilateral/KAZ/CHN", "/v1/relations/KAZ/CHN"),
    ],
)
def test_an_unknown_path_suggests_one_that_exists(client: TestClient, path: str, meant: str) -> None:
    answer = client.get(f"http://testserver{path}").json()
    assert answer["errors"][0]["did_you_mean"][0] == meant
    assert answer["detail"].endswith(f"did you mean {meant}?")
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("trade-flows?country=KAZ", "reporter"),
        ("events?country=KAZ", "area"),
        ("trade-flows?exporter=KAZ", "reporter"),
        ("trade-flows?importer=CHN", "partner"),
        ("trade-flows?year=2022", "period"),
        ("events?year=2022", "date_from"),
        ("agreements?period=2023-03", "signed_from"),
        ("agreements?date_from=2023-03", "signed_from"),
        ("trade-flows?area=KAZ", "reporter"),
        ("trade-flows?q=wheat", "commodity"),
        ("trade-flows?startPeriod=2020", "period_from"),
        ("events?page=2", "cursor"),
        ("events?per_page=20", "limit"),
        ("trade-flows?hs=2603", "commodity"),
        ("trade-flows?product=copper", "commodity"),
        ("trade-flows?cmdCode=2603", "commodity"),
        ("events?search=forum", "q"),
        ("agreements?min_value=1", "value_gte"),
        ("trade-flows?reporters=KAZ", "reporter"),
        ("verify?exporter=KAZ", "from"),
        ("verify?reporter=KAZ", "from"),
        ("verify?partner=CHN", "to"),
        ("verify?a=KAZ", "from"),
        ("verify?b=CHN", "to"),
        ("verify?hedge=about", "qualifier"),
        ("verify?currency=USD", "unit"),
        ("verify?primary_value=24e9", "value"),
        ("verify?kind=level", "amount"),
        ("indicators?reporter=KAZ", "area"),
        ("indicators?partner=CHN", "counterpart"),
        ("trade-flows?flow=X", "export"),
        ("trade-flows?flow=M", "import"),
        ("trade-flows?flow=imports", "import"),
        ("trade-flows?frequency=A", "annual"),
        ("trade-flows?frequency=M", "monthly"),
    ],
)
def test_what_people_bring_along_is_answered_with_our_word(client: TestClient, asked: str, meant: str) -> None:
    name = asked.partition("?")[2].partition("=")[0]
    (error,) = (one for one in client.get(f"/v1/{asked}").json()["errors"] if one["name"] == name)
    assert error["did_you_mean"][0] == meant


def test_a_format_is_part_of_the_address(client: TestClient) -> None:
    assert ".csv" in client.get("/v1/events?format=csv").json()["detail"]


class TestOfTheDocument:
    def test_it_is_packed_and_tagged(self, client: TestClient) -> None:
        packed = client.get("/openapi.json", headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
        assert packed.headers["content-encoding"] == "gzip"
        plain = client.get("/openapi.json", headers={"Accept-Encoding": "identity"})
        assert plain.json() == packed.json()
        assert plain.headers["etag"] != packed.headers["etag"]
        again = client.get(
            "/openapi.json", headers={"If-None-Match": packed.headers["etag"], "Accept-Encoding": "gzip"}
        )
        assert (again.status_code, again.content) == (304, b"")

    def test_the_index_lists_every_path_with_a_sentence(self, client: TestClient) -> None:
        paths = {(one["method"], one["path"]): one["sentence"] for one in client.get("/v1").json()["paths"]}
        assert paths == {(one.method, one.path): one.stated["description"] for one in OPERATIONS}


class TestCors:
    def test_any_page_may_read(self, client: TestClient) -> None:
        answer = client.get("/v1/trade-flows", headers={"Origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"
        exposed = answer.headers["access-control-expose-headers"]
        ours = {"Tradefacts-Release", "Tradefacts-Build", "Tradefacts-Changed", "X-Request-ID"}
        assert {"ETag", "Link", "Retry-After"} | ours == set(exposed.split(", "))

    def test_problems_may_be_read_too(self, client: TestClient) -> None:
        answer = client.get("/v1/nothing", headers={"Origin": "https://example.org"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (404, "*")

    @pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
    def test_a_page_may_ask_first(self, client: TestClient, method: str) -> None:
        wish = {"Origin": "https://example.org", "Access-Control-Request-Method": method}
        answer = client.options("/v1/trade-flows", headers=wish | {"Access-Control-Request-Headers": "If-None-Match"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")
        assert answer.headers["access-control-allow-headers"] == "*"
        assert set(answer.headers["access-control-allow-methods"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}

    @pytest.mark.parametrize("path", ["/v1/trade-flows", "/v1/nothing", "/live", "/docs"])
    def test_whoever_asks_is_answered_the_same(self, client: TestClient, path: str) -> None:
        named = {"X-Request-ID": "asked-by-a-test"}
        without = client.get(path, headers=named).headers
        assert client.get(path, headers=named | {"Origin": "https://example.org"}).headers == without
        assert "origin" not in without.get("vary", "").lower()


def _send(server: Server, head: str) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are and read one answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=300) as connection:
        connection.sendall(head.encode("latin-1"))
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    top, _, body = answer.partition(b"\r\n\r\n")
    line, *fields = top.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    return int(line.split()[1]), headers, body


HOST = "Host: localhost\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    ("target", "head", "status", "kind"),
    [
        ("/v1", "Connection: close\r\n", 400, "unreadable"),
        ("/v1", HOST + "Host: example.org\r\n", 400, "unreadable"),
        ("/v1/%zz", HOST, 400, "unreadable"),
        ("/v1/%", HOST, 400, "unreadable"),
        ("/v1/%ff", HOST, 400, "unreadable"),
        ("/v1/trade-flows?reporter=%ff", HOST, 400, "unreadable"),
        ("/v1/trade-flows?reporter=%E4%B8", HOST, 400, "unreadable"),
        ("/v1/trade-flows?reporter=%2", HOST, 400, "unreadable"),
        ("/v1%2Ftrade-flows", HOST, 404, "not-found"),
        ("/v1/trade-flows/a%2fb", HOST, 404, "not-found"),
        ("/v1/trade-flows/a%5Cb", HOST, 404, "not-found"),
        ("/v1/trade-flows/%00", HOST, 404, "not-found"),
        ("/v1/trade-flows/%0A", HOST, 404, "not-found"),
        (f"/v1/{'x' * edge.LONGEST_ADDRESS}", HOST, 414, "too-long"),
        (f"/v1/trade-flows?reporter={'x' * edge.LONGEST_ADDRESS}", HOST, 414, "too-long"),
        ("/v1", HOST + f"X-Long: {'x' * 17_000}\r\n", 431, "too-long"),
        ("/v1", HOST + "".join(f"X-{number}: 1\r\n" for number in range(70)), 431, "too-long"),
    ],
)
def test_what_cannot_be_read_is_refused(sqlite_server: Server, target: str, head: str, status: int, kind: str) -> None:
    got, headers, body = _send(sqlite_server, f"GET {target} HTTP/1.1\r\n{head}\r\n")
    assert got == status
    assert headers["content-type"] == "application/problem+json"
    problem = json.loads(body)
    assert (problem["status"], problem["type"]) == (status, f"/v1/vocabulary/problem#{kind}")


@pytest.mark.parametrize("as_of", ["", "as_of=1&"])
@pytest.mark.parametrize("address", ["areas?{}q=x", "events?{}limit=1&q=x", "search?{}q=x"])
def test_an_address_puts_no_link_into_a_header(sqlite_server: Server, address: str, as_of: str) -> None:
    asked = "/v1/" + address.format(as_of) + '>;rel="stylesheet",<//elsewhere'
    status, headers, _ = _send(sqlite_server, f"GET {asked} HTTP/1.1\r\n{HOST}\r\n")
    assert status == 200
    links = re.findall(r'<([^<>]*)>; rel="(cite-as|latest-version|next)"', headers.get("link", ""))
    assert ", ".join(f'<{target}>; rel="{kind}"' for target, kind in links) == headers.get("link", "")
    assert len(links) >= bool(as_of)


@pytest.mark.parametrize("junk", ["\r\n\r\n", "GET\r\n\r\n", "GET /v1 HTTP/9.9\r\n\r\n", "\x00\x01\x02\r\n\r\n"])
def test_what_is_no_request_does_not_disturb(sqlite_server: Server, junk: str) -> None:
    with socket.create_connection(("127.0.0.1", sqlite_server.port), timeout=300) as connection:
        connection.sendall(junk.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65_536)
    assert _send(sqlite_server, f"GET /live HTTP/1.1\r\n{HOST}\r\n")[0] == 200


def test_head_ends_with_its_headers(sqlite_server: Server) -> None:
    for path in ("/v1", "/v1/trade-flows", "/v1/trade-flows.csv", "/docs"):
        status, _, body = _send(sqlite_server, f"HEAD {path} HTTP/1.1\r\n{HOST}\r\n")
        assert (status, body) == (200, b""), path


@pytest.fixture(scope="module")
def caching(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> Iterator[Server]:
    """Serve the seed with the byte cache, as `tradefacts serve` does."""
    with serve("sqlite", settings_for(f"sqlite:///{seed_sqlite}", cache_bytes=2**22)) as server:
        yield server


def _next_answer(answers: BinaryIO) -> bytes:
    """Read one answer of a connection that stays open, without its date and the id of its request."""
    lines = list[bytes]()
    while (line := answers.readline()) != b"\r\n":
        assert line, "the connection ended before the answer did"
        lines.append(line)
    assert sum(line.startswith(b"x-request-id:") for line in lines) == 1
    head = b"".join(line for line in lines if not line.startswith((b"date:", b"x-request-id:")))
    size = re.search(rb"content-length: (\d+)", head)
    return head + answers.read(int(size[1]) if size else 0)


@pytest.mark.parametrize(("more", "status"), [("", 200), ("If-None-Match: *\r\n", 304)])
def test_what_is_asked_again_is_answered_with_the_same_bytes(caching: Server, more: str, status: int) -> None:
    plain, asked = (f"GET {path} HTTP/1.1\r\n".encode() for path in ("/live", "/v1/agreements?limit=2"))
    asked += f"Host: localhost\r\n{more}".encode()
    tally = edge.TALLIES["list_agreements", status]
    before, said = sum(tally.buckets), []
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", caching.port), timeout=300) as connection:
            answers = connection.makefile("rb")
            for _ in range(3):
                connection.sendall(asked + b"\r\n")
                said.append(_next_answer(answers))
            # Before the first is answered, so many that none may be answered inside the one before.
            connection.sendall(plain + b"Host: localhost\r\n\r\n" + (asked + b"\r\n") * 700)
            assert _next_answer(answers).startswith(b"HTTP/1.1 200 ")
            said += [_next_answer(answers) for _ in range(700)]
            connection.sendall(asked + b"Connection: close\r\n\r\n")
            last = _next_answer(answers)
            assert b"connection: close\r\n" in last
            assert answers.read() == b""
            said.append(last.replace(b"connection: close\r\n", b""))
    assert said == [said[0]] * len(said)
    assert said[0].startswith(b"HTTP/1.1 %d " % status)
    assert sum(tally.buckets) == before + len(said)
