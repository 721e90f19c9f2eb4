"""Clients that ask nothing but what is dearest: a plain page beside them does not take much longer."""

import json
import subprocess
import sys
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

import pytest

from tests.attacks.clients import Question, fetch
from tests.attacks.dear import DEAREST
from tests.attacks.serving import Server, serving
from tests.figures import Figure
from tests.web import bulk

pytestmark = pytest.mark.trial

PAGE = Question("/v1/trade-flows?reporter=KAZ&partner=CHN&limit=20")
CLIENTS = 8
SECONDS = 30.0
TIMES = 10


@pytest.fixture(scope="module")
def large(seed_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the URL of a release with 300,000 rows of statistics beside the seed."""
    return f"sqlite:///{bulk.filled_copy(seed_sqlite, tmp_path_factory.mktemp('large'), 300_000)}"


def _times(server: Server, seconds: float) -> tuple[float, float]:
    """Ask for the page again and again; give the seconds that half and 95 of 100 answers take at most."""
    connection, taken = HTTPConnection("127.0.0.1", server.port, timeout=60), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        assert fetch(connection, PAGE)[0] == 200
        taken.append(time.perf_counter() - start)
        time.sleep(0.03)
    connection.close()
    parts = quantiles(taken, n=20)
    return parts[9], parts[18]


def _beside(url: str, app: str) -> tuple[list[float], list[tuple[float, float]], Counter[str]]:
    """Give how many times as long the page takes beside them, its times without and with them, and their statuses."""
    seen: Counter[str] = Counter()
    with serving(url, app=app, cache_bytes=0) as server:  # no answer is a kept one
        _times(server, 3)
        quiet = _times(server, 10)
        command = [sys.executable, "-m", "tests.attacks.dear", str(server.port)]
        clients = [
            subprocess.Popen([*command, str(number), str(SECONDS)], stdout=subprocess.PIPE) for number in range(CLIENTS)
        ]
        time.sleep(3)
        busy = _times(server, SECONDS - 6)
        for client in clients:
            seen.update(json.loads(client.communicate()[0]))
    return [after / before for before, after in zip(quiet, busy, strict=True)], [quiet, busy], seen


def test_a_page_beside_what_is_dearest(large: str, figure: Figure) -> None:
    control, _, _ = _beside(large, "tests.attacks.faulty:greedy")
    times, (quiet, busy), seen = _beside(large, "app.main:create_app")
    assert max(control) > TIMES
    assert set(seen) <= {"200", "422", "503"}, seen  # names that are misspelt are refused, if there is time
    assert max(times) < TIMES, (times, quiet, busy)
    told = (
        f"{what} {1000 * before:.0f} and {1000 * after:.0f} ms"
        for what, before, after in zip(("half of all", "95 of 100"), quiet, busy, strict=True)
    )
    figure(
        f"A page alone, and beside {CLIENTS} clients who ask the {len(DEAREST)} dearest requests without a pause",
        f"{'; '.join(told)}: {max(times):.1f} times as long at most ({max(control):.0f} where threads do not give way);"
        f" of {seen.total()} dear ones {seen['503']} ended in 503",
    )
