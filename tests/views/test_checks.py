"""Checks on the web: the seed beside a customs dataset of the other side, as figures and as a statistic in bulk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.settings import Settings
from app.views.checks import CHECKS, CheckOut, CheckRulesOut
from app.vocabulary import TERM_SETS
from app.vocabulary.verdicts import CheckRule, CheckVerdict
from app.web.answers import item_of
from tests.conftest import Counted, forget

Json = dict[str, Any]
SEED = "timesca-565m"
PAIR = {"area": "Kazakhstan", "counterpart": "China"}
ROOT = Path(__file__).parents[2]
CUSTOMS = """
[source]
id = "customs"
kind = "dataset"
title = "Customs of China"

[[trade_flows]]
reporter = "CHN"
partner = "KAZ"
flow = "import"
period = "2022"
commodity = "TOTAL"
primary_value = { value = 14_819_246_516, unit = "USD", qualifier = "exact" }
basis = { compiled_by = "CHN", kind = "reported", valuation = "cif" }

[[trade_flows]]
reporter = "CHN"
partner = "KAZ"
flow = "export"
period = "2022"
commodity = "TOTAL"
primary_value = { value = 16_355_236_459, unit = "USD", qualifier = "exact" }
basis = { compiled_by = "CHN", kind = "reported", valuation = "fob" }
"""


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client over the article and the customs of the other side."""
    folder = tmp_path_factory.mktemp("voices")
    for name in ("reference.toml", f"{SEED}.toml"):
        copyfile(ROOT / "seed" / name, folder / name)
    (folder / "customs.toml").write_text(CUSTOMS)
    settings = settings_for(f"sqlite:///{folder}/release.db")
    load(folder, settings)
    with TestClient(create_app(settings)) as client:
        yield client


def _items(client: TestClient, **query: Any) -> list[Json]:
    answer = client.get("/v1/checks", params={"limit": 500, **query})
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


def _only(client: TestClient, **query: Any) -> Json:
    (item,) = _items(client, **query)
    return item


def test_every_check_is_of_its_shape_and_has_an_address(voices: TestClient) -> None:
    for query in ({}, PAIR):
        items = _items(voices, **query)
        assert items
        for item in items:
            CheckOut.model_validate(item)
            again = voices.get(item["url"]).json()
            assert item_of(CHECKS).model_validate(again)
            assert {**again, "release": None} == {**item, "release": None}


def test_the_article_is_consistent_with_itself(voices: TestClient) -> None:
    item = _only(voices, rule="exports_and_imports_against_total", source=SEED)
    assert item["verdict"] == "consistent"
    assert item["independent"] is False
    assert [(given["field"], given["quantity"]["qualifier"]) for given in item["inputs"]] == [
        ("primary_value", "more_than"),
        ("primary_value", "rounded"),
        ("primary_value", "rounded"),
    ]
    assert item["computed"]["lower"] == 23_500_000_000
    headline = _only(voices, rule="headline_against_body", source=SEED)
    assert headline["verdict"] == "agree"
    assert headline["inputs"][0]["evidence"].startswith(SEED)
    assert headline["inputs"][1]["evidence"] is None


def test_what_no_part_accounts_for_is_told(voices: TestClient) -> None:
    parts = _only(voices, rule="parts_against_whole")
    assert (parts["verdict"], parts["gap_absolute"]["value"]) == ("undetermined", 11)


@pytest.mark.parametrize("query", [{}, {"rule": "mirror"}, {"source": "customs"}, {"period": "2022"}])
def test_a_dataset_that_a_dossier_states_speaks_in_every_list(voices: TestClient, query: Json) -> None:
    """Lists of a named pair look at no more, where there are no statistics in bulk."""
    everywhere, of_pair = _items(voices, **query), _items(voices, **query, **PAIR)
    assert {item["id"] for item in of_pair} <= {item["id"] for item in everywhere}
    assert any(given["source"]["id"] == "customs" for item in everywhere for given in item["inputs"])
    answer = voices.get("/v1/checks", params=query).json()
    assert answer["meta"]["left_out"] is None


def test_a_mirror_is_of_both_sides(voices: TestClient) -> None:
    mirrored = _items(voices, rule="mirror", **PAIR)
    assert {item["verdict"] for item in mirrored} == {"importer_lower", "undetermined"}
    assert len(_only(voices, rule="two_sides", **PAIR)["inputs"]) == 3


@pytest.mark.parametrize(
    ("query", "rules"),
    [
        ({"period": "2022", "verdict": "consistent"}, {"exports_and_imports_against_total"}),
        ({"period": "2021"}, set()),
        ({"verdict": "conflict"}, set()),
        ({"source": "customs"}, {"mirror", "two_sides"}),
        ({"source": "customs", **PAIR}, {"mirror", "two_sides"}),
        ({"area": "Xinjiang"}, set()),
        ({"counterpart": "DEU"}, set()),
    ],
)
def test_filters(voices: TestClient, query: Json, rules: set[str]) -> None:
    assert {item["rule"] for item in _items(voices, **query)} == rules


def test_what_does_not_exist_is_said(voices: TestClient) -> None:
    empty = voices.get("/v1/checks", params={"verdict": "conflict"}).json()
    assert empty["meta"]["coverage"]["without"]["verdict"] > 0
    assert voices.get("/v1/checks/mirror.CHN.KAZ.000000000000").status_code == 404
    assert voices.get("/v1/checks", params={"rule": "guess"}).status_code == 422


def test_rules_are_documented_with_all_their_verdicts(voices: TestClient) -> None:
    page = CheckRulesOut.model_validate(voices.get("/v1/checks/rules").json())
    assert [rule.rule for rule in page.rules] == list(CheckRule)
    for rule in page.rules:
        assert voices.get(rule.url).status_code == 200
        assert all(word.explanation == CheckVerdict(word.verdict).explanation for word in rule.verdicts)
    used = {word.verdict for rule in page.rules for word in rule.verdicts}
    assert used == set(CheckVerdict)
    assert TERM_SETS["check-verdict"] is CheckVerdict


def test_an_answer_takes_as_many_statements_whatever_it_finds(voices: TestClient, statements: Counted) -> None:
    taken = set()
    for verdict in ("consistent", "undetermined", "agree"):
        forget(voices)
        with statements() as run:
            voices.get("/v1/checks", params={"verdict": verdict})
        taken.add(len(run))
    assert len(taken) == 1
    assert max(taken) <= 15
