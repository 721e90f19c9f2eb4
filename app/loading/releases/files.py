"""Release files on the disk: written so that they are there whole, kept beside the one in force, copied and removed.

A load that is killed while it keeps a file leaves at most the release in force under a second name, until the next.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.database import ReleaseInForce, Unavailable
from app.database.release_files import FILE, SIDECAR, allowed_digests, digest_of, kept_path, kept_releases, sidecar

_TRIES: Final = 3
"""Loads may put other releases in place while one is copied."""


def write_digests(release: Path, digests: Iterable[str]) -> None:
    """Write the sidecar so that it is there whole, also after a loss of power."""
    target = sidecar(release)
    new = beside(target, "new")
    try:
        with new.open("w", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(f"{digest}  {release.name}\n" for digest in sorted(set(digests)))
        sync(new)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    sync(release.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the renames inside a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def beside(path: Path, suffix: str) -> Path:
    """Return where a file of a load lies beside a release file."""
    return path.with_name(f"{path.name}.{suffix}")


def keep(file: Path, release: ReleaseInForce, path: Path) -> None:
    """Store a file that holds a release beside a release file, without a second copy where the disk has links."""
    kept, new = kept_path(path, release), beside(path, "kept")
    sync(file)
    write_digests(kept, {digest_of(file)})
    new.unlink(missing_ok=True)
    try:
        os.link(file, new)
    except OSError:  # a disk without hard links
        shutil.copyfile(file, new)
        sync(new)
    new.replace(kept)  # never under its name before it is whole


def prune(path: Path, in_force: int, at_most: int) -> None:
    """Remove what is kept beside a release file but the newest releases before the one in force, by its sequence.

    What is as new as that or newer was left by a load that was killed, or is of a history that was begun anew.
    """
    ours = re.compile(rf"{re.escape(path.name)}{FILE}({re.escape(SIDECAR)}(\.new)?)?")
    there = [file for file in path.parent.iterdir() if ours.fullmatch(file.name)]
    older = [one.path for one in kept_releases(path) if one.sequence < in_force] if there else []
    names = {file.name for one in older[max(0, len(older) - at_most) :] for file in (one, sidecar(one))}
    for file in there:
        if file.name not in names:
            file.unlink(missing_ok=True)


def back_up(release: Path, target: Path) -> str:
    """Copy the release in force into a new file, with its sidecar, and return its digest.

    Raises FileExistsError where the file is there already, Unavailable where the release is missing or damaged.
    """
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    copy = beside(target, "new")
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
