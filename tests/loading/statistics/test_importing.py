"""An import goes from one whole release to the next, on both databases alike, and leaves all other sources alone."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.database import connect
from app.database.release_files import connect_to
from app.loading.faults import Refused
from app.loading.releases import LoadFailed, in_force, load, open_builder
from app.loading.releases.tables import table_of
from app.loading.statistics import ImportKind, Options
from app.loading.statistics.codes import Codes
from app.loading.statistics.formats import comtrade as un_comtrade
from app.loading.statistics.formats.baci import baci
from app.loading.statistics.intake import Intake, RowTally
from app.loading.statistics.jobs import Job, job_of
from app.loading.statistics.reading import blocks, inspected
from app.loading.statistics.writing import table_rows, write
from app.main import create_app
from app.settings import Settings
from app.views.shown import read_shown
from tests.loading.conftest import on_both_engines
from tests.loading.statistics.conftest import Read, comtrade, lines, put, row, run, stored
from tests.loading.test_followed import Copy

DOSSIER = """
[source]
id = "a-report"
kind = "report"
title = "A report"
text_sha256 = "{sha}"
text_length = 5000

[[trade_flows]]
reporter = "KAZ"
partner = "CHN"
flow = "export"
period = "2022"
commodity = "TOTAL"
primary_value = {{ value = 13_000_000_000, unit = "USD", qualifier = "more_than", quote = "over $13 billion", at = 40 }}
basis = {{ kind = "relayed" }}
note = "{note}"
"""
CODES = (
    b"id,text,parent\nTOTAL,All,#\n26,26 - Ores,TOTAL\n2603,2603 - Copper ores,26\n260300,260300 - Copper ores,2603\n"
)


def dossier(folder: Path, note: str = "First.") -> Path:
    return put(folder, "a-report.toml", DOSSIER.format(sha="0" * 64, note=note).encode())


def changes(settings: Settings) -> list[tuple[object, ...]]:
    newest = in_force(settings).sequence
    fields = ("kind", "record", "change", "field", "before", "after")
    return [
        tuple(one[name] for name in fields) for one in stored(settings, "record_changes") if one["sequence"] == newest
    ]


@on_both_engines
def test_a_dataset_is_one_source_that_is_replaced_as_a_whole(tmp_path: Path, settings: Settings) -> None:
    load(dossier(tmp_path), settings)
    before = stored(settings, source="a-report")
    report = comtrade(settings, [put(tmp_path, "a.csv", lines(row(), row(period="2021"), row(period="2020")))])
    assert report.is_new
    assert changes(settings) == [
        ("source", "some-trade", "added", None, None, None),
        ("source", "some-trade", "changed", "trade_flows", None, 3),
    ]
    again = comtrade(settings, [put(tmp_path, "a.csv", lines(row(), row(period="2021"), row(period="2020")))])
    assert (again.is_new, again.release, again.tally.read) == (False, report.release, 0)
    newer = comtrade(settings, [put(tmp_path, "a.csv", lines(row(period="2019"), row(period="2018")))])
    assert newer.release.sequence == 3
    assert [one["period"] for one in stored(settings, source="some-trade")] == ["2019", "2018"]
    assert stored(settings, source="a-report") == before
    assert ("source", "some-trade", "changed", "trade_flows", 3, 2) in changes(settings)
    assert {one[3] for one in changes(settings)} == {"trade_flows", "content_digest", "note"}


@on_both_engines
def test_copies_of_lists_follow_a_dataset_by_its_source(tmp_path: Path, settings: Settings) -> None:
    load(dossier(tmp_path), settings)
    with TestClient(create_app(settings)) as client:
        copy = Copy(client)
        run("nomenclature", put(tmp_path, "codes.csv", CODES), settings, read_shown, edition="H5")
        copy.follow(client)
        copy.check(client)
        for period in ("2021", "2020"):
            comtrade(settings, [put(tmp_path, "a.csv", lines(row(period=period)))], read_shown)
            listed = client.get(f"/v1/changes?since={copy.release}").json()["items"]
            assert {(one["kind"], one["record"]) for one in listed} == {("source", "some-trade")}
            copy.follow(client)
            rows = client.get("/v1/trade-flows.jsonl?source=some-trade").content.splitlines()
            copy.lists["trade_flow"] = {**_of_dossiers(copy), **{str(number): one for number, one in enumerate(rows)}}
            copy.check(client)


def _of_dossiers(copy: Copy) -> dict[str, bytes]:
    return {record: one for record, one in copy.lists["trade_flow"].items() if ".a-report." in record}


@on_both_engines
def test_dossiers_load_beside_datasets(tmp_path: Path, settings: Settings) -> None:
    load(dossier(tmp_path), settings)
    comtrade(settings, [put(tmp_path, "a.csv", lines(row(), row(period="2021")))])
    codes = put(tmp_path, "codes.csv", CODES)
    run("nomenclature", codes, settings, edition="H5")
    flows, commodities = stored(settings, source="some-trade"), stored(settings, "commodities")
    report = load(dossier(tmp_path, "Second."), settings)
    assert (report.is_new, report.changed) == (True, 1)
    assert stored(settings, source="some-trade") == flows
    assert stored(settings, "commodities") == commodities
    assert [one["note"] for one in stored(settings, source="a-report")] == ["Second."]
    assert not load(dossier(tmp_path, "Second."), settings).is_new


def test_a_nomenclature_is_a_dataset_without_any_trade_beside_it(tmp_path: Path, settings: Settings) -> None:
    run("nomenclature", put(tmp_path, "codes.csv", CODES), settings, edition="H5")
    before = len(stored(settings, "commodities"))
    fewer = CODES.replace(b"260300,260300 - Copper ores,2603\n", b"")
    assert run("nomenclature", put(tmp_path, "codes.csv", fewer), settings, edition="H5").is_new
    assert len(stored(settings, "commodities")) == before - 1


@on_both_engines
def test_a_faulty_file_changes_nothing(tmp_path: Path, settings: Settings) -> None:
    load(dossier(tmp_path), settings)
    comtrade(settings, [put(tmp_path, "a.csv", lines(row()))])
    before = in_force(settings), stored(settings), stored(settings, "sources")
    for faulty in (lines(row(), row(cmdCode="x")), lines(row(), row()), b"a,b\n1,2\n"):
        with pytest.raises(Refused):
            comtrade(settings, [put(tmp_path, "a.csv", faulty)])
    assert (in_force(settings), stored(settings), stored(settings, "sources")) == before


@on_both_engines
def test_an_id_belongs_to_a_dossier_or_to_a_dataset(tmp_path: Path, settings: Settings) -> None:
    load(dossier(tmp_path), settings)
    path = put(tmp_path, "a.csv", lines(row()))
    with pytest.raises(Refused, match="a dossier states"):
        run("comtrade", path, settings, source="a-report")
    comtrade(settings, [path])
    taken = put(tmp_path, "b.toml", dossier(tmp_path).read_bytes().replace(b'"a-report"', b'"some-trade"'))
    with pytest.raises(Refused, match="is a dataset that was imported"):
        load(taken, settings)


@on_both_engines
def test_rows_of_an_edition_wait_for_its_nomenclature(tmp_path: Path, settings: Settings) -> None:
    path = put(tmp_path, "a.csv", lines(row(classificationCode="H5", cmdCode="260300")))
    with pytest.raises(Refused, match="tradefacts import nomenclature FILE --edition H5"):
        comtrade(settings, [path])
    codes = put(tmp_path, "codes.csv", CODES)
    first = run("nomenclature", codes, settings, edition="H5")
    assert (first.tally.read, first.tally.loaded, first.tally.set_apart.total()) == (4, 3, 1)
    comtrade(settings, [path])
    assert [one["commodity"] for one in stored(settings)] == ["H5-260300"]
    added = {one["id"]: one for one in stored(settings, "commodities", "un-comtrade-codes-h5")}
    assert added["H5-2603"]["parent"] == "H5-26"
    assert added["H5-2603"]["name"] == "Copper ores"
    shorter = put(tmp_path, "codes.csv", CODES.rsplit(b"\n", 2)[0] + b"\n")
    with pytest.raises(Refused, match="'H5-260300' would not be in commodities any more"):
        run("nomenclature", shorter, settings, edition="H5")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"id,text,parent\n01,01 - Animals,TOTAL\n01,01 - Animals,TOTAL\n",
            "id: has several rows: 2 rows, line 2 ('01'), 3 ('01')",
        ),
        (b"id,text,parent\n01,02 - Meat,TOTAL\n", "text: is the text of another code, with which it begins"),
        (b"id,text,parent\n01,0101 - Horses,TOTAL\n", "text: is the text of another code"),
        (b"id,text,parent\n01,01 - Live\x0canimals,TOTAL\n", "text: is not plain text of at most 1,000 characters"),
        (b"id,text,parent\n01,01 - Live\x1b[31m,TOTAL\n", "text: is not plain text"),
        (b'id,text,parent\n01,"01 - Live\nanimals",TOTAL\n', "text: is not plain text"),
        (b"id,text,parent\n01,01 - Live\xe2\x80\xae,TOTAL\n", "text: is not plain text"),
        (b"id,text,parent\n01," + b"x" * 1001 + b",TOTAL\n", "text: is not plain text"),
        (
            b"id,text,parent\nTOTAL,Total - All H4 commodities,#\n",
            "--edition: H5, but the file says of its total 'Total",
        ),
        (b"id,text,parent\n1,1 - Animals,TOTAL\n", "id: is no code of two, four or six"),
        (b"id,text,parent\n0101,0101 - Horses,02\n", "parent: is not the code's own beginning"),
        (b"id,text,parent\n0101,0101 - Horses,01\n", "parent: is no code of this file"),
        (b"id,text,parent\n01,01 - ,TOTAL\n", "text: says nothing"),
        (b"id,text\n01,01\n", "these columns are missing: parent"),
    ],
    ids=str,
)
def test_a_faulty_nomenclature_is_refused(tmp_path: Path, settings: Settings, content: bytes, told: str) -> None:
    with pytest.raises(Refused) as caught:
        run("nomenclature", put(tmp_path, "codes.csv", content), settings, edition="H5")
    assert told in str(caught.value)


def test_what_is_named_of_a_code_is_its_text(tmp_path: Path, settings: Settings) -> None:
    texts = {"26": "2603 kinds - of ore", "27": "27 - Fuels \x0c\x0c", "28": "28: acids", "29": "29AB - 3-methyl"}
    texts |= {"30": "2,4-D - and others", "31": "31"}
    content = "id,text,parent\n" + "".join(f'{code},"{text}",TOTAL\n' for code, text in texts.items())
    rejects = tmp_path / "rejects.csv"
    path, options = put(tmp_path, "codes.csv", content.encode()), {"source": "codes", "rejects": rejects}
    assert run("nomenclature", path, settings, edition="H5", **options).tally.refused == 2
    assert [line.split(",")[1] for line in rejects.read_text().splitlines()[1:]] == ["5", "7"]
    names = {one["code"]: one["name"] for one in stored(settings, "commodities", "codes")}
    assert names == {"26": "2603 kinds - of ore", "27": "Fuels", "28": ": acids", "30": "2,4-D - and others"}


def test_of_two_rows_of_one_code_neither_loads(tmp_path: Path, settings: Settings) -> None:
    twice = CODES.replace(b"2603,", b"27,27 - Fuels,TOTAL\n2701,2701 - Coal,27\n27,27 - Mineral fuels,TOTAL\n2603,")
    rejects = tmp_path / "rejects.csv"
    path, options = put(tmp_path, "codes.csv", twice), {"source": "codes", "rejects": rejects}
    tally = run("nomenclature", path, settings, edition="H5", **options).tally
    assert (tally.read, tally.loaded, tally.refused) == (7, 3, 3)
    assert {one["code"] for one in stored(settings, "commodities", "codes")} == {"26", "2603", "260300"}
    told = [line.split(",")[1:3] for line in rejects.read_text().splitlines()[1:]]
    assert told == [
        ["4", "id '27' has several rows"],
        ["5", "\"parent '27' is no code of this file"],
        ["6", "id '27' has several rows"],
    ]


@on_both_engines
def test_trade_and_codes_do_not_take_each_others_place(tmp_path: Path, settings: Settings) -> None:
    trade, codes = put(tmp_path, "a.csv", lines(row())), put(tmp_path, "codes.csv", CODES)
    run("comtrade", trade, settings, source="trade")
    run("nomenclature", codes, settings, edition="H5", source="codes")
    before = in_force(settings)
    with pytest.raises(Refused, match="codes: holds codes of a nomenclature, and trade flows would take their place"):
        run("comtrade", trade, settings, source="codes")
    with pytest.raises(Refused, match="trade: holds trade flows, and codes of a nomenclature would take their place"):
        run("nomenclature", codes, settings, edition="H5", source="trade")
    assert in_force(settings) == before


def test_editions_are_checked_first(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="H6 comes with the reference data"):
        job_of(ImportKind.NOMENCLATURE, [tmp_path / "none"], Options(edition="H6"))
    with pytest.raises(Refused, match="'H7' is not one of H0"):
        job_of(ImportKind.NOMENCLATURE, [tmp_path / "none"], Options(edition="H7"))
    with pytest.raises(Refused, match="with single hyphens"):
        job_of(ImportKind.COMTRADE, [tmp_path / "none"], Options(source="no good!"))


COUNTRIES = b'"country_code","country_name_full","iso_3digit_alpha"\r\n398,"Kazakhstan","KAZ"\r\n381,"Italy","ITA"\r\n'
BACI = (
    b'"t","i","j","k","v","q"\r\n2021,398,381,260300,1.5,"      13.235"\r\n2021,398,156,10121,0.041,"         NA"\r\n'
)


@on_both_engines
def test_baci_is_reconciled_and_of_no_reporter(tmp_path: Path, settings: Settings) -> None:
    countries, codes = put(tmp_path, "countries.csv", COUNTRIES), put(tmp_path, "codes.csv", CODES)
    more = b"01,01 - Animals,TOTAL\n0101,0101 - Horses,01\n010121,010121 - Horses for breeding,0101\n"
    run("nomenclature", put(tmp_path, "codes.csv", CODES + more), settings, edition="H0")
    assert codes.exists()
    path = put(tmp_path, "baci.csv", BACI)
    assert run("baci", path, settings, countries=countries, version="202201").tally.loaded == 2
    assert {one["source"] for one in stored(settings)} == {"baci-v202201"}
    named = ("partner", "commodity", "primary_value_amount", "net_weight_amount", "compiled_by", "compiler")
    assert [tuple(one[name] for name in named) for one in stored(settings)] == [
        ("CHN", "H0-010121", 410_000, None, None, "cepii"),
        ("ITA", "H0-260300", 15_000_000, 132_350, None, "cepii"),
    ]
    assert {(one["basis_kind"], one["flow"], one["valuation"]) for one in stored(settings)} == {
        ("reconciled", "export", "fob")
    }


LISTS = {
    "V202201": COUNTRIES,
    "V202401": b"country_code,country_name,country_iso2,country_iso3\n398,Kazakhstan,KZ,KAZ\n381,Italy,IT,ITA\n",
    "quoted": b'"country_code","country_name","country_iso2","country_iso3"\n"381","Italy, nes","IT","ITA"\n',
    "bom": b"\xef\xbb\xbfcountry_code,country_name,country_iso2,country_iso3\r\n381,Italy,IT,ITA\r\n",
    "less": b"country_iso3,country_code\nITA,381\n",
    "R": b'"","country_code","country_name","country_iso2","country_iso3"\n"1",381,"Italy","IT","ITA"\n',
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_countries_of_every_version_are_read(tmp_path: Path, codes: Codes, name: str) -> None:
    path = put(tmp_path, "baci.csv", b"t,i,j,k,v,q\n2021,381,398,260300,1.5,1\n")
    job = _baci_job(path, put(tmp_path, "list.csv", LISTS[name]), "H6", "202401b")
    assert [(one["reporter"], one["partner"]) for one in Read(job.format(codes), [path]).rows] == [("ITA", "KAZ")]


LISTED = """country_code,country_name,country_iso2,country_iso3
56,Belgium,BE,BEL
58,Belgium-Luxembourg (...1998),BE,BEL
251,France,FR,FRA
381,Italy,IT,ITA
490,"Other Asia, nes",,S19
697,"Europe EFTA, nes",,R20
699,India,IN,IND
711,Southern African Customs Union (...1999),ZA,ZAF
729,Sudan,SD,SDN
736,Sudan (...2011),SD,SDN
842,USA,US,USA
891,Serbia and Montenegro (...2005),CS,SCG
999,Kazakhstan,KZ,KAZ
"""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *(("56", "BEL"), ("58", "belgium-luxembourg-until-1998"), ("251", "FRA"), ("381", "ITA"), ("380", "ITA")),
        *(("490", "S19"), ("697", "efta-nes"), ("699", "IND"), ("711", "southern-african-customs-union-until-1999")),
        *(("729", "SDN"), ("736", "sudan-until-2011"), ("842", "USA"), ("891", "serbia-and-montenegro-until-2005")),
        # A number that only the list has, and one that it lacks.
        *(("999", "KAZ"), ("156", "CHN"), ("492", "europe-eu-nes")),
    ],
)
def test_the_list_of_countries_decides(tmp_path: Path, codes: Codes, number: str, code: str) -> None:
    job = _baci_job(put(tmp_path, "a.csv", BACI), put(tmp_path, "b.csv", LISTED.encode()), "H6", "202401")
    found = Read(
        job.format(codes), [put(tmp_path, "baci.csv", f"t,i,j,k,v,q\n2021,398,{number},260300,1,1\n".encode())]
    )
    assert ([one["partner"] for one in found.rows], found.told) == ([code], "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"code,country_name,country_iso2,country_iso3\n", "missing: country_code; there are 'code'"),
        (b"country_code,country_name,country_iso2\n", "these columns are missing: iso_3digit_alpha"),
        (b"country_code,country_name,country_iso2,country_iso3\n", "holds no rows, only the names of columns"),
        (b"country_code,country_iso3\n381,ITA\n381,ITA\n", "line 3: the country '381' stands there twice"),
    ],
)
def test_a_faulty_list_of_countries_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(Refused) as caught:
        _baci_job(put(tmp_path, "baci.csv", BACI), put(tmp_path, "list.csv", content), "H0", "202401")
    assert told in str(caught.value)


def test_a_country_that_nobody_knows_is_refused(tmp_path: Path, settings: Settings) -> None:
    countries = put(tmp_path, "countries.csv", COUNTRIES)
    path = put(tmp_path, "baci.csv", b"t,i,j,k,v,q\n2021,398,999,260300,1,1\n")
    with pytest.raises(Refused) as caught:
        run("baci", path, settings, countries=countries, version="1")
    assert "j: is neither in the list of countries" in str(caught.value)
    assert "--edition H0" in str(caught.value)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("2021,0,156,260300", "i: is the World, which neither trades nor reports: 1 row, line 2 ('0')"),
        ("2021,398,000,260300", "j: is the World, which neither trades nor reports: 1 row, line 2 ('000')"),
        ("2022,398,156,260300", "t: is later than 2021, the present year: 1 row, line 2 ('2022')"),
        ("1899,398,156,260300", "t: is no year"),
        ("²²²²,398,156,260300", "t: is no year"),
        ("202101,398,156,260300", "t: is no year"),
    ],
)
def test_a_faulty_row_of_baci_is_refused(tmp_path: Path, codes: Codes, cells: str, told: str) -> None:
    path = put(tmp_path, "baci.csv", f"t,i,j,k,v,q\n{cells},1,1\n2021,398,156,260300,1,1\n".encode())
    found = Read(baci(codes, "H6", {}, 2021), [path])
    assert len(found.rows) == 1
    assert told in found.told


@pytest.mark.parametrize(
    ("name", "edition", "version", "told"),
    [
        ("BACI_HS17_Y2020_V202201.csv", "H0", "202201", "--edition: H0 is HS92, but the name of BACI_HS17"),
        ("BACI_HS17_Y2020_V202201.csv", "H0", "202201", "says HS17, which is H5"),
        ("baci_hs88.csv", "H0", "202201", "says hs88"),
        ("BACI_HS17_Y2020_V202201.csv", "H5", "202301", "--version: is '202301', but the name of BACI_HS17"),
        ("BACI_HS17_Y2020_V202401b.csv.gz", "H5", "202401", "says 202401b"),
        ("BACI_HS17_Y2020_V202201.csv", "H5", "", "--version: is '', but the name of BACI_HS17"),
        ("baci.csv", "H5", "", "--version: must have at least 1 character"),
        ("baci.csv", "H5", "202202", "--version: is '202202', but the name of countries_V202201.csv says 202201"),
    ],
)
def test_what_is_said_of_baci_may_not_contradict_names(
    tmp_path: Path, name: str, edition: str, version: str, told: str
) -> None:
    countries = put(tmp_path, "countries_V202201.csv" if version == "202202" else "countries.csv", COUNTRIES)
    with pytest.raises(Refused) as caught:
        _baci_job(put(tmp_path, name, BACI), countries, edition, version)
    assert told in str(caught.value)


@pytest.mark.parametrize("version", ["202201", "V202201", "v202201"])
@pytest.mark.parametrize("name", ["BACI_HS17_Y2020_V202201.csv", "baci_hs17.csv.gz", "baci.csv", "shs92v20220.csv"])
def test_names_of_baci_that_agree_are_taken(tmp_path: Path, name: str, version: str) -> None:
    countries = put(tmp_path, "country_codes_V202201.csv", COUNTRIES)
    assert _baci_job(put(tmp_path, name, BACI), countries, "H5", version).format_name == "baci H5"


def _baci_job(file: Path, countries: Path, edition: str, version: str) -> Job:
    return job_of(ImportKind.BACI, [file], Options(countries=countries, edition=edition, version=version))


@on_both_engines
def test_a_row_that_slips_through_is_held_by_the_database(
    tmp_path: Path, settings: Settings, codes: Codes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """References are looked up once all rows are there."""
    load(dossier(tmp_path), settings)
    before = in_force(settings)
    lies = (
        (replace(codes, areas=(*codes.areas, "ZZZ"), comtrade_numbers={**codes.comtrade_numbers, "156": "ZZZ"}), row()),
        (replace(codes, commodities=(*codes.commodities, "H6-999998")), row(cmdCode="999998")),
    )
    for wrong, one in lies:
        monkeypatch.setattr("app.loading.statistics.importing.codes_in", lambda _, wrong=wrong: wrong)
        path = put(tmp_path, "a.csv", lines(one))
        with pytest.raises((Refused, LoadFailed)):
            comtrade(settings, [path])
    assert in_force(settings) == before


@pytest.mark.parametrize("counts", [(1,), (49,), (50, 51), (130, 1, 1, 100), (1,) * 120])
def test_rows_that_share_columns_are_written_whole(tmp_path: Path, codes: Codes, counts: tuple[int, ...]) -> None:
    """What rows in a row share is bound once; how many share it, and which cells are empty, makes no difference."""
    goods = [code.removeprefix("H6-") for code in codes.commodities if code.startswith("H6-") and len(code) == 9]
    partners = [number for number in codes.comtrade_numbers if len(number) == 3 and number not in ("000", "398")]
    rows = (
        row(partnerCode=partner, cmdCode=good, qty="" if place % 7 else "2.5", netWgt="" if place % 2 else "3")
        for partner, count in zip(partners, counts, strict=False)
        for place, good in enumerate(goods[:count])
    )
    form, files = un_comtrade.comtrade(codes), inspected([put(tmp_path, "a.csv", lines(*rows))])
    intake = Intake(form, keeps_refused=False)
    for block in blocks(files, form.columns):
        intake.add(block)
    kept, table = intake.rows(), table_of("trade_flows")
    wanted = table_rows(kept, form, "some-trade").cast(pl.String)
    with closing(sqlite3.connect(":memory:")) as raw, connect_to(lambda: raw) as connection:
        table.create(connection)
        raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 50 * 15)  # parts of so many rows and cells
        assert [*write(connection, kept, form, "some-trade")][-1] == kept.height == sum(counts)
        columns, key = ", ".join(wanted.columns), ", ".join(table.primary_key.columns.keys())
        found = raw.execute(f"SELECT {columns} FROM trade_flows ORDER BY {key}").fetchall()  # noqa: S608  # our names
    assert [tuple(None if cell is None else str(cell) for cell in one) for one in found] == wanted.rows()


@on_both_engines
def test_indexes_and_constraints_are_there_after_an_import(tmp_path: Path, settings: Settings) -> None:
    comtrade(settings, [put(tmp_path, "a.csv", lines(row()))])
    database = connect(settings)
    sqlite = "SELECT name FROM sqlite_master WHERE tbl_name = 'trade_flows' AND type = 'index' AND sql NOT NULL"
    server = "SELECT indexname FROM pg_indexes WHERE tablename = 'trade_flows'"
    with database.snapshot() as connection:
        found = {one for (one,) in connection.execute(text(sqlite if database.kind == "sqlite" else server))}
        if database.kind == "postgresql":
            of_evidence = "SELECT count(*) FROM pg_constraint WHERE conname = 'fk_evidence_trade_flow' AND convalidated"
            assert connection.execute(text(of_evidence)).scalar_one() == 1
            found.remove("pk_trade_flows")
    database.close()
    assert found == {f"ix_trade_flows_by_{first}" for first in ("partner", "commodity", "source")}


def test_a_role_without_the_right_imports_all_the_same(
    tmp_path: Path, empty_postgres: str, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.loading.releases.server._REPLICA", "SET LOCAL session_replication_role = nonsense")
    settings = settings_for(empty_postgres)
    load(dossier(tmp_path), settings)
    comtrade(settings, [put(tmp_path, "a.csv", lines(row()))])
    assert len(stored(settings)) == 2


def test_a_place_says_where_its_release_came_from(tmp_path: Path, settings: Settings) -> None:
    load(dossier(tmp_path), settings)
    comtrade(settings, [put(tmp_path, "a.csv", lines(row()))])
    with open_builder(settings) as place:
        assert place.mark == 0


@pytest.mark.parametrize(
    ("kind", "given", "lineage"),
    [
        ("comtrade", {}, "united-nations-statistics-division-kaz"),
        ("comtrade", {"publisher": "A mirror of it"}, "a-mirror-of-it-kaz"),
        ("comtrade", {"lineage": "kz-customs"}, "kz-customs"),
        ("flows", {}, "kaz"),
        ("flows", {"publisher": "Bureau of National Statistics"}, "bureau-of-national-statistics-kaz"),
    ],
)
def test_the_lineage_follows_from_publisher_and_reporter(
    tmp_path: Path, settings: Settings, kind: str, given: dict[str, str], lineage: str
) -> None:
    content = {
        "comtrade": lines(row(), row(period="2021")),
        "flows": b"reporter,partner,flow,period,commodity,value\nKAZ,CHN,export,2022,TOTAL,5\n",
    }
    run(kind, put(tmp_path, "a.csv", content[kind]), settings, source="some-trade", **given)
    assert [one["lineage"] for one in stored(settings, "sources") if one["id"] == "some-trade"] == [lineage]


def test_rows_of_several_reporters_are_of_their_publisher(tmp_path: Path, settings: Settings) -> None:
    comtrade(settings, [put(tmp_path, "a.csv", lines(row(), row(reporterCode="156", partnerCode="398")))])
    codes = put(tmp_path, "codes.csv", CODES)
    run("nomenclature", codes, settings, edition="H5", source="codes")
    found = {one["id"]: one["lineage"] for one in stored(settings, "sources")}
    assert found == {"some-trade": "united-nations-statistics-division", "codes": None}


def test_a_lineage_is_a_slug(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="--lineage: must be letters and digits, with single hyphens between them"):
        job_of(ImportKind.COMTRADE, [tmp_path / "none"], Options(lineage="cn customs"))


@pytest.mark.parametrize("block", [1, 3, 5, 100])
def test_the_first_rows_of_a_fault_are_named_whatever_the_blocks(block: int) -> None:
    tally = RowTally()
    rows = [{"file": 0, "line": line, "reason": "is odd", "value": str(line)} for line in range(2, 14)]
    for start in range(0, len(rows), block):
        tally.record("a", pl.DataFrame(rows[start : start + block]))
    (fault,) = map(str, tally.faults(["x.csv"]))
    assert fault == "x.csv: a: is odd: 12 rows, line 2 ('2'), 3 ('3'), 4 ('4'), 5 ('5'), 6 ('6'), ..."


def test_one_database_under_two_ids_is_one_witness(tmp_path: Path, settings: Settings) -> None:
    both = lines(row(), row(reporterCode="156", partnerCode="398", flowCode="M", primaryValue="1200"))
    for name, more in (("a", b""), ("b", b"\n")):
        comtrade(settings, [put(tmp_path, f"{name}.csv", both + more)], source=name)
    with TestClient(create_app(settings)) as client:
        checks = client.get("/v1/checks?area=KAZ&counterpart=CHN&commodity=H6-2603").json()["items"]
    found = {(one["rule"], len({side["source"]["id"] for side in one["inputs"]}), one["independent"]) for one in checks}
    assert found == {("sources_on_one_key", 2, False), ("mirror", 2, True)}
    (mirror,) = (one for one in checks if one["rule"] == "mirror")
    assert len(mirror["inputs"]) == len(mirror["voices"]) == 2
