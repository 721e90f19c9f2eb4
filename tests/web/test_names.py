"""Names and codes as sources write them: none leads astray, and what is refused is led to the right one first.

`names-of-areas.tsv` has names as the UN, the World Bank, the IMF, the WTO, the EU and sources in French, Chinese and
Russian write them.
"""

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.database import connect
from app.loading.reference import Reference
from app.loading.statistics.codes import codes_of
from app.settings import Settings
from app.vocabulary.terms import AreaKind
from app.vocabulary.text import Names, area_names, codes_named, name_key, respellings
from app.web.catalogue import Catalogue
from app.web.catalogue.reading import read_catalogue
from app.web.errors import UnresolvedValue
from app.web.questions.filters.names import AREA, COMMODITY

HERE = Path(__file__).parent
PARTNERS = HERE.parents[2] / "shared" / "data" / "comtrade" / "comtrade_partner.csv"
REPORTED = {AreaKind.COUNTRY, AreaKind.TERRITORY, AreaKind.FORMER, AreaKind.GROUP, AreaKind.UNSPECIFIED}
Json = dict[str, Any]


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


@pytest.fixture(scope="module")
def catalogue(seed_sqlite: Path) -> Iterator[Catalogue]:
    """Give the catalogue of the seed."""
    database = connect(Settings(database_url=f"sqlite:///{seed_sqlite}"))
    with database.snapshot() as connection:
        yield read_catalogue(connection, "some-release")
    database.close()


@pytest.fixture(scope="module")
def names(catalogue: Catalogue) -> Names:
    return catalogue.area_names


def _meant(text: str, catalogue: Catalogue, naming: Any = AREA) -> tuple[str, ...]:
    """Return what a text is resolved to, alone, or what is suggested for it."""
    try:
        return (naming.resolve(text, catalogue),)
    except UnresolvedValue as unclear:
        return unclear.did_you_mean


def test_names_as_sources_write_them_are_known(names: Names) -> None:
    rows = _rows(HERE / "names-of-areas.tsv", "\t")
    assert len(rows) > 600
    assert [row["name"] for row in rows if codes_named(row["name"], names) != (row["code"],)] == []


@pytest.mark.skipif(not PARTNERS.exists(), reason="UN Comtrade's list of partners is not there")
def test_no_name_of_un_comtrades_list_leads_to_another_area(
    bundled_codes: Reference, names: Names, catalogue: Catalogue
) -> None:
    numbers = codes_of(bundled_codes.rows).comtrade_numbers
    rows = _rows(PARTNERS)
    assert len(rows) == 310
    assert [
        row["country"] for row in rows if codes_named(row["country"], names) not in ((), (numbers[row["id"]],))
    ] == []
    assert [row["country"] for row in rows if _meant(row["country"], catalogue)[0] != numbers[row["id"]]] == []


def test_a_name_of_what_statistics_report_on_never_leads_to_a_place(bundled_codes: Reference, names: Names) -> None:
    reported = {row["code"]: row for row in bundled_codes.rows["areas"] if row["kind"] in REPORTED}
    astray = []
    for code, row in reported.items():
        for name in (row["name"], *row["search"].split("\n")):
            spellings = {name, name.upper(), name.replace("-", " "), name.replace(" ", "-"), name.replace("'", "")}
            spellings |= {name.replace("saint ", "st. "), name.replace(" and ", " & "), name.replace("islands", "isds")}
            found = {found for spelling in spellings for found in codes_named(spelling, names)}
            astray += [(code, name, found)] if found - reported.keys() else []
    assert astray == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Saint Helena", "SHN"), ("Sint Maarten", "SXM"), ("Saint-Martin", "MAF"), ("Saint-Barthélemy", "BLM")),
        *(("Saint-Barthelemy", "BLM"), ("Sainte-Hélène", "SHN"), ("St. Helena", "SHN"), ("Réunion", "REU")),
        *(("China, Hong Kong SAR", "HKG"), ("Congo, Dem. Rep.", "COD"), ("State of Palestine", "PSE")),
        *(("Chinese Taipei", "TWN"), ("U.K.", "GBR"), ("Rép. dém. du Congo", "COD"), ("刚果（金）", "COD")),
    ],
)
def test_territories_come_before_the_places_that_share_their_name(client: TestClient, name: str, code: str) -> None:
    answer = client.get("/v1/trade-flows", params={"reporter": name, "limit": "1"})
    assert answer.json()["meta"]["query"]["reporter"] == code


