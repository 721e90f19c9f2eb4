"""Release files: how each is named, which bytes it may have, and how it is opened.

Its sidecar, `release.db.sha256`, says which bytes a file may have, in the form that `sha256sum` writes and checks.
While a load puts a new file in place it names two digests: so a reader finds its file named at every moment.

Beside the one in force others may be kept: `release.db.3-0123456789ab-0009` is the third release, of the digest that
begins so, in tables of revision 0009.
"""

import hashlib
import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Self, cast
from urllib.parse import quote

from sqlalchemy import Connection, NullPool, create_engine

from app.database import REVISION, STATEMENTS_KEPT, ReleaseInForce, Unavailable

_REMEDY: Final = "; restore both files, or remove them and load again"

SIDECAR: Final = ".sha256"
"""What stands behind the name of a release file in that of its sidecar."""
_SHORT: Final = 12
"""Digits of a digest that name a release."""
RELEASE_NAME: Final = rf"[0-9]{{1,9}}|(?:[0-9]{{1,9}}-)?[0-9a-f]{{{_SHORT},64}}"
"""How a release is named: by its sequence, by at least so many characters of its digest, or by both."""
FILE: Final = rf"\.([0-9]{{1,9}})-([0-9a-f]{{{_SHORT}}})-([0-9a-z]+)"
"""What stands behind the name of the release file in that of a kept one: sequence, digest, revision."""


def uri_of(path: Path) -> str:
    """Return what SQLite opens a release by: read-only, without locks and without ever making a file."""
    return f"file:{quote(str(path.absolute()))}?immutable=1"


def open_file(path: Path) -> sqlite3.Connection:
    """Open a release, for any thread."""
    return sqlite3.connect(uri_of(path), uri=True, check_same_thread=False)


_OPENED: Final[ContextVar[Callable[[], sqlite3.Connection]]] = ContextVar("_OPENED")


def _open() -> sqlite3.Connection:
    return _OPENED.get()()


_ENGINE: Final = create_engine(
    "sqlite://", creator=_open, poolclass=NullPool, isolation_level="AUTOCOMMIT", query_cache_size=STATEMENTS_KEPT
)
"""One for all files, so that what it keeps of a statement, some 55 kB, is kept once."""


def connect_to(opened: Callable[[], sqlite3.Connection]) -> Connection:
    """Return a connection to what is opened so; it is closed when it is let go of, and opens no transactions."""
    token = _OPENED.set(opened)
    try:
        return _ENGINE.connect()
    finally:
        _OPENED.reset(token)


def sidecar(release: Path) -> Path:
    """Return where the digests of a release file are."""
    return release.with_name(f"{release.name}{SIDECAR}")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def allowed_digests(release: Path) -> frozenset[str]:
    """Read the digests that a release file may have; none when there is no sidecar."""
    try:
        lines = sidecar(release).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return frozenset()
    return frozenset(line.split()[0] for line in lines if line.strip())


def verify_digest(release: Path) -> None:
    """Check that the file is byte for byte what a load wrote; Unavailable says that it is not."""
    try:
        wanted = allowed_digests(release)
        digest = digest_of(release) if wanted else None
    except OSError as error:
        raise Unavailable(f"{error.filename} cannot be read: {error.strerror}") from error
    if not wanted:
        raise Unavailable(f"{sidecar(release)} is missing or empty, so {release} cannot be trusted{_REMEDY}")
    if digest not in wanted:
        raise Unavailable(f"{release} is damaged: its bytes are not those that were loaded{_REMEDY}")


def fault_of(release: Path) -> Unavailable | None:
    """Return what is wrong with the bytes of a file; None where `verify_digest` finds nothing."""
    try:
        verify_digest(release)
    except Unavailable as error:
        return error
    return None


def raw_of(connection: Connection) -> sqlite3.Connection:
    """Return the driver's own connection."""
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


def release_name(sequence: int, digest: str) -> str:
    """Return the name that a release has wherever it is kept: its sequence and the beginning of its digest."""
    return f"{sequence}-{digest[:_SHORT]}"


class NamedRelease(NamedTuple):
    """The release that a name stands for: its sequence, the beginning of its digest, or both."""

    sequence: int | None
    digest: str

    @classmethod
    def parse(cls, name: str) -> Self:
        """Read a name; ValueError where it is none."""
        if not re.fullmatch(RELEASE_NAME, name):
            raise ValueError(f"{name!r} names no release")
        sequence, _, digest = name.rpartition("-") if len(name) >= _SHORT else (name, "", "")
        return cls(int(sequence) if sequence else None, digest)

    def fits(self, sequence: int, digest: str) -> bool:
        """Return whether this may name a release, of whose digest the beginning is enough."""
        same = self.digest.startswith(digest) or digest.startswith(self.digest)
        return self.sequence in (None, sequence) and same


@dataclass(frozen=True, slots=True, order=True)
class KeptRelease:
    """A release file beside the one in force."""

    sequence: int
    digest: str
    revision: str
    path: Path

    @property
    def name(self) -> str:
        """Its name, as `as_of` takes it."""
        return release_name(self.sequence, self.digest)

    @property
    def is_readable(self) -> bool:
        """Whether its tables are those that this program reads."""
        return self.revision == REVISION


def kept_path(release: Path, kept: ReleaseInForce) -> Path:
    """Return where a release is kept beside a release file."""
    return release.with_name(f"{release.name}.{release_name(kept.sequence, kept.digest)}-{REVISION}")


def kept_releases(release: Path) -> list[KeptRelease]:
    """Return the releases that are kept beside a release file, the oldest first."""
    pattern, paths = re.compile(re.escape(release.name) + FILE), list[Path]()
    with suppress(OSError):  # whoever reads the release in force says that there is no such folder
        paths += release.parent.iterdir()
    matches = ((path, pattern.fullmatch(path.name)) for path in paths)
    return sorted(KeptRelease(int(match[1]), match[2], match[3], path) for path, match in matches if match)
