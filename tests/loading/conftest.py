"""Small loads: a handful of reference rows, dossiers of a few lines, an engine of the test's own."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from app.loading.reference import Reference
from app.settings import Settings

KEPT = {"areas": {"KAZ", "CHN"}, "commodities": {"TOTAL"}, "actors": {"woah", "cpc"}}
on_both_engines = pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def few_codes(bundled_codes: Reference) -> Reference:
    """The reference data cut down to what KEPT names, so that a load takes a moment."""
    rows = {
        table: tuple(row | {"parent": None} if "parent" in row else row for row in whole if _is_kept(row))
        for table, whole in bundled_codes.rows.items()
    }
    return dataclasses.replace(bundled_codes, rows=MappingProxyType(rows))


def _is_kept(row: dict[str, Any]) -> bool:
    if "explanation" in row:
        return True  # open words, which are few
    key = row.get("code") if "alpha2" in row else row.get("id", row.get("area", row.get("actor", row.get("good"))))
    return any(key in codes for codes in KEPT.values()) and row.get("organisation") is None


@pytest.fixture
def quick(few_codes: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the few codes in place of all."""
    monkeypatch.setattr("app.loading.dossiers.reference_data", lambda *_: few_codes)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, settings_for: Callable[..., Settings]) -> Settings:
    """Settings of a database without tables: an embedded one, or with `on_both_engines` each in turn."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return settings_for(f"sqlite:///{tmp_path / 'data' / 'release.db'}")
    return settings_for(request.getfixturevalue("empty_postgres"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "dossiers"
    folder.mkdir()
    return folder
