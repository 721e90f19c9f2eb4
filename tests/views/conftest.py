"""What tests of views share: the article alone, as other voices change what is said of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.main import create_app
from app.settings import Settings

ARTICLE = Path(__file__).parents[2] / "seed/timesca-565m.toml"


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory, settings_for: Callable[..., Settings]) -> Iterator[TestClient]:
    """Give a client over a release of the one dossier, as `tradefacts load seed/timesca-565m.toml` makes it."""
    settings = settings_for(f"sqlite:///{tmp_path_factory.mktemp('article')}/release.db")
    load(ARTICLE, settings)
    with TestClient(create_app(settings)) as client:
        assert [source["id"] for source in client.get("/v1/sources").json()["items"]] == [ARTICLE.stem]
        yield client
