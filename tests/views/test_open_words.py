"""Words that only a file knows, and amounts in two currencies: loaded, filtered, claimed, compared and told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.loading.faults import Refused
from app.loading.reference import VOCABULARY_FILE, reference_data
from app.loading.releases import load
from app.main import create_app
from app.settings import Settings, bundled
from tests.conftest import CODES

_WORDS = """
[[units]]
code = "visitors"
explanation = "Visitors, counted at the border."
source = "UN IRTS 2008, paragraph 2.9"
is_count = true

[[units]]
code = "quintals"
explanation = "Metric quintals."
source = "UN/CEFACT Recommendation 20"
converts_to = "kg"
factor = 100

[[measures]]
code = "visitor_arrivals"
explanation = "Number of arrivals of visitors from the counterpart."
source = "UN IRTS 2008, paragraph 2.10"
units = ["visitors"]
subject = ["the number of arrivals", "in {area}", "from {counterpart}"]
is_count = true

[[plan_kinds]]
code = "study"
explanation = "Something to be found out together."
source = "Editor: as the sources speak of it"
noun = "a joint study"

[[event_kinds]]
code = "embargo"
explanation = "A ban on trade."
source = "Editor: as the sources speak of it"
applies = true
"""
_BASIS = 'basis = { kind = "reported", compiled_by = "%s" }\n'
_SOURCE = '[source]\nid = "%s"\nkind = "article"\npublisher = "%s"\n'


def _flow(reporter: str, flow: str, period: str, value: str, more: str = "") -> str:
    partner = "KAZ" if reporter == "CHN" else "CHN"
    key = f'reporter = "{reporter}"\npartner = "{partner}"\nflow = "{flow}"\nperiod = "{period}"\ncommodity = "TOTAL"\n'
    amount, unit = value.split()
    stated = f'primary_value = {{ value = {amount}, unit = "{unit}", qualifier = "rounded", step = 1_000_000_000 }}\n'
    return f"[[trade_flows]]\n{key}{stated}{more}{_BASIS % reporter}\n"


_GROWTH = 'growth = { value = 25, unit = "%", qualifier = "rounded", step = 1 }\n'
_DOSSIERS = {
    "yuan": _SOURCE % ("yuan", "Y")
    + _flow("CHN", "export", "2022", "30_000_000_000 USD")
    + _flow("CHN", "export", "2023", "200_000_000_000 CNY", _GROWTH)
    + _flow("CHN", "import", "2023", "120_000_000_000 CNY"),
    "dollars": _SOURCE % ("dollars", "D")
    + _flow("CHN", "export", "2023", "28_000_000_000 USD")
    + _flow("KAZ", "import", "2023", "27_000_000_000 USD"),
    "words": _SOURCE % ("words", "W")
    + f"""
[[indicators]]
id = "arrivals"
measure = "visitor_arrivals"
area = "KAZ"
counterpart = "CHN"
period = "2023"
quantity = {{ value = 350_000, unit = "visitors", qualifier = "rounded", step = 10_000 }}
{_BASIS % "KAZ"}
[[indicators]]
id = "freight"
measure = "freight_volume"
area = "KAZ"
counterpart = "CHN"
period = "2023"
quantity = {{ value = 5_000, unit = "t", qualifier = "rounded", step = 1_000 }}
{_BASIS % "KAZ"}
[[indicators]]
id = "investment"
measure = "direct_investment"
area = "KAZ"
counterpart = "CHN"
period = "2023"
quantity = {{ value = -5_000_000, unit = "EUR", qualifier = "rounded", step = 1_000_000, can_be_negative = true }}
{_BASIS % "KAZ"}
[[plans]]
id = "study"
kind = "study"
standing = "proposed"
title = "How trade is counted"
parties = [{{ area = "KAZ", role = "proposer" }}]

[[events]]
id = "ban"
name = "Ban on live animals"
kind = "embargo"
starts_on = "2023-05"
""",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client over three dossiers beside a file of words with one more of each list."""
    folder = tmp_path_factory.mktemp("words")
    (folder / VOCABULARY_FILE).write_text((bundled("seed") / VOCABULARY_FILE).read_text() + _WORDS)
    for name, dossier in _DOSSIERS.items():
        (folder / f"{name}.toml").write_text(dossier)
    settings = settings_for(f"sqlite:///{folder / 'release.db'}")
    load(folder, settings)
    with TestClient(create_app(settings)) as client:
        yield client


