"""Every answer tells browsers what they may do with it: items and lists, pages and files, refusals, redirects, 304."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conformance.operations import OPERATIONS, READS, REQUESTS

EXACT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'"
PAGES = ("/", "/search?q=wheat", "/verify", "/verify?value=x", "/read", "/relations/KAZ/CHN", "/docs", "/plans/x")
CHART = "/relations/KAZ/CHN/trade.svg"
FILES = ("/style.css", "/icon.svg", "/docs/assets/swagger-ui.css", "/llms.txt", "/openapi.json", "/metrics", CHART)
ERRORS = ("/v1/nothing", "/v1/plans?x=1", "/docs/assets/nothing", "/nothing", "/v1/plans%2f", "/v1/%zz", "/v1/plans/x")
ASKED = {REQUESTS[one.id]: one.method for one in (*OPERATIONS, *READS) if one.id in REQUESTS}
POSTED = [path for path, method in ASKED.items() if method == "POST"]
EVERY = [*(path for path in ASKED if path not in POSTED), *PAGES, *FILES, *ERRORS, "/relations?a=KAZ&b=CHN"]


@pytest.mark.parametrize("target", EVERY)
def test_every_answer_has_them(client: TestClient, target: str) -> None:
    html = {"Accept": "text/html"} if target in PAGES or target == "/nothing" else {}
    whole = client.get(target, headers=html, follow_redirects=False)
    _check(dict(whole.headers), f"{target}: {whole.status_code}")
    if "etag" in whole.headers:
        answer = client.get(target, headers=html | {"If-None-Match": whole.headers["etag"]})
        assert answer.status_code == 304
        _check(dict(answer.headers), f"304 {target}")
        # Browsers put its headers in the place of those they hold.
        assert answer.headers["content-security-policy"] == whole.headers["content-security-policy"]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PATCH"])
@pytest.mark.parametrize("target", [*ERRORS, *PAGES[:2], *FILES[:3], "/v1/plans", "/v1/plans.csv"])
def test_other_methods_are_answered_with_them(client: TestClient, method: str, target: str) -> None:
    answer = client.request(method, target)
    _check(dict(answer.headers), f"{method} {target}: {answer.status_code}")


def _check(headers: dict[str, str], what: str) -> None:
    assert {name: headers.get(name) for name in EXACT} == EXACT, what
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", ""), what
    if headers.get("content-type", "").startswith("text/html"):
        assert {"frame-ancestors 'none'", "base-uri 'none'", "default-src 'none'"} <= set(policy.split("; ")), what
        assert headers["cross-origin-opener-policy"] == "same-origin", what
    elif headers.get("content-type") == "image/svg+xml":
        assert policy.startswith("default-src 'none'"), what
    elif "cross-origin-opener-policy" not in headers:  # a 304 of a page has them as well
        assert policy == NOTHING or "sha256" in policy, what


@pytest.mark.parametrize("path", [*POSTED, "/mcp", "/read"])
def test_what_is_posted_is_answered_with_them(client: TestClient, path: str) -> None:
    every: list[dict[str, Any]] = [{"json": {}}, {"content": b"x"}, {"data": {"text": "Exports rose."}}]
    for more in every:
        answer = client.post(path, **more)
        _check(dict(answer.headers), f"POST {path}: {answer.status_code}")


@pytest.mark.parametrize("target", ["/v1/plans?limit=1", "/", CHART])
def test_a_kept_answer_has_them(
    seed_sqlite: Path, settings_for: Callable[..., Settings], client: TestClient, target: str
) -> None:
    named = {"X-Request-ID": "asked-by-a-test"}
    with TestClient(create_app(settings_for(f"sqlite:///{seed_sqlite}", cache_bytes=2**22))) as cached:
        made = client.get(target, headers=named)
        for _ in range(3):
            assert dict(cached.get(target, headers=named).headers) == dict(made.headers)
        held = named | {"If-None-Match": made.headers["etag"]}
        unchanged = client.get(target, headers=held)
        for _ in range(3):
            assert dict(cached.get(target, headers=held).headers) == dict(unchanged.headers)
        assert unchanged.status_code == 304


def test_the_documentation_runs_no_script_but_its_own(client: TestClient) -> None:
    policy = client.get("/docs").headers["content-security-policy"]
    (scripts,) = re.findall(r"script-src ([^;]+)", policy)
    assert re.fullmatch(r"'self' 'sha256-[\w+/]+=*'", scripts)
