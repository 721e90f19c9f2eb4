"""Every request that the README shows is made, and its answer compared; `--regenerate` writes the answers anew."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
SHOWN = re.compile(
    r"```sh\ncurl -s '(?P<url>[^']+)' \| python3 -m json.tool --indent 2\n```\n\n```json\n(?P<answer>.*?)\n```",
    re.DOTALL,
)


def _answer(client: TestClient, url: str) -> Any:
    parts = urlsplit(url)
    return client.get(f"{parts.path}?{parts.query}").json()


def test_requests_give_the_answers_shown(client: TestClient, request: pytest.FixtureRequest) -> None:
    text = README.read_text()
    assert len(SHOWN.findall(text)) == 3
    if request.config.getoption("--regenerate"):

        def fresh(found: re.Match[str]) -> str:
            answer = json.dumps(_answer(client, found["url"]), indent=2, ensure_ascii=False)
            return found[0].replace(f"```json\n{found['answer']}\n", f"```json\n{answer}\n")

        README.write_text(SHOWN.sub(fresh, text))
        return
    for found in SHOWN.finditer(text):
        assert _answer(client, found["url"]) == json.loads(found["answer"]), found["url"]


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
