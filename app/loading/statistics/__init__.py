"""Official statistics: files of UN Comtrade, BACI and other tables, each imported as one source with polars.

What the command line needs to know stands here; all else imports polars, which takes a second and memory that no
server needs, so it is loaded when there is something to import.
"""

import shlex
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_EXTRA: Final = "bulk"
INSTALLED: Final = find_spec("polars") is not None
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
    checkout = Path(__file__).parents[3]
    installer = f"{sys.executable} -m pip install" if find_spec("pip") else f"uv pip install --python {sys.executable}"
    if (checkout / "pyproject.toml").exists():
        what = f"-e {shlex.quote(f'{checkout}[{_EXTRA}]')}"
    else:  # a wheel lies on no index, and may be gone from where it was: what it asks for is enough
        needed = (one.partition(";") for one in requires("tradefacts") or ())
        what = " ".join(
            shlex.quote(name.strip()) for name, _, when in needed if f"'{_EXTRA}'" in when.replace('"', "'")
        )
    return f"imports need the extra `{_EXTRA}` (polars): {installer} {what}"
