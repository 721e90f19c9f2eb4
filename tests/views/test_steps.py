"""What derived facts say of how they follow: a stranger computes each again from the JSON alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests import calculator
from tests.figures import Figure

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "/v1/derived?limit=500",
    "/v1/derived?limit=500&assume=same_basis",
    "/v1/derived?limit=500&area=KAZ&counterpart=CHN",
    "/v1/derived?limit=500&area=CN-XJ&counterpart=KAZ",
    "/v1/derived?limit=500&area=KAZ&counterpart=CHN&assume=same_basis",
)


def _items(client: TestClient, question: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(question).json()["items"]
    return items


def test_a_stranger_reproduces_every_derived_quantity(client: TestClient, figure: Figure) -> None:
    derived = {json.dumps(item) for question in QUESTIONS for item in _items(client, question) if item["quantity"]}
    assert len(derived) > 50
    again = {text for text in derived if all(own == told for own, told in calculator.follow(text))}
    figure("Derived quantities that a calculator of 100 lines computes again", f"{len(again)} of {len(derived)}")
    assert again == derived


def test_the_calculator_is_small_and_knows_nothing_of_the_service() -> None:
    text = (ROOT / "tests" / "calculator.py").read_text()
    assert len(text.splitlines()) <= 100
    assert "app" not in [word for line in text.splitlines() if "import" in line for word in line.split()]


def test_a_step_that_says_another_number_is_found(client: TestClient) -> None:
    fact = next(item for item in _items(client, QUESTIONS[0]) if item["rule"] == "balance" and item["quantity"])
    fact["steps"][0]["formula"] = "exports + imports"
    assert any(own != told for own, told in calculator.follow(json.dumps(fact)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_name_in_a_step_is_an_input_or_an_earlier_step(client: TestClient, question: str) -> None:
    for item in _items(client, question):
        inputs = {given["name"]: given for given in item["inputs"]}
        assert len(inputs) == len(item["inputs"])
        earlier: set[str] = set()
        for step in item["steps"]:
            for given in step["inputs"]:
                if given["record"] is None:
                    assert given["name"] in earlier
                else:
                    assert inputs[given["name"]]["id"] == given["record"]
                    assert given["bounds"] == inputs[given["name"]]["quantity"]["bounds"]
            assert step["name"] not in earlier | inputs.keys()
            earlier.add(step["name"])
        assert bool(item["steps"]) is bool(item["quantity"])