def _rows(client: TestClient, path: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


def _verdict(client: TestClient, **query: str) -> dict[str, Any]:
    answer = client.get("/v1/verify", params={"from": "KAZ", "to": "CHN", "period": "2023", **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("path", "query", "sentence"),
    [
        (
            "indicators",
            {"measure": "visitor_arrivals"},
            "The number of arrivals in Kazakhstan from China in 2023 was 350,000, by Kazakhstan's figures (W).",
        ),
        ("plans", {"kind": "study"}, "Kazakhstan proposed a joint study: How trade is counted (W)."),
        ("events", {"kind": "embargo"}, "Ban on live animals took effect in May 2023 (W)."),
    ],
)
def test_a_word_of_the_file_is_filtered_by_and_told(
    client: TestClient, path: str, query: dict[str, str], sentence: str
) -> None:
    (row,) = _rows(client, path, **query)
    assert row["sentence"] == sentence


def test_a_word_that_the_file_lacks_is_refused_with_the_nearest(client: TestClient) -> None:
    (error,) = client.get("/v1/indicators", params={"measure": "visitor_arrival"}).json()["errors"]
    assert (error["problem"], error["did_you_mean"]) == ("unknown-code", ["visitor_arrivals"])


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ({"measure": "visitor_arrivals", "unit": "visitors", "value": "35e4"}, "supported"),
        ({"measure": "visitor_arrivals", "unit": "visitors", "value": "600e3"}, "contradicted"),
        ({"measure": "freight_volume", "unit": "quintals", "value": "5e4"}, "supported"),
        ({"measure": "freight_volume", "unit": "kg", "value": "9e6"}, "contradicted"),
        ({"measure": "direct_investment", "unit": "EUR", "value": "-5e6"}, "supported"),
        ({"measure": "direct_investment", "unit": "EUR", "value": "5e6"}, "contradicted"),
        ({"measure": "direct_investment", "unit": "USD", "value": "-5e6"}, "different_basis"),
    ],
)
def test_a_word_of_the_file_is_claimed_of_in_its_units(client: TestClient, query: dict[str, str], verdict: str) -> None:
    assert _verdict(client, **query)["verdict"] == verdict


@pytest.mark.parametrize(
    ("measure", "unit", "reason", "right"),
    [
        ("visitor_arrivals", "USD", "visitor_arrivals is in visitors", ["visitors"]),
        ("freight_volume", "visitors", "freight_volume is in t", ["t"]),
        ("border_length", "USD", "border_length is in km", ["km"]),
        ("trade", "quintals", "trade is in a currency", ["USD"]),
    ],
)
def test_a_unit_that_a_measure_is_not_in_is_refused_with_one_that_it_is(
    client: TestClient, measure: str, unit: str, reason: str, right: list[str]
) -> None:
    query = {"from": "KAZ", "to": "CHN", "measure": measure, "unit": unit, "value": "5"}
    (error,) = client.get("/v1/verify", params=query).json()["errors"]
    assert (error["name"], error["did_you_mean"]) == ("unit", right)
    assert reason in error["reason"]


def test_bounds_are_in_the_currency_that_is_named(client: TestClient) -> None:
    flows = {"reporter": "CHN", "flow": "export", "period": "2023"}
    assert [row["primary_value"]["text"] for row in _rows(client, "trade-flows", **flows, currency="CNY")] == [
        "CNY 200 billion"
    ]
    assert _rows(client, "trade-flows", **flows, primary_value_gte="150e9") == []
    assert len(_rows(client, "trade-flows", **flows, primary_value_gte="150e9", currency="cny")) == 1
    assert _rows(client, "trade-flows", **flows, primary_value_gte="250e9", currency="CNY") == []


def test_sums_never_mix_currencies(client: TestClient) -> None:
    asked = {"reporter": "CHN", "partner": "KAZ", "flow": "export", "source": "yuan"}
    refused = client.get("/v1/trade-flows/summary", params=asked)
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["name"], error["did_you_mean"]) == (422, "currency", ["CNY", "USD"])
    (row,) = _rows(client, "trade-flows/summary", **asked, currency="CNY")
    assert row["primary_value"]["text"] == "between CNY 199.5 billion and 200.5 billion"


def test_checks_between_currencies_are_of_different_basis(client: TestClient) -> None:
    checks = _rows(client, "checks", area="CHN", counterpart="KAZ", period="2023", limit="500")
    apart = [one for one in checks if {fact["quantity"]["unit"] for fact in one["inputs"]} >= {"CNY", "USD"}]
    assert {one["rule"] for one in apart} >= {"sources_on_one_key", "mirror"}
    for one in apart:
        assert one["verdict"] == "different_basis"
        assert "different currencies (CNY and USD; none is converted)" in one["sentence"]
        assert (one["gap_absolute"], one["gap_relative"]) == (None, None)


