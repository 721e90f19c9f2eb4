"""Files of other people: whatever is wrong with one as a whole is said in plain words, and nothing of it is read."""

import csv
import gzip
import io
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from app.loading.faults import Refused
from app.loading.statistics import reading
from app.loading.statistics.codes import Codes
from app.loading.statistics.formats import Format
from app.loading.statistics.formats.comtrade import comtrade as comtrade_format
from app.loading.statistics.reading import tables
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.reading.inspect import InspectedFile, inspect
from app.settings import Settings
from tests.loading.statistics.conftest import HEADER, PLAIN, Read, comtrade, lines, put, row

CODES = ("2603", "26", "260300", "74")
GOOD = lines(row(), row(period="2021"))
YEARS = ("2020", "2021", "2022")


@pytest.fixture
def read(tmp_path: Path, codes: Codes) -> Callable[..., Read]:
    def run(content: bytes, name: str = "file.csv") -> Read:
        return Read(comtrade_format(codes), [put(tmp_path, name, content)])

    return run


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.rstrip(b"\n"),
        GOOD + b"\n\r\n\n",
        GOOD.replace(b"\n", b"\n\n"),
        b"\n".join(line + b"," for line in GOOD.splitlines()),
        b"\n".join(line + b"," if place else line for place, line in enumerate(GOOD.splitlines())),
        b"\n".join(b'"' + line.replace(b",", b'","') + b'"' for line in GOOD.splitlines()),
        GOOD.replace(b"typeCode", b'"typeCode"').replace(b"C,A", b'"C",A'),
    ],
    ids=["bom", "crlf", "no-last-end", "blank-end", "blank-lines", "commas", "comma-47-48", "quoted", "quotes"],
)
def test_ways_to_write_the_same_rows(read: Callable[..., Read], content: bytes) -> None:
    found = read(content)
    assert found.told == ""
    assert [one["period"] for one in found.rows] == ["2022", "2021"]


def test_gzip_is_known_by_its_bytes_not_by_its_name(read: Callable[..., Read]) -> None:
    assert len(read(gzip.compress(GOOD, mtime=0), "file.csv").rows) == 2
    assert len(read(GOOD, "file.csv.gz").rows) == 2


def test_lines_are_counted_in_the_file(read: Callable[..., Read]) -> None:
    wide = GOOD.replace(b"typeCode,", b"note,typeCode,", 1).replace(b"\nC,A,2022", b'\n"two\nlines",C,A,2022')
    found = read(wide.replace(b"\nC,A,2021", b'\n"one",C,A,2021'))
    assert [one["line"] for one in found.rows] == ["2", "4"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (row(period="2019") + ",x", "line 4: has 21 fields, but the header has 20"),
        (row(period="2019") + ",,", "line 4: has 22 fields, but the header has 20"),
        (f"{row(period='2019')}\n1,2", "line 5: has 2 fields, but the header has 20"),
        ('"open,2', "line 4: is not CSV (unexpected end of data)"),
        (row(period="2019").rsplit(",", 1)[0] + "\n" + row(period="2018") + ",x", "line 4: has 19 fields"),
        (row(period="2019").rsplit(",", 1)[0] + "\n" + row(cmdCode='"26,03"'), "line 4: has 19 fields"),
        (f"{row(period='2019')}\r{row(period='2018')}", "line 4: is not CSV (new-line character seen"),
        (row(cmdCode='"26"03'), "line 4: is not CSV (',' expected after '\"')"),
    ],
)
def test_a_file_that_is_no_csv_is_refused_with_its_line(read: Callable[..., Read], more: str, told: str) -> None:
    with pytest.raises(Refused) as caught:
        read(GOOD + f"{more}\n".encode())
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("opened", "closed"), [('"open', "x"), ('"open', 'close"'), ("x", '"x'), ('"a""b', "c")], ids=str
)
@pytest.mark.parametrize("at", ["end", "start"])
def test_a_missing_quotation_mark_is_found(read: Callable[..., Read], opened: str, closed: str, at: str) -> None:
    """The rows between a stray mark and the next are rows, not text of a column that nobody reads."""
    rows = [(row(period=str(2000 + place)), word) for place, word in enumerate(["x", opened, "x", closed])]
    cells = [f"{one},{word}" if at == "end" else f"{word},{one}" for one, word in rows]
    with pytest.raises(Refused) as caught:
        read(lines(*cells, header=f"{HEADER},note" if at == "end" else f"note,{HEADER}"))
    assert str(caught.value).startswith(f"file.csv: line {5 if opened == 'x' else 3}: ")


