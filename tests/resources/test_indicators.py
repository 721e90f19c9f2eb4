from functools import partial

import pytest
from starlette.testclient import TestClient

from app.resources.indicators import INDICATORS, IndicatorOut
from tests.resources.conftest import Ids
from tests.resources.records import Json, record_of

SEED = "timesca-565m"
RAIL, ROAD = f"{SEED}-rail-transit-2022", f"{SEED}-road-transit-2022"
VENTURES, SHARE, AGE = f"{SEED}-joint-ventures", f"{SEED}-xinjiang-share", f"{SEED}-initiative-age"
TRANSIT, BORDER = "invented-transit", "invented-border"


_item = partial(record_of, INDICATORS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"measure": "transit_volume"}, [TRANSIT, RAIL, ROAD]),
        ({"measure": "share_of_exports"}, []),
        ({"area": "China"}, [SHARE]),  # Xinjiang lies inside
        ({"area": "CN-XJ"}, [SHARE]),
        ({"area": "DEU"}, []),
        ({"counterpart": "CHN"}, [BORDER, VENTURES, ROAD]),
        ({"counterpart": "CN-XJ"}, []),
        ({"mode": "rail"}, [TRANSIT, RAIL]),
        ({"mode": "sea"}, []),
        ({"sector": "manufacturing"}, [VENTURES]),
        ({"sector": "tourism"}, []),
        ({"period": "2022"}, [RAIL, ROAD]),
        ({"period": "2022-Q1"}, []),
        ({"period_from": "2023"}, [TRANSIT]),
        ({"period_to": "2022"}, [RAIL, ROAD]),
        ({"period_to": "2021"}, []),
        ({"as_of_from": "2023-03-28"}, [BORDER, VENTURES]),
        ({"as_of_to": "2023"}, [AGE, VENTURES]),
        ({"as_of_to": "2022"}, []),
        ({"source": "invented"}, [BORDER, TRANSIT]),
        ({"q": "joint ventures"}, [VENTURES]),
        ({"q": "no such words"}, []),
    ],
)
def test_filters_by_value(ids: Ids, query: Json, found: list[str]) -> None:
    assert ids("/v1/indicators", **query) == found


def test_rows_are_of_their_shape_and_in_order_newest_period_first(two_sources: TestClient) -> None:
    rows = two_sources.get("/v1/indicators").json()["items"]
    assert [IndicatorOut.model_validate(row).id for row in rows] == [BORDER, AGE, VENTURES, SHARE, TRANSIT, RAIL, ROAD]


def test_transit_has_a_level_and_a_growth_in_tonnes(client: TestClient) -> None:
    item = _item(client, RAIL)
    level, growth = item["quantity"], item["growth"]
    assert (level["value"], level["unit"], level["qualifier"], level["step"]) == (9_400_000, "t", "rounded", 100_000)
    assert (level["lower"], level["upper"], level["bounds"]) == (9_350_000, 9_450_000, "[)")
    assert (growth["value"], growth["unit"], item["growth_base_period"]) == (1_100_000, "t", "2021")
    assert (item["period"], item["mode"], item["area"]["code"]) == ("2022", "rail", "KAZ")


def test_doubling_is_about_twice(client: TestClient) -> None:
    growth = _item(client, ROAD)["growth"]
    assert (growth["value"], growth["unit"], growth["qualifier"]) == (2, "times", "about")
    assert (growth["lower"], growth["upper"], growth["words"]) == (1.5, 2.5, "has doubled")


def test_the_basis_names_who_compiled_the_figure(client: TestClient, two_sources: TestClient) -> None:
    basis = _item(client, RAIL)["basis"]
    assert (basis["kind"], basis["compiled_by"], basis["compiler"]) == (
        "relayed",
        {"code": "KAZ", "name": "Kazakhstan"},
        None,
    )
    assert _item(client, SHARE)["basis"]["compiled_by"] is None
    assert _item(two_sources, TRANSIT)["basis"]["compiler"]["id"] == "kz-ministry-trade-integration"


def test_a_stock_is_counted_on_a_day_and_quoted_from_a_speaker(client: TestClient) -> None:
    item = _item(client, VENTURES)
    assert (item["as_of"], item["period"], item["quantity"]["value"]) == ("2023-03-28", None, 3300)
    assert item["sectors"] == ["mining and metallurgy", "manufacturing"]
    words = next(one for one in item["evidence"] if one["field"] == "quantity")
    assert (words["quote"], words["start"], words["end"]) == ("3,300 joint ventures", 927, 947)
    assert (words["speaker"]["id"], words["attribution"]) == ("serik-zhumangarin", "quoted")


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (
            RAIL,
            "Transit by rail through Kazakhstan in 2022 was 9.4 million tonnes, up 1.1 million tonnes on 2021, {own}",
        ),
        (
            ROAD,
            "Transit by road from China through Kazakhstan in 2022 was 980,600 tonnes, having doubled on 2021, {own}",
        ),
        (TRANSIT, "Transit by rail through Kazakhstan in 2023 more than doubled, by estimates of {ministry}"),
        (
            VENTURES,
            ("The number of joint ventures in Kazakhstan with partners from China on 28 March 2023 was 3,300, {own}"),
        ),
        (
            SHARE,
            (
                "Xinjiang's share of China's trade with Kazakhstan exceeded 40% (time not stated), "
                "by unattributed figures"
            ),
        ),
        (AGE, "The age of the {scope} in 2023 was 10 years"),
        (BORDER, "The length of Kazakhstan's border with China in January 2024 was 1,783 km"),
    ],
)
def test_each_is_told_in_a_sentence(two_sources: TestClient, record: str, sentence: str) -> None:
    item = _item(two_sources, record)
    assert item["sentence"].rpartition(" (")[0] == sentence.format(
        scope=item["scope"],
        ministry="the Ministry of Trade and Integration of Kazakhstan",
        own="by Kazakhstan's figures",
    )
