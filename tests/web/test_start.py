"""What a start does besides answering."""

from collections.abc import Callable
from pathlib import Path

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
