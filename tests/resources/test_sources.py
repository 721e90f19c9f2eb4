from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.resources.sources import SOURCES, SourceOut
from app.settings import Settings
from tests.conftest import ARTICLE as DOSSIER
from tests.resources.conftest import SECOND_SOURCE
from tests.resources.records import Json, record_of

ARTICLE = "timesca-565m"
RELATIVES = {
    "ministry-release": """
[source]
id = "ministry-release"
kind = "report"
title = "Release of the ministry"
publisher = "Ministry"
language = "ru"
published_on = "2023-03-28"
lineage = "kz-official-figures"
""",
    "ministry-correction": """
[source]
id = "ministry-correction"
kind = "report"
title = "Correction of the release"
language = "ru"
published_on = "2023-04"
lineage = "elsewhere"
supersedes = "ministry-release"

[[not_held]]
figure = "A rank of 3rd"
reason = "Ranks are not held."

[[not_held]]
figure = "7 per cent of all"
reason = "Of what is not said."
""",
}
DATELINE = "ALMATY, Kazakhstan"
RELEASE = {"id": "ministry-release", "title": "Release of the ministry", "url": "/v1/sources/ministry-release"}


@pytest.fixture(scope="module")
def relatives(tmp_path_factory: pytest.TempPathFactory, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client over the article and two sources that are related to others."""
    folder = tmp_path_factory.mktemp("relatives")
    settings = settings_for(f"sqlite:///{folder / 'release.db'}")
    load(DOSSIER, settings)
    for name, dossier in RELATIVES.items():
        path: Path = folder / f"{name}.toml"
        path.write_text(dossier)
        load(path, settings)
    with TestClient(create_app(settings)) as client:
        yield client


_item = partial(record_of, SOURCES)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "article"}, [ARTICLE]),
        ({"kind": "dataset"}, []),
        ({"publisher": "The Times of Central Asia"}, [ARTICLE]),
        ({"publisher": "The Times"}, []),
        ({"language": "ru"}, ["ministry-correction", "ministry-release"]),
        ({"language": "zh"}, []),
        ({"lineage": "kz-official-figures"}, ["ministry-release", ARTICLE]),
        ({"lineage": "nowhere"}, []),
        ({"published_from": "2023-03-29"}, ["ministry-correction"]),
        ({"published_from": "2024"}, []),
        ({"published_to": "2023-03"}, ["ministry-release"]),
        ({"published_to": "2022"}, []),
        ({"published_from": "2000", "published_to": "2030"}, ["ministry-correction", "ministry-release"]),
        ({"q": "TIMES of central"}, [ARTICLE]),
        ({"q": "no such title"}, []),
        ({"id": ["ministry-release"]}, ["ministry-release"]),
    ],
)
def test_filters(relatives: TestClient, query: Json, found: list[str]) -> None:
    answer = relatives.get("/v1/sources", params=query).json()
    assert [row["id"] for row in answer["items"]] == found


def test_rows_are_of_their_shape_and_in_order_of_id(relatives: TestClient) -> None:
    rows = relatives.get("/v1/sources").json()["items"]
    assert [SourceOut.model_validate(row).id for row in rows] == ["ministry-correction", "ministry-release", ARTICLE]


def test_the_article_is_described_and_what_is_not_known_is_null(client: TestClient) -> None:
    item = _item(client, ARTICLE)
    assert (item["kind"], item["publisher"], item["language"]) == ("article", "The Times of Central Asia", "en")
    assert (item["author"], item["published_on"], item["retrieved_on"], item["supersedes"]) == (None,) * 4
    assert item["url"] == f"/v1/sources/{ARTICLE}"
    assert item["original_url"].startswith("https://timesca.com/")
    assert item["text_length"] == 5127
    assert item["text_sha256"].startswith("39084287d48e")
    assert len(item["content_digest"]) == 64
    assert item["relays"] == {
        "id": "kz-ministry-trade-integration",
        "title": "Ministry of Trade and Integration of Kazakhstan",
        "url": "/v1/actors/kz-ministry-trade-integration",
    }


def test_figures_that_are_not_held_are_told_with_the_reason(relatives: TestClient) -> None:
    assert _item(relatives, "ministry-correction")["not_held"] == [
        {"figure": "A rank of 3rd", "reason": "Ranks are not held."},
        {"figure": "7 per cent of all", "reason": "Of what is not said."},
    ]
    assert _item(relatives, "ministry-release")["not_held"] == []


def test_records_are_counted_by_kind(client: TestClient) -> None:
    assert _item(client, ARTICLE)["counts"] == {
        "events": 4,
        "agreements": 2,
        "trade_flows": 19,
        "indicators": 5,
        "plans": 11,
        "outcomes": 0,
        "evidence": 187,
    }


def test_the_dateline_of_the_article_is_a_fact_with_its_words(client: TestClient, relatives: TestClient) -> None:
    item = _item(client, ARTICLE)
    assert item["place"] == {"code": "KZ-75", "name": "Almaty city"}
    (words,) = item["evidence"]
    assert (words["field"], words["quote"], words["start"], words["attribution"]) == ("place", DATELINE, 64, "narrated")
    assert words["record"] == {"kind": "source", "id": ARTICLE, "url": f"/v1/sources/{ARTICLE}"}
    release = _item(relatives, "ministry-release")
    assert (release["place"], release["evidence"]) == (None, [])


def test_only_its_own_records_are_counted(two_sources: TestClient) -> None:
    counts = _item(two_sources, "invented")["counts"]
    for kind in ("events", "agreements", "trade_flows", "indicators", "plans", "evidence"):
        meta = two_sources.get(f"/v1/{kind.replace('_', '-')}?source=invented&count=true").json()["meta"]
        assert counts[kind] == meta["count"]
    assert counts["outcomes"] == SECOND_SOURCE.read_text().count("[[outcomes]]")


def test_a_source_of_the_same_origin_is_no_other_witness(relatives: TestClient) -> None:
    assert _item(relatives, ARTICLE)["shares_lineage_with"] == [RELEASE]
    assert [other["id"] for other in _item(relatives, "ministry-release")["shares_lineage_with"]] == [ARTICLE]
    assert _item(relatives, "ministry-correction")["shares_lineage_with"] == []


def test_sources_without_an_origin_share_none(two_sources: TestClient) -> None:
    assert _item(two_sources, "invented")["shares_lineage_with"] == []


def test_what_takes_whose_place_is_told_from_both_ends(relatives: TestClient) -> None:
    assert _item(relatives, "ministry-correction")["supersedes"] == RELEASE
    assert [other["id"] for other in _item(relatives, "ministry-release")["superseded_by"]] == ["ministry-correction"]
    assert _item(relatives, ARTICLE)["superseded_by"] == []


def test_an_unknown_id_is_led_to_the_nearest(client: TestClient) -> None:
    answer = client.get("/v1/sources/timesca-656m")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["did_you_mean"] == [ARTICLE]
