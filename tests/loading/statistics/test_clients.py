"""The same rows of UN Comtrade in every form that its clients save, and that it had before: equal rows, equal sums.

The rows are made up, and those of the real file where it lies beside the repository.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.loading.faults import Refused
from app.loading.statistics.codes import Codes
from app.loading.statistics.formats.comtrade import comtrade as comtrade_format
from tests.loading.statistics.conftest import PLAIN, Read, lines, put, row

REAL = Path(__file__).parents[4] / "shared/data/comtrade/comtrade_2022_total_CHN_DEU_USA_all_partners.csv"
Cells = dict[str, str]

MADE_UP = (
    PLAIN,
    PLAIN | {"flowCode": "M", "cifvalue": "100000", "fobvalue": "", "primaryValue": "100000", "netWgt": ""},
    PLAIN | {"flowCode": "RX", "primaryValue": "3000000", "fobvalue": "3000000", "isQtyEstimated": "true"},
    PLAIN | {"flowCode": "RM", "partnerCode": "0", "qtyUnitCode": "-1", "qty": "0", "netWgt": "0"},
    PLAIN | {"period": "202203", "freqCode": "M", "cmdCode": "01", "primaryValue": "2715997517261", "fobvalue": ""},
    PLAIN | {"partnerCode": "490", "cmdCode": "TOTAL", "qtyUnitCode": "-1", "qty": "", "isNetWgtEstimated": "false"},
    PLAIN | {"partnerCode": "899", "cifvalue": "1200", "qtyUnitCode": "5"},
)


def real() -> list[Cells]:
    with REAL.open(encoding="cp1252", newline="") as file:
        return [{name: one[name] for name in PLAIN} for one in csv.DictReader(file)]


def snake(name: str) -> str:
    """Write the name of a column as comtradr does: primary_value, and partner2code."""
    return {"partner2Code": "partner2code", "cifvalue": "cifvalue", "fobvalue": "fobvalue"}.get(
        name, "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    )


def of_r(text: str) -> str:
    """Write a number as R does: in whichever form is shorter."""
    digits = text.rstrip("0")
    short = (
        f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e+{len(text) - 1:02}" if text.isdigit() and digits else text
    )
    return short if len(short) <= len(text) else text


def comtradr(rows: Sequence[Cells]) -> bytes:
    """Write rows of comtradr as `write.csv` does: nameless row numbers, quoted texts, NA, TRUE and FALSE."""

    def cell(name: str, text: str) -> str:
        if text == "":
            return "NA"
        if text in ("true", "false"):
            return text.upper()
        numbers = ("reporterCode", "partnerCode", "partner2Code", "qtyUnitCode")
        is_number = name in numbers or name.endswith(("alue", "qty", "netWgt"))
        return of_r(text) if is_number else f'"{text}"'

    header = ",".join(['""', *(f'"{snake(name)}"' for name in PLAIN)])
    body = (
        ",".join([f'"{place}"', *(cell(name, text) for name, text in one.items())]) for place, one in enumerate(rows, 1)
    )
    return "\n".join([header, *body, ""]).encode()


def typed(one: Cells) -> dict[str, object]:
    """Give the cells the types that pandas gives their columns."""

    def value(name: str, text: str) -> object:
        if text == "":
            return None
        if text in ("true", "false"):
            return text == "true"
        if name.endswith(("alue", "qty", "netWgt")):
            return float(text)
        return int(text) if name in ("period", "reporterCode", "partnerCode", "partner2Code", "motCode") else text

    return {name: value(name, text) for name, text in one.items()}


def records(rows: Sequence[Cells]) -> bytes:
    return json.dumps([typed(one) for one in rows]).encode()


def a_line_each(rows: Sequence[Cells]) -> bytes:
    return "".join(json.dumps(typed(one)) + "\n" for one in rows).encode()


OLD_FLOWS = {"M": "1", "X": "2", "RX": "3", "RM": "4"}
OLD = [
    *("Classification", "Year", "Period", "Period Desc.", "Aggregate Level", "Is Leaf Code"),
    *("Trade Flow Code", "Trade Flow", "Reporter Code", "Reporter", "Reporter ISO", "Partner Code"),
    *("Partner", "Partner ISO", "2nd Partner Code", "2nd Partner", "2nd Partner ISO", "Customs Proc. Code"),
    *("Customs", "Mode of Transport Code", "Mode of Transport", "Commodity Code", "Commodity"),
    *("Qty Unit Code", "Qty Unit", "Qty", "Alt Qty Unit Code", "Alt Qty Unit", "Alt Qty", "Netweight (kg)"),
    *("Gross weight (kg)", "Trade Value (US$)", "CIF Trade Value (US$)", "FOB Trade Value (US$)", "Flag"),
]
"""The headings of the download until 2022."""
SHORT = [
    *("pfCode", "yr", "period", "periodDesc", "aggrLevel", "IsLeaf", "rgCode", "rgDesc", "rtCode", "rtTitle"),
    *("rt3ISO", "ptCode", "ptTitle", "pt3ISO", "ptCode2", "ptTitle2", "pt3ISO2", "cstCode", "cstDesc"),
    *("motCode", "motDesc", "cmdCode", "cmdDescE", "qtCode", "qtDesc", "TradeQuantity", "qtAltCode"),
    *("qtAltDesc", "AltQuantity", "NetWeight", "GrossWeight", "TradeValue", "CIFValue", "FOBValue"),
    "estCode",
]
"""The same as programs asked for them."""
BASIC = [name for name in OLD if not name.startswith(("2nd", "Customs", "Mode", "Alt", "Gross", "CIF", "FOB"))]
"""The same in bulk, without what is mostly empty."""


def older(one: Cells) -> Cells:
    """Write a row as it was until 2022: empty cells where there is a total, and what it says under old headings."""
    estimated = 2 * (one["isQtyEstimated"] == "true") + 4 * (one["isNetWgtEstimated"] == "true")
    given = {
        "Classification": one["classificationCode"],
        "Year": one["period"][:4],
        "Period": one["period"],
        "Period Desc.": one["period"],
        "Trade Flow Code": OLD_FLOWS[one["flowCode"]],
        "Reporter Code": one["reporterCode"],
        "Reporter": "A reporter",
        "Partner Code": one["partnerCode"],
        "Partner": "A partner, nes",
        "Commodity Code": one["cmdCode"],
        "Qty Unit Code": one["qtyUnitCode"].replace("-1", "1"),
        "Qty": one["qty"],
        "Netweight (kg)": one["netWgt"],
        "Trade Value (US$)": one["primaryValue"],
        "CIF Trade Value (US$)": one["cifvalue"],
        "FOB Trade Value (US$)": one["fobvalue"],
        "Flag": str(estimated),
    }
    return dict.fromkeys(OLD, "") | given | {name: one[name] for name in one if name in OLD}


def old(rows: Sequence[Cells], headings: Sequence[str] = OLD, columns: Sequence[str] = OLD) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows([older(one)[name] for name in columns] for one in rows)
    return written.getvalue().encode()


def basic(rows: Sequence[Cells]) -> bytes:
    return old([one | {"cifvalue": "", "fobvalue": ""} for one in rows], BASIC, BASIC)


def short(rows: Sequence[Cells]) -> bytes:
    return old(rows, SHORT)


def old_answer(rows: Sequence[Cells]) -> bytes:
    dataset = [dict(zip(SHORT, older(one).values(), strict=True)) for one in rows]
    return json.dumps({"validation": {"status": {"name": "Ok"}}, "dataset": dataset}).encode()


FORMS = (comtradr, records, a_line_each, old, short, old_answer)


@pytest.fixture
def read(tmp_path: Path, codes: Codes) -> Callable[[bytes], Read]:
    return lambda content: Read(comtrade_format(codes), [put(tmp_path, "file", content)])


def same(found: Read) -> list[Cells]:
    assert found.told == ""
    return sorted(({**one, "line": ""} for one in found.rows), key=str)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_rows(
    read: Callable[[bytes], Read], form: Callable[[Sequence[Cells]], bytes]
) -> None:
    of_today = read(lines(*(",".join(one.values()) for one in MADE_UP)))
    assert len(of_today.rows) == len(MADE_UP)
    assert same(read(form(MADE_UP))) == same(of_today)


@pytest.mark.skipif(not REAL.exists(), reason="the real file is not beside this repository")
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_real_file_gives_the_same_rows(
    read: Callable[[bytes], Read], form: Callable[[Sequence[Cells]], bytes]
) -> None:
    rows, of_today = real(), read(REAL.read_bytes())
    assert len(rows) == len(of_today.rows) > 1_000
    assert same(read(form(rows))) == same(of_today)


def test_the_basic_download_states_no_valuation(read: Callable[[bytes], Read]) -> None:
    found = read(basic(MADE_UP))
    assert found.told == ""
    assert {one["valuation"] for one in found.rows} == {"not_stated"}
    amounts = sorted(one["primary_value_amount"] for one in read(old(MADE_UP)).rows)
    assert sorted(one["primary_value_amount"] for one in found.rows) == amounts
    assert found.unread == set(BASIC) & {
        *("Year", "Period Desc.", "Aggregate Level", "Is Leaf Code", "Trade Flow", "Reporter", "Reporter ISO"),
        *("Partner", "Partner ISO", "Commodity", "Qty Unit"),
    }


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"2nd Partner Code": "156"}, "one second partner among others"),
        ({"Customs Proc. Code": "C01"}, "one customs procedure among others"),
        ({"Mode of Transport Code": "2100"}, "one mode of transport among others"),
    ],
)
def test_parts_are_set_apart_in_the_old_layout_too(read: Callable[[bytes], Read], given: Cells, rule: str) -> None:
    found = read(old([PLAIN, PLAIN | given]))
    assert (len(found.rows), found.told) == (1, "")
    assert [name.startswith(rule) for name in found.tally.set_apart] == [True]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Trade Flow Code", "these columns are missing: Trade Flow Code; there are 'Classification'"),
        ("Commodity Code", "these columns are missing: Commodity Code; there are"),
        ("Trade Value (US$)", "these columns are missing: Trade Value (US$); there are"),
        ("Partner Code", "these columns are missing: Partner Code; there are"),
    ],
)
def test_an_old_layout_is_recognised_whatever_it_lacks(read: Callable[[bytes], Read], heading: str, told: str) -> None:
    kept = [name for name in OLD if name != heading]
    with pytest.raises(Refused) as caught:
        read(old([PLAIN], kept, kept))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"Trade Flow Code": "5"}, "Trade Flow Code: is no flow that we know (1 import, 2 export, 3 re-export"),
        ({"Trade Flow Code": ""}, "Trade Flow Code: is no flow that we know"),
        ({"Trade Flow Code": "X"}, "Trade Flow Code: is no flow that we know"),
        ({"Classification": "S3"}, "is no edition of the Harmonized System"),
        ({"2nd Partner Code": "W00"}, "partner2Code: must be 0 for all second partners"),
        ({"Trade Value (US$)": ""}, "primaryValue: is not a number"),
    ],
)
def test_a_faulty_row_of_the_old_layout_is_refused(read: Callable[[bytes], Read], given: Cells, told: str) -> None:
    found = read(old([PLAIN | given]))
    assert (found.rows, told in found.told) == ([], True), found.told


def test_numbers_of_old_flows_are_none_of_today(read: Callable[[bytes], Read]) -> None:
    assert "flowCode: is no flow that we know (X, M," in read(lines(row(flowCode="1"))).told


def test_the_index_of_r_is_not_read(read: Callable[[bytes], Read]) -> None:
    assert read(comtradr(MADE_UP)).unread == {""}


@pytest.mark.parametrize("column", ["cifvalue", "netWgt", "qty", "qtyUnitCode", "isQtyEstimated", "isNetWgtEstimated"])
def test_what_programs_write_for_nothing_is_nothing(read: Callable[[bytes], Read], column: str) -> None:
    blanks = ("", "NA", "N/A", "NaN", "nan", "None", "null")
    found = read(lines(*(row(**{column: blank, "period": str(2000 + n)}) for n, blank in enumerate(blanks))))
    without, *others = [{**one, "period": "", "recency": "", "line": ""} for one in found.rows]
    assert others == [without] * (len(blanks) - 1)


def test_rows_of_json_are_counted_from_one(read: Callable[[bytes], Read]) -> None:
    rows = [PLAIN, PLAIN | {"period": "2021", "primaryValue": "x"}]
    for content in (json.dumps(rows), "\n".join(map(json.dumps, rows))):
        found = read(content.encode())
        assert [one["line"] for one in found.rows] == ["1"]
        assert "primaryValue: is not a number as in 1234.5, without separators: 1 row, line 2 ('x')" in found.told
