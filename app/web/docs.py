"""The OpenAPI document as it is asked for, and Swagger UI with assets of its own: no network is needed.

Swagger UI reads the same operations in OpenAPI 3.0, which it opens several times as fast.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.settings import ROOT
from app.web.answers.responses import GZIP_LEVEL, RequestPreconditions
from app.web.document.sharing import Json
from app.web.routing import Route
from app.web.rows.formats import JSON

ROUTER: Final = APIRouter(route_class=Route, include_in_schema=False)
_ASSETS: Final = "/docs/assets"
_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'sha256-{}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
"""The one script of the page that stands in it; all others are files of ours."""
_OPTIONS: Final = {
    "tryItOutEnabled": True,
    "displayRequestDuration": True,
    "filter": True,
    "showCommonExtensions": False,
    "defaultModelsExpandDepth": -1,
}
_STYLE: Final = Path(__file__).with_name("docs.css").read_text()
"""What keeps the page as wide as the window."""


@ROUTER.get("/openapi.json")
async def get_document(request: Request) -> Response:
    """Return the OpenAPI document."""
    return await _answer_document(request, dict)


@ROUTER.get("/docs/openapi.json")
async def get_document_of_docs(request: Request) -> Response:
    """Return the OpenAPI document as the docs read it."""
    return await _answer_document(request, for_browsing)


async def _answer_document(request: Request, rendered: Callable[[Json], Json]) -> Response:
    preconditions = RequestPreconditions.of(request, None)
    of_coding = preconditions._replace(tags=None)
    headers, response = await run_in_threadpool(_document, request.app, rendered, of_coding)  # the first takes long
    return preconditions.not_modified(headers) or response


@lru_cache(4)
def _document(
    app: FastAPI, rendered: Callable[[Json], Json], preconditions: RequestPreconditions
) -> tuple[dict[str, str], Response]:
    """Render the document, once for each coding, since that takes as long as many pages; it is of no release."""
    body = bytes(JSONResponse(rendered(app.openapi())).body)
    headers = preconditions.headers_of("", sha256(body).hexdigest())
    del headers["Tradefacts-Release"]
    return headers, preconditions.whole(headers, (body, {}), JSON)


@ROUTER.get("/docs")
async def get_docs(request: Request) -> Response:
    """Render the document in Swagger UI, from files of an installed package: no network is needed."""
    page = get_swagger_ui_html(
        openapi_url=f"{ROOT}/docs/openapi.json",
        title=f"{request.app.title}: the API",
        swagger_js_url=f"{ROOT}{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ROOT}{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ROOT}{_ASSETS}/favicon-32x32.png",
        swagger_ui_parameters=_OPTIONS,
    )
    html = bytes(page.body).decode().replace("</head>", f"<style>{_STYLE}</style></head>")
    (script,) = _SCRIPT.findall(html)
    policy = _POLICY.format(b64encode(sha256(script.encode()).digest()).decode())
    return HTMLResponse(html, headers={"Content-Security-Policy": policy, "Cross-Origin-Opener-Policy": "same-origin"})


class _Assets(StaticFiles):
    """Files, of which nothing can be asked but what they are."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        if scope["query_string"]:
            raise HTTPException(400)
        return await super().get_response(path, scope)


def mount_docs(app: FastAPI) -> None:
    """Serve the files that the docs are made of."""
    files = _Assets(packages=[("fastapi_swagger", "resources")])
    app.mount(_ASSETS, GZipMiddleware(files, compresslevel=GZIP_LEVEL))


def for_browsing(document: Json) -> Json:
    """Return the document in OpenAPI 3.0.3; forms are filled in only where a request needs it, all else is told."""
    shared = document["components"]["parameters"]
    paths = {
        path: {method: _operation(operation, shared) for method, operation in methods.items()}
        for path, methods in document["paths"].items()
    }
    components = {kind: _in_3_0(document["components"][kind]) for kind in ("responses", "schemas")}
    info = {name: document["info"][name] for name in ("title", "version", "description")}
    rest = {name: document[name] for name in ("servers", "tags")}
    return {"openapi": "3.0.3", "info": info, **rest, "paths": paths, "components": components}


def _operation(operation: Json, shared: Json) -> Json:
    """Return an operation whose parameters stand by it, as its form shows them."""
    found = [
        shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in operation.get("parameters", ())
    ]
    return {**_in_3_0(operation), "parameters": [_told(parameter) for parameter in found]}


def _told(parameter: Json) -> Json:
    """Return a parameter whose example stands in its description, as one in its schema would fill the form in."""
    schema = dict(parameter["schema"])
    shown = schema.pop("examples", ())
    examples = [one if isinstance(one, str) else json.dumps(one) for one in shown]
    about = " ".join((parameter["description"], *(f"For example `{one}`." for one in examples[:1])))
    return {**parameter, "description": about, "schema": _in_3_0(schema)}


def _in_3_0(value: Any) -> Any:
    """Return a part of the document as OpenAPI 3.0 writes it."""
    if isinstance(value, list):
        return [_in_3_0(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {name: one if name in ("example", "examples") else _in_3_0(one) for name, one in value.items()}
    if "exclusiveMinimum" in made:
        made |= {"minimum": made["exclusiveMinimum"], "exclusiveMinimum": True}
    if isinstance(made.get("examples"), list):
        made["example"] = made.pop("examples")[0]
    match made:
        case {"type": [kind, "null"]}:
            made |= {"type": kind, "nullable": True}
        case {"anyOf": [one, {"type": "null"}], **rest}:
            made = {**rest, "allOf": [one], "nullable": True}
        case {"anyOf": [*several, {"type": "null"}]}:
            made |= {"anyOf": several, "nullable": True}
        case {"$ref": reference, **rest} if rest:  # what stands beside a reference is not read
            made = {**rest, "allOf": [{"$ref": reference}]}
    return made
