"""Official statistics: files of UN Comtrade, BACI and other tables, each imported as one source with polars.

What the command line needs to know stands here; all else imports polars, which takes a second and memory that no
server needs, so it is loaded when there is something to import.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.settings import installing, is_installed

_EXTRA: Final = "bulk"
INSTALLED: Final = is_installed("polars")
"""Whether the extra `bulk` is installed."""


class ImportKind(StrEnum):
    """The kinds of file that can be imported."""

    COMTRADE = "comtrade"
    BACI = "baci"
    NOMENCLATURE = "nomenclature"
    FLOWS = "flows"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `tradefacts import`; None for one that was not given."""

    source: str | None = None
    title: str | None = None
    publisher: str | None = None
    version: str | None = None
    rights: str | None = None
    lineage: str | None = None
    edition: str | None = None
    countries: Path | None = None
    rejects: Path | None = None


def how_to_install() -> str:
    """Return the command that installs what imports need into the environment that runs this."""
    return f"imports need the extra `{_EXTRA}` (polars): {installing(_EXTRA)}"
