"""Exports as they are sent: small ones whole, with their length and in parts, others streamed; tables for people."""

import csv
import io
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import Event

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.database import Unavailable
from app.web.answers import exports
from tests.attacks.dear import DEAREST
from tests.conftest import forget

LIST = "/v1/trade-flows.csv"
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture(scope="module")
def whole(client: TestClient) -> bytes:
    return client.get(LIST, headers=PLAIN).content


def test_a_small_one_has_a_length_that_head_tells_too(client: TestClient, whole: bytes) -> None:
    for answer in (client.get(LIST, headers=PLAIN), client.head(LIST, headers=PLAIN)):
        assert answer.headers["content-length"] == str(len(whole))
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["content-disposition"] == 'attachment; filename="trade-flows.csv"'


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("0-9", 0, 10), ("100-", 100, None), ("-7", -7, None), ("5-99999999", 5, None)]
)
def test_a_part_of_it_can_be_had(client: TestClient, whole: bytes, asked: str, first: int, last: int | None) -> None:
    answer = client.get(LIST, headers={**PLAIN, "range": f"bytes={asked}"})
    assert (answer.status_code, answer.content) == (206, whole[first:last])
    start = first % len(whole)
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(answer.content) - 1}/{len(whole)}"
    assert answer.headers["content-length"] == str(len(answer.content))


_NO_PARTS = ("bytes=1-2,5-6", "rows=1-2", "bytes=9-1", "bytes=999999999-1", "bytes=-")


@pytest.mark.parametrize("asked", ["999999999-", "999999999-1000000000", "-0"])
def test_a_part_behind_the_end_is_refused(client: TestClient, whole: bytes, asked: str) -> None:
    answer = client.get(LIST, headers={**PLAIN, "range": f"bytes={asked}"})
    assert (answer.status_code, answer.json()["type"]) == (416, "/v1/vocabulary/problem#out-of-range")
    assert answer.headers["content-range"] == f"bytes */{len(whole)}"
    kept = client.get(LIST, headers={**PLAIN, "range": f"bytes={asked}", "if-range": '"other"'})
    assert (kept.status_code, kept.content) == (200, whole)


@pytest.mark.parametrize("headers", [{"range": asked} for asked in _NO_PARTS])
def test_what_is_no_part_is_answered_with_all(client: TestClient, whole: bytes, headers: dict[str, str]) -> None:
    answer = client.get(LIST, headers=PLAIN | headers)
    assert (answer.status_code, answer.content) == (200, whole)


def test_a_part_goes_on_with_what_the_client_has_or_it_is_sent_anew(client: TestClient, whole: bytes) -> None:
    tag = client.head(LIST, headers=PLAIN).headers["etag"]
    for known, status in ((tag, 206), ('"other"', 200)):
        answer = client.get(LIST, headers={**PLAIN, "range": "bytes=50-", "if-range": known})
        assert (answer.status_code, answer.content) == (status, whole[50:] if status == 206 else whole)
    assert client.head(LIST, headers={**PLAIN, "range": "bytes=50-"}).status_code == 200


@pytest.mark.parametrize("path", [LIST, "/v1/events?limit=2", "/v1/dataset.zip", "/v1/relations/KAZ/CHN"])
def test_nothing_is_sent_of_another_answer_than_the_client_has(client: TestClient, path: str) -> None:
    whole = client.get(path, headers=PLAIN)
    tag = whole.headers["etag"]
    for known in (tag, "*", f'"other", {tag}'):
        assert client.get(path, headers={**PLAIN, "if-match": known}).content == whole.content
        part = client.get(path, headers={**PLAIN, "if-match": known, "range": "bytes=50-"})
        assert (part.status_code, part.content) == (206, whole.content[50:])
    for known in ('"other"', f"W/{tag}", "", tag.strip('"')):
        for asked in ({}, {"range": "bytes=50-"}, {"if-none-match": tag}):
            refused = client.get(path, headers={**PLAIN, **asked, "if-match": known})
            assert (refused.status_code, refused.json()["type"]) == (412, "/v1/vocabulary/problem#changed")
            assert tag in refused.json()["detail"]
        assert client.head(path, headers={**PLAIN, "if-match": known}).status_code == 412


