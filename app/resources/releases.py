"""Releases: the states that the data have gone through; every answer names the one it was made from."""

from typing import Final

from app.database.release_files import release_name
from app.models.provenance import Release
from app.vocabulary.text import Names
from app.web.answers import routes_of
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.queries import Filters
from app.web.rows import shape_of
from app.web.rows.cells import Cell, value_of
from app.web.schemas import Out


class ReleaseOut(Out):
    """One state of all data."""

    id: str
    """The digest over all sources and reference data."""
    url: str
    """Where this release is served."""
    sequence: int
    """1 for the first release, and one more for each that follows."""
    loaded_at: str
    """When it was loaded, in UTC."""
    reference_digest: str
    """The digest over the reference data alone."""
    counts: dict[str, int]
    """How many rows each table has."""
    in_force: bool
    """Whether answers are made from it now."""
    kept: bool
    """Whether `as_of` can name it: it is in force, or its file is kept."""


def _names(catalogue: Catalogue) -> Names:
    return Names({str(sequence): (digest,) for digest, sequence in catalogue.releases.items()})


def _is_kept(catalogue: Catalogue, digest: str, sequence: int) -> bool:
    return digest == catalogue.release or release_name(sequence, digest) in catalogue.kept


RELEASES: Final = Resource(
    name="releases",
    model=Release,
    shape=shape_of(
        ReleaseOut,
        Release,
        id=value_of(Release.digest),
        kept=Cell((Release.digest, Release.sequence), _is_kept),
        in_force=Cell((Release.digest,), lambda catalogue, digest: digest == catalogue.release),
    ),
    order=(Release.sequence,),
    names=_names,
)
ROUTER: Final = routes_of(
    RELEASES,
    Filters,
    record="release",
    about_list="List the releases of the data, the oldest first.",
    about_item="Return one release.",
    tag="service",
)
