"""The sidecar of an embedded release: `release.db.sha256` says which bytes the file beside it may have.

It has the form that `sha256sum` writes and checks. While a load puts a new file in place it names two digests, the old
file's and the new one's, so that a reader finds its file named at every moment.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.database.base import Unavailable

_SUFFIX: Final = ".sha256"
_REMEDY: Final = "; restore both files, or remove them and load again"


def sidecar(release: Path) -> Path:
    """Return where the digests of a release file are."""
    return release.with_name(release.name + _SUFFIX)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def allowed(release: Path) -> frozenset[str]:
    """Read the digests that a release file may have; none when there is no sidecar."""
    try:
        lines = sidecar(release).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return frozenset()
    return frozenset(line.split()[0] for line in lines if line.strip())


def verify(release: Path) -> None:
    """Check that the file is byte for byte what a load wrote; Unavailable says that it is not."""
    try:
        wanted = allowed(release)
        digest = digest_of(release) if wanted else None
    except OSError as error:
        raise Unavailable(f"{error.filename} cannot be read: {error.strerror}") from error
    if not wanted:
        raise Unavailable(f"{sidecar(release)} is missing or empty, so {release} cannot be trusted{_REMEDY}")
    if digest not in wanted:
        raise Unavailable(f"{release} is damaged: its bytes are not those that were loaded{_REMEDY}")


def write(release: Path, digests: Iterable[str]) -> None:
    """Write the sidecar so that it is there whole, also after a loss of power."""
    target = sidecar(release)
    new = target.with_name(target.name + ".new")
    with new.open("w", encoding="utf-8", errors="surrogateescape") as file:
        file.writelines(f"{digest}  {release.name}\n" for digest in sorted(set(digests)))
        file.flush()
        os.fsync(file.fileno())
    new.replace(target)
    sync(release.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the renames inside a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
