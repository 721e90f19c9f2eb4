"""All of a pair and only of the pair: what belongs to one or to a third area stays out, and nothing is cut unsaid."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.settings import Settings
from app.views.relations.shapes import RelationOut
from tests.conftest import ARTICLE
from tests.resources.statistics import flow, source, write

SUMMIT = """
[source]
id = "summit"
kind = "report"
title = "A summit of three, invented for tests"

[[events]]
id = "summit-of-three"
name = "Summit of three"
kind = "forum"
place = "DEU"
participants = [
    { label = "Kazakhstan", side = "KAZ" },
    { label = "China", side = "CHN" },
    { label = "Uzbekistan", side = "UZB" },
]

[[events]]
id = "summit-guests"
name = "Summit for two guests"
kind = "forum"
place = "KZ-75"
participants = [{ label = "For both", areas = ["CN-XJ", "UZB"] }]

[[agreements]]
id = "summit-papers"
kind = "package"
title = "Papers of the summit"
status = "signed"
value_status = "not_stated"
event = "summit-of-three"

[[agreements]]
id = "summit-gas"
kind = "treaty"
title = "Gas"
status = "signed"
value_status = "not_stated"
event = "summit-of-three"
parties = [{ area = "KAZ" }, { area = "UZB" }]

[[agreements]]
id = "summit-loan"
kind = "treaty"
title = "Loan to somebody"
status = "signed"
value_status = "not_stated"
event = "summit-of-three"
parties = [{ area = "UZB" }]

[[agreements]]
id = "summit-canal"
kind = "treaty"
title = "Canal with somebody"
status = "signed"
value_status = "not_stated"
event = "summit-of-three"
parties = [{ actor = "kz-ministry-trade-integration" }]

[[agreements]]
id = "summit-guests-papers"
kind = "package"
title = "Papers of the guests"
status = "signed"
value_status = "not_stated"
event = "summit-guests"

[[plans]]
id = "summit-road"
kind = "infrastructure"
standing = "planned"
title = "Road"
event = "summit-of-three"

[[plans]]
id = "summit-uzbek-road"
kind = "infrastructure"
standing = "proposed"
title = "Road to Uzbekistan"
event = "summit-of-three"
parties = [{ area = "KAZ", role = "proposer" }, { area = "UZB", role = "addressee" }]

[[indicators]]
id = "summit-all-transit"
measure = "transit_volume"
area = "KAZ"
period = "2021"
quantity = { value = 20, unit = "t", qualifier = "exact" }
basis = { kind = "reported" }

[[indicators]]
id = "summit-transit-to-xinjiang"
measure = "transit_volume"
area = "KAZ"
counterpart = "CN-XJ"
period = "2021"
quantity = { value = 10, unit = "t", qualifier = "exact" }
basis = { kind = "reported" }

[[indicators]]
id = "summit-transit-to-uzbekistan"
measure = "transit_volume"
area = "KAZ"
counterpart = "UZB"
period = "2021"
quantity = { value = 5, unit = "t", qualifier = "exact" }
basis = { kind = "reported" }

[[trade_flows]]
reporter = "KAZ"
partner = "CHN"
flow = "total"
period = "2023-01/2023-05"
commodity = "TOTAL"
primary_value = { value = 7, unit = "USD", qualifier = "exact" }
basis = { kind = "reported" }

[[trade_flows]]
reporter = "CN-XJ"
partner = "KAZ"
flow = "export"
period = "2023"
commodity = "TOTAL"
primary_value = { value = 4, unit = "USD", qualifier = "exact" }
basis = { kind = "reported" }

[[trade_flows]]
reporter = "CN-XJ"
partner = "CHN"
flow = "export"
period = "2023"
commodity = "TOTAL"
primary_value = { value = 3, unit = "USD", qualifier = "exact" }
basis = { kind = "reported" }

