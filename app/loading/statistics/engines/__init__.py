"""How batches of rows are computed, sorted and searched for duplicates: in pure Python, or with polars."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from app.loading.statistics.engines.engine import Batch, Engine, Part
from app.loading.statistics.engines.plain import PlainEngine

__all__ = ["FAST", "Batch", "Engine", "Part", "engine_for"]

FAST: Final = find_spec("polars") is not None
"""Whether the extra `bulk` is installed."""


def engine_for(*, fast: bool = FAST) -> type[Engine]:
    """Give the engine to import with; polars is loaded only here, for it costs memory that no server needs."""
    if not fast:
        return PlainEngine
    engine: type[Engine] = import_module("app.loading.statistics.engines.fast").FastEngine
    return engine
