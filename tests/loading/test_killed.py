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


def kill_everywhere(url: str, folder: Path, step: int) -> list[tuple[str, ...]]:
    folder.mkdir()
    command = [sys.executable, str(SCRIPT), url, str(folder), str(step)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [tuple(line.split()) for line in done.stdout.splitlines()]


def check(kills: list[tuple[str, ...]], url: str) -> None:
    *killed, ended = kills
    assert ended[1:] == ("ended", "5", "after")
    assert {kill[1:] for kill in killed} <= {("killed", "3", "before"), ("killed", "5", "after")}
    assert killed[0][1:] == ("killed", "3", "before")
    if url.startswith("sqlite"):
        data = Path(url.removeprefix("sqlite:///")).parent
        assert len(list(data.iterdir())) == 3  # what killed loads left is swept


def test_here_and_there(url: str, tmp_path: Path) -> None:
    check(kill_everywhere(url, tmp_path / "dossiers", 1402), url)


def test_at_every_line_of_the_publication(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'release.db'}"
    kills = kill_everywhere(url, tmp_path / "dossiers", 0)
    check(kills, url)
    assert len(kills) > 5
    assert ("killed", "5", "after") in {kill[1:] for kill in kills}


@pytest.mark.trial
@pytest.mark.timeout(900)
def test_at_every_line(url: str, tmp_path: Path) -> None:
    kills = kill_everywhere(url, tmp_path / "dossiers", 1)
    check(kills, url)
    assert len(kills) > 100
    assert ("killed", "5", "after") in {kill[1:] for kill in kills}
