"""Every sentence that the seed leads to, looked through for what no editor would let stand."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.views.test_claims import CLAIMS

FAULTS = {
    "a word twice": re.compile(r"\b(\w+) \1\b", re.IGNORECASE),
    "a space too many": re.compile(r"  | [,;.:)]|\( |^ | $"),
    "a value of the program": re.compile(r"\bNone\b|\bnull\b|[{}]|\w_\w"),
    "brackets around nothing": re.compile(r"\(\W*\)|“”"),
    "no full stop, or two": re.compile(r"[^.]$|\.\.$"),
    "no capital or number first": re.compile(r"^[^A-Z0-9“]"),
    "a code instead of a name": re.compile(r"\b(KAZ|CHN|UZB|W00|TOTAL|(CN|KZ)-\w{2}|H\d-\d+)\b"),
    "a unit twice": re.compile(
        r"number of [^;]*?(?: was| exceeded|:) [^;(]*\d (enterprises|documents|items)|USD[^,;(]*\bdollars|[$]|%%"
    ),
    "a sign instead of a word": re.compile(r"(USD |between |by |of )-\d"),
    "an article that does not fit": re.compile(r"\b[Aa] [aeio]\w|\b[Aa]n [bcdfgjklmnpqrstvwxyz]\w"),
}


def _told(of: Any) -> Iterator[str]:
    """Yield all sentences in an answer, and what happened to plans."""
    for name, value in of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ():
        if name in ("sentence", "gist"):
            yield value
        else:
            yield from _told(value)


@pytest.fixture(scope="module")
def sentences(client: TestClient) -> set[str]:
    found: set[str] = set()
    pair = "?area=KAZ&counterpart=CHN"
    paths = [f"/v1/{kind}?" for kind in ("trade-flows", "events", "agreements", "plans", "indicators")]
    for path in (*paths, "/v1/checks?", "/v1/derived?", f"/v1/checks{pair}&", f"/v1/derived{pair}&"):
        url: str | None = f"{path}limit=500"
        while url:
            page = client.get(url).json()
            found.update(_told(page["items"]))
            url = page["next"]
    for places in ("KAZ/CHN", "KAZ/CN-XJ", "USA/CHN"):
        found.update(_told(client.get(f"/v1/relations/{places}").json()))
    for start in range(0, len(CLAIMS), 100):
        some = [claim.ask for claim in CLAIMS[start : start + 100]]
        found.update(_told(client.post("/v1/verify", json={"claims": some}).json()))
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_no_sentence_has(fault: str, sentences: set[str]) -> None:
    assert len(sentences) > 1_300
    assert sorted(sentence for sentence in sentences if FAULTS[fault].search(sentence)) == []
