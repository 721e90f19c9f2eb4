"""Claims over HTTP: the golden answers by the article and by all sources, and what can be wrong with a request."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from app.views.verify.shape import VerifyManyOut, VerifyOut
from app.web.edge.reading import LARGEST_BODY

ARTICLE = "timesca-565m"
GOLDEN = json.loads((Path(__file__).parents[1] / "golden/verify.json").read_text())
BY_ARTICLE = [row for row in GOLDEN if row["voices"] == "article"]
BY_ALL = [row for row in GOLDEN if row["voices"] == "all"]
EXPORTS = {"from": "KAZ", "to": "CHN", "period": "2022", "value": "13e9", "unit": "USD"}


def _ask(client: TestClient, **parameters: str) -> dict[str, Any]:
    answer = client.get("/v1/verify", params={"source": ARTICLE, **parameters})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _post(client: TestClient, *claims: dict[str, Any]) -> httpx2.Response:
    return client.post("/v1/verify", json={"claims": list(claims)})


@pytest.mark.parametrize("row", BY_ARTICLE, ids=[row["claim"] for row in BY_ARTICLE])
def test_golden_answers_by_the_article(client: TestClient, row: dict[str, Any]) -> None:
    answer = _ask(client, **row["query"])
    VerifyOut.model_validate(answer)
    assert answer["verdict"] == row["verdict"]
    assert answer["understates"] is row.get("understates", False)
    if "missing" in row:
        assert answer["missing"]["periods"] == row["missing"]
    assert (answer["missing"] is not None) is (row["verdict"] in ("undetermined", "compatible"))


@pytest.mark.parametrize("row", BY_ALL, ids=[row["claim"] for row in BY_ALL])
def test_golden_answers_by_all_sources(client: TestClient, row: dict[str, Any]) -> None:
    answer = client.get("/v1/verify", params=row["query"]).json()
    VerifyOut.model_validate(answer)
    assert (answer["verdict"], answer["understates"]) == (row["verdict"], row.get("understates", False))
    found = {(each["basis"]["compiled_by"] or {}).get("code"): each["verdict"] for each in answer["by_basis"]}
    assert row["bases"].items() <= found.items()


def test_a_tripling_is_contradicted_by_a_growth_and_by_levels(client: TestClient) -> None:
    answer = client.get("/v1/verify", params={**EXPORTS, "value": "3", "unit": "times", "compiled_by": "KAZ"}).json()
    (basis,) = answer["by_basis"]
    by = [fact for fact in basis["facts"] if fact["stance"] == "contradicts"]
    assert [[each["quantity"]["value"] for each in fact["inputs"]] for fact in by] == [
        [34.7],
        [13_200_000_000, 9_800_000_000],
    ]
    (aside,) = [fact for fact in basis["facts"] if fact["stance"] == "set_aside"]
    assert aside["inputs"][0]["source"]["id"] == "commonspace-565m"


def test_an_undetermined_claim_names_the_organisation_that_would_have_to_compile(client: TestClient) -> None:
    for actor in client.get("/v1/actors", params={"limit": "100"}).json()["items"]:
        answer = client.get("/v1/verify", params={**EXPORTS, "period": "1990", "compiled_by": actor["id"]}).json()
        assert answer["verdict"] == "undetermined"
        assert answer["missing"]["compiled_by"]["id"] == actor["id"]


def test_figures_together_contradict_what_each_allows(client: TestClient) -> None:
    imports = {**EXPORTS, "from": "CHN", "to": "KAZ", "value": "11.4e9", "compiled_by": "KAZ"}
    assert _ask(client, **imports)["verdict"] == "compatible"
    (basis,) = client.get("/v1/verify", params=imports).json()["by_basis"]
    assert basis["verdict"] == "contradicted"
    (by,) = [fact for fact in basis["facts"] if fact["stance"] == "contradicts"]
    assert by["formula"] == "meet(imports, turnover - exports)"
    stated = [(each["source"]["id"], each["quantity"]["value"]) for each in by["inputs"]]
    assert stated == [("trend-2023-10-17", value) for value in (11_000_000_000, 13_200_000_000, 24_100_000_000)]


def test_a_claim_is_answered_as_understood(client: TestClient) -> None:
    claim = _ask(client, **{**EXPORTS, "from": "kz", "to": "China", "qualifier": "nearly"})["claim"]
    assert claim["sentence"] == (
        "The value of goods moving from Kazakhstan to China in 2022 was nearly USD 13 billion."
    )
    assert (claim["from"]["code"], claim["to"]["code"], claim["source"]["id"]) == ("KAZ", "CHN", ARTICLE)
    assert claim["interval"] == {
        "unit": "USD",
        "lower": 12_000_000_000,
        "upper": 13_000_000_000,
        "bounds": "[)",
    }


def test_times_are_compared_in_per_cent(client: TestClient) -> None:
    claim = _ask(client, **{**EXPORTS, "value": "3", "unit": "times"})["claim"]
    assert (claim["change"], claim["base_period"]) == (True, "2021")
    assert (claim["quantity"]["lower"], claim["quantity"]["upper"]) == (2.5, 3.5)
    assert (claim["interval"]["unit"], claim["interval"]["lower"], claim["interval"]["upper"]) == ("%", 150, 250)
    assert (claim["support"]["lower"], claim["support"]["upper"]) == (185, 215)


def test_a_third_is_told_as_it_was_typed(client: TestClient) -> None:
    claim = _ask(client, **{**EXPORTS, "value": "1/3", "unit": "times"})["claim"]
    assert claim["sentence"].endswith("was 1/3 times the level of 2021.")
    assert claim["quantity"]["text"] == "1/3 times"


def test_what_follows_without_any_end_says_nothing(client: TestClient) -> None:
    assert _ask(client, **{**EXPORTS, "value": "5e9"}, change="true")["by_basis"] == []


def test_a_step_overrides_the_digits(client: TestClient) -> None:
    assert _ask(client, **EXPORTS, step="2e9")["claim"]["quantity"]["upper"] == 14_000_000_000


def test_facts_come_with_links_words_and_arithmetic(client: TestClient) -> None:
    (basis,) = _ask(client, **{**EXPORTS, "value": "16e9"})["by_basis"]
    stated, follows = basis["facts"]
    assert (stated["stance"], follows["stance"]) == ("allows", "contradicts")
    assert stated["inputs"][0]["quantity"]["words"] == "exceeded $13 billion"
    assert client.get(stated["inputs"][0]["url"]).status_code == 200
    assert len(follows["inputs"]) == 3
    assert follows["arithmetic"] == (
        "meet(exports, turnover - imports) = (13,000,000,000; 14,000,000,000) USD, "
        "claimed [15,500,000,000; 16,500,000,000) USD: the two have no number in common"
    )
    assert follows["assumptions"] == ["turnover is exports plus imports, on one basis"]


def test_an_undetermined_claim_says_what_would_decide_it(client: TestClient) -> None:
    missing = _ask(client, **{**EXPORTS, "from": "CHN", "to": "KAZ", "value": "11.4e9"})["missing"]
    assert missing["sentence"] == (
        "A figure for 2022 to the nearest USD 100 million or better, compiled by Kazakhstan, would decide it."
        " On file are figures for 2022, in per cent and USD."
    )
    assert missing["compilers"] == [{"code": "KAZ", "name": "Kazakhstan"}]


def test_the_valuation_that_a_claim_names_is_missing_too(client: TestClient) -> None:
    answer = client.get("/v1/verify", params={**EXPORTS, "valuation": "fob"}).json()
    assert answer["missing"]["sentence"].startswith(
        "A figure for 2022 to the nearest USD 1 billion or better, valued FOB, would"
    )


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        (
            {"measure": "joint_ventures", "period": "2023-03", "unit": "enterprises", "value": "20e3"},
            "3,300 (with partners from China)",
        ),
        (
            {"to": "CHN", "flow": "total", "period": "2015", "compiled_by": "KAZ"},
            "USD 6,733,285,815 (Kazakhstan's exports)",
        ),
        ({"from": "CHN", "to": "KAZ", "period": "2025"}, "USD 8.3 billion (in January-June 2025)"),
    ],
)
def test_parts_are_told_by_whose_they_are(client: TestClient, asked: dict[str, str], parts: str) -> None:
    answer = client.get("/v1/verify", params={"from": "KAZ", "value": "60e9", "unit": "USD", **asked}).json()
    assert parts in json.dumps(answer["missing"])


def test_a_claim_on_nothing_held_says_so(client: TestClient) -> None:
    answer = _ask(client, **{**EXPORTS, "to": "DEU"})
    assert (answer["verdict"], answer["by_basis"]) == ("undetermined", [])
    assert answer["missing"]["sentence"].endswith("No figures for it are on file.")


@pytest.mark.parametrize(
    ("written", "unit"),
    [("dollars", "USD"), ("US$", "USD"), ("yuan", "CNY"), ("EURO", "EUR"), ("per cent", "%"), ("Percent", "%")],
)
def test_a_unit_is_named_as_people_write_it(client: TestClient, written: str, unit: str) -> None:
    value = "25" if unit == "%" else "13e9"
    answer = client.get("/v1/verify", params={**EXPORTS, "value": value, "unit": written}).json()
    assert answer["claim"]["interval"]["unit"] == unit


@pytest.mark.parametrize(
    ("changes", "name", "reason", "suggestions"),
    [
        ({"qualifer": "about"}, "qualifer", "there is no such parameter", ["qualifier"]),
        ({"from": "Kazakstan"}, "from", "there is no area", ["KAZ"]),
        ({"to": None}, "to", "trade has two sides", []),
        ({"value": "-13e9"}, "value", "only a change can be negative", []),
        ({"value": "thirteen"}, "value", "a number is written as", []),
        ({"value": "1e99"}, "value", "a number is written as", []),
        ({"value": "999999999999999"}, "value", "a number may be at most 100000000000000", []),
        ({"value": "100001e9"}, "value", "a number may be at most 100000000000000", []),
        ({"value": "20,000,000,000"}, "value", "a number is written as 20000000000, its digits not grouped", []),
        ({"value": "20 000 000"}, "value", "a number is written as 20000000, its digits not grouped", []),
        ({"value": "20_000"}, "value", "a number is written as 20000, its digits not grouped", []),
        ({"value": "24.3 billion"}, "value", "a number is written as 24.3e9, without words", []),
        ({"value": "$24.3bn"}, "value", "a number is written as 24.3e9, without words", []),
        ({"value": "US$ 5m"}, "value", "a number is written as 5e6, without words", []),
        ({"value": "-3 bn dollars"}, "value", "a number is written as -3e9, without words", []),
        ({"value": "13.25,000"}, "value", "a number is written as", []),
        ({"value": "20,5"}, "value", "a number is written as", []),
        ({"value": "1.23456"}, "value", "at most 4 decimal places", []),
        ({"scope": "by sea"}, "scope", "trade has no scope", []),
        ({"value": None}, "value", "it is required", []),
        (
            {"value": "1e30"},
            "value",
            "a number is written as 20e9, 20.0e9 (each digit counts), 33.5 or 100/3, and is at most 100000000000000",
            [],
        ),
        ({"brief": "maybe"}, "brief", "it is true or false", []),
        ({"mode": "rail"}, "mode", "trade is not told apart by mode", []),
        ({"measure": "transit_volume", "unit": "t", "flow": "total"}, "flow", "only trade has a flow", []),
        (
            {"measure": "transit_volume", "unit": "t", "commodity": "wheat"},
            "commodity",
            "only trade has commodities",
            [],
        ),
        ({"unit": "EURE"}, "unit", "there is no such unit", ["EUR"]),
        ({"qualifier": "between"}, "qualifier", "make two claims of its ends", []),
        ({"step": "0"}, "step", "a step is above 0", []),
        ({"period": "2022-13"}, "period", "a period is written 2022,", []),
        ({"period": "FY2023-24"}, "period", "a financial year by its months, as 2023-04/2024-03", []),
        ({"period": "2023/24"}, "period", "a financial year by its months, as 2023-04/2024-03", []),
        ({"period": "2023-2024"}, "period", "a financial year by its months, as 2023-04/2024-03", []),
        (
            {"unit": "%", "value": "1/4"},
            "value",
            "a quarter is 100/4, and a quarter of a per cent 0.25",
            ["100/4", "0.25"],
        ),
        ({"unit": "%", "value": "-2/3", "change": "true"}, "value", "in % a fraction is one of 100", ["-200/3"]),
        (
            {"kind": "share", "unit": "%", "value": "1/3", "commodity": "H6-74"},
            "value",
            "in % a fraction is",
            ["100/3"],
        ),
        (
            {"unit": "%", "value": "3/4", "measure": "share_of_exports"},
            "value",
            "in % a fraction is",
            ["300/4", "0.75"],
        ),
        ({"compiled_by": "Kazakstan"}, "compiled_by", "there is no area, person or organisation", ["KAZ"]),
        ({"unit": "times", "value": "-2"}, "value", "a multiple is not negative", []),
        ({"unit": "times", "value": "2", "period": "1000"}, "period", "a year before", []),
        ({"unit": "%", "value": "2", "period": "1000-02/1001-03"}, "period", "a year before", []),
        ({"commodity": "wheet"}, "commodity", "there is no commodity", []),
        ({"unit": "%", "value": "-120", "change": "true"}, "value", "nothing falls by more than 100 %", []),
        ({"unit": "people"}, "unit", "trade is in a currency (ISO 4217); a change of it also in % or times", ["USD"]),
        ({"unit": "times", "change": "false"}, "unit", "trade is in a currency", ["USD"]),
        ({"unit": "USD", "measure": "net_weight"}, "unit", "net_weight is in kg", ["kg"]),
        ({"unit": "%", "value": "100.1", "measure": "share_of_exports"}, "value", "at most 100 % of its whole", []),
        ({"unit": "USD", "measure": "share_of_exports"}, "unit", "share_of_exports is in %", ["%"]),
    ],
)
def test_what_cannot_be_is_refused(
    client: TestClient, changes: dict[str, str | None], name: str, reason: str, suggestions: list[str]
) -> None:
    asked = {key: value for key, value in {**EXPORTS, **changes}.items() if value is not None}
    answer = client.get("/v1/verify", params=asked)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["in"], error["name"]) == ("query", name)
    assert reason in error["reason"]
    assert set(suggestions) <= set(error["did_you_mean"])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"to": None}, "unfit-parameter"),
        ({"value": "-1e9"}, "impossible-value"),
        ({"value": "1.23456"}, "impossible-value"),
        ({"value": "999999999999999"}, "impossible-value"),
        ({"qualifier": "between"}, "impossible-value"),
        ({"step": "0"}, "impossible-value"),
        ({"unit": "km"}, "impossible-value"),
        ({"unit": "%", "value": "140", "measure": "share_of_exports"}, "impossible-value"),
        ({"mode": "rail"}, "unfit-parameter"),
        ({"unit": "t", "flow": "total", "measure": "transit_volume"}, "unfit-parameter"),
        ({"value": "20 billion"}, "malformed-value"),
        ({"to": "Nowhere"}, "unknown-code"),
    ],
)
def test_each_refusal_says_its_kind(client: TestClient, changes: dict[str, str | None], problem: str) -> None:
    asked = {key: value for key, value in {**EXPORTS, **changes}.items() if value is not None}
    answer = client.get("/v1/verify", params=asked).json()
    assert [error["problem"] for error in answer["errors"]] == [problem]
    assert answer["type"].endswith(f"#{problem}")


@pytest.mark.parametrize(
    ("pair", "period", "unit", "value", "more"),
    [
        (("DEU", "CHN"), "2025", "EUR", "89.3e9", {}),
        (("DEU", "CHN"), "2025", "EUR", "120.0e9", {}),
        (("USA", "CHN"), "2024", "USD", "295e9", {}),
        (("USA", "CHN"), "2024", "USD", "300e9", {"qualifier": "more_than"}),
        (("KAZ", "CHN"), "2022", "USD", "1.0e9", {"compiled_by": "CHN"}),
        (("CHN", "USA"), "2024", "USD", "295e9", {}),
    ],
)
def test_a_deficit_has_one_verdict_by_its_measure_and_by_its_kind(
    client: TestClient, pair: tuple[str, str], period: str, unit: str, value: str, more: dict[str, str]
) -> None:
    asked = {"from": pair[0], "to": pair[1], "period": period, "unit": unit, "value": value, **more}
    by_kind, by_measure = (
        client.get("/v1/verify", params={**asked, **how}).json()
        for how in ({"kind": "deficit"}, {"measure": "deficit_in_goods"})
    )
    assert by_measure == by_kind
    assert by_measure["by_basis"] != []


def test_claims_are_answered_in_order_and_together(client: TestClient) -> None:
    imports = {**EXPORTS, "from": "CHN", "to": "KAZ", "source": ARTICLE}
    answer = _post(
        client, {**imports, "value": "11e9"}, {**imports, "value": 16.4e9}, {**imports, "value": 11400000000}
    )
    assert answer.status_code == 200
    body = answer.json()
    VerifyManyOut.model_validate(body)
    assert [item["verdict"] for item in body["items"]] == ["supported", "contradicted", "compatible"]
    assert body["verdict"] == "partly_supported"
    assert body["items"][1]["claim"]["quantity"]["step"] == 100_000_000
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("value", "step"), [(33.5, 0.1), (2.0, 1), ("2.0", 0.1), (1.12e10, 100_000_000), (13000000000, 1_000_000_000)]
)
def test_a_number_of_json_has_the_digits_of_its_shortest_decimal(client: TestClient, value: Any, step: float) -> None:
    answer = _post(client, {**EXPORTS, "value": value})
    assert answer.json()["items"][0]["claim"]["quantity"]["step"] == step


def test_errors_of_a_body_name_the_claim(client: TestClient) -> None:
    good = {**EXPORTS}
    errors = _post(client, good, {**good, "from": "KAS"}, {**good, "to": "Nowhere"}).json()["errors"]
    assert [(error["in"], error["name"]) for error in errors] == [("body", "claims[1].from"), ("body", "claims[2].to")]
    errors = _post(client, good, {**good, "perod": "2022"}, {**good, "flow": "up"}).json()["errors"]
    assert [(error["in"], error["name"]) for error in errors] == [
        ("body", "claims[1].perod"),
        ("body", "claims[2].flow"),
    ]
    assert errors[0]["did_you_mean"][0] == "period"


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        ({"claims": [EXPORTS] * 101}, "claims", "at most 100"),
        ({"claim": [EXPORTS]}, "claims", "it is required"),
        ({"claims": [{**EXPORTS, "value": True}]}, "claims[0].value", "a number is at most"),
        ({"claims": [{**EXPORTS, "value": None}]}, "claims[0].value", "a number is at most"),
        ({"claims": [7]}, "claims[0]", "an object"),
    ],
)
def test_a_body_of_another_shape_is_refused(client: TestClient, body: Any, name: str, reason: str) -> None:
    answer = client.post("/v1/verify", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    error = answer.json()["errors"][0]
    assert (error["in"], error["name"]) == ("body", name)
    assert reason in error["reason"]


def test_a_border_is_as_long_from_either_side(client: TestClient) -> None:
    border: dict[str, str] = {"measure": "border_length", "value": "1800", "unit": "km", "qualifier": "nearly"}
    verdicts = {
        client.get("/v1/verify", params={"from": one, "to": other, **border}).json()["verdict"]
        for one, other in (("KAZ", "CHN"), ("CHN", "KAZ"))
    }
    assert verdicts == {"supported"}


def test_a_member_given_twice_is_refused(client: TestClient) -> None:
    content = b'{"claims": [{"from": "KAZ", "period": "2021", "period": "2022", "value": 1, "unit": "USD"}]}'
    answer = client.post("/v1/verify", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/v1/vocabulary/problem#duplicate-parameter")
    (error,) = answer.json()["errors"]
    assert (error["in"], error["name"]) == ("body", "period")
    assert "given 2 times" in error["reason"]


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b'{"claims": [', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"claims": [{"value": NaN}]}', "application/json", 422),
        (b"", "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"claims=1", "application/x-www-form-urlencoded", 415),
        (b'{"claims": "' + b"x" * LARGEST_BODY + b'"}', "application/json", 413),
    ],
    ids=["cut", "no text", "deep", "nan", "empty", "plain", "no type", "form", "large"],
)
def test_a_body_that_cannot_be_read_is_refused(
    client: TestClient, content: bytes, content_type: str, status: int
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = client.post("/v1/verify", content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_body_without_a_stated_length_is_limited_too(client: TestClient) -> None:
    def chunks() -> Any:
        yield b'{"claims": "'
        for _ in range(LARGEST_BODY // 1024 + 1):
            yield b"x" * 1024

    answer = client.post("/v1/verify", content=chunks(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_cannot_take_parameters(client: TestClient) -> None:
    assert client.post("/v1/verify?period=2022", json={"claims": [EXPORTS]}).status_code == 422
    assert "POST" in client.put("/v1/verify").headers["allow"]


ODD = [
    {"value": "0"},
    {"value": "-0"},
    {"value": "0", "unit": "times"},
    {"value": "0/7", "unit": "%"},
    {"value": "-100", "unit": "%"},
    {"value": "100", "unit": "%", "measure": "share_of_imports", "qualifier": "at_most"},
    {"value": "99999999999999"},
    {"value": "100000000000000"},
    {"value": "100000e9"},
    {"value": "999999999/1", "unit": "%"},
    {"value": "0.0001"},
    {"value": "13e9", "step": "0.0001"},
    {"value": "13e9", "step": "1e14"},
    {"value": "1/999999", "unit": "times"},
    {"to": "KAZ"},
    {"from": "NOR", "to": "CHL"},
    {"from": "CN-XJ", "to": "KAZ"},
    {"period": "1000"},
    {"period": "2022-03"},
    {"period": "2023-Q2", "flow": "total"},
    {"period": "2022-01/2022-10", "flow": "total", "value": "19.7e9"},
    {"commodity": "wheat"},
    {"commodity": "H6-2603"},
    {"commodity": "wheat", "measure": "net_weight", "unit": "kg", "value": "1e9"},
    {"value": "0", "qualifier": "less_than"},
    {"value": "0", "qualifier": "nearly"},
    {"value": "-5e9", "change": "true"},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_odd_claims_are_answered_alike_by_both_engines(
    client: TestClient, postgres_client: TestClient, odd: dict[str, str]
) -> None:
    answers = [each.get("/v1/verify", params={**EXPORTS, **odd}) for each in (client, postgres_client)]
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].text
    assert answers[0].content == answers[1].content
    VerifyOut.model_validate(answers[0].json())


def test_a_hundred_claims_are_answered_alike_by_both_engines(client: TestClient, postgres_client: TestClient) -> None:
    claims = [{**EXPORTS, **ODD[index % len(ODD)]} for index in range(100)]
    answers = [_post(each, *claims) for each in (client, postgres_client)]
    assert answers[0].status_code == 200
    assert answers[0].content == answers[1].content
    assert len(answers[0].json()["items"]) == 100


def test_a_distance_is_from_what_is_stated_where_levels_show_another(client: TestClient) -> None:
    ask = "/v1/verify?from=KAZ&to=CHN&flow=total&period=2023&value=32&unit=%25&compiled_by=KAZ"
    answer = client.get(ask).json()  # stated is 30 %, [29.5, 30.5); levels leave up to 31.19
    assert (answer["verdict"], answer["distance"]["absolute"]) == ("near", 1)
    assert "computed from" in answer["by_basis"][0]["sentence"]
    assert answer["by_basis"][0]["sentence"].endswith("It is at least 1 percentage point above what is stated.")


BY_CHINA = "/v1/verify?kind=surplus&from=KAZ&to=CHN&period=2022&compiled_by=CHN"  # a deficit of 1.54 billion


@pytest.mark.parametrize(("rest", "has_share"), [("&value=5e9", False), ("", False), ("&kind=deficit&value=9e9", True)])
def test_no_part_is_told_of_a_distance_across_zero(client: TestClient, rest: str, *, has_share: bool) -> None:
    ask = BY_CHINA.replace("kind=surplus&", "") + rest if "kind" in rest else BY_CHINA + rest
    answer = client.get(ask).json()
    assert answer["verdict"] == "contradicted"
    assert (answer["distance"]["relative"] is not None, "%)" in answer["sentence"]) == (has_share, has_share)


@pytest.mark.parametrize(
    ("sides", "is_held"), [("from=KAZ&to=China", True), ("from=China&to=KAZ", True), ("from=USA&to=CHN", False)]
)
def test_a_share_of_a_country_in_its_own_turnover_leads_to_its_places(
    client: TestClient, sides: str, *, is_held: bool
) -> None:
    answer = client.get(f"/v1/verify?measure=share_of_turnover&{sides}&value=70&unit=%25&period=2023").json()
    told = "on file is that of Xinjiang (from=CN-XJ&to=KAZ)." in answer["missing"]["sentence"]
    assert (answer["verdict"], told) == ("undetermined", is_held)


@pytest.mark.parametrize(
    ("asked", "said", "periods"),
    [
        (
            {"measure": "share_of_imports", "value": "22", "unit": "%"},
            (
                "is undetermined, as it names no period. The nearest figure on file is for 2022: 21.9% by"
                " Kazakhstan's figures."
            ),
            ["2022"],
        ),
        (
            {"measure": "share_of_imports", "value": "22", "unit": "%", "period": "2035"},
            "no figures for 2035 are on file. The nearest figure on file is for 2022: 21.9% by Kazakhstan's figures.",
            ["2022"],
        ),
        (
            {"flow": "total", "value": "30e9", "period": "2035", "unit": "USD"},
            (
                "no figures for 2035 are on file. The nearest figures on file are for 2024: USD 43.82 billion by"
                " China's figures; "
            ),
            ["2024", "2023"],
        ),
        (
            {"kind": "deficit", "from": "DEU", "value": "89.3e9", "unit": "EUR"},
            "The nearest figures on file are for 2025: between EUR 89.15 billion and 89.45 billion",
            ["2025"],
        ),
        ({"measure": "share_of_imports", "to": "BRA", "value": "22", "unit": "%"}, "for it are on file.", []),
        (
            {
                "measure": "share_of_turnover",
                "from": "CN-XJ",
                "to": "KAZ",
                "value": "40",
                "unit": "%",
                "period": "2035",
            },
            "no figures for 2035 are on file. The nearest figures on file are for 2023: 64% by unattributed figures;",
            ["2023", "2022", None],
        ),
        # A rank and a record are of figures, which are held where the places are not; a quarter has none among years.
        (
            {"kind": "rank", "flow": "import", "value": "1", "period": "2023", "from": "CHN", "to": "KAZ"},
            (
                "not all the figures to compare it with are on file. On file for 2023 are USD 16.3 billion by China's"
                " figures; USD 14.7 billion by Kazakhstan's figures."
            ),
            ["2022", "2021"],
        ),
        (
            {"kind": "record", "to": "RUS", "flow": "total", "period": "2024"},
            (
                "On file for 2024 are USD 28 billion by unattributed figures; more than USD 27 billion by"
                " unattributed figures."
            ),
            ["2023"],
        ),
        (
            {"kind": "traded", "commodity": "natural-gas", "period": "2019"},
            (
                "no figures for 2019 are on file. The nearest figure on file is for 2022: USD 1.08 billion by"
                " China's figures."
            ),
            ["2022", "2023-01/2023-05", None],
        ),
        (
            {"kind": "documents", "value": "47", "period": "2023-05"},
            (
                "no reports of it are on file. The nearest figure on file is for March 2023:"
                " 16 documents on 28 March 2023."
            ),
            ["2023-03-28", "2024-06-26", "2024-07-02"],
        ),
        (
            {"kind": "agreed", "value": "9e9", "period": "2023-05"},
            "The nearest figures on file are for March 2023: USD 565 million on 28 March 2023; ",
            ["2023-03-28", "2024-06-26", "2024-07-02"],
        ),
        (
            {"kind": "planned", "value": "5", "unit": "zones", "period": "2025"},
            "no reports of it are on file. The nearest figure on file names no period: 5 zones.",
            [None],
        ),
        (
            {"kind": "planned", "flow": "total", "value": "45e9", "unit": "USD", "period": "2030"},
            "other numbers.",
            [None],
        ),
        ({"kind": "traded", "commodity": "H6-7108"}, "no figures for it are on file.", []),
        (
            {"kind": "rank", "value": "1", "period": "2017"},
            (
                "no figures for 2017 are on file. The nearest figure on file is for 2015: USD 6,733,285,815 by"
                " estimates of the United Nations Conference on Trade and Development."
            ),
            ["2015", "2021"],
        ),
    ],
)
def test_an_undetermined_claim_names_what_is_held_of_other_periods(
    client: TestClient, asked: dict[str, str], said: str, periods: list[str | None]
) -> None:
    answer = client.get("/v1/verify", params={"from": "KAZ", "to": "CHN", **asked}).json()
    assert (answer["verdict"], said in answer["sentence"]) == ("undetermined", True), answer["sentence"]
    facts = answer["missing"]["other_periods"]
    assert [client.get(fact["url"]).json()["id"] for fact in facts[:3]] == [fact["id"] for fact in facts[:3]]
    assert set(periods) <= set(answer["missing"]["periods"])
    assert bool(facts) is bool(periods)


@pytest.mark.parametrize(
    ("asked", "needed", "held"),
    [
        (
            {"kind": "rank", "flow": "import", "value": "1", "period": "2022", "from": "DEU"},
            "One source's figures for the trade with all partners for 2022 would decide it.",
            (
                "Figures that it rests on include USD 206,642,208,248.492 by Germany's figures and USD"
                " 116,226,631,561 (China's exports) by China's figures."
            ),
        ),
        (
            {"kind": "record", "to": "RUS", "flow": "total", "period": "2024"},
            "One compiler's figures for 2024 and for the two periods before would decide it.",
            (
                "Figures that it rests on include USD 28 billion by unattributed figures and more than USD 27"
                " billion by unattributed figures."
            ),
        ),
        (
            {"kind": "surplus", "value": "5e9", "period": "2020"},
            "A balance for 2020 to the nearest USD 1 billion or better would decide it.",
            "Figures that it rests on include USD 15 billion (turnover) by unattributed figures.",
        ),
        (
            {"kind": "share", "commodity": "natural-gas", "value": "10", "period": "2023-01/2023-05"},
            "A figure for January-May 2023 to the nearest 1% or better would decide it.",
            "Figures that it rests on include USD 300.13 million by China's figures.",
        ),
        (
            {"kind": "documents", "value": "12", "period": "2024-11"},
            "A report of this number of documents for November 2024 would decide it.",
            "On file are figures for 4 November 2024.",
        ),
        (
            {"kind": "deficit", "value": "1e9", "period": "2022", "compiled_by": "RUS"},
            "A balance for 2022 to the nearest USD 1 billion or better, compiled by Russia,",
            "On file are figures for 2022, in USD.",
        ),
        (
            {"kind": "record", "flow": "total", "period": "2013", "compiled_by": "KAZ"},
            "Kazakhstan's figures for 2013 and for the two periods before would decide it.",
            (
                "Figures that it rests on include USD 28.5 billion by China's figures and USD 22.53 billion by"
                " Kazakhstan's figures."
            ),
        ),
        ({"kind": "planned", "to": "FRA", "value": "5", "unit": "zones"}, "A plan", "No figures for it are on file."),
    ],
)
def test_of_every_kind_it_is_told_what_is_missing_and_what_is_held(
    client: TestClient, asked: dict[str, str], needed: str, held: str
) -> None:
    missing = client.get("/v1/verify", params={"from": "KAZ", "to": "CHN", **asked}).json()["missing"]
    assert (missing["sentence"].startswith(needed), missing["sentence"].endswith(held)) == (True, True), missing
    assert bool(missing["parts"]) is held.startswith("Figures that")


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ({"kind": "deficit"}, "kind=surplus with value=29.50e9"),
        ({"kind": "surplus"}, "kind=deficit with value=29.50e9"),
        ({"measure": "deficit_in_goods", "unit": "USD"}, "kind=surplus with value=29.50e9"),
        ({"measure": "deficit_in_goods_and_services", "unit": "USD"}, "value=0 with qualifier=less_than"),
    ],
)
def test_a_balance_takes_no_sign(client: TestClient, asked: dict[str, str], other: str) -> None:
    claim = {"from": "USA", "to": "CHN", "period": "2024", **asked, "value": "-29.50e9"}
    of_address = client.get("/v1/verify", params=claim)
    of_body = client.post("/v1/verify", json={"claims": [claim]})
    assert (of_address.status_code, of_body.status_code) == (422, 422)
    faults = [answer.json()["errors"][0] for answer in (of_address, of_body)]
    assert [(one["did_you_mean"], one["reason"].endswith(f" is {other}")) for one in faults] == [
        (["29.50e9"], True)
    ] * 2
    change = {**claim, "change": "true"} if "measure" in asked else {**claim, "value": "29.50e9"}
    assert client.get("/v1/verify", params=change).status_code == 200


def test_a_deficit_below_nothing_is_a_surplus(client: TestClient) -> None:
    # By Kazakhstan's figures it exported more than it imported: no deficit of some size, but one of less than none.
    claim = {"kind": "deficit", "from": "KAZ", "to": "CHN", "period": "2022", "compiled_by": "KAZ"}
    asked = {
        "less_than 0": "supported",
        "at_most 0": "supported",
        "more_than 0": "contradicted",
        "less_than 1e9": "contradicted",
    }
    for said, verdict in asked.items():
        qualifier, value = said.split()
        answer = client.get("/v1/verify", params={**claim, "qualifier": qualifier, "value": value}).json()
        assert (said, answer["verdict"]) == (said, verdict)


def test_trade_that_a_source_names_without_a_figure_is_no_dollar(client: TestClient) -> None:
    oil = client.get("/v1/verify?kind=traded&from=KAZ&to=CHN&commodity=sunflower-oil").json()
    assert oil["by_basis"][0]["sentence"].endswith("figures: a mention without a value (The Times of Central Asia).")
    none = "/v1/verify?kind=traded&from=CHN&to=KAZ&flow=import&commodity=uranium&value=0&qualifier=exact"
    ours, others = client.get(none).json()["by_basis"]
    assert (ours["verdict"], ours["distance"], others["distance"]["absolute"]) == ("contradicted", None, -816_500_000)


def test_what_follows_is_held_against_a_claim_without_digits_that_no_input_has(client: TestClient) -> None:
    ask = "/v1/verify?from=KAZ&to=CHN&flow=total&period=2012&value=28.5e9&unit=USD&compiled_by=CHN"
    arithmetic = client.get(ask).json()["by_basis"][0]["facts"][0]["arithmetic"]
    assert arithmetic.startswith("level / (1 + growth / 100) = (25,550,000,000; ")
    assert "." not in arithmetic


def _ask_all(client: TestClient, **asked: str) -> dict[str, Any]:
    """Return the answer to a claim on Kazakhstan and China."""
    answer: dict[str, Any] = client.get("/v1/verify", params={"from": "KAZ", "to": "CHN", **asked}).json()
    return answer


def test_what_a_rough_claim_may_stand_for_is_told_apart_from_what_it_confirms(client: TestClient) -> None:
    answer = _ask_all(client, period="2022", value="100/3", unit="%")
    told = {fact["stance"]: fact["arithmetic"] for basis in answer["by_basis"] for fact in basis["facts"]}
    assert told["supports"].endswith("the fact lies within the claim")
    allowed = [fact["arithmetic"] for one in answer["by_basis"] for fact in one["facts"] if fact["stance"] == "allows"]
    assert any(text.endswith("but not close enough to confirm it") for text in allowed)
    assert any("the earlier level may have been revised since" in text for text in allowed)


def test_no_finer_figure_is_asked_for_where_the_finest_leaves_a_claim_open(client: TestClient) -> None:
    quarter = _ask_all(client, period="2022", value="100/4", unit="%", measure="share_of_imports")
    assert quarter["verdict"] == "compatible"
    assert "either very close to 25% or well away from it" in quarter["missing"]["sentence"]


def test_the_nearest_other_period_is_as_long_as_the_claims(client: TestClient) -> None:
    surplus = _ask_all(client, kind="surplus")
    assert "for 2023" in surplus["sentence"]
    germany = client.get(
        "/v1/verify", params={"from": "DEU", "to": "CHN", "period": "2023", "value": "97e9", "unit": "EUR"}
    )
    assert "for 2025:" in germany.json()["sentence"]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            "kind=record&flow=total&period=2022&value=3&qualifier=at_most&compiled_by=KAZ",
            " was among the 3 highest until ",
        ),
        ("period=2022&base_period=2020&value=30&unit=%25", ": no such figures for 2022 are on file."),
        ("kind=surplus&period=2024", ": no such figures for 2024 are on file."),
        (
            "period=2023&value=14.7&unit=%25&compiled_by=KAZ",
            " percentage points above them, which does not rule it out.",
        ),
        ("kind=traded&period=2030&commodity=copper", " names no period: a mention without a value by Kazakhstan's"),
        (
            "kind=planned&flow=total&period=2030&value=2&unit=times",
            " names no period: about 2 times the earlier level.",
        ),
        (
            "from=USA&flow=total&period=2022&value=729.5e9&unit=USD&compiled_by=USA",
            " depends on which figures are taken: ",
        ),
        (
            "from=USA&flow=total&period=2022&value=690.6e9&unit=USD&compiled_by=USA",
            " figures (valuation not stated) and ",
        ),
        ("kind=planned&from=VNM&to=JPN&flow=total&period=2020&value=2&unit=times", " was meant to double by 2020 is "),
        (
            "from=CHN&measure=initiative_age&value=10&unit=years",
            " figures (Belt and Road initiative), counted in 2023.",
        ),
        ("commodity=H6-7108&kind=traded", " that “Gold (including gold plated with platinum) unwrought or in "),
    ],
)
def test_an_editor_leaves_in_the_sentence(client: TestClient, ask: str, said: str) -> None:
    to = "" if "to=" in ask or "initiative" in ask else "&to=CHN"
    asked = f"{ask}{to}" if "from=" in ask else f"{ask}{to}&from=KAZ"
    assert said in client.get(f"/v1/verify?{asked}").json()["sentence"]