def test_nothing_follows_from_two_currencies(client: TestClient) -> None:
    derived = _rows(client, "derived", area="CHN", counterpart="KAZ", limit="500", assume="same_basis")
    units = [{fact["quantity"]["unit"] for fact in one["inputs"]} - {"%"} for one in derived]
    assert {"CNY"} in units
    assert not [one for one in units if len(one) > 1]
    (balance,) = (one for one in derived if one["rule"] == "balance")
    assert balance["quantity"]["text"] == "between CNY 79 billion and 81 billion"


@pytest.mark.parametrize(
    ("unit", "value", "verdict"),
    [("CNY", "200e9", "supported"), ("CNY", "150e9", "contradicted"), ("USD", "28e9", "depends_on_basis")],
)
def test_a_claim_is_held_against_figures_in_its_currency(
    client: TestClient, unit: str, value: str, verdict: str
) -> None:
    found = _verdict(client, **{"from": "CHN", "to": "KAZ", "unit": unit, "value": value})
    assert found["verdict"] == verdict


def test_a_claim_in_a_currency_that_is_not_held_is_of_different_basis(client: TestClient) -> None:
    found = _verdict(client, **{"from": "CHN", "to": "KAZ", "unit": "EUR", "value": "25e9"})
    assert found["verdict"] == "different_basis"
    assert (
        "is in EUR, while the figures on file are in CNY and USD; currencies are not converted" in (found["sentence"])
    )


def test_words_of_records_that_stay_may_not_go(tmp_path: Path, settings_for: Callable[..., Settings]) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'release.db'}")
    ours, others = tmp_path / "ours", tmp_path / "others"
    for folder, name in ((ours, "words"), (others, "dollars")):
        folder.mkdir()
        (folder / f"{name}.toml").write_text(_DOSSIERS[name])
    (ours / VOCABULARY_FILE).write_text((bundled("seed") / VOCABULARY_FILE).read_text() + _WORDS)
    load(ours, settings)
    with pytest.raises(Refused) as refused:
        load(others, settings)
    lost = [fault.path for fault in refused.value.faults]
    assert lost == ["indicators.measure", "plans.kind", "events.kind"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('source = "UN IRTS 2008, paragraph 2.10"\n', "", "measures[-1].source: is missing"),
        ('code = "visitors"', 'code = "trains"', "units[-2].code: the code 'trains' is taken already"),
        ('converts_to = "kg"', 'converts_to = "t"', "units[-1].converts_to: must be a unit that converts to no other"),
        ('converts_to = "kg"\n', "", "units[-1]: converts_to and factor belong together"),
        ('code = "quintals"', 'code = "QTL"', "units[-1].code: three capital letters are a currency"),
        ('units = ["visitors"]', 'units = ["guests"]', "measures[-1].units[0]: 'guests' is no unit here"),
        ('units = ["visitors"]', 'units = ["USD"]', "measures[-1].units[0]: write 'currency'"),
        ("from {counterpart}", "from {abroad}", "measures[-1].subject: names abroad"),
        (
            "is_count = true\n\n[[plan",
            'is_share = true\nshare_of = "export"\n\n[[plan',
            "measures[-1].units: a share is",
        ),
        ('code = "study"', 'code = "Study"', "plan_kinds[-1].code: has the form"),
        ('noun = "a joint study"\n', "", "plan_kinds[-1].noun: is missing"),
        ('code = "embargo"', 'code = "visit"', "event_kinds[-1].code: the code 'visit' is taken already"),
    ],
)
def test_an_incomplete_word_is_refused_with_file_and_entry(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in _WORDS
    text = (bundled("seed") / VOCABULARY_FILE).read_text() + _WORDS.replace(old, new, 1)
    file = tmp_path / VOCABULARY_FILE
    file.write_text(text)
    listed = told.partition("[")[0]
    place = text.count(f"[[{listed}]]") + int(told[len(listed) + 1 : told.index("]")])
    told = f"{listed}[{place}]{told.partition(']')[2]}"
    with pytest.raises(Refused) as refused:
        reference_data(CODES, file)
    assert [fault for fault in map(str, refused.value.faults) if fault.startswith(f"{VOCABULARY_FILE}: {told}")], (
        refused.value.faults
    )
