"""UN Comtrade's rows: what each becomes, and by which rule one is set apart or refused."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.loading.faults import Refused, shown
from app.loading.statistics.codes import Codes
from app.loading.statistics.formats import this_year
from app.loading.statistics.formats.comtrade import COLUMNS, UNIT_CODES
from app.loading.statistics.formats.comtrade import comtrade as comtrade_format
from app.loading.statistics.reading.columns import canonical
from app.settings import Settings
from tests.loading.conftest import on_both_engines
from tests.loading.statistics.conftest import HEADER, PLAIN, Read, comtrade, lines, put, row, stored

One = Callable[..., dict[str, str]]
PARTNERS = Path(__file__).parents[4] / "shared" / "data" / "comtrade" / "comtrade_partner.csv"
OTHERS = (
    *("datasetCode", "refPeriodId", "refYear", "refMonth", "reporterISO", "reporterDesc", "flowCategory", "flowDesc"),
    *("partnerISO", "partnerDesc", "partner2ISO", "partner2Desc", "classificationSearchCode"),
    *("isOriginalClassification", "cmdDesc", "aggrLevel", "isLeaf", "customsDesc", "mosDesc", "motDesc"),
    *("qtyUnitAbbr", "altQtyUnitCode", "altQtyUnitAbbr", "altQty", "isAltQtyEstimated", "grossWgt"),
    *("isGrossWgtEstimated", "legacyEstimationFlag", "isReported", "isAggregate"),
)
"""The columns of UN Comtrade that are not read."""


@pytest.fixture
def read(tmp_path: Path, codes: Codes) -> Callable[..., Read]:
    """Read files of these contents."""

    def run(*contents: bytes) -> Read:
        paths = [put(tmp_path, f"{name}.csv", content) for name, content in zip("abc", contents, strict=False)]
        return Read(comtrade_format(codes), paths)

    return run


@pytest.fixture
def only(read: Callable[..., Read]) -> One:
    """Read one row, and give what it becomes."""

    def run(**given: str) -> dict[str, str]:
        found = read(lines(row(**given)))
        assert found.told == ""
        (one,) = found.rows
        return one

    return run


@pytest.fixture
def refused(read: Callable[..., Read]) -> Callable[..., str]:
    """Read one row, and give why it is refused."""

    def run(**given: str) -> str:
        found = read(lines(row(**given)))
        assert (found.rows, found.tally.refused) == ([], 1)
        return found.told

    return run


def test_a_plain_row_is_a_statistic_of_its_reporter(only: One) -> None:
    found = only()
    assert {name: value for name, value in found.items() if value} == {
        "reporter": "KAZ",
        "partner": "CHN",
        "flow": "export",
        "recency": "11725012",
        "commodity": "H6-2603",
        "source": "some-trade",
        "statement": "0",
        "period": "2022",
        "frequency": "annual",
        **_quantity("primary_value", "10002500", "USD"),
        **_quantity("net_weight", "15005000", "kg"),
        **_quantity("quantity", "15005000", "kg"),
        "compiled_by": "KAZ",
        "basis_kind": "reported",
        "valuation": "fob",
        "estimated": '["net_weight"]',
        "line": "2",
    }


def _quantity(name: str, amount: str, unit: str) -> dict[str, str]:
    parts = {"_amount": amount, "_lower": amount, "_upper": amount, "_unit": unit, "_bounds": "[]"}
    return {f"{name}{part}": value for part, value in parts.items()}


@pytest.mark.parametrize(
    ("cif", "fob", "valuation", "alternate"),
    [
        ("1000.25", "", "cif", ""),
        ("1000.25", "0", "cif", ""),
        ("1000.25", "900", "cif", "9000000"),
        ("1200", "1000.25", "fob", "12000000"),
        ("1000.25", "1000.250", "cif_equals_fob", ""),
        ("0", "0.0", "not_stated", ""),
        ("1", "2", "not_stated", ""),
    ],
)
def test_the_valuation_is_decided_per_row(only: One, cif: str, fob: str, valuation: str, alternate: str) -> None:
    found = only(cifvalue=cif, fobvalue=fob, flowCode="M")
    assert (found["valuation"], found["alternate_value_amount"]) == (valuation, alternate)
    assert (found["alternate_value_unit"] == "") == (alternate == "")


def test_a_weight_of_zero_is_not_available(only: One) -> None:
    found = only(netWgt="0.0", qty="0")
    assert [found[f"net_weight{part}"] for part in ("_amount", "_unit")] == [""] * 2
    assert [found[f"quantity{part}"] for part in ("_amount", "_unit")] == [""] * 2


@pytest.mark.parametrize(
    ("weight", "quantity", "estimated"),
    [
        ("true", "false", '["net_weight"]'),
        ("false", "1", '["quantity"]'),
        ("1", "true", '["net_weight","quantity"]'),
        ("0", "", ""),
    ],
)
def test_what_is_estimated_is_named(only: One, weight: str, quantity: str, estimated: str) -> None:
    assert only(isNetWgtEstimated=weight, isQtyEstimated=quantity)["estimated"] == estimated


def test_what_is_not_there_is_not_estimated(only: One) -> None:
    assert only(netWgt="0", isNetWgtEstimated="true", isQtyEstimated="false")["estimated"] == ""


@pytest.mark.parametrize(("code", "unit"), [("2", "m2"), ("24", "heads"), ("25", "kg_drained"), ("41", "cells")])
def test_every_unit_of_un_comtrade_has_a_word(only: One, code: str, unit: str) -> None:
    assert only(qtyUnitCode=code)["quantity_unit"] == unit
    assert set(UNIT_CODES) == {str(number) for number in range(2, 42)}
    assert len(set(UNIT_CODES.values())) == len(UNIT_CODES)


def test_a_quantity_without_a_unit_is_none(only: One) -> None:
    assert only(qtyUnitCode="-1", qty="12")["quantity_amount"] == ""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *(("251", "FRA"), ("842", "USA"), ("579", "NOR"), ("757", "CHE"), ("699", "IND"), ("490", "S19")),
        *(("0", "W00"), ("398", "KAZ"), ("899", "areas-nes"), ("4", "AFG"), ("736", "sudan-until-2011")),
        # M49 has these for Monaco and for India; UN Comtrade's India is 699, and Monaco counts with France.
        *(("492", "europe-eu-nes"), ("356", "india-until-1974")),
        # M49 has these for France and Norway; UN Comtrade's are 251 and 579, and count Monaco, and Svalbard with them.
        *(("250", "metropolitan-france"), ("578", "norway-without-svalbard")),
        # Its list calls both of each by the country's name.
        *(("840", "USA"), ("756", "CHE"), ("380", "ITA"), ("381", "ITA"), ("850", "VIR")),
        *(
            ("527", "oceania-nes"),
            ("568", "other-europe-nes"),
            ("577", "other-africa-nes"),
            ("290", "northern-africa-nes"),
        ),
        *(("637", "north-and-central-america-nes"), ("636", "rest-of-america-nes"), ("697", "efta-nes")),
        *(("221", "eastern-europe-nes"), ("129", "caribbean-nes"), ("471", "cacm-nes"), ("472", "cameu-nes")),
        *(("473", "laia-nes"), ("879", "western-asia-nes"), ("837", "bunkers"), ("838", "free-zones")),
        *(("839", "special-categories"), ("849", "us-miscellaneous-pacific-islands"), ("488", "midway-islands")),
        *(("080", "british-antarctic-territories"), ("80", "british-antarctic-territories"), ("872", "wake-island")),
        *(("830", "channel-islands"), ("412", "kosovo"), ("97", "european-union"), ("975", "asean")),
        *(("58", "belgium-luxembourg-until-1998"), ("56", "BEL"), ("230", "ethiopia-until-1992"), ("231", "ETH")),
        *(("278", "german-democratic-republic-until-1990"), ("280", "germany-federal-republic-until-1990")),
        *(("590", "panama-without-canal-zone-until-1977"), ("592", "panama-canal-zone-until-1977"), ("591", "PAN")),
        *(("658", "saint-kitts-nevis-anguilla-until-1980"), ("717", "rhodesia-and-nyasaland-until-1964")),
        *(("720", "democratic-yemen-until-1990"), ("886", "yemen-arab-republic-until-1990"), ("887", "YEM")),
        *(("810", "ussr-until-1990"), ("835", "tanganyika-until-1964"), ("836", "zanzibar-and-pemba-until-1964")),
        *(("841", "usa-and-puerto-rico-until-1980"), ("868", "south-vietnam-until-1974"), ("704", "VNM")),
        *(("866", "north-vietnam-until-1974"), ("890", "yugoslavia-until-1991"), ("200", "czechoslovakia-until-1992")),
        *(("891", "serbia-and-montenegro-until-2005"), ("688", "SRB"), ("499", "MNE"), ("729", "SDN"), ("728", "SSD")),
        *(("711", "southern-african-customs-union-until-1999"), ("710", "ZAF"), ("698", "sikkim-until-1974")),
        *(("588", "east-and-west-pakistan-until-1971"), ("586", "PAK"), ("530", "netherlands-antilles-until-2010")),
        *(("532", "netherlands-antilles-and-aruba-until-1985"), ("533", "ABW"), ("536", "neutral-zone")),
        *(("582", "pacific-islands-until-1991"), ("647", "ryukyu-islands-until-1972"), ("457", "sarawak-until-1963")),
        *(("459", "peninsular-malaysia-until-1963"), ("461", "sabah-until-1963"), ("458", "MYS")),
    ],
)
def test_areas_are_found_by_the_numbers_of_un_comtrade(codes: Codes, number: str, code: str) -> None:
    assert codes.comtrade_numbers[number] == code


@pytest.mark.parametrize(
    ("column", "number", "code"),
    [
        ("partnerCode", "492", "europe-eu-nes"),
        ("partnerCode", "356", "india-until-1974"),
        ("reporterCode", "699", "IND"),
    ],
)
def test_the_list_of_un_comtrade_decides(only: One, column: str, number: str, code: str) -> None:
    assert only(**{column: number})[column.removesuffix("Code")] == code


def test_former_countries_are_apart_from_those_of_today(read: Callable[..., Read]) -> None:
    """As partners of one reporter, in one year, beside each other: none has the key of another."""
    numbers = ("699", "356", "251", "250", "579", "578", "56", "58", "729", "736", "710", "711", "276", "280", "278")
    found = read(lines(*(row(partnerCode=number) for number in numbers)))
    assert (len({one["partner"] for one in found.rows}), found.told) == (len(numbers), "")


@pytest.mark.skipif(not PARTNERS.exists(), reason="UN Comtrade's list of partners is not beside this repository")
def test_every_number_of_un_comtrade_has_an_area_of_its_own(codes: Codes) -> None:
    """Two numbers are one area where its list calls them alike: 840 and 842, 756 and 757."""
    with PARTNERS.open(newline="", encoding="utf-8") as file:
        partners = list(csv.DictReader(file))
    found = {one["id"]: codes.comtrade_numbers[one["id"]] for one in partners}
    shared = {area: sorted(n for n in found if found[n] == area) for area in found.values()}
    assert {area: numbers for area, numbers in shared.items() if len(numbers) > 1} == {
        "USA": ["840", "842"],
        "CHE": ["756", "757"],
    }
    kinds = {one["code"]: one["kind"] for one in codes.rows["areas"]}
    past = {one["id"] for one in partners if one["exit_year"]}
    # Overseas departments of France, and the Virgin Islands, are countries of ISO 3166 all the same.
    former = {number for number, area in found.items() if kinds[area] == "former"}
    assert past - former == {"175", "254", "312", "638", "850"}
    assert former - past == {"536"}
    assert {one["id"] for one in partners if one["group"] == "True"} == {"0"}


@pytest.mark.parametrize(
    ("code", "flow"),
    [
        ("M", "import"),
        ("DX", "domestic_export"),
        ("RX", "re_export"),
        ("FM", "foreign_import"),
        ("RM", "re_import"),
    ],
)
def test_parts_of_flows_are_flows_of_their_own(only: One, code: str, flow: str) -> None:
    assert only(flowCode=code)["flow"] == flow


@pytest.mark.parametrize(
    "given",
    [
        {"typeCode": "S"},
        {"customsCode": "C01"},
        {"customsCode": "C20"},
        {"motCode": "2100"},
        {"motCode": "9900"},
        {"mosCode": "1"},
        {"partner2Code": "156"},
        {"partner2Code": "004"},
        {"partner2Code": "4"},
        {"flowCode": "MIP"},
        {"flowCode": "XOP"},
    ],
    ids=str,
)
def test_parts_of_a_row_are_set_apart(read: Callable[..., Read], given: dict[str, str]) -> None:
    found = read(lines(row(), row(**given)))
    tally = found.tally
    assert (tally.read, tally.loaded, tally.set_apart.total(), tally.refused) == (2, 1, 1, 0)
    assert len(found.rows) == 1


@pytest.mark.parametrize("code", ["0", "00", "000", " 0 "])
def test_the_world_as_second_partner_is_the_total(only: One, code: str) -> None:
    assert only(partner2Code=code)["partner"] == "CHN"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"period": "202213", "freqCode": "M"}, "period: is no year"),
        ({"period": "202200", "freqCode": "M"}, "period: is no year"),
        ({"period": "22"}, "period: is no year"),
        ({"period": "1899"}, "period: is no year"),
        ({"period": "²²²²"}, "period: is no year"),
        ({"period": "2022Q1", "freqCode": "M"}, "period: is no year"),
        ({"period": "2022-1", "freqCode": "M"}, "period: is no year"),
        ({"period": "２０２２"}, "period: is no year"),
        ({"freqCode": "M"}, "freqCode,period: do not belong together"),
        ({"reporterCode": "999"}, "reporterCode: is no area"),
        ({"reporterCode": "KAZ"}, "reporterCode: is no area"),
        ({"reporterCode": "0"}, "reporterCode: is the World, which neither trades nor reports"),
        ({"reporterCode": "000"}, "reporterCode: is the World"),
        ({"reporterCode": ""}, "reporterCode: is no area"),
        ({"partnerCode": "1_5"}, "partnerCode: is no area"),
        ({"flowCode": "x"}, "flowCode: is no flow"),
        ({"classificationCode": "S3"}, "classificationCode,cmdCode: is no edition"),
        ({"classificationCode": "H5"}, "tradefacts import nomenclature FILE --edition H5"),
        ({"cmdCode": "260399"}, "classificationCode,cmdCode: is no commodity"),
        ({"cmdCode": "H6-2603"}, "classificationCode,cmdCode: is no commodity of that edition: "),
        ({"cmdCode": "10121"}, "is no commodity of that edition; with a leading zero it is one"),
        ({"cmdCode": "101"}, "with a leading zero it is one"),
        ({"cmdCode": "1"}, "with a leading zero it is one"),
        ({"cmdCode": "99999"}, "classificationCode,cmdCode: is no commodity of that edition: "),
        ({"cmdCode": "AG2"}, "is no commodity but asks for all codes of a level"),
        ({"cmdCode": "ALL"}, "is no commodity but asks for all codes of a level"),
        ({"primaryValue": ""}, "primaryValue: is not a number"),
        ({"primaryValue": "1e400"}, "primaryValue: is more than 10^14"),
        ({"primaryValue": "1e-9"}, "primaryValue: has more than four decimals"),
        *(
            ({name: text}, f"{name}: is shortened as spreadsheets do, so its last digits are lost")
            for name, text in (
                *(("primaryValue", "2.716E+12"), ("primaryValue", "2.716e+12"), ("primaryValue", "2.71600E+12")),
                *(("primaryValue", "1.5E3"), ("primaryValue", "1E+11"), ("primaryValue", "2.7E9")),
                *(("cifvalue", "4.20E+07"), ("fobvalue", "1.9E+12"), ("netWgt", "1.16E+11"), ("qty", "5E+06")),
            )
        ),
        ({"primaryValue": "NA"}, "primaryValue: is not a number"),
        ({"primaryValue": "nan"}, "primaryValue: is not a number"),
        ({"primaryValue": "inf"}, "primaryValue: is not a number"),
        ({"primaryValue": "-1"}, "primaryValue: is negative"),
        ({"primaryValue": "1_000"}, "primaryValue: is not a number"),
        ({"primaryValue": "１２"}, "primaryValue: is not a number"),
        ({"primaryValue": '"1,234"'}, "primaryValue: is not a number"),
        ({"primaryValue": "0x10"}, "primaryValue: is not a number"),
        ({"netWgt": "none of it"}, "netWgt: is not a number"),
        ({"motCode": "NA"}, "motCode: must be 0 for all modes"),
        ({"qtyUnitCode": "99"}, "qtyUnitCode: is no quantity unit"),
        ({"isQtyEstimated": "maybe"}, "isQtyEstimated: must be true or false"),
        *(
            ({name: text}, f"{name}: must be {total} for ")
            for name, total, texts in (
                ("typeCode", "C", ("", "c", "s", "CS", "G")),
                ("customsCode", "C00", ("", "c00", "0", "C0", "00", "C000", "C0O", "C０１")),
                ("motCode", "0", ("", "0.0", "00", "0000", "-1", "2100.0", "210", "TOTAL")),
                ("mosCode", "0", ("", "-1", "0.0", "00", "1.0")),
                ("partner2Code", "0", ("", "0.0", "-1", "W00", "0000", "1560")),
            )
            for text in texts
        ),
    ],
    ids=str,
)
def test_a_faulty_row_is_refused_by_name(refused: Callable[..., str], given: dict[str, str], told: str) -> None:
    message = refused(**given)
    assert told in message
    assert "1 row, line 2" in message


@pytest.mark.parametrize(
    ("text", "scaled"),
    [
        ("1000.2500", 10_002_500),
        ("+5", 50_000),
        ("1.5e3", 15_000_000),
        # What R writes for 100000 and 3000000 is no longer and no less than that.
        ("1e+05", 10**9),
        ("3e+06", 3 * 10**10),
        # All digits are there, down to the ones.
        ("1.2345E+04", 123_450_000),
        ("2.715997517261E+12", 2_715_997_517_261 * 10**4),
        ("2.715997517261e+12", 2_715_997_517_261 * 10**4),
        ("0.00E+00", 0),
        ("100000000000000", 10**18),
        ("99999999999999.9999", 10**18 - 1),
        ("0", 0),
        ("007", 70_000),
        (" 12 ", 120_000),
        ("2251799813.6847", 22_517_998_136_847),
        ("12345678901.1234", 123_456_789_011_234),
    ],
)
def test_numbers_are_held_exactly(only: One, text: str, scaled: int) -> None:
    assert only(primaryValue=text)["primary_value_amount"] == str(scaled)


def test_all_kinds_of_fault_are_told_at_once(read: Callable[..., Read]) -> None:
    rows = [row(cmdCode="01"), row(primaryValue="x", partnerCode="9999"), *[row(period="1800")] * 9, row(cmdCode="01")]
    told = read(lines(*rows)).told
    assert "period: is no year from 1900 on, or month such as 202201: 9 rows, line 4 ('1800')" in told
    assert "a.csv: partnerCode: is no area that we know by this number: 1 row, line 3 ('9999')" in told
    assert "primaryValue: is not a number" in told
    assert "has the key of another row" in told
    assert "2 rows, line 2, 13" in told


def test_rows_of_two_files_may_not_share_a_key(read: Callable[..., Read]) -> None:
    told = read(lines(row(), row(period="2021")), lines(row(fobvalue="7"))).told
    assert told.startswith("2 files: has the key of another row")
    assert told.endswith("2 rows, a.csv line 2, b.csv line 2")


def test_a_fault_of_several_files_says_so_for_every_row(tmp_path: Path, settings: Settings) -> None:
    first, other = (tmp_path / name for name in ("2021", "2022"))
    for folder, faulty in ((first, 7), (other, 1)):
        folder.mkdir()
        put(folder, "a.csv", lines(*[row(period=folder.name, primaryValue="x")] * faulty))
    with pytest.raises(Refused) as caught:
        comtrade(settings, [first / "a.csv", other / "a.csv"])
    told = str(caught.value)
    assert "2 files: primaryValue" in told
    assert f"8 rows, {first / 'a.csv'} line 2 ('x')" in told


@on_both_engines
def test_refused_rows_go_to_a_file_and_the_rest_loads(tmp_path: Path, settings: Settings) -> None:
    rows = [row(), row(period="2021", cmdCode="x"), row(period="2020"), row(period="2020"), row(period="2019")]
    path, rejects = put(tmp_path, "mixed.csv", lines(*rows)), tmp_path / "rejects.csv"
    report = comtrade(settings, [path], rejects=rejects)
    assert (report.tally.read, report.tally.loaded, report.tally.refused) == (5, 2, 3)
    assert [one["period"] for one in stored(settings)] == ["2022", "2019"]
    written = rejects.read_text().splitlines()
    assert written[0] == "file,line,reason,row"
    assert [line.split(",")[1] for line in written[1:]] == ["3", "4", "5"]
    assert f'"{rows[1]}"' in written[1]
    again = comtrade(settings, [path], rejects=rejects)
    assert not again.is_new
    assert again.release == report.release


def test_a_file_of_which_no_row_is_left_is_refused(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(Refused, match="no row is left to load"):
        comtrade(settings, [put(tmp_path, "a.csv", lines(row(cmdCode="x")))], rejects=tmp_path / "r.csv")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [row(motCode="2100"), row(motCode="1000"), row(partner2Code="156")],
            (
                "of 3 read, set apart are 2 by the rule 'one mode of transport among others: motCode is not 0', "
                "1 by the rule 'one second partner among others: partner2Code is not 0'"
            ),
        ),
        ([row(flowCode="MIP")], "of 1 read, set apart are 1 by the rule 'goods for processing (MIP, MOP, XIP, XOP)"),
        ([row(typeCode="S")] * 4, "of 4 read, set apart are 4 by the rule 'trade in services: typeCode is not C'"),
    ],
)
def test_what_was_set_apart_is_told_where_nothing_is_left(
    tmp_path: Path, settings: Settings, rows: list[str], told: str
) -> None:
    with pytest.raises(Refused) as caught:
        comtrade(settings, [put(tmp_path, "a.csv", lines(*rows))])
    assert f"some-trade: no row is left to load: {told}" in str(caught.value)


def test_what_was_refused_is_told_beside_it(tmp_path: Path, settings: Settings) -> None:
    rows = lines(row(cmdCode="x"), row(typeCode="S"))
    with pytest.raises(Refused, match="1 by the rule 'trade in services: typeCode is not C'; 1 refused"):
        comtrade(settings, [put(tmp_path, "a.csv", rows)], rejects=tmp_path / "r.csv")


def test_columns_may_stand_anywhere_and_be_written_with_underscores(read: Callable[..., Read]) -> None:
    columns = {"cmd_code": "2603", "Period": "202203", "primary_value": "5", "flow_code": "M", "extra": "é"}
    columns |= {"reporter_code": "398", "partner_code": "0", "classification_code": "H6"}
    whole = read(f"{','.join(columns)}\n{','.join(columns.values())}\n".encode("cp1252"))
    (found,) = whole.rows
    assert (found["period"], found["frequency"], found["primary_value_amount"]) == ("2022-03", "monthly", "50000")
    assert whole.unread == {"extra"}


def test_what_the_api_answers_gives_the_same_rows(read: Callable[..., Read]) -> None:
    numbers = {"reporterCode": 398, "partnerCode": 156, "primaryValue": 1000.25, "fobvalue": 1000.25, "qty": 1500.5}
    flags = {"isQtyEstimated": False, "isNetWgtEstimated": True, "cifvalue": None, "netWgt": 1500.5}
    answer = json.dumps({"elapsedTime": "0.1", "count": 1, "data": [PLAIN | numbers | flags], "error": ""})
    (of_json,) = read(answer.encode()).rows
    (of_csv,) = read(lines(row())).rows
    assert of_json | {"line": ""} == of_csv | {"line": ""}


@pytest.mark.parametrize("name", ["\ufefftypeCode", "type code", "Type-Code", "(typeCode)", "type_code\u200b"])
def test_marks_in_a_name_hide_no_column(read: Callable[..., Read], name: str) -> None:
    header = HEADER.replace("typeCode", name)
    found = read(b"\xef\xbb\xbf" + lines(row(), row(typeCode="S"), header=header))
    assert (found.tally.set_apart.total(), found.unread) == (1, set())


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("motCode", "motCod"),
        ("customsCode", "customCode"),
        ("partner2Code", "partnr2_code"),
        ("typeCode", "typeC\u043ede"),
        ("mosCode", "msoCode"),
        ("freqCode", "frqCode"),
        ("netWgt", "netWght"),
        ("isNetWgtEstimated", "isNetWgtEstimate"),
    ],
)
def test_a_column_one_slip_away_is_not_left_unread(read: Callable[..., Read], column: str, name: str) -> None:
    with pytest.raises(Refused) as caught:
        read(lines(row(), header=HEADER.replace(column, name)))
    assert f"a.csv: line 1: the column {shown(name)} is not known; did you mean '{column}'?" in str(caught.value)


def test_names_of_un_comtrade_are_taken_for_no_others(read: Callable[..., Read]) -> None:
    """Each of its columns may stand in a file by itself, beside those that are needed."""
    others = {canonical(name) for name in (*COLUMNS.all, *OTHERS)}
    assert len(others) == len(COLUMNS.all) + len(OTHERS)
    needed = {name: PLAIN[name] for name in COLUMNS.required}
    for name in (*OTHERS, *COLUMNS.optional):
        header, cells = [*needed, name], [*needed.values(), PLAIN.get(name, "x")]
        assert len(read(lines(",".join(cells), header=",".join(header))).rows) == 1


def test_a_quantity_of_which_the_file_says_no_unit_is_not_read(read: Callable[..., Read]) -> None:
    without = {
        "qtyUnitCode": {"qtyUnitAbbr", "qty", "isQtyEstimated"},
        "qty": {"amount", "qtyUnitCode", "isQtyEstimated"},
        "netWgt": {"weight", "isNetWgtEstimated"},
        "isQtyEstimated": {"estimated"},
    }
    new = {"qtyUnitCode": "qtyUnitAbbr", "qty": "amount", "netWgt": "weight", "isQtyEstimated": "estimated"}
    for name, unread in without.items():
        header = ",".join(new[name] if column == name else column for column in HEADER.split(","))
        assert read(lines(row(), header=header)).unread == unread


@pytest.mark.parametrize(("period", "frequency"), [("2022", "A"), ("202212", "M")])
def test_periods_after_the_present_year_are_refused(tmp_path: Path, codes: Codes, period: str, frequency: str) -> None:
    path = put(tmp_path, "a.csv", lines(row(period=period, freqCode=frequency), row(period="2020")))
    at_the_time, before = (Read(comtrade_format(codes, present), [path]) for present in (2022, 2021))
    assert (at_the_time.told, len(at_the_time.rows)) == ("", 2)
    assert before.told == f"a.csv: period: is later than 2021, the present year: 1 row, line 2 ('{period}')"
    assert [one["period"] for one in before.rows] == ["2020"]


def test_the_present_year_is_that_of_the_clock(codes: Codes, tmp_path: Path) -> None:
    rows = [row(period=str(this_year() + more)) for more in (0, 1)]
    found = Read(comtrade_format(codes), [put(tmp_path, "a.csv", lines(*rows))])
    assert (len(found.rows), "line 3" in found.told) == (1, True)
