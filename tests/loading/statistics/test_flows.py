"""What /v1/trade-flows.csv gives out can be imported again, and says the same."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.loading.faults import Refused
from app.loading.releases import load
from app.loading.statistics import jobs
from app.loading.statistics.codes import Codes
from app.loading.statistics.engines import Engine, engine_for
from app.loading.statistics.formats.flows import QUANTITIES, ExportedFlows
from app.main import create_app
from app.settings import Settings
from tests.loading.statistics.conftest import Read, comtrade, lines, on_both_databases, put, row, run

OWN = {"id", "url", "source", "source_title", "source_url", "statement", "line", "proof"}
"""What is another's in another source."""


def exported(client: TestClient, source: str = "") -> bytes:
    return client.get("/v1/trade-flows.csv", params={"source": source} if source else {}).content


def test_the_columns_are_those_of_the_export(client: TestClient) -> None:
    given = exported(client).decode().splitlines()[0].split(",")
    assert set(given) == set(ExportedFlows.columns.all)


@on_both_databases
def test_what_was_exported_comes_back_the_same(tmp_path: Path, settings: Settings) -> None:
    load(None, settings)
    comtrade(settings, [put(tmp_path, "a.csv", lines(row(), row(period="202101", freqCode="M", netWgt="0")))])
    with TestClient(create_app(settings)) as client:
        first = exported(client)
        rows = client.get("/v1/trade-flows", params={"limit": 500}).json()["items"]
    report = run(jobs.flows(put(tmp_path, "flows.csv", first), jobs.Said("copy"), None), settings)
    assert report.tally.loaded == len(rows) > 50
    with TestClient(create_app(settings)) as client:
        again = client.get("/v1/trade-flows", params={"limit": 500, "source": "copy"}).json()["items"]
        whole = exported(client, "copy")
    # A third comes back as the decimals that it is shown in.
    decimal = [one for one in rows if "third" not in one["sentence"]]
    assert set(map(_said, decimal)) <= set(map(_said, again))
    assert len(rows) - len(decimal) < 3
    assert b"copy.0" in whole
    assert {one["proof"] for one in again} == {"official"}
    assert {one["proof"] for one in rows} == {"quoted", "unquoted", "official"}


def _said(one: dict[str, Any]) -> str:
    return repr(sorted((name, value) for name, value in one.items() if name not in OWN))


@pytest.fixture
def read(tmp_path: Path, codes: Codes, engine: type[Engine], client: TestClient) -> Callable[..., Read]:
    """Read the seed's exports, with one text in place of another."""
    text = exported(client)

    def change(old: bytes = b"", new: bytes = b"", count: int = 1) -> Read:
        assert old in text
        return Read(ExportedFlows(codes), engine, [put(tmp_path, "flows.csv", text.replace(old, new, count))])

    return change


def test_both_engines_read_the_whole_seed(read: Callable[..., Read]) -> None:
    found = read()
    assert (found.told, found.tally.refused) == ("", 0)
    assert len(found.rows) == found.tally.read


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b",KAZ,Kazakhstan,", b",KAX,Kazakhstan,", "partner: is no area that we know by this code"),
        (b",export,", b",exports,", "flow: is not one of"),
        (b",2022,annual,", b",2022-13,annual,", "period: is no period"),
        (b",TOTAL,", b",ALL,", "commodity: is no commodity"),
        (b",USD,", b",EUR,", "is no quantity: 'EUR'"),
        (b",more_than,", b",above,", "is no quantity: 'above'"),
        (b",[],", b",null,", "estimated: is not one of [], "),
        (b",[),", b",[[,", "'[[' are no bounds, such as [)"),
        (b",relayed,", b",heard,", "basis: is not one of"),
        (b",not_stated,", b",unknown,", "is not one of"),
    ],
    ids=str,
)
def test_a_faulty_cell_is_named(read: Callable[..., Read], old: bytes, new: bytes, told: str) -> None:
    assert told in read(old, new).told


