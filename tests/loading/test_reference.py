"""Reference data: complete, joined up, named in English, and refused with every fault at once."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.loading import reference as whole
from app.loading.faults import Fault, Refused
from app.loading.reference import Reference, reference_data
from app.loading.releases.tables import table_of
from app.loading.statistics.codes import codes_of
from app.vocabulary.terms import ActorKind, AreaKind, CommodityLevel, Match, Nomenclature
from app.vocabulary.text import Names, fold

ROOT = Path(__file__).parents[2]
FILE = ROOT / "seed" / "reference.toml"
PARTNERS = ROOT.parent / "shared" / "data" / "comtrade" / "comtrade_partner.csv"
HARMONIZED_SYSTEM = ROOT.parent / "shared" / "data" / "hs" / "harmonized-system.csv"

GOODS = [
    "crude-or-other-oil",
    "copper",
    "copper-cathodes",
    "copper-ores-and-concentrates",
    "natural-gas",
    "ferroalloys",
    "uranium",
    "sunflower-oil",
    "telephones",
    "computers",
    "electric-generator-sets",
    "ferrous-metal-products",
    "tyres",
    "parts-and-accessories-for-cars-and-tractors",
    "road-and-construction-equipment",
    "cars",
    "chilled-meat-products",
    "fish-products",
    "poultry-meat-and-offal",
    "pork",
    "eggs",
    "horse-meat",
    "wheat",
    "grain",
    "agricultural-goods",
    "iron-ore",
    "other-ores",
    "zinc",
    "energy-goods",
    "chemical-goods",
    "plastics-and-rubber",
    "textiles",
    "machinery",
]
"""The sixteen goods traded, the six on offer, wheat, and the goods that further sources name."""


@pytest.fixture(scope="module")
def reference() -> Reference:
    return reference_data()


@pytest.fixture(scope="module")
def areas(reference: Reference) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in reference.rows["areas"]}


@pytest.fixture(scope="module")
def commodities(reference: Reference) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in reference.rows["commodities"]}


def lines(row: dict[str, Any]) -> list[str]:
    return str(row["search"]).split("\n")


def found(areas: dict[str, dict[str, Any]], word: str) -> set[str]:
    return {code for code, row in areas.items() if fold(word) in lines(row)}


def latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in text if letter.isalpha())


def test_areas_are_complete(reference: Reference) -> None:
    kinds = Counter(row["kind"] for row in reference.rows["areas"])
    assert kinds["country"] == 249
    assert kinds["subdivision"] == 5046
    assert set(kinds) == {kind.value for kind in AreaKind}


def test_harmonized_system_is_complete(reference: Reference) -> None:
    levels = Counter((row["nomenclature"], row["level"]) for row in reference.rows["commodities"])
    assert levels == {
        ("un_comtrade", "total"): 1,
        ("hs", "section"): 21,
        ("hs", "chapter"): 96,
        ("hs", "heading"): 1228,
        ("hs", "subheading"): 5612,
        ("un_comtrade", "chapter"): 1,
        ("un_comtrade", "heading"): 1,
        ("un_comtrade", "subheading"): 1,
        ("words", "good"): 33,
    }


def test_words_are_those_of_the_vocabulary(reference: Reference) -> None:
    for table, column, terms in (
        ("areas", "kind", AreaKind),
        ("commodities", "level", CommodityLevel),
        ("commodities", "nomenclature", Nomenclature),
        ("commodity_matches", "match", Match),
        ("actors", "kind", ActorKind),
    ):
        values = {row[column] for row in reference.rows[table]}
        assert values <= {term.value for term in terms}
        assert {type(value) for value in values} == {str}


def test_parents_resolve(areas: dict[str, dict[str, Any]], commodities: dict[str, dict[str, Any]]) -> None:
    for rows in (areas, commodities):
        assert {row["parent"] for row in rows.values()} - {None} <= set(rows)
    assert all(row["parent"] for row in areas.values() if row["kind"] == "subdivision")
    assert areas["GB-ABE"]["parent"] == "GB-SCT"
    assert areas["CN-XJ"]["parent"] == "CHN"


def test_codes_have_parents_of_the_next_level(commodities: dict[str, dict[str, Any]]) -> None:
    above = {"section": "total", "chapter": "section", "heading": "chapter", "subheading": "heading"}
    for row in commodities.values():
        if row["nomenclature"] == "hs":
            parent = commodities[row["parent"]]
            assert parent["level"] == above[row["level"]]
            assert row["level"] in ("section", "chapter") or row["code"].startswith(parent["code"])
    assert commodities["H6-01"]["parent"] == "H6-section-I"


def test_what_un_comtrade_adds_is_marked(commodities: dict[str, dict[str, Any]]) -> None:
    added = {key for key, row in commodities.items() if row["nomenclature"] == "un_comtrade"}
    assert added == {"TOTAL", "H6-99", "H6-9999", "H6-999999"}
    assert all(commodities[key]["note"] for key in added)
    assert commodities["H6-99"]["parent"] == "TOTAL"
    assert commodities["TOTAL"]["edition"] is None


def test_codes_agree_with_the_published_table(commodities: dict[str, dict[str, Any]]) -> None:
    if not HARMONIZED_SYSTEM.exists():
        pytest.skip(f"the published table of HS 2022 is not here: {HARMONIZED_SYSTEM.name}")
    with HARMONIZED_SYSTEM.open(encoding="utf-8", newline="") as file:
        published = {row["hscode"]: row["description"].strip() for row in csv.DictReader(file)}
    published.pop("TOTAL", None)
    ours = {
        row["code"]: row["name"] for row in commodities.values() if row["level"] in ("chapter", "heading", "subheading")
    }
    assert ours == published


def test_countries_have_english_names(areas: dict[str, dict[str, Any]]) -> None:
    for row in areas.values():
        if row["kind"] == "country":
            assert latin(row["name"])
            assert row["name"].isascii() or row["code"] in {"ALA", "BLM", "CIV", "CUW", "REU", "TUR"}
            assert ", " not in row["name"] or row["code"] in {"BES", "SHN"}  # not Iran, Islamic Republic of
            assert len(row["m49"]) == 3


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("Kazakhstan", {"KAZ"}),
        ("Казахстан", {"KAZ"}),
        ("哈萨克斯坦", {"KAZ"}),
        ("kz", {"KAZ"}),
        ("398", {"KAZ"}),
        ("China", {"CHN"}),
        ("PRC", {"CHN"}),
        ("中国", {"CHN"}),
        ("Китай", {"CHN"}),
        ("Russia", {"RUS"}),
        ("Turkey", {"TUR"}),
        ("Korea", {"KOR", "PRK"}),
        ("Georgia", {"GEO"}),
        ("Hong Kong", {"HKG"}),
        ("Taiwan", {"TWN"}),
        ("Almaty", {"KZ-75", "KZ-19"}),
        ("Almaty region", {"KZ-19"}),
        ("KZALA", {"KZ-75"}),
        ("Abay", {"KZ-10"}),
        ("Jetisu", {"KZ-33"}),
        ("XUAR", {"CN-XJ"}),
        ("Chuguchak", {"CNTCS"}),
        ("Khorgos", {"KZHOR", "CNHRS"}),
        ("Middle Corridor", {"trans-caspian"}),
        ("World", {"W00"}),
        ("490", {"S19"}),
    ],
)
def test_names_that_readers_use(areas: dict[str, dict[str, Any]], word: str, codes: set[str]) -> None:
    assert found(areas, word) == codes


def test_subdivisions_of_kazakhstan_and_china_have_english_names(areas: dict[str, dict[str, Any]]) -> None:
    ours = [row for row in areas.values() if row["kind"] == "subdivision" and row["code"][:3] in ("KZ-", "CN-")]
    assert len(ours) == 54
    native = {"oblysy", "sheng", "shi", "zizhiqu", "sar"}
    for row in ours:
        assert row["name"].isascii()
        assert not native & set(fold(row["name"]).split())


def test_a_country_is_found_before_a_subdivision_of_its_name(areas: dict[str, dict[str, Any]]) -> None:
    countries = {line for row in areas.values() if row["kind"] == "country" for line in lines(row)}
    subdivisions = {line for row in areas.values() if row["kind"] == "subdivision" for line in lines(row)}
    assert not countries & subdivisions
    assert areas["US-GA"]["name"] == "Georgia (subdivision of United States)"
    assert {"CN-HK", "CN-MO", "CN-TW"} <= set(areas)


def test_no_code_is_said_of_two_areas(areas: dict[str, dict[str, Any]]) -> None:
    said = Counter(
        word
        for row in areas.values()
        for word in {fold(row[key]) for key in ("code", "alpha2", "m49", "locode") if row[key]}
    )
    assert [word for word, times in said.items() if times > 1] == []


def test_no_alias_repeats_a_name(reference: Reference, areas: dict[str, dict[str, Any]]) -> None:
    for table, owner in (("area_aliases", "area"), ("actor_aliases", "actor")):
        seen = Counter((row[owner], fold(row["alias"])) for row in reference.rows[table])
        assert max(seen.values()) == 1
    assert all(fold(row["alias"]) != fold(areas[row["area"]]["name"]) for row in reference.rows["area_aliases"])


@pytest.fixture(scope="module")
def named(reference: Reference) -> Names:
    return reference.area_names


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "HKG",
            ["China, Hong Kong SAR", "Hong Kong SAR, China", "Hong Kong, China", "China, P.R.: Hong Kong", "中国香港"],
        ),
        ("COD", ["Congo, Dem. Rep.", "Dem. Rep. of the Congo", "Congo, Democratic Republic of the", "刚果（金）"]),
        ("COG", ["Congo, Rep.", "Congo", "Republic of the Congo"]),
        ("PSE", ["State of Palestine", "West Bank and Gaza", "Occupied Palestinian Territory"]),
        ("TWN", ["Chinese Taipei", "Taiwan, China", "Taiwan Province of China", "中国台湾"]),
        ("KOR", ["Korea, Rep.", "Rep. of Korea", "Korea, Republic of", "韩国"]),
        ("PRK", ["Korea, Dem. People's Rep.", "Dem. People's Rep. of Korea", "朝鲜"]),
        ("GBR", ["U.K.", "Great Britain"]),
        ("IRN", ["Iran, Islamic Rep.", "Iran (Islamic Republic of)"]),
        ("EGY", ["Egypt, Arab Rep."]),
        ("VEN", ["Venezuela, RB", "Venezuela, Bolivarian Republic of"]),
        ("LAO", ["Lao PDR", "Lao People's Dem. Rep."]),
        ("KGZ", ["Kyrgyz Republic", "吉尔吉斯斯坦"]),
        ("TUR", ["Türkiye", "Turkiye", "Turkey"]),
        ("SHN", ["Saint Helena", "Sainte-Hélène", "St. Helena"]),
        ("SXM", ["Sint Maarten", "Saint Maarten", "Sint Maarten (Dutch part)"]),
        ("MAF", ["Saint-Martin", "Saint Martin", "St. Martin (French part)"]),
        ("BLM", ["Saint-Barthélemy", "Saint-Barthelemy", "Saint Barthélemy"]),
        ("PYF", ["Polynésie française", "Polynesie francaise", "French Polynesia"]),
        ("BES", ["Bonaire", "Caribbean Netherlands"]),
        ("midway-islands", ["Midway Islands"]),
    ],
)
def test_an_area_is_known_by_the_names_of_statistics(named: Names, code: str, names: list[str]) -> None:
    assert {name: named.get(fold(name)) for name in names} == dict.fromkeys(names, (code,))


def test_the_names_of_un_comtrade_lead_to_its_areas(reference: Reference, named: Names) -> None:
    if not PARTNERS.exists():
        pytest.skip(f"no list of partners at {PARTNERS}")
    numbers = codes_of(reference.rows).comtrade_numbers
    with PARTNERS.open(newline="", encoding="utf-8") as lines:
        partners = [(row["country"], row["id"]) for row in csv.DictReader(lines)]
    assert len(partners) == 310
    assert [name for name, number in partners if named.get(fold(name)) != (numbers[number],)] == []
    assert named["metropolitan france"] == ("metropolitan-france",)


def test_infrastructure_hangs_together(areas: dict[str, dict[str, Any]]) -> None:
    assert areas["lianyungang-kazakh-chinese-terminal"]["parent"] == "CNLYG"
    assert areas["CNLYG"]["parent"] == "CN-JS"
    assert areas["bakhty"]["parent"] == "KZ-10"
    assert areas["china-bonded-zone"]["parent"] == "CHN"
    for code in ("icbc-khorgos", "bakhty-chuguchak", "trans-caspian"):
        assert areas[code]["parent"] is None
        assert areas[code]["note"]


def test_goods_are_matched_to_codes(reference: Reference, commodities: dict[str, dict[str, Any]]) -> None:
    assert [key for key, row in commodities.items() if row["level"] == "good"] == GOODS
    matches = reference.rows["commodity_matches"]
    assert {row["good"] for row in matches} == set(GOODS)
    assert {commodities[row["commodity"]]["nomenclature"] for row in matches} == {"hs"}
    assert all(row["note"].startswith("Chosen by the editor") for row in matches)
    assert commodities["copper-cathodes"]["parent"] == "copper"
    assert {"tires", "tyres"} <= set(lines(commodities["tyres"]))
    exact = {(row["good"], row["commodity"]) for row in matches if row["match"] == "exact"}
    assert ("copper-ores-and-concentrates", "H6-2603") in exact


def test_actors_keep_the_name_as_stated(reference: Reference) -> None:
    actors = {row["id"]: row for row in reference.rows["actors"]}
    assert set(actors) >= {"ma-xingrui", "serik-zhumangarin", "kz-ministry-trade-integration", "woah", "cpc"}
    assert actors["ma-xingrui"]["name"] == "Ma Xinzhui"
    others = [row for row in reference.rows["actor_aliases"] if row["actor"] == "ma-xingrui"]
    assert [row["alias"] for row in others] == ["Ma Xingrui", "Ма Синжуй", "马兴瑞"]
    assert all("reports" in row["source"] for row in others)
    offices = [row for row in reference.rows["actor_roles"] if row["actor"] == "serik-zhumangarin"]
    assert [row["organisation"] for row in offices] == [None, "kz-ministry-trade-integration"]


def test_every_row_has_the_columns_of_its_table(reference: Reference) -> None:
    for name, rows in reference.rows.items():
        columns = frozenset(table_of(name).columns.keys())
        assert {frozenset(row) for row in rows} <= {columns}, name


def test_the_digest_tells_every_change(reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reference_data().digest == reference.digest
    changed = tmp_path / "reference.toml"
    changed.write_text(FILE.read_text(encoding="utf-8").replace("Known as OIE", "Called OIE"), encoding="utf-8")
    monkeypatch.setattr(whole, "version", lambda _: "0.0")
    digests = {reference.digest, reference_data().digest, reference_data(changed).digest}
    assert len(digests) == 3


FAULTY = """
areas = [
  { code = "KAZ", kind = "zone", name = "Taken" },
  { code = "new", kind = "zone", name = "Lost", parent = "KAS", m49 = "398", locode = "KZALM" },
  { code = "left", kind = "zone", name = "Left", parent = "right", locode = "KZALM" },
  { code = "right", kind = "zone", name = "Right", parent = "left" },
]
names = [
  { area = "KZ-1O" },
  { area = "KAZ", locode = "KZALA" },
  { area = "KAZ" },
  { area = "KZ-75", locode = "KZALA" },
]
goods = [
  { id = "TOTAL", name = "all", parent = "TOTAL", matches = [{ commodity = "H6-27O9", match = "exact" }] },
  { id = "one", name = "one", matches = [
    { commodity = "H6-01", match = "exact" },
    { commodity = "H6-01", match = "close" },
  ] },
]
actors = [
  { id = "somebody", kind = "person", name = "Somebody", area = "KAS", roles = [
    { title = "x", organisation = "somebody" },
  ] },
  { id = "somebody", kind = "person", name = "Somebody else" },
]
"""


def faults(tmp_path: Path, text: str) -> Iterator[Fault]:
    file = tmp_path / "reference.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        reference_data(file)
    yield from refused.value.faults


def test_dangling_and_repeated_references_are_told_at_once(tmp_path: Path) -> None:
    told = {fault.path: fault.reason for fault in faults(tmp_path, FAULTY)}
    assert told == {
        "names[0].area": "unknown area of ISO 3166 'KZ-1O'; did you mean 'KZ-10'?",
        "names[2].area": "the area 'KAZ' is taken already",
        "names[3].locode": "locode 'KZALA' is taken already",
        "areas[0].code": "code 'KAZ' is taken already",
        "areas[1].parent": "unknown area 'KAS'; did you mean 'KAZ'?",
        "areas[1].m49": "m49 '398' is taken already",
        "areas[2].parent": "'left' cannot lie within itself",
        "areas[2].locode": "locode 'KZALM' is taken already",
        "areas[3].parent": "'right' cannot lie within itself",
        "goods[0].id": "the id 'TOTAL' is taken already",
        "goods[0].parent": "'TOTAL' cannot lie within itself",
        "goods[0].matches[0].commodity": "unknown code 'H6-27O9'; did you mean 'H6-27'?",
        "goods[1].matches[1].commodity": "a match with 'H6-01' is taken already",
        "actors[0].area": "unknown area 'KAS'; did you mean 'KAZ'?",
        "actors[0].roles[0].organisation": "unknown organisation 'somebody'",
        "actors[1].id": "the id 'somebody' is taken already",
    }


def test_the_shape_is_strict(tmp_path: Path) -> None:
    told = {
        fault.path: fault.reason
        for fault in faults(
            tmp_path,
            """
            areas = [{ code = "a b", kind = "country", name = "" , aliases = { EN = ["x"] } }]
            goods = [{ id = "x", name = "x", matches = [] }]
            persons = []
            """,
        )
    }
    assert set(told) == {
        "areas[0].code",
        "areas[0].name",
        "areas[0].aliases.EN",
        "goods[0].matches",
        "persons",
    }
    assert "actors, areas, goods, names" in told["persons"]


def test_countries_come_from_the_package(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, 'areas = [{ code = "ATL", kind = "country", name = "Atlantis" }]')
    assert (fault.path, fault.reason) == (
        "areas[0].kind",
        "countries and subdivisions come from ISO 3166; names adds to them",
    )
