"""What the README and the pages for readers show is asked for and compared; `--regenerate` writes the answers anew."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from app.web.errors import STATUS

ROOT = Path(__file__).parents[1]
README, CONCEPTS = ROOT / "README.md", ROOT / "docs" / "concepts.md"
SHOWN = re.compile(
    r"```sh\ncurl -s '(?P<url>[^']+)'(?: \| python3 -m json.tool (?:--json-lines )?--indent 2)?\n```\n\n"
    r"```(?P<kind>json|csv)\n(?P<answer>.*?)\n?```",
    re.DOTALL,
)
RELEASE = re.compile(r"release [0-9a-f]{12}")
REQUESTS = {page: len(SHOWN.findall(page.read_text())) for page in (README, *sorted((ROOT / "docs").glob("*.md")))}


def _answer(client: TestClient, url: str) -> str:
    """Ask for a table, or for JSON or JSON Lines, and give these as Python's tool would show them."""
    parts = urlsplit(url)
    text = client.get(f"{parts.path}?{parts.query}").text
    if parts.path.endswith(".csv"):
        return "\n".join(text.splitlines())
    values = map(json.loads, text.splitlines()) if parts.path.endswith(".jsonl") else [json.loads(text)]
    return "\n".join(json.dumps(value, indent=2, ensure_ascii=False) for value in values)


@pytest.mark.parametrize("page", [page for page, count in REQUESTS.items() if count], ids=lambda page: page.name)
def test_requests_give_the_answers_shown(client: TestClient, page: Path, request: pytest.FixtureRequest) -> None:
    text = page.read_text()
    assert text.count("curl -s 'http") == REQUESTS[page], "a request has no answer behind it"

    def fresh(found: re.Match[str]) -> str:
        answer = _answer(client, found["url"])
        return found[0][: found.start("kind") - found.start()] + f"{found['kind']}\n{answer}\n```"

    if request.config.getoption("--regenerate"):
        page.write_text(SHOWN.sub(fresh, text))
    else:
        assert SHOWN.sub(fresh, text) == text


def test_the_readme_shows_three_requests() -> None:
    assert REQUESTS[README] == 3


def test_the_picture_is_the_chart_that_is_served(client: TestClient, request: pytest.FixtureRequest) -> None:
    (shown,) = {ROOT / link for link in re.findall(r"\]\(([^)]*\.svg)\)", README.read_text())}
    chart = client.get("/relations/KAZ/CHN/trade.svg").text
    if request.config.getoption("--regenerate"):
        shown.write_text(chart)
    else:
        assert [RELEASE.sub("", text) for text in (shown.read_text(), chart)] == [RELEASE.sub("", chart)] * 2


def _quantities(value: Any) -> dict[str, Any]:
    """Give every quantity in an answer by its words."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    found = {words: quantity for each in inner for words, quantity in _quantities(each).items()}
    return {**found, value["words"]: value} if isinstance(value, dict) and value.get("words") else found


def test_quantities_are_as_the_table_says(client: TestClient) -> None:
    rows = [line.strip("| ").split(" | ") for line in CONCEPTS.read_text().splitlines() if line.count("`") == 2]
    rows = [row for row in rows if len(row) == 4]
    assert len(rows) == 5
    held: dict[str, Any] = {}
    for name in ("trade-flows", "agreements", "indicators", "plans"):
        held |= _quantities(client.get(f"/v1/{name}?source=timesca-565m").json()["items"])
    for words, qualifier, interval, text in rows:
        quantity = held[words]
        low, high = ("no end" if end is None else f"{end:,}" for end in (quantity["lower"], quantity["upper"]))
        bounds = quantity["bounds"]
        assert (qualifier, interval, text) == (
            f"`{quantity['qualifier']}`",
            f"{bounds[0]}{low}; {high}{bounds[1]}",
            quantity["text"],
        )


@pytest.mark.parametrize("name", ["proof", "claim-verdict"])
def test_tables_of_words_are_whole(client: TestClient, name: str) -> None:
    (table,) = re.findall(rf"\| `{name}` \|[^\n]*\n(.*?)\n\n", CONCEPTS.read_text(), re.DOTALL)
    terms = [each["term"] for each in client.get(f"/v1/vocabulary/{name}").json()["terms"]]
    assert sorted(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == sorted(terms)


def test_all_statuses_of_problems_are_explained() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \|", (ROOT / "docs" / "for-integrators.md").read_text(), re.MULTILINE)
    assert {int(status) for row in rows for status in row.split(", ")} == {*STATUS.values(), 422}


CLAIM = re.compile(r"^\| `([^`?]+=[^`]+)` \| (.*) \| (.*) \|$", re.MULTILINE)


def test_claims_have_the_verdicts_shown(client: TestClient, request: pytest.FixtureRequest) -> None:
    text = README.read_text()

    def fresh(found: re.Match[str]) -> str:
        answer = client.get(f"/v1/verify?{found[1]}").json()
        return f"| `{found[1]}` | `{answer['verdict']}` | {answer['sentence']} |"

    assert len(CLAIM.findall(text)) == 6
    if request.config.getoption("--regenerate"):
        README.write_text(CLAIM.sub(fresh, text))
    else:
        assert CLAIM.sub(fresh, text) == text


POSTED = re.compile(
    r"```sh\ncurl -s http://127.0.0.1:8000(?P<path>\S+) -H '[^']+' -d '(?P<body>[^']+)'\n```"
    r".*?```json\n(?P<items>.*?)\n```",
    re.DOTALL,
)


def test_a_posted_text_gives_the_entries_shown(client: TestClient, request: pytest.FixtureRequest) -> None:
    text = README.read_text()
    (found,) = POSTED.finditer(text)
    shown = json.loads(found["items"])
    items = client.post(found["path"], json=json.loads(found["body"])).json()["items"]
    items = [item for item in items if item["quantity"]]
    answered = [{name: item[name] for name in one} for one, item in zip(shown, items, strict=True)]
    if request.config.getoption("--regenerate"):
        README.write_text(text.replace(found["items"], json.dumps(answered, indent=2, ensure_ascii=False)))
        return
    assert answered == shown
