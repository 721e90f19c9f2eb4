"""Promises about the lists of facts together: what they cost, that the engines agree, that sentences add no number."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.settings import Settings
from tests.conftest import Counted

Json = dict[str, Any]
LISTS: Final = ("events", "agreements", "plans", "indicators")
_OWN_NAMES: Final = ("name", "title", "scope")
_NUMBER: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(?: (million|billion))?")
_MAGNITUDE: Final = {"": 1, "million": 10**6, "billion": 10**9}


@pytest.mark.parametrize("name", LISTS)
def test_only_the_children_asked_for_are_read(two_sources: TestClient, statements: Counted, name: str) -> None:
    with statements() as run:
        two_sources.get(f"/v1/{name}?fields=sentence")
    assert len(run) == 1


def test_both_engines_answer_alike(
    two_sources: TestClient, both_sources: Callable[[str], TestClient], empty_postgres: str
) -> None:
    narrowed = (
        *("events?area=KZ-10", "events?area=CHN", "events?actor=cpc", "events?sector=energy"),
        *("events?date_from=2013-07&date_to=2024-03-30", "events?limit=2", "agreements?area=KAZ"),
        *("agreements?value_gte=25e6&certainty=possible", "plans?area=CN-XJ", "plans?commodity=10*", "plans?limit=3"),
        *("indicators?limit=1", "indicators?period_from=2021&area=KAZ"),
    )
    with both_sources(empty_postgres) as on_postgres:
        for path in (*LISTS, *(f"{name}.csv" for name in LISTS), *narrowed):
            assert on_postgres.get(f"/v1/{path}").content == two_sources.get(f"/v1/{path}").content, path
        for name in LISTS:
            for row in two_sources.get(f"/v1/{name}").json()["items"][::5]:
                assert on_postgres.get(row["url"]).content == two_sources.get(row["url"]).content


def _numbers_of(value: Any) -> Iterator[Decimal]:
    """Go through all numbers of a row: of its quantities, and those that its dates are made of."""
    match value:
        case dict():
            for member in value.values():
                yield from _numbers_of(member)
        case list():
            for member in value:
                yield from _numbers_of(member)
        case int() | float() if not isinstance(value, bool):
            yield Decimal(str(value))
        case str() if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value):
            yield from (Decimal(part) for part in value.split("-"))


@pytest.mark.parametrize("name", LISTS)
def test_every_number_of_a_sentence_is_one_of_its_fact(two_sources: TestClient, name: str) -> None:
    told = 0
    for row in two_sources.get(f"/v1/{name}").json()["items"]:
        sentence = row["sentence"].rpartition(" (")[0]  # the source stands behind
        for own in (*(row.get(key) for key in _OWN_NAMES), (row.get("event") or {}).get("title")):
            sentence = sentence.replace(own, "") if own else sentence
        known = set(_numbers_of({key: value for key, value in row.items() if key != "sentence"}))
        for digits, magnitude in _NUMBER.findall(sentence):
            assert Decimal(digits.replace(",", "")) * _MAGNITUDE[magnitude] in known, row["sentence"]
            told += 1
    assert told > 4


@pytest.mark.parametrize("name", LISTS)
def test_every_sentence_is_one(two_sources: TestClient, name: str) -> None:
    for row in two_sources.get(f"/v1/{name}").json()["items"]:
        sentence = row["sentence"]
        assert re.fullmatch(r"[A-Z0-9][^{}]*[^. ]\.", sentence), sentence
        assert "  " not in sentence
        assert " None" not in sentence


NAMED = """
[source]
id = "named"
kind = "statement"
title = "Trade in animals"
publisher = "World Organization for Animal Health"
language = "en"

[[trade_flows]]
reporter = "KAZ"
partner = "CHN"
flow = "export"
period = "2023"
commodity = "TOTAL"
basis = { kind = "reported", compiler = "woah" }
value_status = "not_stated"
"""


def test_the_sentence_of_trade_without_a_figure_ends_with_its_source(
    tmp_path: Path, settings_for: Callable[..., Settings]
) -> None:
    settings, path = settings_for(f"sqlite:///{tmp_path / 'release.db'}"), tmp_path / "named.toml"
    path.write_text(NAMED)
    load(path, settings)
    with TestClient(create_app(settings)) as client:
        (row,) = client.get("/v1/trade-flows").json()["items"]
    assert row["sentence"].endswith(" are named without a value (World Organization for Animal Health).")
