import pytest
from starlette.testclient import TestClient

from app.resources.vocabulary import TermSetItem, TermSetOut
from app.vocabulary import TERM_SETS
from app.vocabulary.measures import Flow
from app.vocabulary.terms import Problem
from app.vocabulary.words import WordList


def test_all_lists_are_on_one_page_by_name(client: TestClient) -> None:
    page = client.get("/v1/vocabulary").json()
    assert [TermSetOut.model_validate(row).id for row in page["items"]] == sorted(
        [*TERM_SETS, *WordList, "claim-measure"]
    )
    assert page["next"] is None
    assert page["meta"]["coverage"] is None
    assert len(page["meta"]["release"]) == 64


@pytest.mark.parametrize("name", TERM_SETS)
def test_every_list_is_explained_with_all_its_words(client: TestClient, name: str) -> None:
    item = client.get(f"/v1/vocabulary/{name}").json()
    TermSetItem.model_validate(item)
    assert item["url"] == f"/v1/vocabulary/{name}"
    assert item["explanation"].endswith(".")
    assert [term["term"] for term in item["terms"]] == list(TERM_SETS[name])
    assert len(item["terms"]) == item["term_count"]
    assert all(term["explanation"].endswith(".") for term in item["terms"])


def test_a_word_is_given_with_its_own_explanation(client: TestClient) -> None:
    terms = client.get("/v1/vocabulary/flow").json()["terms"]
    of_code = {"source": None, "properties": None}
    assert {"term": "export", "explanation": Flow.EXPORT.explanation, **of_code} in terms


def test_an_open_word_is_given_with_its_source_and_what_code_decides_by(client: TestClient) -> None:
    terms = {row["term"]: row for row in client.get("/v1/vocabulary/indicator-measure").json()["terms"]}
    border = terms["border_length"]
    assert border["source"]
    assert border["properties"]["units"] == ["km"]
    assert border["properties"]["is_mutual"]
    assert not border["properties"]["may_be_negative"]
    claimed = [row["term"] for row in client.get("/v1/vocabulary/claim-measure").json()["terms"]]
    assert claimed == ["trade", "net_weight", *terms]


def test_units_say_what_they_convert_to_and_currencies_are_those_of_iso(client: TestClient) -> None:
    units = {row["term"]: row["properties"] for row in client.get("/v1/vocabulary/unit").json()["terms"]}
    assert (units["t"]["converts_to"], units["t"]["factor"], units["t"]["un_cefact"]) == ("kg", "1000", "TNE")
    assert "USD" not in units
    currencies = {row["term"]: row for row in client.get("/v1/vocabulary/currency").json()["terms"]}
    assert currencies["CNY"]["explanation"] == "Yuan Renminbi"
    assert {"USD", "KZT", "EUR"} <= currencies.keys()


def test_the_type_of_a_problem_leads_to_its_explanation(client: TestClient) -> None:
    problem = client.get("/v1/vocabulary/nothing").json()
    address, _, word = problem["type"].partition("#")
    terms = {term["term"]: term["explanation"] for term in client.get(address).json()["terms"]}
    assert terms[word] == Problem.NOT_FOUND.explanation == problem["title"]


def test_an_unknown_list_is_led_to_the_nearest(client: TestClient) -> None:
    answer = client.get("/v1/vocabulary/flows")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["did_you_mean"] == ["flow"]
