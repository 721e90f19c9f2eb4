"""Other names of areas and of actors, as children of a row."""

from app.models.reference import ActorAlias, AreaAlias
from app.web.rows import Children, Column, shape_of
from app.web.schemas import Out


class AliasOut(Out):
    """Another name, by which the record is found too."""

    alias: str
    """The name."""
    language: str | None
    """The language of the name, as an ISO 639-1 code."""
    source: str | None
    """Where the name was found; null for those of the reference packages."""


def aliases_of(model: type[AreaAlias | ActorAlias], owner: Column) -> Children:
    """Show all other names, in the order of the reference data."""
    return Children(owner, (model.position,), shape_of(AliasOut, model))
