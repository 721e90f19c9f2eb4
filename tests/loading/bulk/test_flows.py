"""What /v1/trade-flows.csv gives out can be imported again, and says the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.loading.bulk import jobs
from app.loading.bulk.codes import Codes
from app.loading.bulk.engines import Engine
from app.loading.bulk.formats.flows import ExportedFlows
from app.loading.faults import Refused
from app.loading.load import load
from app.main import create_app
from app.settings import Settings
from tests.loading.bulk.conftest import Read, comtrade, lines, on_both_databases, put, row, run

OWN = {"id", "url", "source", "source_title", "source_url", "statement", "line"}
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
    assert sorted(map(_said, again)) == sorted(map(_said, rows))
    assert b"copy.0" in whole


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
        (b",relayed,", b",heard,", "basis: is not one of"),
        (b",not_stated,", b",unknown,", "is not one of"),
    ],
    ids=str,
)
def test_a_faulty_cell_is_named(read: Callable[..., Read], old: bytes, new: bytes, told: str) -> None:
    assert told in read(old, new).told


def test_unknown_and_missing_columns_are_named(read: Callable[..., Read]) -> None:
    with pytest.raises(Refused, match="unknown column 'reportr'; did you mean 'reporter'"):
        read(b",reporter,", b",reportr,")
    with pytest.raises(Refused, match="these columns are missing: value_status"):
        read(b",value_status,", b",reporter_name2,")
