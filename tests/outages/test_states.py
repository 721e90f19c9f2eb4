"""States of a database that nobody may take for data: 503 that says when to come back, and answers again by itself."""

import os
import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from app.database import REVISION, Unavailable, connect
from app.database.release_files import digest_of, sidecar
from app.loading.releases import load
from app.loading.releases.files import write_digests
from app.main import create_app
from app.settings import Settings
from tests.conftest import ARTICLE
from tests.figures import Figure

PATIENCE = 60
FLIPS = 300
ASKED = ("/ready", "/v1/events?limit=3", "/v1/events.csv", "/v1/sources/timesca-565m", "/v1/relations/KAZ/CHN")
QUESTION = {"text": "Trade was $3 billion in 2022."}


def held(client: TestClient, status: int) -> None:
    """Hold that every way in answers with a status: problems that say when to come back, and `/live` whatever comes."""
    for path in ASKED:
        got = client.get(path)
        assert (path, got.status_code) == (path, status), got.text
        if status == 503:
            assert got.headers["Content-Type"] == "application/problem+json"
            assert int(got.headers["Retry-After"]) > 0
            assert got.headers["Cache-Control"] == "no-store"
    assert client.post("/v1/read", json=QUESTION).status_code == status
    assert client.get("/live").status_code == 200


def comes_back(client: TestClient) -> None:
    """Wait until the service is ready, and hold that it answers all."""
    end = time.monotonic() + PATIENCE
    while client.get("/ready").status_code != 200 and time.monotonic() < end:
        time.sleep(0.05)
    held(client, 200)


