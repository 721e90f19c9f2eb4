"""Lists whole: walked page by page, as CSV and as JSON Lines they hold the same rows, whatever the list."""

import csv
import gc
import io
import json
from collections.abc import Container, Iterator
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.web.rows.formats import csv_of
from app.web.schemas import Ref
from tests.conformance.operations import EXPORTS, LISTS, SHOWN, Json, Operation, shown

PAGES = 6
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
WITH_EXPORTS = [listed for listed in LISTS if f"{listed.path}.csv" in {export.path for export in EXPORTS}]
WITH_SECOND_PAGE = [listed for listed in shown(LISTS) if "cursor" in SHOWN[listed.id]["parameters"]]

every_list = pytest.mark.parametrize("operation", LISTS, ids=repr)
every_exported_list = pytest.mark.parametrize("operation", WITH_EXPORTS, ids=repr)


@cache
def _lines(client: TestClient, path: str, **filters: Any) -> list[Json]:
    text = client.get(f"{path}.jsonl", params=filters).text
    return [json.loads(line, parse_float=Decimal) for line in text.splitlines()]


def _whole(client: TestClient, operation: Operation, **filters: Any) -> list[Json]:
    return _lines(client, operation.path, **filters)


def _walk(client: TestClient, start: str) -> Iterator[Json]:
    """Follow `next` to the end, and see that the Link header says the same."""
    following: str | None = start
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        page = json.loads(answer.text, parse_float=Decimal)
        following = page["next"]
        assert answer.headers.get("link") == (f'<{following}>; rel="next"' if following else None)
        yield page


def test_every_list_can_be_had_whole() -> None:
    exports = {export.path for export in EXPORTS}
    assert [listed.path for listed in LISTS if not {f"{listed.path}.csv", f"{listed.path}.jsonl"} <= exports] == []


def test_no_page_leaves_an_iterator_behind(client: TestClient) -> None:
    """A library in C may forget one for each member of a page: 64 bytes that only a long soak shows."""

    def ask(limit: int) -> int:
        for listed in LISTS:
            assert client.get(listed.path, params={"limit": limit}).status_code == 200
        gc.collect()
        return sum(type(one).__name__ == "tuple_iterator" for one in gc.get_objects())

    ask(3)  # what is made once
    before, after = ask(4), ask(5)
    assert after - before < len(LISTS)