[[trade_flows]]
reporter = "KAZ"
partner = "CHN"
flow = "export"
period = "2021"
commodity = "H6-2709"
primary_value = { value = 2, unit = "USD", qualifier = "exact" }
basis = { kind = "reported" }
"""
MONTHS = [f"2022-{month:02d}" for month in range(1, 13)]
FISH = ["030211", "030213", "030214", "030219", "030221"]


def _rows() -> Iterator[tuple[object, ...]]:
    for month in MONTHS:
        yield flow(f"KAZ.CHN.import.{month}.TOTAL.stats", 100)
        yield from (flow(f"KAZ.CHN.import.{month}.H6-{code}.stats", 5) for code in FISH)
        yield from (flow(f"NOR.CHN.export.{month}.H6-{code}.stats", 5) for code in FISH)
    yield flow("KAZ.CHN.import.2022-Q1.TOTAL.stats", 300)
    yield flow("KAZ.CHN.import.2022-01-to-2022-05.TOTAL.stats", 500)
    yield flow("KAZ.CHN.import.undated.H6-030211.stats", 1)
    yield flow("KAZ.UZB.export.2022.H6-030211.stats", 1)


@pytest.fixture(scope="module")
def clients(
    module_url: str, settings_for: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """Give a client over the article, the summit and the figures, on each engine in turn."""
    settings, summit = settings_for(module_url), tmp_path_factory.mktemp("dossier") / "summit.toml"
    summit.write_text(SUMMIT)
    for path in (ARTICLE, summit):
        load(path, settings, loaded_at="2026-01-01T00:00:00Z")
    write(module_url, [source("stats")], _rows())
    with TestClient(create_app(settings)) as client:
        yield client


def _relation(client: TestClient, pair: str) -> dict[str, Any]:
    answer = client.get(f"/v1/relations/{pair}")
    assert answer.status_code == 200, answer.text
    relation: dict[str, Any] = answer.json()
    RelationOut.model_validate(relation)
    return relation


def _ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def test_every_statement_is_counted_and_linked(clients: TestClient) -> None:
    relation = _relation(clients, "KAZ/CHN")
    counted = {
        (one["reporter"]["code"], one["flow"], one["frequency"]): (one["statements"], one["in_datasets"])
        for one in relation["trade_flows"]
    }
    assert counted["KAZ", "import", "monthly"] == (12 * 6, 12 * 6)
    assert counted["KAZ", "import", "quarterly"] == (1, 1)
    assert counted["KAZ", "import", "cumulative"] == (1, 1)
    assert counted["KAZ", "import", None] == (1 + 8, 1)  # the article names eight goods, and no period
    assert counted["KAZ", "total", "cumulative"] == (1, 0)
    assert counted["KAZ", "export", "annual"] == (2, 0)
    for one in relation["trade_flows"]:
        if one["frequency"]:
            count = clients.get(one["url"] + "&count=true").json()["meta"]["count"]
            assert (count, one["url"]) == (one["statements"], one["url"])
    months = next(one for one in relation["trade_flows"] if one["frequency"] == "monthly")
    assert (months["periods"], months["newest"], months["oldest"]) == (12, "2022-12", "2022-01")
    total = sum(statements for statements, _ in counted.values())
    assert relation["coverage"]["trade_flows"] == total == sum(one["statements"] for one in relation["trade_flows"])
    assert f"{total} statements on their trade" in relation["sentence"]
    assert {one["id"] for one in relation["coverage"]["sources"]} == {"timesca-565m", "summit", "stats"}
    assert {"2023-01/2023-05", "2022-12", "2022-Q1"} <= set(relation["coverage"]["periods"])


def test_a_pair_of_nothing_but_months_of_goods_is_whole(clients: TestClient) -> None:
    relation = _relation(clients, "NOR/CHN")
    assert relation["sentence"] == "On file about China and Norway: 60 statements on their trade."
    (months,) = relation["trade_flows"]
    assert (months["statements"], months["in_datasets"], months["periods"]) == (60, 60, 12)
    (top,) = relation["top_goods"]
    assert (top["period"], len(top["goods"])) == ("2022-12", 5)  # no year has codes, so the newest month
    assert clients.get(top["summary"]).json()["items"]
    assert [one["id"] for one in relation["coverage"]["sources"]] == ["stats"]


def test_totals_of_parts_of_years_are_shown_newest_first(clients: TestClient) -> None:
    relation = _relation(clients, "CHN/KAZ")
    periods = [one["id"].split(".")[3] for one in relation["shorter_periods"]]
    half = ["2022-05", "2022-01-to-2022-05", "2022-04", "2022-03", "2022-Q1", "2022-02", "2022-01"]
    assert periods == ["2023-01-to-2023-05", *reversed(MONTHS[5:]), *half]
    assert all("TOTAL" in one["id"] for one in relation["shorter_periods"])
    assert {one["id"].split(".")[3] for one in relation["totals"]} == {"2022"}


def test_a_year_that_is_not_stated_is_what_its_months_add_up_to(clients: TestClient) -> None:
    rows = clients.get("/v1/series?reporter=KAZ&partner=CHN&flow=import&commodity=030211").json()["items"]
    ((period, figure),) = [(row["period"], row["own"]) for row in rows]
    assert (period, figure["value"], figure["source"], figure["compiled_by"]) == ("2022", 60, "stats", "KAZ")
    derived = clients.get(figure["derived"]).json()
    assert (derived["rule"], len(derived["inputs"]), derived["quantity"]["value"]) == ("sum", 12, 60)
    partner = clients.get("/v1/series?reporter=CHN&partner=KAZ&flow=export&commodity=030211").json()["items"]
    assert [(row["own"], row["mirror"]) for row in partner] == [(None, figure)]


def test_places_inside_one_are_told_apart_from_the_totals(clients: TestClient) -> None:
    relation = _relation(clients, "KAZ/CHN")
    assert _ids(relation["places"]) == {"CN-XJ.KAZ.export.2023.TOTAL.summit.0"}
    assert relation["coverage"]["trade_flows_of_places"] == 1
    assert "CN-XJ" not in str([relation[name] for name in ("totals", "mirror", "balances", "trade_flows")])
    assert _ids(_relation(clients, "KAZ/CN-XJ")["totals"]) == {"CN-XJ.KAZ.export.2023.TOTAL.summit.0"}


def test_goods_that_prose_names_by_code_are_shown(clients: TestClient) -> None:
    said = {one["origin"]["code"]: _ids(one["statements"]) for one in _relation(clients, "KAZ/CHN")["goods"]}
    assert "KAZ.CHN.export.2021.H6-2709.summit.0" in said["KAZ"]
    assert not any(".stats." in one for one in said["KAZ"] | said["CHN"])
    assert len(said["CHN"]) == 8


def test_what_is_measured_in_one_of_them_alone_is_not_of_the_pair(clients: TestClient) -> None:
    measured = _ids(_relation(clients, "KAZ/CHN")["indicators"])
    assert "summit-transit-to-xinjiang" in measured
    assert measured.isdisjoint({"timesca-565m-rail-transit-2022", "summit-all-transit", "summit-transit-to-uzbekistan"})
    assert _ids(_relation(clients, "UZB/KAZ")["indicators"]) == {"summit-transit-to-uzbekistan"}
    assert _relation(clients, "KAZ/RUS")["sentence"] == "Nothing about Kazakhstan and Russia is on file."


@pytest.mark.parametrize(
    ("pair", "agreements", "plans"),
    [
        ("KAZ/CHN", {"summit-papers", "summit-canal"}, {"summit-road"}),
        (
            "KAZ/UZB",
            {"summit-papers", "summit-gas", "summit-loan", "summit-canal"},
            {"summit-road", "summit-uzbek-road"},
        ),
        ("CHN/UZB", {"summit-papers", "summit-loan", "summit-guests-papers"}, {"summit-road"}),
        ("UZB/Xinjiang", {"summit-guests-papers"}, set()),
        ("DEU/KAZ", set(), set()),  # where a summit is held is no side of it
    ],
)
def test_papers_and_plans_of_a_third_area_stay_out(
    clients: TestClient, pair: str, agreements: set[str], plans: set[str]
) -> None:
    relation = _relation(clients, pair)
    assert {one for one in _ids(relation["agreements"]) if one.startswith("summit")} == agreements
    assert {one for one in _ids(relation["plans"]) if one.startswith("summit")} == plans


def test_events_that_somebody_takes_part_in_for_an_area_touch_it(clients: TestClient) -> None:
    assert "kz-cn-b2b-negotiations-2023" in _ids(_relation(clients, "KAZ/CHN")["events"])
    assert _ids(_relation(clients, "UZB/CHN")["events"]) == {"summit-of-three", "summit-guests"}
    assert _ids(_relation(clients, "DEU/UZB")["events"]) == {"summit-of-three"}


def test_agreements_are_found_by_the_sides_of_their_event_and_say_so(clients: TestClient) -> None:
    def found(area: str) -> dict[str, str]:
        rows = clients.get("/v1/agreements", params={"area": area}).json()["items"]
        return {row["id"]: row["parties_via"] for row in rows}

    assert found("UZB") == {
        "summit-papers": "event",
        "summit-gas": "stated",
        "summit-loan": "event",
        "summit-canal": "event",
        "summit-guests-papers": "event",
    }
    article = {"kz-cn-friendly-dialogue-2023-documents": "event", "kz-cn-friendly-dialogue-2023-commercial": "event"}
    assert found("CHN").items() >= article.items()
    assert found("KAZ").items() >= article.items()
    assert "summit-gas" not in found("CHN")  # its two parties are stated, and decide
    assert found("DEU") == {}


SAME = ["CHN/CHN", "PRC/China", "KAZ/398", "Казахстан/kz", "Xinjiang/CN-XJ"]
INSIDE = ["CHN/Xinjiang", "CN-XJ/156", "KZ-75/Kazakhstan", "Bakhty/KAZ"]


@pytest.mark.parametrize("pair", [*SAME, *INSIDE])
@pytest.mark.parametrize("path", ["/v1/relations/{}", "/v1/relations/{}/mirror.csv"])
def test_a_pair_of_one_area_is_refused_with_what_is_wrong(clients: TestClient, path: str, pair: str) -> None:
    answer = clients.get(path.format(pair))
    (wrong,) = answer.json()["errors"]
    assert (answer.status_code, answer.json()["type"]) == (422, "/v1/vocabulary/problem#one-area")
    assert (wrong["in"], wrong["name"], wrong["value"]) == ("path", "b", pair.split("/")[1])
    assert wrong["reason"].endswith(
        "on both sides; name another area here" if pair in SAME else "name an area outside it here"
    )


@pytest.mark.parametrize("name", ["checks", "derived"])
def test_computed_lists_refuse_it_too_unless_a_pair_is_left(clients: TestClient, name: str) -> None:
    for area, counterpart in (("CHN", "PRC"), ("KAZ", "398"), ("Xinjiang", "CHN"), ("CHN", "CN-XJ,China")):
        answer = clients.get(f"/v1/{name}", params={"area": area, "counterpart": counterpart})
        (wrong,) = answer.json()["errors"]
        assert (answer.status_code, wrong["name"]) == (422, "counterpart")
    pairs = [
        clients.get(f"/v1/{name}", params={"area": area, "counterpart": counterpart, "limit": 500}).json()["items"]
        for area, counterpart in (("CHN,KAZ", "KAZ,CHN"), ("KAZ", "CHN"))
    ]
    assert pairs[0] == pairs[1] != []


def test_places_of_one_country_are_a_pair(clients: TestClient) -> None:
    assert clients.get("/v1/relations/CN-XJ/CN-JS").status_code == 200
    assert clients.get("/v1/relations/CHN/HKG").status_code == 200
