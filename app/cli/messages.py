"""How the command speaks: results on standard output, trouble on standard error, in plain words."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import typer
from pydantic import ValidationError

from app.database import ReleaseInForce, Unavailable
from app.loading.faults import Refused
from app.loading.releases import LoadFailed, in_force
from app.settings import Settings, variables
from app.vocabulary.text import printable

_TRIES: Final = 10


def tell(message: str, *, error: bool = False) -> None:
    """Write a message, on standard error where it is trouble; what no terminal should get is escaped.

    Where nobody takes it, a full disk or a closed pipe, how the command ends tells all the same.
    """
    try:
        typer.echo("\n".join(map(printable, message.split("\n"))), err=error)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), (sys.stderr if error else sys.stdout).fileno())


def fail(*reasons: str) -> typer.Exit:
    """Write what is wrong, and return the exit to raise."""
    for reason in reasons:
        tell(reason, error=True)
    return typer.Exit(1)


@contextmanager
def plain_errors(settings: Settings | None = None, work: str = "load") -> Iterator[None]:
    """Write errors of files, and of a load into the settings' database, as plain lines, and leave with 1.

    A load whose last step failed when its release was in force has done what it was asked.
    """
    try:
        yield
    except Refused as refused:
        reason = str(refused)
    except LoadFailed as failure:
        if settings and failure.release and _comes_through(settings, failure.release):
            lost = f"but the last step failed, and a crash may bring the one before back: {failure}"
            tell(f"{release_title(failure.release)} is in force, {lost}", error=True)
            return
        reason = f"the {work} failed: {failure}"
    except OSError as error:
        where = f"{error.filename} cannot be read: " if error.filename else ""
        raise fail(f"{where}{error.strerror}") from None
    else:
        return
    raise fail(reason, *([f"nothing was {work}ed; {release_clause(settings)}"] if settings else ()))


def ready_settings(**given: Any) -> Settings:
    """Read the settings, with what the command line gives in place of the environment's."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            name = variables().get(str(detail["loc"][0]), str(detail["loc"][0])) if detail["loc"] else None
            reason = str(detail["ctx"]["error"]) if detail["type"] == "value_error" else detail["msg"]
            tell(f"{name}: {reason}" if name else reason, error=True)
        raise typer.Exit(2) from None


def release_title(release: ReleaseInForce) -> str:
    """Return a release as a sentence names it."""
    return f"release {release.digest[:12]} (number {release.sequence}, {release.loaded_at})"


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: 1 quote, 2 quotes."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def release_clause(settings: Settings) -> str:
    """Return a clause that tells which release is in force, or why none is."""
    try:
        return f"{release_title(in_force(settings, at_primary=True))} is in force"
    except Unavailable as error:
        return f"no release is in force: {error.reason}"


def _comes_through(settings: Settings, release: ReleaseInForce) -> bool:
    """Return whether a release whose last step failed is in force; a server may need a moment to tell."""
    for _ in range(_TRIES):
        try:
            return in_force(settings, at_primary=True) == release
        except Unavailable:
            time.sleep(1 if settings.release_path is None else 0)
    return False