@every_exported_list
class TestWalk:
    def test_it_covers_the_list_exactly(self, client: TestClient, operation: Operation) -> None:
        whole = _whole(client, operation)
        limit = min(500, max(1, -(-len(whole) // PAGES)))
        pages = list(_walk(client, f"{operation.path}?limit={limit}&count=true"))
        assert [row for page in pages for row in page["items"]] == whole
        assert len({row["id"] for row in whole}) == len(whole) > 0
        assert {page["meta"]["count"] for page in pages} == {min(len(whole), 10_000)}
        assert [len(page["items"]) for page in pages[:-1]] == [limit] * (len(pages) - 1)

    def test_a_page_that_ends_with_the_list_is_the_last(self, client: TestClient, operation: Operation) -> None:
        size = min(500, len(_whole(client, operation)))
        pages = list(_walk(client, f"{operation.path}?limit={size}"))
        assert len(pages[-1]["items"]) > 0


@every_exported_list
class TestTable:
    def test_it_holds_what_json_lines_hold(self, client: TestClient, operation: Operation) -> None:
        rows = _whole(client, operation)
        header, *table = _csv(client, f"{operation.path}.csv?columns=all")
        assert len(set(header)) == len(header)
        assert len(table) == len(rows)
        for cells, row in zip(table, rows, strict=True):
            flat = _flattened(row, header)
            assert set(flat) <= set(header)
            for name, cell in zip(header, cells, strict=True):
                assert _read(cell, flat.get(name)) == flat.get(name), f"{row['id']}: {name}"

    def test_its_header_does_not_depend_on_its_rows(self, client: TestClient, operation: Operation) -> None:
        header = _csv(client, f"{operation.path}.csv")[0]
        assert _csv(client, f"{operation.path}.csv?id=no-such-record") == [header]

    def test_by_default_it_is_a_part_of_the_whole_table(self, client: TestClient, operation: Operation) -> None:
        header, *whole = _csv(client, f"{operation.path}.csv?columns=all")
        tidy = _csv(client, f"{operation.path}.csv")
        places = [header.index(name) for name in tidy[0]]
        assert "id" in tidy[0]
        assert "url" not in tidy[0]
        assert tidy[1:] == [[row[place] for place in places] for row in whole]
        assert _csv(client, f"{operation.path}.csv?columns={','.join(tidy[0])}") == tidy

    def test_its_lines_end_as_the_standard_says(self, client: TestClient, operation: Operation) -> None:
        answer = client.get(f"{operation.path}.csv?id=no-such-record")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
        assert answer.content.endswith(b"\r\n")
        assert answer.content.count(b"\n") == 1

    def test_no_cell_is_run_by_a_spreadsheet(self, client: TestClient, operation: Operation) -> None:
        cells = [cell for row in _csv(client, f"{operation.path}.csv?columns=all") for cell in row]
        assert [cell for cell in cells if cell.startswith(FORMULAS) and not _is_number(cell)] == []


@cache
def _csv(client: TestClient, path: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(path).content.decode(), newline=""), strict=True))


def _flattened(row: Json, header: Container[str] | None = None) -> Json:
    """Give a row's values under the names of columns: an object's first member takes the name of the object.

    An object without columns of its own, whose members are no fixed names, is one cell of JSON.
    """
    cells: Json = {}
    for name, value in row.items():
        if isinstance(value, dict):
            first = next(iter(value), "")
            flat = {name if own == first else f"{name}_{own}": below for own, below in _flattened(value).items()}
            cells |= flat if header is None or all(column in header for column in flat) else {name: value}
        else:
            cells[name] = value
    return cells


def _read(cell: str, value: Any) -> Any:
    """Read a cell back as the kind of value that it should hold."""
    match value:
        case None:
            return None if cell == "" else cell
        case bool():
            return {"true": True, "false": False}.get(cell, cell)
        case int():
            return int(cell) if cell.lstrip("-").isdigit() else cell
        case Decimal():
            return Decimal(cell)
        case list() | dict():
            return json.loads(cell, parse_float=Decimal)
    return cell.removeprefix("'") if cell.startswith(tuple(f"'{sign}" for sign in FORMULAS)) else cell


def _is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdigit()


@given(st.sampled_from(FORMULAS), st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_text_that_is_a_formula_is_guarded(sign: str, rest: str) -> None:
    notation = csv_of(Ref, "code")
    table = (notation.head(["code"]) + notation.rows(["code"], [{"code": sign + rest}])).decode()
    assert list(csv.reader(io.StringIO(table, newline=""), strict=True)) == [["code"], [f"'{sign}{rest}"]]


@every_list
class TestFields:
    def test_they_choose_and_order_members(self, client: TestClient, operation: Operation) -> None:
        whole = client.get(operation.path, params={"limit": 2}).json()["items"]
        names = list(whole[0])[::-2]
        cut = client.get(operation.path, params={"limit": 2, "fields": ",".join(names)}).json()
        assert [list(row) for row in cut["items"]] == [names] * len(whole)
        assert cut["items"] == [{name: row[name] for name in names} for row in whole]
        assert cut["meta"]["query"]["fields"] == ",".join(names)

    def test_each_can_be_had_alone(self, client: TestClient, operation: Operation) -> None:
        whole = client.get(operation.path, params={"limit": 3}).json()["items"]
        for name in whole[0]:
            alone = client.get(operation.path, params={"limit": 3, "fields": name}).json()["items"]
            assert alone == [{name: row[name]} for row in whole], name

    def test_they_cut_exports_too(self, client: TestClient, operation: Operation) -> None:
        whole = _whole(client, operation)
        assert _whole(client, operation, fields="id") == [{"id": row["id"]} for row in whole]
        table = _csv(client, f"{operation.path}.csv?columns=id")
        assert [cell for [cell] in table] == ["id", *(row["id"] for row in whole)]

    def test_one_that_does_not_exist_is_refused(self, client: TestClient, operation: Operation) -> None:
        answer = client.get(operation.path, params={"fields": "id,nothing"})
        assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "fields")


@every_list
class TestBatch:
    def test_a_hundred_ids_fit(self, client: TestClient, operation: Operation) -> None:
        at_most = operation.parameters["id"]["schema"]["maxItems"]
        first = client.get(operation.path, params={"limit": at_most}).json()["items"]
        longest = max((row["id"] for row in first), key=len)
        ids = [row["id"] for row in first[:-1]] + [longest] * (at_most - len(first) + 1)
        answer = client.get(operation.path, params={"id": ids, "limit": at_most})
        assert answer.status_code == 200, answer.text
        assert sorted(row["id"] for row in answer.json()["items"]) == sorted(set(ids))
        assert answer.json()["meta"]["missing"] == []

    def test_those_that_do_not_exist_are_named(self, client: TestClient, operation: Operation) -> None:
        known = client.get(operation.path, params={"limit": 1}).json()["items"][0]["id"]
        page = client.get(operation.path, params={"id": [known, "no-such-record"]}).json()
        assert [row["id"] for row in page["items"]] == [known]
        assert page["meta"]["missing"] == ["no-such-record"]


@pytest.mark.parametrize("operation", WITH_SECOND_PAGE, ids=repr)
class TestCursor:
    def test_one_of_another_release_says_where_to_start_again(self, client: TestClient, operation: Operation) -> None:
        following = _following(client, operation)
        path, query = following.split("?")
        cursor = dict(parse_qsl(query))["cursor"]
        answer = client.get(following.replace(cursor[:12], "0" * 12))
        assert answer.status_code == 410
        first_page = answer.json()["first_page"]
        assert urlsplit(first_page).path == path
        assert {("fields", "id"), ("limit", "1")} <= set(parse_qsl(urlsplit(first_page).query))
        assert client.get(first_page).json() == client.get(f"{operation.path}?limit=1&fields=id").json()

    def test_one_that_was_altered_is_refused(self, client: TestClient, operation: Operation) -> None:
        following = _following(client, operation)
        cursor = dict(parse_qsl(urlsplit(following).query))["cursor"]
        for position in (14, -1):
            letter = "0" if cursor[position] != "0" else "1"
            forged = cursor[:position] + letter + cursor[position:][1:]
            answer = client.get(following.replace(cursor, forged))
            assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "cursor")

    def test_one_of_another_question_is_refused(self, client: TestClient, operation: Operation) -> None:
        answer = client.get(f"{_following(client, operation)}&id=no-such-record")
        assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "cursor")

    def test_a_batch_of_ids_goes_on(self, client: TestClient, operation: Operation) -> None:
        ids = [row["id"] for row in client.get(f"{operation.path}?limit=2").json()["items"]]
        first = client.get(operation.path, params={"id": ids, "limit": 1}).json()
        second = client.get(first["next"]).json()
        assert [row["id"] for row in (*first["items"], *second["items"])] == ids
        assert second["next"] is None

    def test_the_size_of_pages_may_change_on_the_way(self, client: TestClient, operation: Operation) -> None:
        following = _following(client, operation).replace("limit=1", "limit=2")
        expected = [{"id": row["id"]} for row in client.get(f"{operation.path}?limit=3").json()["items"]][1:]
        assert client.get(following).json()["items"] == expected


def _following(client: TestClient, operation: Operation) -> str:
    """Give the address of the second page of one row."""
    return str(client.get(f"{operation.path}?limit=1&fields=id").json()["next"])


@every_list
def test_a_limit_out_of_bounds_is_refused(client: TestClient, operation: Operation) -> None:
    for limit in ("0", "501", "-1", "1.0", "+1", " 1", "1_0", "x", ""):
        answer = client.get(operation.path, params={"limit": limit})
        assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "limit"), limit


@every_list
def test_an_empty_answer_tells_what_there_is(client: TestClient, operation: Operation) -> None:
    page = client.get(operation.path, params={"id": "no-such-record"}).json()
    assert page["items"] == []
    assert page["next"] is None
    assert page["meta"]["coverage"]["total"] == min(1_000, len(_whole(client, operation)))
    assert page["meta"]["coverage"]["without"] == {"id": page["meta"]["coverage"]["total"]}
