"""Hostile requests on raw sockets: each is refused with a problem, or answered as what it plainly means."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.attacks.serving import PARSERS, answered, serving
from tests.figures import Figure

PROBLEM = "application/problem+json"
NO_REQUEST = b"this is no request of HTTP/1.1"
"""What a problem says where the parser of HTTP finds no request."""
REFUSED = frozenset({400, 404, 405, 406, 408, 411, 413, 414, 415, 416, 417, 422, 431, 501, 505})
OK = frozenset({200})
EITHER = REFUSED | {200, 204, 206, 304}
Probe = tuple[str, bytes, frozenset[int]]
LIST = b"/v1/trade-flows?limit=1"


def _got(target: bytes, *headers: bytes, line: bytes = b"GET %b HTTP/1.1", host: bytes = b"Host: x") -> bytes:
    return b"\r\n".join(
        [line.replace(b"%b", target), *([host] if host else []), b"Connection: close", *headers, b"", b""]
    )


def _posted(body: bytes, *headers: bytes, target: bytes = b"/v1/verify", length: bool = True) -> bytes:
    own = [b"Content-Length: %d" % len(body)] if length else []
    kind = (
        [] if any(one.lower().startswith(b"content-type") for one in headers) else [b"Content-Type: application/json"]
    )
    return b"\r\n".join(
        [b"POST %b HTTP/1.1" % target, b"Host: x", b"Connection: close", *kind, *own, *headers, b"", body]
    )


CLAIM = {"from": "KAZ", "to": "CHN", "period": "2022", "value": "13e9", "unit": "USD"}
BODY = json.dumps({"claims": [CLAIM]}).encode()


def _lines() -> Iterator[Probe]:
    for method in (
        b"TRACE",
        b"CONNECT",
        b"PATCH",
        b"DELETE",
        b"PUT",
        b"PROPFIND",
        b"get",
        b"Get",
        b"BREW",
        b"GET\x00",
        b"G\xc3\x89T",
    ):
        yield f"method {method!r}", _got(LIST, line=method + b" %b HTTP/1.1"), REFUSED
    for line in (
        *(b"GET  %b HTTP/1.1", b"GET %b  HTTP/1.1", b"GET\t%b\tHTTP/1.1", b" GET %b HTTP/1.1", b"GET %b HTTP/1.1 "),
        *(
            b"GET %b HTTP/2.0",
            b"GET %b HTTP/0.9",
            b"GET %b HTTP/1.2",
            b"GET %b HTTP/3",
            b"GET %b http/1.1",
            b"GET %b HTTP/1.1x",
        ),
        *(b"GET %b", b"GET", b"", b"%b", b"GET %b FTP/1.1", b"GET %b HTTP/11", b"GET %b HTTP/1.", b"GET %b HTTP/"),
    ):
        yield f"line {line!r}", _got(LIST, line=line), REFUSED
    for target in (
        *(b"/v1/trade-flows#part", b"/v1/trade-flows?limit=1#part", b"*", b"v1/trade-flows", b"", b"x:80", b"?limit=1"),
        *(
            b"/v1/trade-flows%00",
            b"/v1/trade-flows?q=%00",
            b"/v1/areas?q=%00",
            b"/v1/areas?q=a%0ab",
            b"/v1%2ftrade-flows",
        ),
        *(
            b"/v1/trade-flows%2F",
            b"/v1\\trade-flows",
            b"/v1%5Ctrade-flows",
            b"/v1/areas?q=%ff%fe",
            b"/v1/areas?q=%ED%A0%80",
        ),
        *(b"/v1/areas?q=%C0%AF", b"/v1/areas?q=%F5%80%80%80", b"/v1/areas?q=%", b"/v1/areas?q=%1", b"/v1/areas?q=%zz"),
        *(
            b"/v1/%e0%80%80",
            b"/v1/\xff",
            b"/v1/areas?q=\xff",
            b"/v1/areas?q=\x01",
            b"/v1/areas\x7f",
            b"/v1/areas?q=\xc3\xa9",
        ),
        *(
            b"//v1/trade-flows",
            b"/v1/trade-flows/",
            b"/v1//trade-flows",
            b"/./v1/trade-flows",
            b"/v1/../v1/trade-flows",
        ),
        *(
            b"/V1/trade-flows",
            b"/v1/trade-flows;x=1",
            b"/v1/trade-flows%20",
            b"/v1/trade-flows%3Flimit=1",
            b"/v1/Trade-Flows",
        ),
        *(
            b"/v1/trade-flows?" + b"a" * 8200,
            b"/" + b"a" * 9000,
            b"/v1/areas?" + b"&".join(b"id=x%d" % n for n in range(200)),
        ),
    ):
        yield f"target {target[:40]!r}", _got(target), REFUSED
    yield "absolute target", _got(b"http://x/v1/trade-flows?limit=1"), EITHER
    yield "absolute target of another host", _got(b"http://evil.example/v1/trade-flows?limit=1"), EITHER


def _heads() -> Iterator[Probe]:
    for host in (
        *(
            b"",
            b"Host:",
            b"Host: x\r\nHost: x",
            b"Host: x\r\nHost: y",
            b"Host: x/y",
            b"Host: a@x",
            b"Host: x y",
            b"Host: x,y",
        ),
        *(
            b"Host: x:port",
            b"Host: x:99999999",
            b"Host: x\x01",
            b"Host: \xff",
            b"Host: x?y",
            b"Host: x#y",
            b"Host: x\\y",
            b"Host: [::1",
        ),
        *(b"Host: x%20y", b"Host: x:80:80", b"Host : x", b"Host: <x>"),
    ):
        yield f"host {host!r}", _got(LIST, host=host), REFUSED
    for header in (
        *(
            b"X",
            b"X y: z",
            b": x",
            b"X : y",
            b"X\x00: y",
            b"X: y\x00z",
            b"X: y\x01z",
            b"X(: y",
            b"X\xff: y",
        ),
        *(b"X: " + b"a" * 17_000, b"\r\n".join(b"X-%d: y" % n for n in range(80)), b"X: a\rb", b"\x0bX: y"),
        *(
            b"Content-Length: -1",
            b"Content-Length: +1",
            b"Content-Length: 0x1",
            b"Content-Length: 1, 2",
            b"Content-Length: x",
        ),
        *(
            b"Content-Length: 99999999999999999999999",
            b"Content-Length: 1_0",
            b"Content-Length: 1\r\nContent-Length: 2",
        ),
        *(
            b"Transfer-Encoding: gzip, chunked",
            b"Transfer-Encoding: gzip",
            b"Transfer-Encoding: x",
            b"Transfer-Encoding: chunked, gzip",
        ),
        *(
            b"Transfer-Encoding: chunked\r\nContent-Length: 3",
            b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        ),
    ):
        yield f"header {header[:40]!r}", _got(LIST, header), REFUSED
    for name, value in (
        *(
            (b"Accept", one)
            for one in (b"", b"*", b"x", b"a/b;q=9", b"\xff", b",,,", b"text/html", b"*/*;q=0", b"application/json;q=")
        ),
        *((b"Accept-Encoding", one) for one in (b"", b"gzip;q=0", b"*;q=0", b"\xff", b"identity;q=0", b"gzip" * 500)),
        *(
            (b"Range", one)
            for one in (b"bytes=0-", b"bytes=-1", b"bytes=9-1", b"bytes=0-0,2-3", b"x", b"bytes=-" + b"9" * 40, b"\xff")
        ),
        *((b"If-None-Match", one) for one in (b"*", b"x", b'W/"x"', b'"' + b"x" * 9000 + b'"', b"\xff", b'"a", "b"')),
        *((b"If-Range", one) for one in (b"x", b'"x"', b"Thu, 01 Jan 1970 00:00:00 GMT")),
        *((b"Expect", one) for one in (b"100-continue", b"x")),
        *(
            (b"Connection", one)
            for one in (b"upgrade\r\nUpgrade: websocket", b"upgrade\r\nUpgrade: h2c", b"x", b"\xff")
        ),
        *(
            (b"X-Forwarded-For", b"1.2.3.4"),
            (b"X-Forwarded-Proto", b"ftp"),
            (b"Forwarded", b"for=\xff"),
            (b"X-Request-ID", b"a\x7f"),
        ),
        *(
            (b"Origin", b"null"),
            (b"Cookie", b"a=b"),
            (b"Authorization", b"Basic \xff"),
            (b"Date", b"never"),
            (b"TE", b"trailers"),
        ),
    ):
        yield f"{name!r}: {value[:30]!r}", _got(LIST, name + b": " + value), EITHER


def _parameters() -> Iterator[Probe]:
    flows = {
        "limit": (
            "0",
            "-1",
            "501",
            "05",
            "1.0",
            "1e1",
            "%2B5",
            "%D9%A5",
            "",
            "+5",
            "5+",
            "0x5",
            "1_0",
            "true",
            "9" * 30,
        ),
        "count": ("yes", "on", "t", "TRUE", "True", "", "y", "2", "null", "truetrue", "11"),
        "cursor": ("", "x", "a" * 300, "%00", "null", "e30", "AAAA", "W10", "-1", "99999999999999999999"),
        "period": (
            "20222",
            "2022-13",
            "2022-Q5",
            "2_022",
            "%D9%A2%D9%A0",
            "2022/2021",
            "2022-1",
            "-2022",
            "2022.0",
            "0000",
            "x",
        ),
        "primary_value_gte": (
            "nan",
            "inf",
            "-inf",
            "1_0",
            "0x10",
            "1e400",
            "%EF%BC%91",
            "1e99999999",
            "--1",
            "1%2C0",
            "",
        ),
        "reporter": ("", "ZZZ", "%27", "%22%3B--", "a" * 3000, "%25", "_", "KAZ%00"),
        "fields": ("", "nothing", "id,,id", "*", "__class__"),
        "prefer": ("", "x", "OFFICIAL"),
        "unknown": ("1",),
        "id": ("", "..", "%2e%2e", "a" * 600),
        "edition": ("H9", ""),
        "flow": ("exports", "EXPORT", "", "1"),
    }
    for name, values in flows.items():
        for value in values:
            yield f"{name}={value[:30]}", _got(f"/v1/trade-flows?{name}={value}".encode()), REFUSED - {404}
    for path in (
        *(
            "/v1/events?date_from=2023-02-30",
            "/v1/events?date_from=2023-2-3",
            "/v1/events?date_from=0",
            "/v1/areas?limit=1&limit=2",
        ),
        *(
            "/live?x=1",
            "/docs?x=1",
            "/docs/assets/swagger-ui.css?x=1",
            "/openapi.json?x=1",
            "/metrics?x=1",
            "/v1?x=1",
            "/style.css?x=1",
        ),
        *(
            "/v1/trade-flows/x",
            "/v1/trade-flows/..%2f..",
            "/v1/trade-flows/KAZ.CHN",
            "/v1/events/%F0%9F%92%A5",
            "/docs/assets/..%2f",
        ),
        *(
            "/v1/relations/KAZ/KAZ",
            "/v1/relations/x/y",
            "/v1/relations/KAZ/",
            "/v1/verify",
            "/v1/verify?from=KAZ",
            "/v1/search",
        ),
        *(
            "/v1/trade-flows.xml",
            "/v1/trade-flows.csv?limit=5",
            "/v1/trade-flows.csv?columns=x",
            "/v1/trade-flows/summary?by=x",
        ),
        *(
            "/v1/changes?since=x",
            "/v1/changes?since=2023-01-01T25:00:00Z",
            "/v1/search?q=" + "a" * 5000,
            "/docs/assets/../x",
        ),
    ):
        yield f"GET {path[:50]}", _got(path.encode()), REFUSED


def _bodies() -> Iterator[Probe]:
    for coding in (b"gzip", b"deflate", b"br", b"zstd", b"x", b"gzip, gzip", b"identity, gzip"):
        yield f"coding {coding!r}", _posted(BODY, b"Content-Encoding: " + coding), REFUSED
    for charset in ("utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be", "utf-7", "utf-8-sig", "cp037"):
        yield f"charset {charset}", _posted(BODY.decode().encode(charset) if charset != "utf-7" else b"+AHs-}"), REFUSED
    for kind in (
        b"",
        b"text/plain",
        b"application/xml",
        b"multipart/form-data",
        b"application/json2",
        b"json",
        b"\xff",
    ):
        yield f"type {kind!r}", _posted(BODY, b"Content-Type: " + kind), REFUSED
    value = b'{"claims":[{"from":"KAZ","to":"CHN","period":"2022","unit":"USD","value":%b}]}'
    for number in (
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e999",
        b"1e-9999",
        b"true",
        b"null",
        b"[]",
        b"{}",
        b'"1_0"',
        b'"\\ud800"',
        b'"\\u0000"',
        b"01",
        b"1.",
        b"+1",
        b"0x1",
    ):
        yield f"value {number!r}", _posted(value.replace(b"%b", number)), REFUSED
    for body in (
        *(
            b"",
            b"null",
            b"[]",
            b"{}",
            b"1",
            b'"x"',
            b"{",
            b'{"claims":[]}',
            b'{"claims":{}}',
            b'{"claims":null}',
            b'{"claims":[1]}',
        ),
        *(
            BODY + BODY,
            BODY + b"x",
            b"\x00" + BODY,
            BODY + b"\x00",
            b'{"claims":[],"claims":[]}',
            b'{"claims":[{}],"x":1}',
            b"\xff\xfe",
        ),
        *(
            b"[" * 100_000,
            b'{"a":' * 40_000,
            b'{"claims":[' + b"{}," * 50_000 + b"{}]}",
            b"9" * 100_000,
            b'"' + b"a" * 200_000,
        ),
        *(
            b"/*x*/" + BODY,
            BODY.replace(b'"', b"'"),
            BODY[:-1] + b",}",
            b'{"claims":' + b"[" * 60 + b"]" * 60 + b"}",
            b" " * 300_000,
        ),
        json.dumps({"claims": [CLAIM] * 101}).encode(),
        b'{"claims":[{"__proto__":{}}]}',
        b'{"claims":"' + b"\\u0041" * 1000 + b'"}',
    ):
        yield f"body {body[:30]!r}", _posted(body), REFUSED
    for chunks in (
        b"zz\r\nx\r\n0\r\n\r\n",
        b"-1\r\n\r\n0\r\n\r\n",
        b"fffffffffffffffff\r\n",
        b"5\r\nab",
        b"0x2\r\n{}\r\n0\r\n\r\n",
        b"2\r\n{}x\r\n0\r\n\r\n",
    ):
        yield f"chunks {chunks!r}", _posted(chunks, b"Transfer-Encoding: chunked", length=False), REFUSED | {0}
    for text in (
        b"",
        b"null",
        b'{"text":""}',
        b'{"text":"  "}',
        b'{"text":1}',
        b'{"text":"\\ud800"}',
        b'{"text":"' + b"a" * 50_001 + b'"}',
        b'{"text":"x","a":"KAZ"}',
        b'{"text":"x","y":1}',
    ):
        yield f"text {text[:30]!r}", _posted(text, target=b"/v1/read"), REFUSED


def _distinct(found: Iterator[Probe]) -> list[Probe]:
    return list({sent: (name, sent, allowed) for name, sent, allowed in found}.values())


def probes() -> list[Probe]:
    """All probes, none twice."""
    return _distinct(probe for family in (_lines, _heads, _parameters, _bodies) for probe in family())


CONTROLS: list[Probe] = [
    ("a list", _got(LIST), OK),
    ("a claim", _posted(BODY), OK),
    (
        "a claim in chunks",
        _posted(b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY), b"Transfer-Encoding: chunked", length=False),
        OK,
    ),
    ("a claim as it is", _posted(BODY, b"Content-Encoding: identity"), OK),
    ("a text", _posted(b'{"text":"Exports were $13 billion in 2022."}', target=b"/v1/read"), OK),
]
"""What must be taken: else whatever refuses everything would pass."""


@pytest.mark.trial
@pytest.mark.parametrize("http", PARSERS)
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_probes(engine: str, http: str, request: pytest.FixtureRequest, figure: Figure) -> None:
    held = request.getfixturevalue(f"seed_{engine}")
    counts: Counter[str] = Counter()
    wrong, silent = [], []
    with serving(f"sqlite:///{held}" if engine == "sqlite" else held, PARSERS[http]) as server:
        for name, sent, allowed in [*probes(), *CONTROLS]:
            status, kind, came = answered(server, sent, timeout=3 if 0 in allowed else 30)
            counts["refused by the parser"] += NO_REQUEST in came
            silent += [name] if status == 0 else []
            is_told = kind in (PROBLEM, "text/html") and b"x-content-type-options: nosniff" in came.lower()
            if status not in allowed or (status >= 400 and not is_told):
                wrong.append((name, status, kind, came[:200]))
        assert server.ask(LIST.decode())[0] == 200
    assert wrong == []
    assert counts.total() > 0
    told = "all refusals are problems, {} of them of what the parser cannot read".format(*counts.values())
    figure(
        f"Hostile requests on raw sockets, {engine}, {http}",
        f"{len(probes())}: 0 answers of 500, 0 taken; {told}; without an answer: {', '.join(silent) or 'none'}",
    )


def test_probes_are_many() -> None:
    assert len(probes()) >= 350


@pytest.mark.parametrize(
    "path", ["/v1/areas?limit=05", "/v1/areas?count=yes", "/v1/events?originals=on", "/docs/assets/x?y=1"]
)
def test_a_value_has_one_spelling(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (400, 422)


@pytest.mark.parametrize("host", ["", "a/b", "a@b", "a b", "a:b", "\xff"])
def test_a_host_is_a_name(client: TestClient, host: str) -> None:
    assert client.get("/live", headers=[(b"host", host.encode("latin-1"))]).status_code == 400


@pytest.mark.parametrize(
    ("head", "body", "status"),
    [
        ({"Content-Encoding": "gzip"}, BODY, 415),
        ({"Content-Encoding": "identity"}, BODY, 200),
        ({}, BODY.decode().encode("utf-16"), 400),
        ({}, BODY.decode().encode("utf-32"), 400),
        ({}, BODY.replace(b'"13e9"', b"1e-9999"), 400),
        ({}, BODY.replace(b'"13e9"', b"0e-9999"), 200),
    ],
)
def test_a_body_is_read_in_one_way(client: TestClient, head: dict[str, str], body: bytes, status: int) -> None:
    answer = client.post("/v1/verify", content=body, headers={"Content-Type": "application/json", **head})
    assert answer.status_code == status


@pytest.mark.parametrize("http", PARSERS)
def test_what_is_no_request_is_refused_as_all_else_is(seed_sqlite: Path, http: str) -> None:
    with serving(f"sqlite:///{seed_sqlite}", PARSERS[http]) as server:
        for sent in (b"NONSENSE\r\n\r\n", b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nX y: z\r\n\r\n"):
            status, kind, came = answered(server, sent)
            head, _, body = came.partition(b"\r\n\r\n")
            headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
            assert (status, kind, len(body)) == (400, PROBLEM, int(headers[b"content-length"]))
            assert json.loads(body)["type"].endswith("/problem#unreadable")
            assert (headers[b"connection"], headers[b"x-content-type-options"]) == (b"close", b"nosniff")
            assert headers.keys() >= {b"date", b"x-request-id", b"content-security-policy", b"cache-control"}
        told = answered(server, b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[2].decode()
        assert 'tradefacts_problems_total{problem="unreadable"} 3.0' in told
        assert re.search(r'requests_total\{operation="none",route="none",status="400"\} 3\.0', told)
