"""Files of other people: whatever is wrong with one as a whole is said in plain words, and nothing of it is read."""

import csv
import gzip
import io
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from app.loading.faults import Refused
from app.loading.statistics.codes import Codes
from app.loading.statistics.content import Flows
from app.loading.statistics.dataset import surveyed
from app.loading.statistics.engines import Engine, engine_for
from app.loading.statistics.formats.comtrade import Comtrade
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.reading.survey import Surveyed, survey
from app.loading.statistics.reading.tables import table
from app.settings import Settings
from tests.loading.statistics.conftest import HEADER, PLAIN, Read, comtrade, lines, put, row

GOOD = lines(row(), row(period="2021"))


@pytest.fixture
def read(tmp_path: Path, codes: Codes, engine: type[Engine]) -> Callable[..., Read]:
    def run(content: bytes, name: str = "file.csv") -> Read:
        return Read(Comtrade(codes), engine, [put(tmp_path, name, content)])

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


def test_rows_of_another_length_are_refused(read: Callable[..., Read]) -> None:
    found = read(GOOD + row(period="2019").encode() + b",x\n" + b"1,2\n" + b'"open,2\n')
    assert len(found.rows) == 2
    assert "has not the 20 fields of the header: 2 rows, line 4, 5" in found.told
    assert "is not CSV" in found.told


@pytest.mark.parametrize(
    ("opened", "closed"),
    [('"open', "x"), ('"open', 'close"'), ("x", '"x'), ('"a""b', "c")],
    ids=["never closed", "closed later", "last row", "doubled"],
)
@pytest.mark.parametrize("at", ["end", "start"])
def test_a_missing_quotation_mark_costs_one_row(
    read: Callable[..., Read], tmp_path: Path, opened: str, closed: str, at: str
) -> None:
    """The rows between a stray mark and the next are rows, not text of a column that nobody reads."""
    words = ["x", opened, "x", closed]
    rows = [(row(period=str(2000 + place)), word) for place, word in enumerate(words)]
    cells = [f"{one},{word}" if at == "end" else f"{word},{one}" for one, word in rows]
    found = read(lines(*cells, header=f"{HEADER},note" if at == "end" else f"note,{HEADER}"))
    assert (found.tally.read, found.tally.refused, len(found.rows)) == (4, 1, 3)
    bad = 5 if opened == "x" else 3
    assert f"is not CSV: quotation marks must enclose a whole field, and be doubled inside it: 1 row, line {bad}" in (
        found.told
    )
    found.content.rejects.write(tmp_path / "rejects.csv", found.names, found.content.rows(found.content.columns))
    (_, (*_, text)) = csv.reader(io.StringIO((tmp_path / "rejects.csv").read_text(), newline=""))
    assert text == cells[bad - 2]


