"""Statements for tests: compiled once in a process for all databases of a kind."""

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_STATEMENTS = LRUCache[Any, Any](10_000)


def _engine(*asked: Any, **how: Any) -> Engine:
    """Give an engine that knows what was compiled for any other of its kind, as dialects of one kind are alike here."""
    engine = create_engine(*asked, **how)
    engine._compiled_cache = _STATEMENTS  # noqa: SLF001  # SQLAlchemy has no other way in
    return engine


def compile_once(patch: pytest.MonkeyPatch) -> None:
    """Have all engines know what any of their kind compiled."""
    patch.setattr("app.database.server.create_engine", _engine)
    patch.setattr("app.database.release_files._ENGINE._compiled_cache", _STATEMENTS)
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))
