"""Public rules for OpenAPI documents: none is broken, and none is switched off."""

import json
from pathlib import Path

import pytest

from tests.conformance.node import run
from tests.conformance.operations import DOCUMENT, Json

pytestmark = pytest.mark.trial  # the linters come from the npm registry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT))
    (tmp_path / ".spectral.yaml").write_text('extends: ["spectral:oas"]\n')
    (tmp_path / "redocly.yaml").write_text("extends: [recommended-strict]\n")
    return tmp_path


def _spectral(folder: Path) -> list[Json]:
    run("spectral", "lint", "openapi.json", "--format", "json", "--output", "found.json", within=folder)
    found: list[Json] = json.loads((folder / "found.json").read_text())
    return found


def test_spectral_finds_nothing(folder: Path) -> None:
    assert [(one["code"], one["path"]) for one in _spectral(folder)] == []


def test_redocly_finds_nothing(folder: Path) -> None:
    found = json.loads(run("redocly", "lint", "openapi.json", "--format", "json", within=folder))
    assert found["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}


def test_spectral_would_find_something(folder: Path) -> None:
    """Hold that the linter read the document at all: without servers it complains."""
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT | {"servers": []}))
    assert "oas3-api-servers" in {one["code"] for one in _spectral(folder)}