@pytest.mark.parametrize("is_counted", [True, False])
def test_a_large_one_is_streamed(
    client: TestClient, whole: bytes, monkeypatch: pytest.MonkeyPatch, *, is_counted: bool
) -> None:
    monkeypatch.setattr(exports, "_LARGEST_WHOLE", len(whole) - 1)
    if not is_counted:  # its first rows are longer than the others, or the count gives up
        monkeypatch.setattr("app.web.answers.listing.StoredQuestion.count", lambda *_: (0, True))
    answer = client.get(LIST, headers={**PLAIN, "range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (200, whole)
    assert not {"content-length", "accept-ranges"} & set(answer.headers)
    assert client.head(LIST, headers=PLAIN).status_code == 200


@pytest.mark.parametrize("waits", ["app.web.snapshot.Snapshots._snapshot", "app.web.answers.exports.ListFile._chunks"])
def test_one_that_waits_for_the_database_keeps_no_other_waiting(
    client: TestClient, whole: bytes, monkeypatch: pytest.MonkeyPatch, waits: str
) -> None:
    begun, goes_on = Event(), Event()

    def wait(*_: object) -> Iterator[bytes]:
        begun.set()
        goes_on.wait()
        raise Unavailable("the server is frozen")

    def wait_in_chunks(*_: object) -> Iterator[bytes]:
        yield from wait()

    with ThreadPoolExecutor() as threads, monkeypatch.context() as patch:
        patch.setattr(waits, wait if waits.endswith("_snapshot") else wait_in_chunks)
        frozen = threads.submit(client.get, LIST)
        begun.wait()
        patch.undo()
        try:
            assert threads.submit(client.get, "/v1/events.csv").result(10).status_code == 200
        finally:
            goes_on.set()
        assert frozen.result().status_code == 503
    assert client.get(LIST, headers=PLAIN).content == whole


def test_one_whose_database_goes_away_is_cut_and_the_log_says_why(
    client: TestClient, whole: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def cut(*_: object) -> Iterator[bytes]:
        yield whole[:90]
        raise Unavailable("the server is away")

    monkeypatch.setattr(exports, "_LARGEST_WHOLE", 50)
    monkeypatch.setattr(exports.ListFile, "_chunks", cut)
    assert client.get(LIST, headers=PLAIN).content == whole[:90]
    told = [
        (record.getMessage(), record.__dict__["reason"]) for record in caplog.records if record.name == "tradefacts"
    ]
    assert told == [("an export was cut", "the server is away")]


def test_a_byte_order_mark_stands_before_the_table(client: TestClient, whole: bytes) -> None:
    assert client.get(f"{LIST}?bom=1").content == "\ufeff".encode() + whole


def test_columns_are_named_as_the_table_names_them(client: TestClient) -> None:
    asked = client.get(f"{LIST}?columns=period,commodity_name,id,commodity&period=2022").text
    assert asked.splitlines()[0] == "period,commodity_name,commodity,id"
    mirror = client.get("/v1/relations/KAZ/CHN/mirror.csv?columns=period,verdict&bom=1")
    assert mirror.content.startswith("\ufeffperiod,verdict\r\n".encode())
    assert client.get("/v1/relations/KAZ/CHN/mirror.csv?fields=period").json()["errors"][0]["name"] == "fields"
    refused = client.get(f"{LIST}?columns=id,comodity_name").json()["errors"][0]
    assert (refused["name"], refused["did_you_mean"][0]) == ("columns", "commodity_name")


@pytest.mark.parametrize(
    "table",
    ["derived.csv?area=KAZ&counterpart=CHN", "checks.csv?area=KAZ&counterpart=CHN", "relations/KAZ/CHN/mirror.csv"],
)
def test_tables_of_what_is_computed_hold_plain_cells(client: TestClient, table: str) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/v1/{table}").text, newline="")))
    assert len(rows) > 10
    assert [cell for row in rows for cell in row.values() if cell.startswith(("[", "{"))] == []


def test_a_mirror_tells_years_from_parts_of_years_and_whose_figures_stand_there(client: TestClient) -> None:
    rows = list(csv.DictReader(client.get("/v1/relations/KAZ/CHN/mirror.csv").text.splitlines()))
    lengths = {row["period"]: row["frequency"] for row in rows}
    assert (lengths["2022"], lengths["2024-Q1"]) == ("annual", "quarterly")
    assert all(bool(row[side]) <= bool(row[f"{side}_source"]) for row in rows for side in ("exports", "imports"))
    bases = {
        (row["imports_source"], row["imports_basis_valuation"], row["imports_basis_compiled_by_name"]) for row in rows
    }
    assert ("un-comtrade-china-2022", "cif", "China") in bases
    told = [tuple(row[name] for name in row if "record" not in name) for row in rows]
    assert len(set(told)) == len(told)


def test_a_row_of_official_statistics_is_short(whole: bytes) -> None:
    header, *lines = whole.decode().splitlines()
    official = [line for line in lines if ",un-comtrade" in line]
    assert header.count(",") == 14
    assert official
    assert max(map(len, official)) < 250


def test_no_statement_runs_where_a_lock_is_held_that_all_share(client: TestClient) -> None:
    """Up to Python 3.11, `cached_property` locks its class.

    Who waits for it has the turn, which the first waits for after its statement; the event loop may wait for both.
    """
    holding, statements = set[str](), list[str]()

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)
        frame = sys._getframe()  # noqa: SLF001  # who called
        while frame.f_back is not None:
            if frame.f_code is cached_property.__get__.__code__:
                holding.add(frame.f_locals["self"].func.__qualname__)
            frame = frame.f_back

    forget(client)
    event.listen(Engine, "before_cursor_execute", look)
    try:
        for path in ("/v1/checks.jsonl", "/v1/derived.csv?area=KAZ", "/v1/checks?limit=5&area=CHN&counterpart=KGZ"):
            assert client.get(path).status_code == 200
        for question in DEAREST:
            method = "GET" if question.body is None else "POST"
            headers = {"content-type": "application/json"}
            answer = client.request(method, question.target, content=question.body, headers=headers)
            assert answer.status_code in {200, 422}, answer.text
    finally:
        event.remove(Engine, "before_cursor_execute", look)
    assert len(statements) > 20
    assert holding == set()