@pytest.mark.parametrize("code", ["SH-HL", "FR-MF", "FR-BL", "CN-HK", "US-GA"])
def test_a_place_is_named_by_its_code(client: TestClient, code: str) -> None:
    answer = client.get("/v1/trade-flows", params={"reporter": code, "limit": "1"})
    assert answer.json()["meta"]["query"]["reporter"] == code


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("Congo, Dem. Rep.,KAZ", "COD,KAZ"),
        ("KAZ,Korea,Rep.", "KAZ,KOR"),  # `Rep.` is nothing by itself
        ("China,Taiwan", "CHN,TWN"),
        ("China, Taiwan", "TWN"),  # as some sources write the one
        ("CHN, KAZ", "CHN,KAZ"),
    ],
)
def test_commas_are_part_of_a_name_or_between_two(client: TestClient, asked: str, codes: str) -> None:
    answer = client.get("/v1/trade-flows", params={"reporter": asked, "limit": "1"})
    assert answer.json()["meta"]["query"]["reporter"] == codes


@pytest.mark.parametrize(
    ("given", "first"),
    [
        *(("Kazakstan", "KAZ"), ("Republic of Kazakstan", "KAZ"), ("Kazakhstan SSR", "KAZ"), ("KAS", "KAZ")),
        *(
            ("Uzbekestan", "UZB"),
            ("Hongkong", "HKG"),
            ("Hong Kong SAR of the PRC", "HKG"),
            ("Chinese Hong Kong", "HKG"),
        ),
        *(("Palestina", "PSE"), ("Taiwan Province", "TWN"), ("Svalbard", "SJM"), ("Swaziland (Eswatini)", "SWZ")),
        *(("Unitd Kingdom", "GBR"), ("Tanzania Uni. Rep.", "TZA"), ("Phillipines", "PHL"), ("Xinjang", "CN-XJ")),
        *(("4", "AFG"), ("51", "ARM"), ("0", "W00"), ("004.0", "AFG")),
    ],
)
def test_what_is_refused_is_led_to_the_right_area_first(client: TestClient, given: str, first: str) -> None:
    answer = client.get("/v1/trade-flows", params={"reporter": given})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["did_you_mean"][0] == first
    assert len(answer.json()["errors"][0]["did_you_mean"]) <= 5


def test_both_are_suggested_for_a_name_of_two(client: TestClient) -> None:
    (error,) = client.get("/v1/trade-flows?reporter=Virgin Islands").json()["errors"]
    assert set(error["did_you_mean"][:2]) == {"VGB", "VIR"}
    (error,) = client.get("/v1/trade-flows?reporter=Korea").json()["errors"]
    assert error["did_you_mean"] == ["KOR", "PRK"]


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.trial)])
def test_a_slip_of_the_pen_is_led_to_the_country_meant(catalogue: Catalogue, step: int) -> None:
    chance = random.Random(5)  # noqa: S311  # the same slips in every run
    slips = []
    for code, label in catalogue.areas.items():
        name = label["name"]
        if len(code) == 3 and len(name) > 5:
            place = chance.randrange(1, len(name) - 1)
            swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
            slips += [(code, slip) for slip in (name[:place] + name[place + 1 :], swapped)]
    astray = [(code, slip) for code, slip in slips[::step] if _meant(slip, catalogue)[:1] != (code,)]
    assert len(slips) > 400
    assert len(astray) < len(slips[::step]) / 50, astray


def _without_zero(catalogue: Catalogue) -> dict[str, str]:
    codes = (code.partition("-")[2] for code in catalogue.commodities)
    return {code[1:]: code for code in codes if code.isdigit() and code.startswith("0")}


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.trial)])
def test_codes_that_lost_their_zero_are_led_to_the_padded_one_first(catalogue: Catalogue, step: int) -> None:
    """One in `step` of them: all chapters, headings and subheadings lose it in one way."""
    lost = _without_zero(catalogue)
    assert len(lost) > 600
    some = sorted(lost, key=len)[::step]
    assert {len(code) for code in some} == {1, 3, 5}
    assert [code for code in some if _meant(code, catalogue, COMMODITY)[0] != f"H6-{lost[code]}"] == []


