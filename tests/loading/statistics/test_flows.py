"""Any table of exact statistics under our names of columns, as pandas, R or a spreadsheet write it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.loading.faults import Refused
from app.loading.statistics.codes import Codes
from app.loading.statistics.formats.flows import flows
from app.settings import Settings
from tests.loading.conftest import on_both_engines
from tests.loading.statistics.conftest import Read, put, run, stored

HEADER = "reporter,partner,flow,period,commodity,value"
PLAIN = {"reporter": "KAZ", "partner": "CHN", "flow": "export", "period": "2022", "commodity": "H6-2603", "value": "5"}


def table(*rows: dict[str, str]) -> bytes:
    names = list(PLAIN | {name: "" for row in rows for name in row})
    lines = [",".join((PLAIN | row).get(name, "") for name in names) for row in rows]
    return "\n".join([",".join(names), *lines, ""]).encode()


@pytest.fixture
def read(tmp_path: Path, codes: Codes) -> Callable[..., Read]:
    return lambda content: Read(flows(codes, 2022), [put(tmp_path, "flows.csv", content)])


@on_both_engines
def test_a_row_is_what_its_reporter_states(tmp_path: Path, settings: Settings) -> None:
    more = {"net_weight": "2.5", "quantity": "7", "quantity_unit": "items", "valuation": "fob", "currency": "USD"}
    path = put(tmp_path, "my table.csv", table(more, {"period": "2022-Q1"}))
    assert run("flows", path, settings).tally.loaded == 2
    quarter, year = sorted(stored(settings), key=lambda one: str(one["period"]), reverse=True)
    assert {name: value for name, value in year.items() if value is not None} == {
        **{name: PLAIN[name] for name in ("reporter", "partner", "flow", "period", "commodity")},
        "recency": 11_725_012,
        "frequency": "annual",
        "source": "my-table",
        "statement": 0,
        "line": 2,
        **_quantity("primary_value", 50_000, "USD"),
        **_quantity("net_weight", 25_000, "kg"),
        **_quantity("quantity", 70_000, "items"),
        "compiled_by": "KAZ",
        "basis_kind": "reported",
        "valuation": "fob",
    }
    assert (quarter["frequency"], quarter["valuation"], quarter["net_weight_unit"]) == ("quarterly", "not_stated", None)


def _quantity(name: str, amount: int, unit: str) -> dict[str, int | str]:
    values: dict[str, int | str] = {f"{name}{part}": amount for part in ("_amount", "_lower", "_upper")}
    return values | {f"{name}_unit": unit, f"{name}_bounds": "[]"}


@pytest.mark.parametrize(
    "content",
    [
        '"","reporter","partner","flow","period","commodity","value"\n"1","KAZ","CHN","export",2022,"H6-2603",5\n',
        f",{HEADER},net_weight\n0,Kazakhstan,China,Export,2022.0,2603.0,5.0,NA\n",
        f"\ufeff{HEADER}\r\nKZ,cn,EXPORT,2022,2603,5\r\n",
        f"{HEADER},quantity,quantity_unit\n398,156.0,export,2022,H6-2603,5e0,,\n",
        f"{HEADER}\nКазахстан,中国,export,2022,h6-2603,5.0000\n",
    ],
    ids=["R", "pandas", "a spreadsheet", "numbers", "names"],
)
def test_tables_as_programs_write_them(read: Callable[..., Read], content: str) -> None:
    found = read(content.encode())
    assert found.told == ""
    (one,) = found.rows
    assert {name: one[name] for name in PLAIN if name != "value"} == {
        name: word for name, word in PLAIN.items() if name != "value"
    }
    assert (one["primary_value_amount"], one["net_weight_amount"], one["quantity_amount"]) == ("50000", "", "")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reporter": "Kazakstan"}, "reporter: is no area that we know by this code or name: 1 row, line 2"),
        ({"reporter": ""}, "reporter: is no area"),
        ({"reporter": "World"}, "reporter: is the World, which neither trades nor reports"),
        ({"partner": "Central"}, "partner: stands for several; give the code"),
        ({"flow": "sales"}, "flow: is not one of export, import"),
        ({"period": "2022-13"}, "period: is no period from 1900 on, as in 2022, 2022-03, 2022-Q1 or 2022-01/2022-10"),
        ({"period": "2023-01"}, "period: ends later than 2022, the present year"),
        ({"period": "2022-11/2023-02"}, "period: ends later than 2022, the present year"),
        ({"period": "1899"}, "period: is no period from 1900 on"),
        ({"commodity": "999998"}, "commodity: is no commodity that we know by this code or name"),
        ({"value": "-1"}, "value: is negative"),
        ({"value": "1 000"}, "value: is not a number as in 1234.5, without separators"),
        ({"currency": "EUR"}, "currency: must be USD; nothing is converted"),
        ({"quantity": "5", "quantity_unit": ""}, "quantity,quantity_unit: is a quantity without a unit"),
        ({"quantity": "5", "quantity_unit": "crates"}, "quantity_unit: is not one of %, Bq, GT"),
        ({"valuation": "exw"}, "valuation: is not one of fob, cif"),
    ],
    ids=str,
)
def test_a_faulty_row_is_refused_by_name(read: Callable[..., Read], given: dict[str, str], told: str) -> None:
    found = read(table(given))
    assert (found.tally.refused, told in found.told) == (1, True), found.told


def test_a_row_without_a_value_states_nothing(read: Callable[..., Read]) -> None:
    found = read(table({"value": "NA"}, {"value": ""}, {}))
    assert (found.tally.loaded, dict(found.tally.set_apart)) == (1, {"no value: the row states nothing": 2})


@pytest.mark.parametrize("name", ["value_lower", "Upper", "qualifier", "primary_value_bounds", "value_step", "growth"])
def test_hedged_statements_travel_as_dossiers(read: Callable[..., Read], name: str) -> None:
    with pytest.raises(Refused) as caught:
        read(table({name: "1"}))
    reason = f"the column '{name}' is refused: rows are exact statistics, and hedged statements travel as dossiers"
    assert str(caught.value) == f"flows.csv: line 1: {reason}"
