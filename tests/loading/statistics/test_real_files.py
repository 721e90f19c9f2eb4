"""The real files, where they lie beside the repository: each row is loaded or accounted for, and sums agree exactly.

The computation that imports are held against reads the files on its own: csv, decimals, and nothing of this program.
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path

import pytest
from sqlalchemy import text

from app.database import connect
from app.loading.reference import Reference
from app.loading.statistics.codes import Codes
from app.settings import Settings
from app.vocabulary.numbers import SCALE
from tests.loading.conftest import on_both_engines
from tests.loading.statistics.conftest import run

DATA = Path(__file__).parents[4] / "shared" / "data"
FISH = DATA / "comtrade" / "comtrade_monthly_fish_hs6_2020_2023.csv.gz"
TOTALS = DATA / "comtrade" / "comtrade_2022_total_CHN_DEU_USA_all_partners.csv"
BACI = DATA / "baci" / "baci_hs92_2021_AFG_ZAF.csv.gz"
COUNTRIES = DATA / "baci" / "baci_country_codes_V202201.csv"
FLOWS = {
    "X": "export",
    "M": "import",
    "DX": "domestic_export",
    "RX": "re_export",
    "FM": "foreign_import",
    "RM": "re_import",
}
Sums = dict[tuple[str, str, str], Decimal]

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(not FISH.exists(), reason="the real files are not beside this repository"),
]


def records(path: Path) -> Iterator[dict[str, str]]:
    with (
        gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file,
        TextIOWrapper(file, encoding="cp1252", newline="") as lines,
    ):
        yield from csv.DictReader(lines)


@pytest.fixture
def settings(settings: Settings, bundled_codes: Reference, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a database without tables, to which loads and imports bring all codes."""
    for module in ("app.loading.dossiers", "app.loading.statistics.importing"):
        monkeypatch.setattr(f"{module}.reference_data", lambda *_: bundled_codes)
    return settings


@pytest.fixture
def numbers(codes: Codes) -> Mapping[str, str]:
    return codes.comtrade_numbers


def stored_sums(settings: Settings, source: str) -> tuple[Sums, int]:
    statement = text(
        "SELECT reporter, period, flow, sum(primary_value_amount), count(*) FROM trade_flows WHERE source = :source"
        " GROUP BY reporter, period, flow"
    )
    database = connect(settings)
    with database.snapshot() as connection:
        found = connection.execute(statement, {"source": source}).all()
    database.close()
    return {(row[0], row[1], row[2]): Decimal(row[3]) / SCALE for row in found}, sum(row[4] for row in found)


def nomenclature(settings: Settings, *editions: str) -> None:
    for edition in editions:
        run("nomenclature", DATA / "hs" / f"comtrade_cmd_{edition}.csv", settings, edition=edition)


@on_both_engines
def test_monthly_fish(settings: Settings, numbers: Mapping[str, str]) -> None:
    nomenclature(settings, "H3", "H4", "H5")
    report = run("comtrade", FISH, settings, source="fish")
    expected: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    flows: Counter[str] = Counter()
    for one in records(FISH):
        flows[one["flow_code"]] += 1
        if one["flow_code"] in FLOWS:
            period = f"{one['period'][:4]}-{one['period'][4:]}"
            reporter = numbers[one["reporter_code"].zfill(3)]
            expected[reporter, period, FLOWS[one["flow_code"]]] += Decimal(one["primary_value"])
    sums, count = stored_sums(settings, "fish")
    assert sums == expected
    assert count == report.tally.loaded == sum(flows[code] for code in FLOWS)
    assert report.tally.set_apart.total() == flows.total() - count
    assert (report.tally.read, report.tally.refused) == (flows.total(), 0)


@on_both_engines
def test_totals_of_2022(settings: Settings, numbers: Mapping[str, str]) -> None:
    report = run("comtrade", TOTALS, settings, source="totals")
    expected: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for one in records(TOTALS):
        reporter = numbers[one["reporterCode"].zfill(3)]
        expected[reporter, one["period"], FLOWS[one["flowCode"]]] += Decimal(one["primaryValue"])
    assert stored_sums(settings, "totals") == (expected, report.tally.read)


@on_both_engines
def test_baci(settings: Settings, numbers: Mapping[str, str]) -> None:
    nomenclature(settings, "H0")
    report = run("baci", BACI, settings, source="baci", countries=COUNTRIES, version="202201")
    expected: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for one in records(BACI):
        expected[numbers[one["i"].zfill(3)], one["t"], "export"] += 1000 * Decimal(one["v"].strip())
    assert stored_sums(settings, "baci") == (expected, report.tally.read)
    database = connect(settings)
    with database.snapshot() as connection:
        without = connection.execute(
            text("SELECT count(*) FROM trade_flows WHERE source = 'baci' AND net_weight_amount IS NULL")
        )
        assert without.scalar_one() == sum(one["q"].strip() == "NA" for one in records(BACI))
    database.close()
