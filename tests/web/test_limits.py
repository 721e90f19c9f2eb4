"""Limits on how often a client may ask: who is counted as one, what never is, and that none stand by default."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.edge import Guard
from app.web.edge.limits import ClientLimit
from tests.attacks.serving import serving

PAGE = "/v1/plans?limit=1"
MOST = 5
Limited = Callable[..., TestClient]


@pytest.fixture
def limited(client: TestClient) -> Limited:
    """Give a function that puts a limit before the application, and gives a client at an address."""
    guard = client.app.outermost  # type: ignore[attr-defined]  # as no answers are kept

    def start(address: str = "192.0.2.1", **settings: Any) -> TestClient:
        limit = ClientLimit(guard, guard, Settings(**{"limit": f"{MOST}/hour", **settings}))
        return TestClient(limit, client=(address, 5000))

    return start


def _statuses(client: TestClient, path: str = PAGE, times: int = MOST + 1, **headers: str) -> list[int]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return [client.get(path, headers=named).status_code for _ in range(times)]


ENOUGH, TOO_OFTEN = [200] * (MOST + 1), [200] * MOST + [429]


def test_who_asks_too_often_is_told_when_to_come_back(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> None:
    settings = settings_for(f"sqlite:///{seed_sqlite}", cache_bytes=2**22, limit=f"{MOST}/hour")
    with TestClient(create_app(settings)) as client:
        _hold(client)


def _hold(client: TestClient) -> None:
    for left in reversed(range(MOST)):
        answer = client.get(PAGE)
        assert answer.status_code == 200
        assert answer.headers["ratelimit-policy"] == f'"client";q={MOST};w=3600'
        assert answer.headers["ratelimit"] in {f'"client";r={left};t={seconds}' for seconds in range(3500, 3601)}
        assert "retry-after" not in answer.headers
    for method in ("GET", "HEAD"):
        answer = client.request(method, PAGE)
        assert answer.status_code == 429
        assert answer.headers["ratelimit"] == f'"client";r=0;t={answer.headers["retry-after"]}'
        assert 3500 < int(answer.headers["retry-after"]) <= 3600
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert (answer.headers["x-content-type-options"], len(answer.headers["x-request-id"]) > 0) == ("nosniff", True)
    problem = client.get(PAGE).json()
    assert problem["type"].endswith("/v1/vocabulary/problem#too-many")
    assert (problem["status"], problem["detail"]) == (429, f"a client may ask {MOST}/hour")
    exposed = ",".join(client.get(PAGE).headers.get_list("access-control-expose-headers"))
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= {name.strip() for name in exposed.split(",")}


def test_wrong_requests_posts_and_unchanged_answers_count(limited: Limited) -> None:
    client = limited()
    tag = client.get(PAGE).headers["etag"]
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/v1/plans?x=1").status_code == 422
    assert client.post("/v1/read", json={"text": "Exports rose."}).status_code == 200
    assert client.get("/nothing").status_code == 404
    assert client.post("/v1/read", json={"text": "Exports rose."}).status_code == 429


def test_probes_and_metrics_are_never_limited(limited: Limited) -> None:
    client = limited()
    assert _statuses(client) == TOO_OFTEN
    for path in ("/live", "/ready", "/metrics"):
        assert _statuses(client, path) == ENOUGH
        assert "ratelimit" not in client.get(path).headers
    assert 'tradefacts_problems_total{problem="too-many"}' in client.get("/metrics").text
    assert client.get(PAGE).status_code == 429


def test_a_window_ends(limited: Limited) -> None:
    client = limited(limit="2/second")
    assert 429 in _statuses(client, times=40)
    for _ in range(100):
        if client.get(PAGE).status_code == 200:
            return
        time.sleep(0.03)
    raise AssertionError("the window did not end")


@pytest.mark.parametrize(
    ("proxies", "one", "other", "are_one"),
    [
        (0, "198.51.100.1", "198.51.100.2", True),  # whoever may say anything
        (1, "198.51.100.1", "198.51.100.2", False),
        (1, "198.51.100.1", "10.0.0.9, 198.51.100.1", True),  # what stands before is the client's own word
        (1, "10.0.0.9, 198.51.100.1", "10.0.0.9, 198.51.100.2", False),
        (2, "198.51.100.1, 10.0.0.1", "198.51.100.2, 10.0.0.1", False),
        (2, "198.51.100.1, 10.0.0.1", "10.9.9.9, 198.51.100.1, 10.0.0.2", True),
        (2, "198.51.100.1", "198.51.100.2", True),  # not through both proxies
        (1, "unknown", "198.51.100.2:80", True),
        (1, "2001:db8:1:2::3", "2001:db8:1:2:ffff::4", True),  # one site
        (1, "2001:db8:1:2::3", "2001:db8:1:3::3", False),
        (1, "::ffff:198.51.100.1", "198.51.100.1", True),
        (1, "::ffff:198.51.100.1", "::ffff:198.51.100.2", False),
    ],
)
def test_a_client_is_who_the_proxies_say(  # one case
    limited: Limited,
    proxies: int,
    one: str,
    other: str,
    are_one: bool,  # noqa: FBT001
) -> None:
    client = limited("10.0.0.1", proxies=proxies)
    assert _statuses(client, X_Forwarded_For=one) == TOO_OFTEN
    assert (client.get(PAGE, headers={"X-Forwarded-For": other}).status_code == 429) == are_one


def test_several_headers_are_one_list(limited: Limited) -> None:
    client = limited("10.0.0.1", proxies=1)
    for _ in range(MOST):
        client.get(PAGE, headers=[("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-For", "198.51.100.1")])
    assert client.get(PAGE, headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert client.get(PAGE, headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 200


def test_a_server_limits_kept_answers_too(seed_sqlite: Path) -> None:
    with (
        serving(f"sqlite:///{seed_sqlite}", limit=f"{MOST}/hour", root_path="/trade") as server,
        httpx2.Client(base_url=f"http://127.0.0.1:{server.port}/trade") as client,
    ):
        assert [client.get(PAGE).status_code for _ in range(MOST + 1)] == TOO_OFTEN
        assert client.get("/live").status_code == 200


def test_nothing_stands_in_the_way_by_default(client: TestClient) -> None:
    assert isinstance(client.app.outermost, Guard)  # type: ignore[attr-defined]
    assert not [name for name in client.get(PAGE).headers if name.startswith("ratelimit")]


@pytest.mark.parametrize("limit", ["100", "0/minute", "100/week", "100 per minute", "-1/minute", "1/minute;2/hour"])
def test_a_limit_is_a_count_and_a_time(limit: str) -> None:
    with pytest.raises(ValidationError):
        Settings(limit=limit)


def test_a_limit_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.settings.is_installed", lambda _: False)
    with pytest.raises(ValidationError, match="extra `limits`"):
        Settings(limit="1/minute")
