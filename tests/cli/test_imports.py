"""What `tradefacts import` says, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.loading.releases import LoadFailed
from app.loading.statistics.importing import ImportReport
from app.settings import Settings, installing
from tests.loading.statistics.conftest import HEADER, lines, put, row, stored

SAY = CliRunner()


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'release.db'}")
    return Settings()


def test_the_closing_table_accounts_for_every_row(tmp_path: Path) -> None:
    path = put(tmp_path, "trade.csv", lines(row(), row(motCode="2100"), row(period="1800"), row(period="2021")))
    rejects = tmp_path / "rejects.csv"
    done = SAY.invoke(app, ["import", "comtrade", str(path), "--rejects", str(rejects)])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:6] == [
        "4  read",
        "2  loaded",
        "1  set apart",
        "1    one mode of transport among others: motCode is not 0",
        "1  refused",
        "1    period is no year from 1900 on, or month such as 202201",
    ]
    assert "is in force" in done.stdout
    assert done.stderr == ""
    assert len(rejects.read_text().splitlines()) == 2
    again = SAY.invoke(app, ["import", "comtrade", str(path), "--rejects", str(rejects)])
    assert "is in force already: nothing new" in again.stdout


def test_refused_rows_are_written_over_nothing_else(tmp_path: Path) -> None:
    path = put(tmp_path, "trade.csv", lines(row(cmdCode="x"), row()))
    whole = path.read_bytes()
    notes = put(tmp_path, "notes.txt", b"something else")
    places = {
        path: "holds something else than refused rows",
        notes: "holds something else than refused rows",
        tmp_path: "is a folder",
        tmp_path / "none" / "rejects.csv": "is in a folder that does not exist",
        notes / "rejects.csv": "is in a folder that does not exist",
        tmp_path / ("x" * 300): "cannot be written: File name too long (--rejects)",
    }
    for place, told in places.items():
        done = SAY.invoke(app, ["import", "comtrade", str(path), "--rejects", str(place)])
        assert (done.exit_code, told in done.stderr, str(place) in done.stderr) == (1, True, True), done.stderr
    assert (path.read_bytes(), notes.read_bytes()) == (whole, b"something else")
    assert not (tmp_path / "release.db").exists()


def test_a_refusal_ends_with_an_error_and_says_what_stands(tmp_path: Path) -> None:
    path = put(tmp_path, "trade.csv", lines(row(cmdCode="x")))
    done = SAY.invoke(app, ["import", "comtrade", str(path)])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "trade.csv: classificationCode,cmdCode: is no commodity of that edition: 1 row, line 2" in done.stderr
    assert "nothing was imported; no release is in force" in done.stderr


def test_the_other_formats_are_commands_too(tmp_path: Path) -> None:
    codes = put(tmp_path, "codes.csv", b"id,text,parent\n26,26 - Ores,TOTAL\n2603,2603 - Copper ores,26\n")
    loaded = SAY.invoke(app, ["import", "nomenclature", str(codes), "--edition", "H0", "--title", "Codes"])
    assert (loaded.exit_code, loaded.stdout.splitlines()[1]) == (0, "2  loaded")
    baci = put(tmp_path, "baci.csv", b"t,i,j,k,v,q\n2021,398,156,260300,1,NA\n")
    countries = put(tmp_path, "countries.csv", b"country_code,iso_3digit_alpha\n398,KAZ\n398,KAZ\n")
    done = SAY.invoke(app, ["import", "baci", str(baci), "--countries", str(countries), "--version", "1"])
    assert (done.exit_code, "the country '398' stands there twice" in done.stderr) == (1, True)
    flows = SAY.invoke(app, ["import", "flows", str(baci)])
    assert (flows.exit_code, "these columns are missing: reporter, partner" in flows.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["baci", "FILE"], "--countries: is needed to import baci\n--version: is needed to import baci"),
        (["nomenclature", "FILE"], "--edition: is needed to import nomenclature"),
        (["flows", "FILE", "--edition", "H0"], "--edition: is no option of flows, but of baci and nomenclature"),
        (["comtrade", "FILE", "--countries", "FILE"], "--countries: is no option of comtrade, but of baci"),
        (["flows", "FILE", "FILE"], "is one file too many: only comtrade takes several"),
    ],
)
def test_each_kind_of_file_has_its_options(tmp_path: Path, arguments: list[str], told: str) -> None:
    path = put(tmp_path, "trade.csv", lines(row()))
    done = SAY.invoke(app, ["import", *(str(path) if one == "FILE" else one for one in arguments)])
    assert (done.exit_code, told in done.stderr) == (1, True), done.stderr


def test_without_the_extra_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.imports.is_installed", lambda _: False)
    done = SAY.invoke(app, ["import", "comtrade", str(put(tmp_path, "trade.csv", lines(row())))])
    checkout = Path(__file__).parents[2]
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert sys.executable in done.stderr
    assert done.stderr.endswith(f" -e '{checkout}[bulk]'\n")
    monkeypatch.setattr("app.settings._PACKAGE", tmp_path / "app")
    assert installing("bulk").endswith(" 'polars<3,>=2.1'")


def test_a_start_takes_no_extras() -> None:
    """Each costs a second, and memory that no server needs before somebody asks."""
    start = "import sys, app.cli, app.main; app.main.create_app()"
    script = f"{start}; raise SystemExit(bool({{'polars', 'mcp'}} & {{*sys.modules}}))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_other_trouble_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> ImportReport:
        raise LoadFailed("the disk is full")

    monkeypatch.setattr("app.loading.statistics.importing.run_import", fails)
    done = SAY.invoke(app, ["import", "comtrade", str(put(tmp_path, "trade.csv", lines(row())))])
    assert (done.exit_code, "the import failed: the disk is full" in done.stderr) == (1, True)


@pytest.mark.parametrize("option", ["--title", "--publisher", "--version", "--rights"])
@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("", "must have at least 1 character; found ''"),
        ("x" * 1001, "must have at most 1000 characters; found 'xxx"),
        ("a\x1b[31m", "control character U+001B is not allowed; found 'a\\x1b[31m'"),
        ("a\u202eb", "control character U+202E is not allowed; found 'a\\u202eb'"),
        ("a\udcff", "must be text in UTF-8; found 'a\\udcff'"),
        (" a", "text may not start or end with white space; found ' a'"),
    ],
    ids=["empty", "long", "control", "direction", "bytes", "blank"],
)
def test_what_is_said_of_a_source_is_plain_text(tmp_path: Path, option: str, value: str, told: str) -> None:
    path = put(tmp_path, "trade.csv", lines(row()))
    done = SAY.invoke(app, ["import", "comtrade", str(path), option, value])
    assert (done.exit_code, f"{option}: {told}" in done.stderr) == (1, True), (done.stderr, done.exception)


@pytest.mark.parametrize("source", ["", "x" * 81, "a--b", "a\udcff", "é"])
def test_the_id_of_a_source_is_one(tmp_path: Path, source: str) -> None:
    path = put(tmp_path, "trade.csv", lines(row()))
    done = SAY.invoke(app, ["import", "comtrade", str(path), "--source", source])
    assert (done.exit_code, done.stderr.startswith("--source: must ")) == (1, True), (done.stderr, done.exception)


def test_names_of_files_are_written_so_that_a_terminal_can_take_them(tmp_path: Path, own_settings: Settings) -> None:
    path = put(tmp_path, os.fsdecode(b"tr\xff\x1b[31m.csv"), lines(row()))
    rejects = tmp_path / "rejects.csv"
    assert SAY.invoke(app, ["import", "comtrade", str(path), str(path)]).stderr.count(r"tr\udcff\x1b[31m.csv") == 2
    folder = SAY.invoke(app, ["import", "comtrade", str(path), "--rejects", str(path / "r.csv")])
    assert r"tr\udcff\x1b[31m.csv/r.csv: is in a folder" in folder.stderr
    done = SAY.invoke(app, ["import", "comtrade", str(path), "--rejects", str(rejects)])
    assert done.exit_code == 0, done.exception
    (source,) = stored(own_settings, "sources")
    assert source["title"] == r"UN Comtrade: tr\udcff\x1b[31m.csv"
    assert source["note"].startswith(r"Imported from tr\udcff\x1b[31m.csv (sha256 ")
    faulty = put(tmp_path, path.name, lines(row(cmdCode="x"), row()))
    told = SAY.invoke(app, ["import", "comtrade", str(faulty)]).stderr
    assert r"tr\udcff\x1b[31m.csv: classificationCode,cmdCode" in told
    assert SAY.invoke(app, ["import", "comtrade", str(faulty), "--rejects", str(rejects)]).exit_code == 0
    assert r"tr\udcff\x1b[31m.csv,2," in rejects.read_text()


def test_a_folder_is_told_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert SAY.invoke(app, ["import", "comtrade", "."]).stderr.startswith(".: is a folder\n")


def test_of_many_files_the_title_names_the_first(tmp_path: Path, own_settings: Settings) -> None:
    paths = [str(put(tmp_path, f"{year}.csv", lines(row(period=str(year))))) for year in range(2000, 2005)]
    assert SAY.invoke(app, ["import", "comtrade", *paths]).exit_code == 0
    (source,) = stored(own_settings, "sources")
    assert source["title"] == "UN Comtrade: 2000.csv, 2001.csv, 2002.csv and 2 more"
    assert source["note"].count("sha256") == 5


def test_columns_that_are_not_read_are_named_on_one_line(tmp_path: Path) -> None:
    odd = ["a\x1b[31m", '"b\nc"', "d" * 100, *(f"more{number}" for number in range(60))]
    path = put(tmp_path, "trade.csv", lines(row() + "," * len(odd), header=",".join((HEADER, *odd))))
    done = SAY.invoke(app, ["import", "comtrade", str(path)])
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("columns that are not read: ")]
    assert told.startswith(r"columns that are not read: 'a\x1b[31m', 'b\nc', '" + "d" * 56 + "..., 'more0'")
    assert told.endswith(" and 3 more")
