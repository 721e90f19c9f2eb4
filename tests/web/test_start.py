"""What a start does besides answering."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings


def test_what_a_start_makes_is_never_looked_through_again(
    seed_sqlite: Path, settings_for: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who collects garbage would keep every request waiting; the catalogue is among what there is by then."""
    app = create_app(settings_for(f"sqlite:///{seed_sqlite}"))
    known: list[int] = []
    monkeypatch.setattr("app.main.freeze", lambda: known.append(len(app.state.snapshots._known)))  # noqa: SLF001
    with TestClient(app):
        pass
    assert known == [1]


def test_the_index_is_answered_though_its_first_making_takes_longer_than_a_question_may(
    seed_sqlite: Path, settings_for: Callable[..., Settings]
) -> None:
    """Were the document ended at the deadline, a busy machine would begin it with each request and never end it."""
    app = create_app(settings_for(f"sqlite:///{seed_sqlite}", statement_seconds=1, deadline_seconds=1))
    make = app.openapi

    def make_slowly() -> dict[str, Any]:
        begun = time.monotonic()
        while time.monotonic() - begun < 2:
            pass
        return make()

    app.openapi = make_slowly  # type: ignore[method-assign]
    with TestClient(app) as client:
        assert any(client.get("/v1").status_code == 200 for _ in range(5))


_ASKED_AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from app.main import create_app
from app.settings import Settings
app = create_app(Settings())
with ThreadPoolExecutor(4) as clients:
    made = list(clients.map(lambda _: app.openapi(), range(4)))
assert all(one is made[0] for one in made)
"""


def test_the_first_to_ask_for_the_document_may_be_several_at_once() -> None:
    """What FastAPI makes for it belongs to the process, so that it fails only in one that has made none yet."""
    subprocess.run([sys.executable, "-W", "ignore", "-c", _ASKED_AT_ONCE], check=True)
