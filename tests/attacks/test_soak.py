"""A soak: after hundreds of thousands of mixed requests, some of them wrong, a worker holds what it held before."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from app.loading.releases import load
from app.settings import Settings
from tests.attacks.clients import BAD
from tests.attacks.faulty import LEAKED
from tests.attacks.serving import Server, serving
from tests.conftest import ARTICLE, LOADED_AT
from tests.figures import Figure

pytestmark = [pytest.mark.trial, pytest.mark.timeout(4 * 3600)]

CLIENTS = 4
ROUND = 20_000
ROUNDS = 15
WARM = 3
"""Rounds after which all that is kept is full."""
KEPT = 8 << 20
"""Bytes of kept answers, of which each round brings more: with 64 MiB, as by default, they are replaced a few times
in all, and the memory around them is spread until then."""
MOST_GROWTH = 0.05
ANSWERS = {200, 304, 400, 404, 422, 503}
REFUSED = (400, 404, 422)


def _ask(server: Server, seed: int, count: int) -> Counter[int]:
    """Have clients of their own processes ask so often in all; give how often each status came."""
    seen: Counter[int] = Counter()
    command = [sys.executable, "-m", "tests.attacks.clients", str(server.port)]
    clients = [
        subprocess.Popen([*command, str(seed * CLIENTS + one), str(count // CLIENTS)], stdout=subprocess.PIPE)
        for one in range(CLIENTS)
    ]
    for client in clients:
        told, _ = client.communicate()
        assert client.returncode == 0
        seen.update({int(status): often for status, often in json.loads(told).items()})
    return seen


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Load one article, and then the seed, so that the release of the first is kept."""
    address = f"sqlite:///{tmp_path_factory.mktemp('soak') / 'release.db'}"
    settings = Settings(database_url=address, keep_releases=2)
    for seed in (ARTICLE, None):
        load(seed, settings, loaded_at=LOADED_AT)
    return address


def test_memory_does_not_grow(url: str, figure: Figure) -> None:
    seen: Counter[int] = Counter()
    held, open_files = [], []
    with serving(url, keep_releases=2, cache_bytes=KEPT) as server:
        for turn in range(ROUNDS):
            seen += _ask(server, turn, ROUND)
            held.append(server.memory())
            open_files.append(server.descriptors())
            print(f"{seen.total():,}: {held[-1]:.1f} MiB, {open_files[-1]} descriptors, {dict(seen)}")  # noqa: T201
    assert set(seen) <= ANSWERS, seen
    assert seen[503] < seen.total() / 1_000
    assert BAD / 2 < sum(seen[status] for status in REFUSED) / seen.total() < BAD * 2
    growth = max(held[WARM:]) / held[WARM - 1] - 1
    assert growth < MOST_GROWTH, held
    assert max(open_files[WARM:]) <= open_files[WARM - 1] + 2, open_files
    grown = f"{held[WARM - 1]:.0f} MiB after {WARM * ROUND:,}, then {max(held[WARM:]):.0f} at most ({growth:+.1%})"
    figure(
        f"{seen.total():,} mixed requests, {BAD:.0%} of them wrong, {KEPT >> 20} MiB of answers kept",
        f"0 answers of 500, {seen[503]} of 503; {grown}; descriptors {min(open_files)} to {max(open_files)}",
    )


def test_a_leak_is_seen(url: str) -> None:
    def growth(app: str) -> float:
        with serving(url, app=app, keep_releases=2, cache_bytes=0) as server:
            _ask(server, 0, 1_000)
            before = server.memory()
            _ask(server, 1, 3_000)
            return server.memory() - before

    leaked = 3_000 * LEAKED / 2**20
    assert growth("tests.attacks.faulty:leaking") - growth("app.main:create_app") > leaked / 2
