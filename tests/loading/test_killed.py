"""A load that is killed leaves the old release or the new one, whole, wherever the kill falls."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("kill_load.py")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'release.db'}"
    empty: str = request.getfixturevalue("empty_postgres")
    return empty


def kill_everywhere(url: str, folder: Path, *steps: int) -> list[list[tuple[str, ...]]]:
    """Return what was left by each kill, and how it ended, going on by each of the steps in turn."""
    folder.mkdir()
    command = [sys.executable, str(SCRIPT), url, str(folder), *map(str, steps)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [[tuple(line.split()) for line in part.splitlines()] for part in done.stdout.split("\n\n") if part]


def check(kills: list[tuple[str, ...]], url: str, kept: int = 0) -> None:
    *killed, ended = kills
    files = (str(3 + 2 * kept),) if url.startswith("sqlite") else ()  # what killed loads left is swept
    assert ended[1:] == ("ended", "5", "after", *files)
    assert {kill[1:] for kill in killed} <= {("killed", "3", "before"), ("killed", "5", "after")}
    assert killed[0][1:] == ("killed", "3", "before")


def test_here_and_there_and_at_every_line_of_the_publication(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = int(url.startswith("sqlite"))
    monkeypatch.setenv("TRADEFACTS_KEEP_RELEASES", str(kept))
    steps = (1402, 0) if url.startswith("sqlite") else (1402,)  # a server publishes nothing
    for step, kills in zip(steps, kill_everywhere(url, tmp_path / "dossiers", *steps), strict=True):
        check(kills, url, kept)
        if step == 0:
            assert len(kills) > 20
            assert ("killed", "5", "after") in {kill[1:] for kill in kills}


@pytest.mark.trial
@pytest.mark.timeout(900)
def test_at_every_line(url: str, tmp_path: Path) -> None:
    (kills,) = kill_everywhere(url, tmp_path / "dossiers", 1)
    check(kills, url)
    assert len(kills) > 100
    assert ("killed", "5", "after") in {kill[1:] for kill in kills}
