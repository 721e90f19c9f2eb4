"""Backups of an embedded release: its bytes beside their digest, whole or not at all, while it is served."""

import errno
import os
import shutil
from pathlib import Path
from typing import Final

from app.database import Unavailable
from app.database.release_files import allowed_digests, digest_of, sidecar
from app.loading.releases.files import sync, write_digests

_TRIES: Final = 3
"""Loads may put other releases in place while one is copied."""


def back_up(release: Path, target: Path) -> str:
    """Copy the release in force into a new file, with its sidecar, and return its digest.

    Raises FileExistsError where the file is there already, Unavailable where the release is missing or damaged.
    """
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    copy = target.with_name(f"{target.name}.new")
    try:
        digest = _copied(release, copy)
        sync(copy)
        write_digests(target, {digest})
        os.link(copy, target)  # a rename would write over a file that came meanwhile
        sync(target.parent)
    except BaseException:
        if not os.path.lexists(target):
            sidecar(target).unlink(missing_ok=True)
        raise
    finally:
        copy.unlink(missing_ok=True)
    return digest


def _copied(release: Path, copy: Path) -> str:
    """Copy a release, again where another took its place meanwhile, and return the digest of the copy."""
    for _ in range(_TRIES):
        allowed = allowed_digests(release)
        if not release.exists():
            raise Unavailable(f"there is no release at {release}")
        shutil.copyfile(release, copy)
        digest = digest_of(copy)
        if digest in allowed | allowed_digests(release):
            return digest
    raise Unavailable(f"{release} is damaged, or has no digest beside it: nothing was copied")
