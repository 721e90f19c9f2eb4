"""The claims of `claims.toml`, whose verdicts were written from the sources alone before any was asked."""

import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

LEAST_AGREEMENT = 0.95
VERDICTS = {
    "supported",
    "near",
    "contradicted",
    "disputed",
    "depends_on_basis",
    "compatible",
    "undetermined",
}


@dataclass(frozen=True)
class Claim:
    """A claim in words, how it is asked, and the verdicts that a careful statistician could give."""

    words: str
    ask: dict[str, str | bool]
    verdict: str
    why: str
    also: tuple[str, ...] = ()

    def allows(self, verdict: str) -> bool:
        """Return whether a careful statistician could give this verdict."""
        return verdict == self.verdict or verdict in self.also


FIGURES = re.compile(
    "The claim (?:is (?:supported by|contradicted by|disputed within|compatible with|not decided by)|differs from) "
    "(.+?)(?:, and understates them|, which|: | in its last digit)"
)
"""What the sentence of one basis calls its figures."""


@dataclass(frozen=True)
class Answered:
    """A claim and what the service says of it: a verdict, or the status of a refusal."""

    claim: Claim
    said: str
    sentence: str
    bases: tuple[tuple[str, str], ...]
    """The verdict and the sentence of each basis."""

    @property
    def text(self) -> str:
        """The miss as it is printed."""
        claim = self.claim
        asked = "&".join(f"{name}={value}" for name, value in claim.ask.items())
        return f"{claim.words}\n  {asked}\n  said {self.said}, right is {claim.verdict}: {claim.why}"


def _claims() -> list[Claim]:
    file = Path(__file__).with_name("claims.toml")
    return [
        Claim(**{**entry, "also": tuple(entry.get("also", ()))}) for entry in tomllib.loads(file.read_text())["claims"]
    ]


CLAIMS = _claims()


@pytest.fixture(scope="module")
def answers(client: TestClient) -> list[Answered]:
    """Ask all claims."""
    return [_answered(client, claim) for claim in CLAIMS]


@pytest.fixture(scope="module")
def missed(answers: list[Answered]) -> list[Answered]:
    """Give the claims whose answer no careful statistician would give, printed one by one."""
    misses = [answer for answer in answers if not answer.claim.allows(answer.said)]
    for miss in misses:
        sys.stdout.write(miss.text + "\n")
    return misses


def _answered(client: TestClient, claim: Claim) -> Answered:
    answer = client.get("/v1/verify", params=claim.ask)
    if answer.status_code != 200:
        return Answered(claim, f"{answer.status_code} {answer.text}", "", ())
    found = answer.json()
    bases = tuple((basis["verdict"], basis["sentence"]) for basis in found["by_basis"])
    return Answered(claim, found["verdict"], found["sentence"], bases)


def test_there_are_200_different_claims_and_more_of_every_verdict() -> None:
    """Each way of asking stands once, and each verdict is right for five claims at least."""
    assert len({tuple(sorted(claim.ask.items())) for claim in CLAIMS}) == len(CLAIMS) >= 200
    right = Counter(claim.verdict for claim in CLAIMS)
    assert set(right) == VERDICTS
    assert min(right.values()) >= 5
    assert {verdict for claim in CLAIMS for verdict in claim.also} <= VERDICTS
    assert sum(bool(claim.also) for claim in CLAIMS) <= 15


@pytest.mark.parametrize("verdict", ["supported", "contradicted"])
def test_no_claim_is_wrongly(verdict: str, missed: list[Answered]) -> None:
    """A newsroom forgives `undetermined`; these two it prints."""
    assert [miss.text for miss in missed if miss.said == verdict] == []


def test_the_answers_agree_with_the_right_verdicts(missed: list[Answered]) -> None:
    """At least 95 in 100 answers are the right ones."""
    assert len(CLAIMS) - len(missed) >= LEAST_AGREEMENT * len(CLAIMS), "\n".join(miss.text for miss in missed)


def test_only_figures_that_support_a_claim_are_named_after_supported_by(answers: list[Answered]) -> None:
    """Of all bases, those named in the answer as supporting have that verdict, and none is left out."""
    told = 0
    for answer in answers:
        figures = [(verdict, found[1]) for verdict, said in answer.bases if (found := FIGURES.match(said))]
        for said in re.findall(r"it is supported by (.+?)(?:; it |\.(?: |$))", answer.sentence):
            named = {name for verdict, name in figures if verdict == "supported"}
            others = {name for _, name in figures} - named
            told += 1
            assert all(name in said for name in named), answer.sentence
            assert not any(name in said for name in others if not any(name in one for one in named)), answer.sentence
    assert told > 10