def test_a_stray_quotation_mark_does_not_hold_up_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b'a,b\n1,2\n3,x"y\n' + b"".join(b'%d,"x"\n' % n for n in range(5, 40))
    monkeypatch.setattr(tables, "_LONGEST", 64)
    with pytest.raises(Refused, match="line 3: starts a row of more than 64 bytes: a quotation mark is missing"):
        list(tables.frames(inspect(put(tmp_path, "a.csv", text)), Columns(("a", "b")), 50))


def test_line_ends_of_other_kinds_are_no_line_ends(read: Callable[..., Read]) -> None:
    """Lines are those that an editor counts."""
    wide = lines(f'{row()},"a\u2028\rb"', f"{row(period='x')},", header=f"{HEADER},note")
    assert "period: is no year from 1900 on, or month such as 202201: 1 row, line 3" in read(wide).told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (GOOD.replace(b"2022", b"20\x0022"), "line 2: holds a NUL byte: this is no text in UTF-8 or Windows-1252"),
        ("typeCode".encode("utf-16"), "this is no text in UTF-8 or Windows-1252; save it as CSV in UTF-8"),
        ("typeCode".encode("utf-32"), "this is no text in UTF-8"),
        (b"+/v8-" + "typeCode".encode("utf-7"), "this is no text in UTF-8"),
        (b"PK\x03\x04\x14\0\6\0", "this is no text in UTF-8"),
        (gzip.compress(gzip.compress(GOOD, mtime=0), mtime=0), "this is no text in UTF-8"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (gzip.compress(GOOD, mtime=0)[:-9], "the gzip file is cut off"),
        (gzip.compress(GOOD, mtime=0) + b"more", "its gzip data are damaged"),
        (gzip.compress(GOOD, mtime=0)[:40] + b"x" * 40, "its gzip data are damaged"),
        (GOOD.replace(b"\n", b"\r"), "line 1: is not CSV (new-line character seen"),
        (GOOD + b"\xe9\n\n\x81\n", "line 4: is not UTF-8; save the whole file as UTF-8"),
        (GOOD + "Á\n".encode() + b"\x81", "line 5: is not UTF-8"),
        (b"\xef\xbb\xbf" + GOOD + b"\xe9", "line 4: is not UTF-8"),
        (GOOD.replace(b",", b";"), "these columns are missing: period, reporterCode"),
        (b"\n" + GOOD, "line 1: is blank, where the names of the columns belong"),
        (GOOD.replace(b"period", b'"period'), "line 1: is not CSV"),
        (GOOD.replace(b"period", b"periode"), "these columns are missing: period; there are 'typeCode'"),
        (GOOD.replace(b"freqCode", b"Period"), "the column 'period' stands there twice"),
        (b'{"data": []}', "the list holds no rows"),
        (b'{"dataset": []}', "the list holds no rows"),
        (b"[]", "the list holds no rows"),
        (b'{"count": 0}', "and no list of rows; pandas writes one with orient='records'"),
        (b'{"period": {"0": 2022}}', "and no list of rows; pandas writes one with orient='records'"),
        (b'{"columns": ["period"], "index": [0], "data": [[2022]]}', "row 1: Expected `object`, got `array`"),
        (b"[1, 2]", "row 1: Expected `object`, got `int`"),
        (b'{"period": 2022}\n7\n', "row 2: Expected `object`, got `int`"),
        (b'{"period": 2022}\n{"period"\n', "and no list of rows: Input data was truncated"),
        (b'{"data": {"a": 1}}', "Expected `array | null`, got `object` - at `$.data`"),
        (b'{"data": [1', "this is no answer of UN Comtrade's API, and no list of rows: Input data was truncated"),
        (b'{"data": [1]}', "row 1: Expected `object`, got `int`"),
        (b'{"data": [{"x": [5]}]}', "row 1: 'x' holds a list or an object where a plain value belongs"),
        (b'{"data": [{"x": NaN}]}', "JSON is malformed"),
        (b'{"data": [{}], "count": 2}', "count: says 2 rows, but 'data' holds 1"),
        (b'{"data": null, "count": 0, "error": "too many"}', "the API answered 'too many'"),
        (b'{"statusCode": 401, "message": "no key"}', "the API answered 'no key'"),
        (b'{"data": [{"x\\ud800": 1}]}', "JSON is malformed"),
        (b"[" * 100_000, "this is no answer"),
        (gzip.compress(b"[" + b"0," * 100_000 + b"0]", mtime=0), "no list of rows of at most 2,000,000; take CSV"),
        (gzip.compress(b"[" + b"{}," * 2_000_000 + b"{}]", 1, mtime=0), "rows of at most 2,000,000; take CSV"),
        (gzip.compress(b'[{"x":"' + b"a" * (1 << 24) + b'"}]', 1, mtime=0), "rows of at most 2,000,000; take CSV"),
        (b'{"data": [{}]}', "these columns are missing"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_file_is_said(read: Callable[..., Read], content: bytes, told: str) -> None:
    with pytest.raises(Refused) as caught:
        read(content)
    assert told in str(caught.value)


@pytest.mark.parametrize("end", ["", "\n", "\n\n\r\n"])
def test_a_file_without_rows_is_refused(read: Callable[..., Read], end: str) -> None:
    """One of several files would else be missing without a word."""
    with pytest.raises(Refused, match=r"file\.csv: holds no rows, only the names of columns"):
        read(f"{HEADER}{end}".encode())


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    names = ("none.csv", "circle", "pipe", "x" * 300)
    with pytest.raises(Refused) as caught:
        reading.inspected([*(tmp_path / name for name in names), tmp_path, Path(os.devnull)])
    assert [str(fault) for fault in caught.value.faults] == [
        f"{tmp_path}/none.csv: cannot be read: No such file or directory",
        f"{tmp_path}/circle: cannot be read: Too many levels of symbolic links",
        f"{tmp_path}/pipe: is a pipe or a device, and files are read more than once: store it",
        f"{tmp_path}/{'x' * 300}: cannot be read: File name too long",
        f"{tmp_path}: is a folder",
        f"{os.devnull}: is a pipe or a device, and files are read more than once: store it",
    ]


@pytest.mark.parametrize("name", ["file.csv", "file.json"])
@pytest.mark.parametrize(
    "other",
    [GOOD.replace(b"1500.5", b"1500.6"), GOOD[:300], GOOD + b"\xff", b"\xff" * 999, b"x", b"\x1f\x8b", b"{", None],
    ids=["as long", "cut", "bytes", "only bytes", "no table", "gzip", "json", "gone"],
)
def test_a_file_that_changes_under_way_is_refused(tmp_path: Path, codes: Codes, name: str, other: bytes | None) -> None:
    """Its digest would be another's. Bytes that are no text stop the reading by themselves."""
    path = put(tmp_path, name, GOOD if name == "file.csv" else b'{"data": [{}]}')
    files = reading.inspected([path])
    path.unlink()
    if other is not None:
        os.utime(put(tmp_path, name, other), (1, 1))
    with pytest.raises((Refused, UnicodeDecodeError, FileNotFoundError)) as caught:
        list(reading.blocks(files, comtrade_format(codes).columns))
    if isinstance(caught.value, Refused):
        assert str(caught.value) == f"{name}: was changed while it was read; import it again once it is whole"
    with pytest.raises(Refused, match="was changed while it was read"):
        files[0].check_unchanged()


def test_an_import_of_a_changing_file_says_so(
    tmp_path: Path, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.csv", GOOD)

    def change(paths: Sequence[Path]) -> list[InspectedFile]:
        files = reading.inspected(paths)
        put(tmp_path, "a.csv", GOOD + b"\xff")
        return files

    monkeypatch.setattr("app.loading.statistics.importing.inspected", change)
    with pytest.raises(Refused, match="was changed while it was read"):
        comtrade(settings_for(f"sqlite:///{tmp_path / 'release.db'}"), [path])


def test_a_file_is_not_read_twice(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="holds the same bytes as"):
        reading.inspected([put(tmp_path, "a.csv", GOOD), put(tmp_path, "b.csv", GOOD)])


def test_numbers_of_an_answer_keep_their_digits(read: Callable[..., Read]) -> None:
    plain = '{"period": 2022, "reporterCode": 398, "flowCode": "M", "partnerCode": 0, "classificationCode": "H6",'
    values = ["5", "99999999999999.9999", "1e999", "true"]
    rows = [
        f'{plain} "cmdCode": "{code}", "primaryValue": {value}}}' for code, value in zip(CODES, values, strict=True)
    ]
    found = read(f'{{"data": [{",".join(rows)}]}}'.encode())
    assert sorted(one["primary_value_amount"] for one in found.rows) == ["50000", "999999999999999999"]
    assert "primaryValue: is more than 10^14: 1 row, line 3 ('1e999')" in found.told
    assert "primaryValue: is not a number as in 1234.5, without separators: 1 row, line 4 ('true')" in found.told


def test_as_many_rows_of_json_as_are_read_are_read(read: Callable[..., Read], monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps([{**PLAIN, "period": year} for year in YEARS])
    monkeypatch.setattr("app.loading.statistics.reading.answers._MOST_ROWS", len(YEARS))
    assert len(read(content.encode()).rows) == len(YEARS)
    monkeypatch.setattr("app.loading.statistics.reading.answers._MOST_ROWS", len(YEARS) - 1)
    with pytest.raises(Refused, match=f"of at most {len(YEARS) - 1}; take CSV"):
        read(content.encode())


def test_blocks_end_where_rows_end(tmp_path: Path) -> None:
    text = b"a,b\n" + b"".join(b'%d,"x\n%d"\n' % (n, n) for n in range(50))
    file = inspect(put(tmp_path, "a.csv", text))
    for size in (1, 7, 64, 10_000):
        found = [row for _, frame, _ in tables.frames(file, Columns(("a", "b")), size) for row in frame.rows()]
        assert found == [(str(n), f"x\n{n}", 2 + 2 * n) for n in range(50)]


@pytest.fixture
def form(codes: Codes) -> Callable[[], Format]:
    """Give what makes a format, for Hypothesis prints what it is given."""
    return lambda: comtrade_format(codes)


CELL = st.one_of(
    st.sampled_from(["", "0", "1000.25", " 7 ", "1e3", "-1", '"', 'a"b', '"1,5"', '"a""b"', "x\ny", "\r", "\x1f", "é"]),
    st.text(alphabet='0123456789.,"\n\r eé-', max_size=6),
)
COLUMNS = ("period", "partnerCode", "flowCode", "cmdCode", "customsCode", "qtyUnitCode", "qty", "netWgt", "fobvalue")


@st.composite
def tables_of_any_cells(draw: st.DrawFn) -> bytes:
    """Write rows that are mostly right, with anything at all in some of their cells."""
    rows = []
    for number in range(draw(st.integers(1, 5))):
        given = {"period": str(2000 + number)} if draw(st.booleans()) else {}
        for _ in range(draw(st.integers(0, 2))):
            given[draw(st.sampled_from(COLUMNS))] = draw(CELL)
        rows.append(",".join((PLAIN | given).values()) + draw(st.sampled_from(["", "", "", ",", ",,", ",1"])))
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return end.join([HEADER, *rows]).encode() + end.encode() * draw(st.integers(0, 2))


@hypothesis(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=tables_of_any_cells())
def test_a_block_is_read_as_csv_reads_it(tmp_path: Path, content: bytes) -> None:
    """polars reads what is ordinary, `csv` what is not; both must find the same cells, or the file is refused."""
    path, names = put(tmp_path, "any.csv", content), HEADER.split(",")
    try:
        frame = pl.concat(frame for _, frame, _ in tables.frames(inspect(path), Columns(tuple(names))))
    except Refused:
        return
    rows = [row[: len(names)] for row in csv.reader(io.StringIO(content.decode(), newline="\n"), strict=True) if row]
    assert [list(row[:-1]) for row in frame.rows()] == [[cell.strip(" ") for cell in row] for row in rows[1:]]


@hypothesis(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=tables_of_any_cells())
def test_every_row_is_accounted_for(tmp_path: Path, form: Callable[[], Format], content: bytes) -> None:
    try:
        found = Read(form(), [put(tmp_path, "any.csv", content)])
    except Refused:
        return
    assert found.tally.read == len(found.rows) + found.tally.refused + found.tally.set_apart.total()


def test_a_windows_1252_file_is_read_as_one(read: Callable[..., Read]) -> None:
    """What looks like UTF-8 only within a line that is none is what it says: `CAFÉ»`."""
    wide = "\n".join([f"{HEADER},note", f"{row()},«CAFÉ»", f"{row(period='2021')},é"]).encode("cp1252")
    assert [one["period"] for one in read(wide).rows] == ["2022", "2021"]
