"""A service behind a proxy that serves it under a path: every address in every answer carries the path."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = "/trade/facts"
ASKED = (
    *(
        "/",
        "/relations/KAZ/CHN",
        "/relations/KAZ/CHN/mirror",
        "/events/kz-cn-friendly-dialogue-2023",
        "/sources/timesca-565m",
    ),
    *(
        "/verify",
        "/search?q=wheat",
        "/verify?from=KAZ&to=CHN&period=2022&value=13e9&unit=USD",
        "/nowhere",
        "/countries/KAZ",
        "/docs",
        "/openapi.json",
    ),
    *("/v1", "/v1/relations/KAZ/CHN", "/v1/trade-flows?limit=2", "/v1/events.csv"),
    *("/v1/evidence?limit=5", "/v1/checks?limit=1", "/v1/derived?limit=1", "/v1/availability?limit=1"),
    *("/v1/vocabulary", "/v1/trade-flows?reporter=KAX", "/relations?a=KAZ&b=CHN"),
)
OTHERS = {"/nowhere": 404, "/countries/KAZ": 404, "/v1/trade-flows?reporter=KAX": 422, "/relations?a=KAZ&b=CHN": 303}
ASK = """
import json, sys
from starlette.testclient import TestClient
from app.main import create_app
root, *asked = sys.argv[1:]
found = {}
with TestClient(create_app()) as client:
    def ask(path):
        answer = client.get(path, headers={"Accept": "text/html,*/*"}, follow_redirects=False)
        return answer.status_code, answer.text, answer.headers.get("location"), answer.headers.get("link")
    for path in asked:
        found[path] = ask(root + path), ask(path) if len(path) < 25 else None
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def answers(seed_sqlite: Path) -> dict[str, Any]:
    variables = {"TRADEFACTS_ROOT_PATH": f"{ROOT}/", "DATABASE_URL": f"sqlite:///{seed_sqlite}"}
    asked = [sys.executable, "-c", ASK, ROOT, *ASKED]
    done = subprocess.run(asked, env=os.environ | variables, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def addresses_in(text: str) -> list[str]:
    """Return the addresses in a page, or the texts in JSON or CSV that are one."""
    if text.startswith("<"):
        return re.findall(r"""(?:href|src|action|url)(?:=|: )["'](/[^"']*)""", text, re.IGNORECASE)
    return re.findall(r"""(?:"|,)(/[a-z][^",\\]*)(?=[",])""", text)


@pytest.mark.parametrize("path", ASKED)
def test_every_address_carries_the_prefix(answers: dict[str, Any], path: str) -> None:
    with_it, without = answers[path]
    status, text, location, link = with_it
    assert without in (with_it, None), "whether the proxy leaves the prefix on or takes it off"
    assert status == OTHERS.get(path, 200)
    found = [*addresses_in(text), *filter(None, [location, link and link.strip("<")])]
    if path == "/openapi.json":
        document = json.loads(text)
        assert document["servers"] == [{"url": ROOT}], "the paths of the document are below it"
        return
    assert found, "an answer without an address shows nothing"
    assert [one for one in found if not one.startswith(f"{ROOT}/") or ROOT in one[1:]] == []
