"""Official statistics: files of UN Comtrade, BACI and other tables, each imported as one source with polars.

What the command line needs to know stands here; all else imports polars, which takes a second and memory that no
server needs, so it is loaded when there is something to import.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


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
