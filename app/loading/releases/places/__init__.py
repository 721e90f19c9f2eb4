"""Where a load builds the next release: a new file beside the old one, or a transaction of a server."""

from contextlib import AbstractContextManager

from app.loading.releases.places.embedded import embedded_place
from app.loading.releases.places.place import Busy, Place
from app.loading.releases.places.server import server_place
from app.settings import Settings

__all__ = ["Busy", "Place", "place_of"]


def place_of(settings: Settings) -> AbstractContextManager[Place]:
    """Open the place of the settings' database for one load; Busy when another load does not end."""
    if settings.release_path is not None:
        return embedded_place(settings.release_path)
    return server_place(settings.database_url or "")
