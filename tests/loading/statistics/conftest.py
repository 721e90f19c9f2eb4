"""Imports of files of a few lines, over a database that holds two dossiers' worth of nothing: only reference data."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.database import connect
from app.loading.reference import reference_data
from app.loading.releases.tables import table_of
from app.loading.statistics import jobs
from app.loading.statistics.codes import Codes, codes_of
from app.loading.statistics.content import Flows
from app.loading.statistics.dataset import surveyed
from app.loading.statistics.engines import Engine, engine_for
from app.loading.statistics.formats.format import Format
from app.loading.statistics.importing import ImportReport, Job, run_import
from app.settings import Settings, bundled

HEADER = (
    "typeCode,freqCode,period,reporterCode,flowCode,partnerCode,partner2Code,classificationCode,cmdCode,customsCode,"
    "mosCode,motCode,qtyUnitCode,qty,isQtyEstimated,netWgt,isNetWgtEstimated,cifvalue,fobvalue,primaryValue"
)
PLAIN = {
    "typeCode": "C",
    "freqCode": "A",
    "period": "2022",
    "reporterCode": "398",
    "flowCode": "X",
    "partnerCode": "156",
    "partner2Code": "0",
    "classificationCode": "H6",
    "cmdCode": "2603",
    "customsCode": "C00",
    "mosCode": "0",
    "motCode": "0",
    "qtyUnitCode": "8",
    "qty": "1500.5",
    "isQtyEstimated": "false",
    "netWgt": "1500.5",
    "isNetWgtEstimated": "true",
    "cifvalue": "",
    "fobvalue": "1000.25",
    "primaryValue": "1000.25",
}

Rows = list[dict[str, Any]]


def row(**given: str) -> str:
    """Write a row of UN Comtrade: the plain one but for what is given."""
    assert not given.keys() - PLAIN.keys()
    return ",".join((PLAIN | given).values())


def lines(*rows: str, header: str = HEADER, end: str = "\n") -> bytes:
    return end.join([header, *rows, ""]).encode()


@pytest.fixture(scope="session")
def engines() -> Mapping[str, type[Engine]]:
    return {"plain": engine_for(fast=False), "fast": engine_for(fast=True)}


@pytest.fixture(params=["plain", "fast"])
def engine(request: pytest.FixtureRequest, engines: Mapping[str, type[Engine]]) -> type[Engine]:
    """Give each engine in turn."""
    return engines[request.param]


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, settings_for: Callable[..., Settings]) -> Settings:
    """Settings of a database without tables: an embedded one, or with `on_both_databases` each in turn."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return settings_for(f"sqlite:///{tmp_path / 'data' / 'release.db'}")
    return settings_for(request.getfixturevalue("empty_postgres"))


on_both_databases = pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def codes() -> Codes:
    """Give the codes of the reference data."""
    return codes_of(reference_data(bundled("seed") / "reference.toml").rows)


class Read:
    """A file as a format and an engine read it, without a database: the rows as PostgreSQL would get them."""

    def __init__(self, form: Format, engine: type[Engine], paths: Iterable[Path]) -> None:
        files = surveyed(list(paths))
        self.names = [file.name for file in files]
        content = Flows(files, lambda *_: None, form, engine)
        content.rejects.is_wanted = True
        content.read()
        layout = form.layout
        text = b"".join(part.copy_text(layout, form.decoded()) for part in content.engine.parts()).decode()
        self.rows = [dict(zip(layout, cells, strict=True)) for cells in csv.reader(io.StringIO(text, newline=""))]
        self.tally, self.unread, self.content = content.tally, content.unread, content

    @property
    def told(self) -> str:
        return "\n".join(map(str, self.tally.faults(self.names)))


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def run(job: Job, settings: Settings, engine: type[Engine] | None = None) -> ImportReport:
    """Run a job, with an engine of the test's choice."""
    if engine is not None:
        made = job.make

        def make(files: Any, progress: Any, codes: Any) -> Any:
            content = made(files, progress, codes)
            if isinstance(content, Flows):
                return Flows(files, progress, content.form, engine)
            return content

        job = Job(job.source, job.form, job.files, make, job.more, job.rejects)
    return run_import(job, settings, lambda *_: None, loaded_at="2026-01-01T00:00:00Z")


def comtrade(
    settings: Settings, paths: Iterable[Path], engine: type[Engine] | None = None, **more: Any
) -> ImportReport:
    return run(jobs.comtrade(list(paths), jobs.Said("some-trade"), more.get("rejects")), settings, engine)


def stored(settings: Settings, table: str = "trade_flows", source: str | None = None) -> Rows:
    """Read the rows of a table in the order of its key."""
    own = table_of(table)
    database = connect(settings)
    try:
        with database.snapshot() as connection:
            wanted = select(own).order_by(*own.primary_key)
            found = [dict(one) for one in connection.execute(wanted).mappings()]
    finally:
        database.close()
    return [one for one in found if source is None or one["source"] == source]
