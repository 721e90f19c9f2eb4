"""The service about itself: index and health."""

from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from sqlalchemy import select

from app.models.provenance import Release
from app.settings import ROOT
from app.web.answers.responses import answer
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.schemas import Out
from app.web.snapshot import Snapshot, snapshots_of


class PathOut(Out):
    """One path, and what it answers."""

    method: str
    """`GET`, or `POST` for what takes a body."""
    path: str
    """The path, with its variable parts in braces."""
    sentence: str
    """What it does, in a sentence."""


class IndexOut(Out):
    """Where everything is."""

    name: str
    """The name of the service."""
    version: str
    """The version of the service."""
    release: str
    """The digest of the data."""
    loaded_at: str
    """When the data were loaded, in UTC."""
    docs: str
    """The documentation for people."""
    document: str
    """The OpenAPI document."""
    collections: dict[str, str]
    """The address of every list."""
    paths: list[PathOut]
    """Everything that can be asked, as the document has it."""


class HealthOut(Out):
    """How the service is."""

    status: str
    """`ok`."""


class ReadyOut(HealthOut):
    """That the data can be read."""

    release: str
    """The digest of the data."""


ROUTER: Final = APIRouter(tags=["service"], route_class=Route)
HEALTH: Final = APIRouter(tags=["service"], route_class=Route)


@ROUTER.get("", response_model=IndexOut)
async def get_index(request: Request) -> Response:
    """Return every path with what it answers, the address of every list, and the release in force."""
    app = request.app

    def make(snapshot: Snapshot) -> Row:
        return {
            "name": app.title,
            "version": app.version,
            "release": snapshot.release.digest,
            "loaded_at": snapshot.release.loaded_at,
            "docs": f"{ROOT}/docs",
            "document": f"{ROOT}/openapi.json",
            "collections": _collections(app),
            "paths": [
                {"method": method.upper(), "path": f"{ROOT}{path}", "sentence": operation["description"]}
                for path, operations in app.openapi()["paths"].items()
                for method, operation in operations.items()
            ],
        }

    return await answer(request, make, takes_long=True)


def _collections(app: FastAPI) -> dict[str, str]:
    """List the collections: routes below /v1 with an item route beneath them."""
    paths = {route.path for route in iter_route_contexts(app.routes) if route.path}
    return {
        path.removeprefix("/v1/").replace("-", "_"): f"{ROOT}{path}"
        for path in sorted(paths)
        if path.startswith("/v1/") and any(other.startswith(f"{path}/{{") for other in paths)
    }


@HEALTH.get("/live", response_model=HealthOut)
async def get_live() -> object:
    """Return that the process answers; it asks nobody else."""
    return {"status": "ok"}


@HEALTH.get("/ready", response_model=ReadyOut)
async def get_ready(request: Request) -> object:
    """Return that a release is in force and can be read; 503 otherwise."""
    digest = await snapshots_of(request).read(
        lambda snapshot: snapshot.connection.scalar(
            select(Release.digest).where(Release.digest == snapshot.release.digest)
        )
    )
    return {"status": "ok", "release": digest}