def test_a_stray_quotation_mark_does_not_hold_up_a_large_file(tmp_path: Path) -> None:
    """Blocks end before it, and where none can end, it goes by itself."""
    text = b'a,b\n1,2\n3,x"y\n' + b"".join(b'%d,"x"\n' % n for n in range(5, 40))
    path = put(tmp_path, "a.csv", text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.loading.statistics.reading.tables._LONGEST", 64)
        blocks = list(table(0, survey(path), Columns(("a", "b")), lambda _: None, 50))
    records = [record for rows in blocks for record in rows.records()]
    assert records == [(2, ["1", "2"]), (3, ["3", 'x"y'])] + [(n - 1, [str(n), "x"]) for n in range(5, 40)]
    assert len(blocks) > 3


def test_line_ends_of_other_kinds_are_no_line_ends(read: Callable[..., Read]) -> None:
    """Lines are those that an editor counts; a carriage return alone ends none."""
    wide = lines(f'{row()},"a\u2028\rb"', f"{row(period='x')},", f"{row()},\r{row()},", header=f"{HEADER},note")
    told = read(wide).told
    assert "period: is no year from 1900 on, or month such as 202201: 1 row, line 3" in told
    assert "doubled inside it: 1 row, line 4" in told


def test_compensating_lengths_are_no_way_in(read: Callable[..., Read]) -> None:
    short, long = row(period="2019").rsplit(",", 1)[0], row(period="2018") + ",x"
    assert read(GOOD + f"{short}\n{long}\n".encode()).tally.refused == 2
    quoted = row(period="2018", cmdCode='"26,03"')
    assert read(GOOD + f"{short}\n{quoted}\n".encode()).tally.refused == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (GOOD.replace(b"2022", b"20\x0022"), "a NUL byte: this is no text"),
        ("typeCode".encode("utf-16"), "this is UTF-16: save it as UTF-8"),
        ("typeCode".encode("utf-32"), "this is UTF-32: save it as UTF-8"),
        (b"\0\0\xfe\xff\0\0\0t", "this is UTF-32: save it as UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "this is an Excel workbook (.xls)"),
        (b"\x28\xb5\x2f\xfd\x04\0", "this is a zstd archive"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "this is a 7z archive"),
        (gzip.compress(gzip.compress(GOOD, mtime=0), mtime=0), "this is gzip within gzip: unpack it once"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (gzip.compress(b"a.csv".ljust(257, b"\0") + b"ustar\0" + b"\0" * 249 + GOOD, mtime=0), "this is a tar archive"),
        (GOOD.replace(b"\n", b"\r"), "not with CR alone"),
        (b"PK\x03\x04 and more", "a zip archive"),
        (gzip.compress(GOOD, mtime=0)[:-9], "the gzip file is cut off"),
        (gzip.compress(GOOD, mtime=0) + b"more", "its gzip data are damaged"),
        (gzip.compress(GOOD, mtime=0)[:40] + b"x" * 40, "its gzip data are damaged"),
        (
            GOOD + b"\xe9\n\n\x81\n",
            "neither UTF-8 nor Windows-1252: line 4 is not UTF-8 (byte 0xE9), line 6 is not Windows-1252 (byte 0x81)",
        ),
        (GOOD + "Á\n".encode() + b"\x81", "line 5 is not UTF-8 (byte 0x81), line 4 is not Windows-1252 (byte 0x81)"),
        (b"\xef\xbb\xbf" + GOOD + b"\xe9", "begins with the mark of UTF-8, but line 4 is not UTF-8 (byte 0xE9)"),
        (GOOD + b"Cura\xe7ao\n" + "Curaçao\n".encode() * 2, "line 5: is UTF-8, but other lines are not"),
        (GOOD + "ü\n".encode() + b"x\n" * 9 + b"\xe9", "line 4: is UTF-8, but other lines are not"),
        (b'{"data": [{"a": "\xe9"},\n{"a": "\xc3\xa9"}]}', "line 2: is UTF-8, but other lines are not"),
        (GOOD.replace(b",", b";"), "columns are separated by commas, not by ';'"),
        (b"\n" + GOOD, "line 1: the header is blank"),
        (GOOD.replace(b"period", b'"period'), "line 1: the header is not CSV"),
        (GOOD.replace(b"period", b"periode"), "these columns are missing: period; there are 'typeCode'"),
        (GOOD.replace(b"freqCode", b"Period"), "the column 'period' stands there twice"),
        (b'{"data": []}', "data: the list holds no rows"),
        (b'{"count": 0}', "data: must be a list of rows, as UN Comtrade answers; found ['count']"),
        (b"[1, 2]", "data: must be a list of rows"),
        (b'{"data": {"a": 1}}', "data: must be a list of rows"),
        (b'{"data": [1', "this is not JSON"),
        (b'{"data": [{}], "count": 2}', "count: says 2 rows, but 'data' holds 1"),
        (b'{"data": null, "count": 0, "error": "too many"}', "error: the API answered 'too many'"),
        (b'{"statusCode": 401, "message": "no key"}', "message: the API answered 'no key'"),
        (b'{"data": [{}], "data": []}', "the answer says a key twice"),
        (b'{"data": [{"x\\ud800": 1}]}', "is no text"),
        (b"[" * 100_000, "this is not JSON"),
        (b'{"data": [{}]}', "these columns are missing"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_file_is_said(read: Callable[..., Read], content: bytes, told: str) -> None:
    with pytest.raises(Refused) as caught:
        read(content)
    assert told in str(caught.value)


@pytest.mark.parametrize("end", ["", "\n", "\n\n \r\n"])
def test_a_file_without_rows_is_refused(read: Callable[..., Read], end: str) -> None:
    """One of several files would else be missing without a word."""
    with pytest.raises(Refused, match=r"file\.csv: holds no rows, only the names of columns"):
        read(f"{HEADER}{end}".encode())


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    names = ("none.csv", "circle", "pipe", "x" * 300)
    with pytest.raises(Refused) as caught:
        surveyed([*(tmp_path / name for name in names), tmp_path, Path(os.devnull)])
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
def test_a_file_that_changes_under_way_is_refused(
    tmp_path: Path, codes: Codes, engine: type[Engine], name: str, other: bytes | None
) -> None:
    """Its digest would be another's. Bytes that are no text stop the reading by themselves."""
    path = put(tmp_path, name, GOOD if name == "file.csv" else b'{"data": [{}]}')
    files = surveyed([path])
    path.unlink()
    if other is not None:
        os.utime(put(tmp_path, name, other), (1, 1))
    content = Flows(files, lambda *_: None, Comtrade(codes), engine)
    with pytest.raises((Refused, UnicodeDecodeError, FileNotFoundError)) as caught:
        content.read()
    if isinstance(caught.value, Refused):
        assert str(caught.value) == f"{name}: was changed while it was read; import it again once it is whole"
    with pytest.raises(Refused, match="was changed while it was read"):
        files[0].hold_unchanged()


def test_an_import_of_a_changing_file_says_so(
    tmp_path: Path, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.csv", GOOD)

    def change(paths: Sequence[Path]) -> list[Surveyed]:
        files = surveyed(paths)
        put(tmp_path, "a.csv", GOOD + b"\xff")
        return files

    monkeypatch.setattr("app.loading.statistics.importing.surveyed", change)
    with pytest.raises(Refused, match="was changed while it was read"):
        comtrade(settings_for(f"sqlite:///{tmp_path / 'release.db'}"), [path])


def test_a_file_is_not_read_twice(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="holds the same bytes as"):
        surveyed([put(tmp_path, "a.csv", GOOD), put(tmp_path, "b.csv", GOOD)])


def test_records_of_an_answer_may_be_of_any_shape(read: Callable[..., Read]) -> None:
    plain = '{"period": 2022, "reporterCode": 398, "flowCode": "M", "partnerCode": 0, "classificationCode": "H6",'
    good = plain + '"cmdCode": "2603", "primaryValue": 5}'
    others = ["1", "null", '{"period": 2022}', good.replace("5}", "[5]}"), good.replace("5}", '5, "period": 2021}')]
    others += [good.replace('"2603"', '"\\ud800"'), good.replace("5}", '5, "note": "\\ud800"}')]
    others += [good.replace("5}", "NaN}"), good.replace("5}", "1e999}"), good.replace("5}", "true}")]
    found = read(f'{{"data": [{",".join([good, *others])}]}}'.encode())
    assert (found.tally.read, len(found.rows), found.tally.refused) == (11, 1, 10)
    assert "holds a list or an object" in found.told
    assert "says a key twice: 1 row, line 6" in found.told


def test_blocks_end_where_rows_end(tmp_path: Path) -> None:
    text = b"a,b\n" + b"".join(b'%d,"x\n%d"\n' % (n, n) for n in range(50))
    path = put(tmp_path, "a.csv", text)
    for size in (1, 7, 64, 10_000):
        rows = [
            record
            for rows in table(0, survey(path), Columns(("a", "b")), lambda _: None, size)
            for record in rows.records()
        ]
        assert rows == [(2 + 2 * n, [str(n), f"x\n{n}"]) for n in range(50)]


@pytest.fixture
def form(codes: Codes) -> Callable[[], Comtrade]:
    """Give what makes a format, for Hypothesis prints what it is given."""
    return lambda: Comtrade(codes)


CELL = st.one_of(
    st.sampled_from(["", "0", "1000.25", " 7 ", "1e3", "-1", '"', 'a"b', '"1,5"', '"a""b"', "x\ny", "\r", "\x1f", "é"]),
    st.text(alphabet='0123456789.,"\n\r eé-', max_size=6),
)
COLUMNS = ("period", "partnerCode", "flowCode", "cmdCode", "customsCode", "qtyUnitCode", "qty", "netWgt", "fobvalue")


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Write rows that are mostly right, with anything at all in some of their cells."""
    rows = []
    for number in range(draw(st.integers(1, 5))):
        given = {"period": str(2000 + number)} if draw(st.booleans()) else {}
        for _ in range(draw(st.integers(0, 2))):
            given[draw(st.sampled_from(COLUMNS))] = draw(CELL)
        rows.append(",".join((PLAIN | given).values()) + draw(st.sampled_from(["", "", "", ",", ",,", ",1"])))
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return end.join([HEADER, *rows]).encode() + end.encode() * draw(st.integers(0, 2))


@hypothesis(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=tables())
def test_both_engines_give_the_same(tmp_path: Path, form: Callable[[], Comtrade], content: bytes) -> None:
    path = put(tmp_path, "any.csv", content)
    plain, fast = (Read(form(), engine_for(fast=fast), [path]) for fast in (False, True))
    assert fast.rows == plain.rows
    assert fast.told == plain.told
    for one in (plain.tally, fast.tally):
        assert one.read == len(plain.rows) + one.refused + one.apart.total()
    assert fast.tally.apart == plain.tally.apart


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a\n\xc3\xa9\n\xe2\x82\n\x81", "line 3 is not UTF-8 (byte 0xE2), line 4 is not Windows-1252 (byte 0x81)"),
        (b"\xe2\x82\xac\xff\n\x81", "line 1 is not UTF-8 (byte 0xFF), line 2 is not Windows-1252 (byte 0x81)"),
        (b"a\n\xc3\x81\n\n\xe2\x82", "line 4 is not UTF-8 (byte 0xE2), line 2 is not Windows-1252 (byte 0x81)"),
    ],
)
def test_bytes_are_found_in_whatever_chunks_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, content: bytes, told: str
) -> None:
    monkeypatch.setattr("app.loading.statistics.reading.survey._CHUNK", size)
    for path in (put(tmp_path, "a.csv", content), put(tmp_path, "b.csv", gzip.compress(content, mtime=0))):
        with pytest.raises(Refused, match=re.escape(told)):
            survey(path)


def test_a_windows_1252_file_is_read_as_one(read: Callable[..., Read]) -> None:
    """What looks like UTF-8 only within a line that is none is what it says: `CAFÉ»`."""
    wide = "\n".join([f"{HEADER},note", f"{row()},«CAFÉ»", f"{row(period='2021')},é"]).encode("cp1252")
    assert [one["period"] for one in read(wide).rows] == ["2022", "2021"]
