"""How the command speaks: results on standard output, trouble on standard error, in plain words."""

from typing import Any

import typer
from pydantic import ValidationError

from app.database import ReleaseInForce, Unavailable
from app.loading.faults import Refused
from app.loading.releases import in_force
from app.settings import Settings, variables


def tell(message: str, *, error: bool = False) -> None:
    """Say one thing, on standard error where it is trouble."""
    typer.echo(message, err=error)


def fail(trouble: Refused | str, *more: str) -> typer.Exit:
    """Tell what is wrong, a line for each fault, and give the exit to raise."""
    lines = [str(fault) for fault in trouble.faults] if isinstance(trouble, Refused) else [trouble]
    for line in (*lines, *more):
        tell(line, error=True)
    return typer.Exit(1)


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


def titled(release: ReleaseInForce) -> str:
    """Name a release in a sentence."""
    return f"release {release.digest[:12]} (number {release.sequence}, {release.loaded_at})"


def found(settings: Settings) -> ReleaseInForce | None:
    """Give the release that loads build on, where there is one."""
    try:
        return in_force(settings, at_primary=True)
    except Unavailable:
        return None


def standing(settings: Settings) -> str:
    """Say which release is in force, or why none is."""
    try:
        return f"{titled(in_force(settings, at_primary=True))} is in force"
    except Unavailable as error:
        return f"no release is in force: {error.reason}"
