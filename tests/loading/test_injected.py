"""Every fsync, rename and write of a load, an import and a migration fails once, or is the last; and 200 random kills.

Each time the old release or the new one is in force, whole; the exit code tells which; and nothing else stays.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest

from tests.figures import Figure

pytestmark = [pytest.mark.trial, pytest.mark.timeout(1800)]

CALLS = "fsync,rename,write,pwrite64"
TALK = "sendto,recvfrom"
"""What a load says to a server and hears from it, its commit too."""
KILLS = 50
OLD, NEW = ("before", "3"), ("after", "5")
Run = Callable[..., list[list[str]]]


@pytest.fixture
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Run a trial on an engine, and hold each of its lines; the last one of a system call met no fault."""

    def run(engine: str, *what: str) -> list[list[str]]:
        (tmp_path / "own").mkdir()
        url = f"sqlite:///{tmp_path / 'data' / 'release.db'}"
        url = url if engine == "sqlite" else request.getfixturevalue("empty_postgres")
        command = [sys.executable, "-m", "tests.loading.inject", url, str(tmp_path / "own"), *what]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-2000:]
        lines = [line.split() for line in done.stdout.splitlines()]
        wrong = [line for line in lines if not is_right(line)]
        assert wrong == []
        return [line for line in lines if line[1] == "True"]

    return run


def is_right(line: list[str]) -> bool:
    """Say whether a run left a whole release, the one that its end tells, and nothing else unless it was killed."""
    injected, _, ended, title, rows, left = line
    told = {"0": {NEW}, "1": {OLD}, "-9": {OLD, NEW}}.get(ended, set())
    return (title, rows) in told and (left == "0" or injected.endswith("KILL"))


def told(lines: list[list[str]]) -> str:
    """Sum up what was seen."""
    seen = Counter(line[3] for line in lines)
    left = sum(line[5] != "0" for line in lines)
    return (
        f"{len(lines)} met: {seen['before']} left the old release, {seen['after']} the new one; 0 half, 0 corrupt, exit"
        f" codes right; files left by {left} kills, 0 after the next load"
    )


@pytest.mark.parametrize("fault", ["KILL", "EIO", "ENOSPC"])
@pytest.mark.parametrize("what", ["load", "import", "migration"])
def test_every_call(run: Run, figure: Figure, what: str, fault: str) -> None:
    if not which("strace"):
        pytest.skip("##### NO strace: no system call was made to fail (Debian: apt install strace)")
    met = run("sqlite", what, f"{CALLS},sendfile", fault)
    assert {line[0].partition(":")[0] for line in met} >= set(CALLS.split(","))
    assert {line[3] for line in met} == {"before", "after"}
    figure(f"SQLite, every {CALLS} of the {what} under {fault}", told(met))


@pytest.mark.parametrize("fault", ["KILL", "ECONNRESET"])
@pytest.mark.parametrize("what", ["load", "import"])
def test_every_word_with_a_server(run: Run, figure: Figure, what: str, fault: str) -> None:
    if not which("strace"):
        pytest.skip("##### NO strace: no system call was made to fail (Debian: apt install strace)")
    met = run("postgresql", what, TALK, fault)
    assert {line[0].partition(":")[0] for line in met} == set(TALK.split(","))
    assert {line[3] for line in met} == {"before", "after"}
    figure(f"PostgreSQL, every {TALK} of the {what} under {fault}", told(met))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("what", ["load", "import"])
def test_random_kills(run: Run, figure: Figure, what: str, engine: str) -> None:
    met = run(engine, what, str(KILLS))
    assert len(met) >= KILLS
    assert {line[3] for line in met} == {"before", "after"}
    figure(f"{engine}, {KILLS} kills at random times of the {what}, and on until both outcomes were seen", told(met))


def test_a_wrong_end_is_seen() -> None:
    """The control: what may not be is held to be wrong."""
    good = ["fsync:EIO", "True", "1", "before", "3", "0"]
    assert is_right(good)
    wrong = ((2, "0"), (3, "after"), (4, "4"), (5, "1"))
    assert not any(is_right([*good[:place], value, *good[place + 1 :]]) for place, value in wrong)
