"""Claims as people make them: five of each of twelve kinds, whose verdicts were written before any was asked."""

import tomllib
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.testclient import TestClient

from app.reasoning import Fact
from app.reasoning.verify import verify
from app.views.verify.shape import VerifyOut
from app.vocabulary.measures import Flow, Unit
from app.vocabulary.quantity import Quantity
from tests.reasoning.voices import claim_of, fact_of, flow_of

GOLDEN = tomllib.loads((Path(__file__).parents[1] / "golden/kinds.toml").read_text())["claims"]
OF_SEED = [row for row in GOLDEN if "facts" not in row]
OF_FACTS = [row for row in GOLDEN if "facts" in row]


def _fact(text: str) -> Fact:
    reporter, partner, flow, period, value = text.split()
    subject, amount = flow_of(reporter, partner, Flow(flow)), Quantity.exact(Fraction(value), Unit.USD)
    return fact_of(f"office {text}", subject, amount, compiled_by=reporter, period=period)


def test_each_of_twelve_kinds_has_five_claims() -> None:
    assert sorted(Counter(row["of"] for row in GOLDEN).values()) == [5] * 12
    assert len({(row["ask"], *row.get("facts", ())) for row in GOLDEN}) == len(GOLDEN)


@pytest.mark.parametrize("row", OF_SEED, ids=[row["words"] for row in OF_SEED])
def test_a_claim_is_answered_by_the_sources(client: TestClient, row: dict[str, Any]) -> None:
    answer = client.get(f"/v1/verify?{row['ask']}").json()
    VerifyOut.model_validate(answer)
    assert answer["verdict"] == row["verdict"], answer["sentence"]
    assert (answer["reached"] or {}).get("verdict") == row.get("reached")


@pytest.mark.parametrize("row", OF_FACTS, ids=[row["words"] for row in OF_FACTS])
def test_a_claim_is_answered_by_facts(row: dict[str, Any]) -> None:
    claim = claim_of(dict(parse_qsl(row["ask"])))
    facts = [_fact(text) for text in row["facts"]]
    assert verify(claim, facts).verdict == row["verdict"]
    assert verify(claim, facts[::-1]).verdict == row["verdict"]