def changed(path: Path, *statements: str) -> None:
    """Change a release as another version of this program might, with the digest that it then has."""
    new = path.with_name("other")
    shutil.copyfile(path, new)
    with closing(sqlite3.connect(new)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    write_digests(path, {digest_of(new)})
    new.replace(path)


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _without_tables(path: Path) -> None:
    path.unlink()
    sqlite3.connect(path).close()
    path.touch()
    write_digests(path, {digest_of(path)})


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _corrupted(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2 :: 4096] = bytes(len(whole[len(whole) // 2 :: 4096]))
    path.write_bytes(whole)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


FILES: dict[str, Callable[[Path], None]] = {
    "missing": lambda path: path.unlink(),
    "its folder gone": lambda path: shutil.rmtree(path.parent),
    "empty": _emptied,
    "without tables": _without_tables,
    "of an older version": lambda path: changed(path, "UPDATE alembic_version SET version_num = '0001'"),
    "of a newer version": lambda path: changed(path, "UPDATE alembic_version SET version_num = '9999'"),
    "without a release": lambda path: changed(path, "DELETE FROM releases"),
    "corrupted": _corrupted,
    "cut": _cut,
    "a folder": _a_folder,
}


@pytest.fixture(scope="module")
def files(seed_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Path, Path]]:
    """One service for all states of its file, and a copy of the file to put back."""
    kept, path = tmp_path_factory.mktemp("kept"), tmp_path_factory.mktemp("states") / "data" / "release.db"
    for name in (seed_sqlite, sidecar(seed_sqlite)):
        shutil.copyfile(name, kept / name.name)
    shutil.copytree(kept, path.parent)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{path}", cache_bytes=0))) as client:
        yield client, path, kept


@pytest.mark.parametrize("state", FILES)
def test_a_file_that_is(files: tuple[TestClient, Path, Path], state: str) -> None:
    client, path, kept = files
    comes_back(client)
    FILES[state](path)
    held(client, 503)
    shutil.rmtree(path.parent, ignore_errors=True)
    shutil.copytree(kept, path.parent)
    comes_back(client)


def test_a_locked_file_is_read_all_the_same(files: tuple[TestClient, Path, Path]) -> None:
    """A release never changes, so that no lock on it means anything."""
    client, path, _ = files
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        held(client, 200)


@contextmanager
def asked_by_a_reader(url: str) -> Iterator[str]:
    """Make a role that may read and nothing else, and give its address."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE ROLE reader LOGIN")
        owner.execute("GRANT USAGE ON SCHEMA public TO reader")
        owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        try:
            yield url.replace("//postgres:@", "//reader@")
        finally:
            owner.execute("DROP OWNED BY reader")
            owner.execute("DROP ROLE reader")


def test_a_server_in_every_state(empty_postgres: str, settings_for: Callable[..., Settings]) -> None:
    load(ARTICLE, settings_for(empty_postgres))
    changes = {
        "of an older version": "UPDATE alembic_version SET version_num = '0001'",
        "of a newer version": "UPDATE alembic_version SET version_num = '9999'",
        "empty": "ALTER TABLE alembic_version RENAME TO other",
        "without grants on the schema": "REVOKE ALL ON SCHEMA public FROM PUBLIC, reader",
        "without grants on tables": "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM reader",
        "that takes no role of that name": "ALTER ROLE reader NOLOGIN",
        "that has no room": "ALTER ROLE reader CONNECTION LIMIT 0",
    }
    heal = (
        "ALTER TABLE IF EXISTS other RENAME TO alembic_version",
        f"UPDATE alembic_version SET version_num = '{REVISION}'",  # noqa: S608  # ours
        "GRANT USAGE ON SCHEMA public TO PUBLIC, reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
        "ALTER ROLE reader LOGIN CONNECTION LIMIT -1",
    )
    drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'"
    with (
        asked_by_a_reader(empty_postgres) as url,
        psycopg.connect(empty_postgres, autocommit=True) as owner,
        TestClient(create_app(settings_for(url))) as client,
    ):
        comes_back(client)
        for statement in changes.values():
            owner.execute(statement.encode())
            owner.execute(drop)
            held(client, 503)
            for remedy in heal:
                owner.execute(remedy.encode())
            comes_back(client)


def test_probes_ask_by_any_address(seed_sqlite: Path, settings_for: Callable[..., Settings]) -> None:
    """The image's health check and orchestrators name no host of ours."""
    app = create_app(settings_for(f"sqlite:///{seed_sqlite}", allowed_hosts=("facts.example",)))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        statuses = {path: client.get(path).status_code for path in ("/live", "/ready", "/v1/events", "/live/x")}
    assert statuses == {"/live": 200, "/ready": 200, "/v1/events": 400, "/live/x": 400}


@pytest.mark.trial
def test_flipped_bits_are_never_served(seed_sqlite: Path, tmp_path: Path, figure: Figure) -> None:
    """A process that starts on a file with one wrong bit, or a sidecar with one, answers right or not at all."""
    path, chance = tmp_path / "release.db", random.Random(1)  # noqa: S311  # any places will do
    good = {path: seed_sqlite.read_bytes(), sidecar(path): sidecar(seed_sqlite).read_bytes()}
    outcomes: Counter[tuple[str, int]] = Counter()
    with sqlite3.connect(seed_sqlite) as connection:
        right = connection.execute("SELECT count(*), min(id), max(id) FROM events").fetchone()
    for wrong in (*[path] * FLIPS, *[sidecar(path)] * FLIPS):
        for name, content in good.items():
            name.write_bytes(content)
        bad = bytearray(good[wrong])
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        wrong.write_bytes(bad)
        with closing(connect(Settings(database_url=f"sqlite:///{path}"))) as database:
            try:
                with database.snapshot() as opened:
                    found = opened.exec_driver_sql("SELECT count(*), min(id), max(id) FROM events").one()
                assert (tuple(found), wrong) == (right, sidecar(path))
                outcomes[wrong.suffix, 200] += 1
            except Unavailable:
                outcomes[wrong.suffix, 503] += 1
    assert outcomes[".db", 503] == FLIPS
    figure(
        f"Wrong answers on {FLIPS} flipped bits of a release, and on {FLIPS} of its sidecar",
        f"0; refused {outcomes['.db', 503]} and {outcomes['.sha256', 503]} (else the bit was in the file's name)",
    )
