"""Imports of files of a few lines, over a database that holds nothing but some of the reference data."""

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest
from sqlalchemy import select

from app.database import connect
from app.loading.reference import Reference
from app.loading.releases.history import ReadShown
from app.loading.releases.tables import table_of
from app.loading.statistics import ImportKind, Options
from app.loading.statistics.codes import Codes, codes_of
from app.loading.statistics.formats import Format
from app.loading.statistics.importing import ImportReport, run_import
from app.loading.statistics.intake import Intake
from app.loading.statistics.jobs import job_of
from app.loading.statistics.reading import blocks, inspected
from app.loading.statistics.writing import table_rows
from app.settings import Settings
from app.vocabulary.terms import AreaKind, CommodityLevel

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
def codes(bundled_codes: Reference) -> Codes:
    """Give the codes of the reference data."""
    return codes_of(bundled_codes.rows)


_TRADING = (AreaKind.COUNTRY, AreaKind.TERRITORY, AreaKind.GROUP, AreaKind.FORMER, AreaKind.UNSPECIFIED)
_ALL_OF = (CommodityLevel.TOTAL, CommodityLevel.SECTION)
_CHAPTERS = ("01", "26", "27", "74")


@pytest.fixture(scope="session")
def few_chapters(bundled_codes: Reference) -> Reference:
    """The reference data without places inside countries and most goods: a tenth, so that an import is quick."""
    whole = bundled_codes.rows
    areas = {row["code"] for row in whole["areas"] if AreaKind(row["kind"]) in _TRADING}
    few = dict(whole)
    few["areas"] = tuple(row for row in whole["areas"] if row["code"] in areas)
    few["area_aliases"] = tuple(row for row in whole["area_aliases"] if row["area"] in areas)
    few["commodities"] = tuple(
        row for row in whole["commodities"] if row["level"] in _ALL_OF or (row["code"] or "").startswith(_CHAPTERS)
    )
    few["commodity_matches"] = ()
    return dataclasses.replace(bundled_codes, rows=MappingProxyType(few))


@pytest.fixture
def settings(settings: Settings, few_chapters: Reference, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a database without tables, to which loads and imports bring few codes."""
    for module in ("app.loading.dossiers", "app.loading.statistics.importing"):
        monkeypatch.setattr(f"{module}.reference_data", lambda *_: few_chapters)
    return settings


class Read:
    """A file as a format reads it, without a database: the rows as they would be written, every cell a text."""

    def __init__(self, form: Format, paths: Iterable[Path]) -> None:
        self.files = inspected(list(paths))
        self.intake = Intake(form, keeps_refused=True)
        for block in blocks(self.files, form.columns):
            self.intake.add(block)
        kept = self.intake.rows()
        cells = table_rows(kept, form, "some-trade").cast(pl.String).fill_null("") if kept.height else kept
        self.rows: list[dict[str, str]] = list(cells.iter_rows(named=True))
        self.tally, self.unread = self.intake.tally, self.intake.unread

    @property
    def told(self) -> str:
        return "\n".join(map(str, self.tally.faults([file.name for file in self.files])))


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def run(
    kind: str, files: Iterable[Path] | Path, settings: Settings, shown: ReadShown | None = None, /, **options: Any
) -> ImportReport:
    """Import files as the command would."""
    job = job_of(ImportKind(kind), [files] if isinstance(files, Path) else list(files), Options(**options))
    return run_import(job, settings, lambda *_: None, loaded_at="2026-01-01T00:00:00Z", shown=shown)


def comtrade(
    settings: Settings, paths: Iterable[Path], shown: ReadShown | None = None, /, **options: Any
) -> ImportReport:
    return run("comtrade", paths, settings, shown, **{"source": "some-trade"} | options)


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
