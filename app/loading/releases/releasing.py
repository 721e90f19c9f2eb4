"""Records a release: its digest over all that it holds, its counts, and what it changed."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from app.database import ReleaseInForce
from app.loading.releases.tables import OWNED, REFERENCE, table_of


def release_digest(contents: Mapping[str, str], reference: str) -> str:
    """Give the sha256 over the digests of all sources, by id, and of the reference data."""
    lines = [f"{source} {digest}\n" for source, digest in sorted(contents.items())]
    return hashlib.sha256("".join([*lines, f"reference {reference}\n"]).encode()).hexdigest()


def record_release(
    connection: Connection, release: ReleaseInForce, reference: str, changes: Iterable[dict[str, Any]]
) -> None:
    """Write the rows of a release; one of the same digest from earlier on gives way, for the data are there again."""
    releases, changed = table_of("releases"), table_of("record_changes")
    connection.execute(delete(changed).where(changed.c.release == release.digest))
    connection.execute(delete(releases).where(releases.c.digest == release.digest))
    connection.execute(
        insert(releases).values(
            digest=release.digest,
            sequence=release.sequence,
            loaded_at=release.loaded_at,
            reference_digest=reference,
            counts=_counts(connection),
        )
    )
    rows = [{"release": release.digest, "position": position, **change} for position, change in enumerate(changes)]
    if rows:
        connection.execute(insert(changed), rows)


def _counts(connection: Connection) -> dict[str, int]:
    tables = sorted((*OWNED, *REFERENCE))
    counts = select(*(select(func.count()).select_from(table_of(name)).scalar_subquery() for name in tables))
    return dict(zip(tables, connection.execute(counts).one(), strict=True))