@pytest.mark.parametrize(
    ("given", "first"),
    [
        *(("203", "H6-0203"), ("713", "H6-0713"), ("71310", "H6-071310"), ("1", "H6-01"), ("203*", "H6-0203*")),
        *(("H6-203", "H6-0203"), ("203.0", "H6-0203"), ("26.03", "H6-2603"), ("0203.11", "H6-020311")),
        *(("203.11", "H6-020311"), ("2603.00.0000", "H6-260300"), ("26030000", "H6-260300"), ("2 03", "H6-0203")),
        *(("2031100", "H6-020311"), ("2699", "H6-26"), ("coper", "copper")),
    ],
)
def test_a_code_as_other_programs_write_it_is_led_to_ours(client: TestClient, given: str, first: str) -> None:
    answer = client.get("/v1/trade-flows", params={"commodity": given})
    assert answer.status_code == 422, answer.text
    suggested = answer.json()["errors"][0]["did_you_mean"]
    assert suggested[0].startswith(first) if given == "2699" else suggested[0] == first
    again = client.get("/v1/trade-flows", params={"commodity": suggested[0], "limit": "1"})
    assert again.status_code == 200


def test_addresses_of_records_suggest_the_same(client: TestClient) -> None:
    for path, first in (("commodities/203", "H6-0203"), ("areas/Hongkong", "HKG"), ("areas/4", "AFG")):
        answer = client.get(f"/v1/{path}")
        assert (answer.status_code, answer.json()["errors"][0]["did_you_mean"][0]) == (404, first)
    answer = client.get("/v1/verify?from=KAZ&to=CHN&value=1&unit=USD&commodity=713")
    assert answer.json()["errors"][0]["did_you_mean"][0] == "H6-0713"


def test_words_of_a_name_are_the_same_in_any_order_and_spelling() -> None:
    for names in (
        ("Congo, Dem. Rep.", "Democratic Republic of the Congo", "Rép. dém. du Congo", "D.R. Congo"),
        ("St. Kitts & Nevis", "Saint Kitts and Nevis"),
        ("U.S. Virgin Isds", "US Virgin Islands"),
        ("Côte d'Ivoire", "Côte d’Ivoire", "COTE D'IVOIRE"),
        ("Korea, Dem. People's Rep.", "Democratic People's Republic of Korea"),
    ):
        assert len({name_key(name) for name in names}) == 1, names
    assert name_key("Guinea") != name_key("Guinea-Bissau")
    assert name_key("Niger") != name_key("Nigeria")
    assert name_key("Congo, Rep.") != name_key("Congo, Dem. Rep.")


def test_a_place_gives_way_to_a_country_whose_name_has_the_same_words() -> None:
    areas = (
        ("SPX", "SP", "country", "spx\nsp\nsaint pierre"),
        ("FR-SP", None, "subdivision", "fr-sp\nst. pierre"),
        ("FR-PS", None, "subdivision", "fr-ps\npierre-sur-mer"),
    )
    columns = ("code", "alpha2", "kind", "search")
    rows = (dict(zip(columns, area, strict=True)) | {"m49": None, "locode": None} for area in areas)
    names = area_names(rows)
    for name in ("St. Pierre", "Saint-Pierre", "Pierre, St.", "SP"):
        assert codes_named(name, names) == ("SPX",)
    assert codes_named("FR-SP", names) == ("FR-SP",)
    assert codes_named("Pierre-sur-Mer", names) == ("FR-PS",)
    assert codes_named("Mer, Pierre sur", names) == ()  # words in any order name no place


def test_only_figures_are_respelled() -> None:
    assert next(respellings("203")) == "0203"
    assert list(respellings("copper 203")) == []
    assert list(respellings("")) == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/v1/trade-flows?commodity=Kazahstan", "`reporter=KAZ` or `partner=KAZ` may be meant"),
        ("/v1/trade-flows?commodity=CHN", "`reporter=CHN` or `partner=CHN` may be meant"),
        ("/v1/trade-flows?reporter=Urannium", "`commodity=uranium` may be meant"),
        ("/v1/trade-flows?commodity=timesca-565m", "`source=timesca-565m` may be meant"),
        ("/v1/checks?area=CHN&counterpart=copper", "`commodity=copper` may be meant"),
        ("/v1/indicators?measure=Kazakhstan", "`area=KAZ` or `counterpart=KAZ` may be meant"),
        ("/v1/verify?from=wheat&to=CHN&value=2e9&unit=USD", "`commodity=wheat` may be meant"),
    ],
)
def test_a_name_of_another_kind_is_told_with_its_parameter(client: TestClient, asked: str, meant: str) -> None:
    (error,) = client.get(asked).json()["errors"]
    assert error["problem"] == "unknown-code"
    assert error["reason"].endswith(f"; {meant}")


@pytest.mark.parametrize("asked", ["commodity=blabla", "reporter=Kazahstan", "reporter=Chinna&flow=export"])
def test_what_is_like_nothing_else_is_told_as_nothing_else(client: TestClient, asked: str) -> None:
    (error,) = client.get(f"/v1/trade-flows?{asked}").json()["errors"]
    assert "may be meant" not in error["reason"]