def test_kinds_of_fault_are_told_up_to_a_hundred(tmp_path: Path, codes: Codes, engine: type[Engine]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ExportedFlows.columns.required, restval="")
    writer.writeheader()
    for number in range(150):
        cells = dict.fromkeys(("primary_value", "primary_value_lower", "primary_value_upper"), "1")
        said = PUBLISHED | {"_unit": f"{number}{'x' * 9999}"}
        writer.writerow(SAID | cells | {f"primary_value{end}": cell for end, cell in said.items()})
    found = Read(ExportedFlows(codes), engine, [put(tmp_path, "flows.csv", text.getvalue().encode())])
    told = found.told.splitlines()
    assert (len(told), max(map(len, told)) < 300, found.tally.refused) == (101, True, 150)
    assert told[-1].endswith("only the first 100 kinds are told one by one: 50 rows, line 102, 103, 104, 105, 106, ...")


def test_unknown_and_missing_columns_are_named(read: Callable[..., Read]) -> None:
    with pytest.raises(Refused, match="unknown column 'reportr'; did you mean 'reporter'"):
        read(b",reporter,", b",reportr,")
    with pytest.raises(Refused) as caught:
        read(b",reporter,", b",reporter," + b"x," * 100)
    assert [fault.reason for fault in caught.value.faults] == ["unknown column 'x'"] * 60 + ["40 more unknown columns"]
    with pytest.raises(Refused, match="these columns are missing: value_status"):
        read(b",value_status,", b",reporter_name2,")


PUBLISHED = {"_unit": "kg", "_qualifier": "exact", "_bounds": "[]"}
SAID = {"reporter": "KAZ", "partner": "CHN", "flow": "export", "period": "2022", "commodity": "TOTAL", "source": "a"}
SAID |= {"statement": "0", "estimated": "[]", "basis": "reported", "basis_valuation": "fob"}
NUMBER = st.one_of(
    st.sampled_from(["0", "1", "007.10", "1.23456", "1e3", "-5", "+5", "5.", "", "1/3", "100000000000000", "9" * 16]),
    st.decimals(0, 10**12, places=4).map(str),
    st.integers(0, 10**15).map(str),
)
CELLS = {
    "_unit": ["USD", "EUR", ""],
    "_qualifier": ["rounded", "more_than", "between", ""],
    "_bounds": ["[)", "()", "", "x"],
    "_step": ["1", "0.5", "x"],
    "_per": ["year"],
    "_words": ["some", "'=x"],
}


@st.composite
def quantities(draw: st.DrawFn, name: str) -> dict[str, str]:
    """Give the cells of a quantity: none, a published one, or one of which anything at all is otherwise."""
    if draw(st.integers(0, 4)) == 0:
        return {}
    number = draw(NUMBER)
    cells = PUBLISHED | dict.fromkeys(("", "_lower", "_upper"), number)
    for end in draw(st.lists(st.sampled_from([*CELLS, "", "_lower", "_upper"]), max_size=3)):
        cells[end] = draw(st.sampled_from(CELLS[end]) if end in CELLS else NUMBER)
    return {f"{name}{end}": cell for end, cell in cells.items()}


@st.composite
def exports(draw: st.DrawFn) -> bytes:
    """Write rows of an export, on a key of their own each."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ExportedFlows.columns.required, restval="")
    writer.writeheader()
    for number in range(draw(st.integers(1, 6))):
        row = SAID | {"statement": str(number), "note": draw(st.sampled_from(["", "n", "=1", "a\tb"]))}
        for name in QUANTITIES:
            row |= draw(quantities(name))
        row |= {"growth_base_period": draw(st.sampled_from(["", "2021", "2021-13"]))}
        stated = row.get("primary_value_unit") or row.get("growth_unit")
        writer.writerow(row | {"value_status": "" if stated else "not_stated"})
    return text.getvalue().encode()


@pytest.fixture
def form(codes: Codes) -> Callable[[], ExportedFlows]:
    """Give what makes a format, for Hypothesis prints what it is given."""
    return lambda: ExportedFlows(codes)


@hypothesis(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=exports())
def test_both_engines_read_the_same_quantities(
    tmp_path: Path, form: Callable[[], ExportedFlows], content: bytes
) -> None:
    path = put(tmp_path, "flows.csv", content)
    plain, fast = (Read(form(), engine_for(fast=fast), [path]) for fast in (False, True))
    assert fast.rows == plain.rows
    assert fast.told == plain.told
