"""The OpenAPI document: what FastAPI derives from the routes, with what it cannot know added."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from app.settings import API, ROOT, bundled
from app.vocabulary import tables_beside
from app.web.document.sharing import Json, join_exports, plain, share
from app.web.questions.queries import Paging, ReleaseName
from app.web.schemas import CITATIONS, ProblemOut
from app.web.snapshot import takes_as_of

EXAMPLES: Final = bundled("seed") / "examples.json"
"""For every operation a request, its answer from the seed, and values of parameters; `make golden` writes it."""


def examples() -> Json:
    """Read the examples of all operations, by their names."""
    read: Json = json.loads(EXAMPLES.read_text())
    return read


TAGS: Final[Mapping[str, str]] = tables_beside(__file__, "tags.toml")
"""What each group of operations is about, by its name, in order."""

_PLUMBING: Final = {"id", "fields", "as_of", *Paging.model_fields}
"""Parameters that are not about the subject of a list."""
_BARE: Final = {"number", "integer", "boolean"}
"""Types whose values stand without quotes in JSON."""
_LONGEST_LINE: Final = 320
"""Characters that an example shows of a line."""
_CLAUSE: Final = re.compile(r"^[^:;,.]+")
PROBLEMS: Final[dict[int | str, Json]] = {"4XX": {"model": ProblemOut}, "503": {"model": ProblemOut}}
"""The problems of every route, for `responses=`; `sharing` says which each operation may have."""


def text_answer(description: str, *media_types: str) -> Json:
    """Return the keyword arguments of a route that answers with text of one of these media types.

    JSON of others' vocabularies has no schema of ours.
    """
    names = [one.partition(";")[0] for one in media_types]
    content = {one: {"schema": {} if one.endswith("json") else {"type": "string"}} for one in names}
    return {"response_class": Response, "responses": {200: {"description": description, "content": content}}}


AS_OF: Final[Json] = {
    "name": "as_of",
    "in": "query",
    "description": "The release to answer from: its sequence, 12 or more characters of its digest, or both, as"
    " `1-0123456789ab`. Older ones answer while they are `kept` (see releases), then 410; PostgreSQL keeps none (501)."
    " `Tradefacts-Changed` tells the first release since then that changed the record or list, or `none`.",
    "schema": TypeAdapter(ReleaseName).json_schema() | {"examples": ["1"]},
}
"""The parameter that is taken off a request before its route reads it."""
AS_CSV: Final = text_answer("The whole list as a table (RFC 4180).", "text/csv")
"""Keyword arguments of a route that answers with CSV."""
AS_ZIP: Final = text_answer("Tables, and the Data Package of Frictionless.", "application/zip")
"""Keyword arguments of a route that answers with a ZIP file."""
AS_JSON_LINES: Final = text_answer("The whole list, one JSON object a line, streamed.", "application/jsonl")
"""Keyword arguments of a route that answers with JSON Lines."""


def description() -> str:
    """Return what the document says of the whole service."""
    return Path(__file__).with_name("description.md").read_text().format(api=API)


def _place_of_tag(path: tuple[str, Json]) -> int:
    """Return where the tag of a path stands in the order of the tags."""
    ((tag,),) = {tuple(operation["tags"]) for operation in path[1].values()}
    return [*TAGS].index(tag)


def install(app: FastAPI) -> None:
    """Set the document of the application, which is built once."""
    building = Lock()

    def document() -> Json:
        with building:  # FastAPI fails where two threads build it at once
            app.openapi_schema = app.openapi_schema or complete(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    summary=app.summary,
                    description=app.description,
                    routes=app.routes,
                    servers=[{"url": ROOT or "/"}],
                    tags=[{"name": name, "description": text} for name, text in TAGS.items()],
                    contact={"name": "The maintainers of tradefacts"},
                    license_info={"name": "MIT", "identifier": "MIT"},
                )
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to replace its document


def complete(document: Json) -> Json:
    """Update the document by what FastAPI cannot know, and name once what operations have in common."""
    document["security"] = []
    shown = examples()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", ()):
                _plain_parameter(parameter)
            if method == "get" and takes_as_of(path):
                operation.setdefault("parameters", []).append(AS_OF)
    document["paths"] = dict(sorted(document["paths"].items(), key=_place_of_tag))
    join_exports(document["paths"])
    for operation in operations(document):
        (operation["summary"],) = _CLAUSE.findall(operation["description"])
        _fill_in(operation, shown.get(operation["operationId"], {"request": "", "parameters": {}}))
    share(document)
    for operation in operations(document):
        _show_answer(operation, shown.get(operation["operationId"], {}), document["components"]["schemas"])
    _show_rows_once(document["components"]["schemas"])
    _name_citation(document)
    return document


def _name_citation(document: Json) -> None:
    """Replace the answers of citations by one, with an example of each format: it is alike whatever is cited."""
    formats = {one.partition(";")[0] for one in CITATIONS.values()}
    answers = [one["responses"] for one in operations(document) if formats == {*one["responses"]["200"]["content"]}]
    for answer in answers:
        document["components"]["responses"]["Citation"] = answer["200"]  # the last is that of a record
        answer["200"] = {"$ref": "#/components/responses/Citation"}


def operations(document: Json) -> Iterator[Json]:
    """Yield all operations of a document."""
    for path in document["paths"].values():
        yield from path.values()


def _plain_parameter(parameter: Json) -> None:
    """Update a parameter that may be left out, so that it is never null."""
    schema = parameter["schema"]
    parameter["description"] = " ".join(parameter["description"].split())
    schema.pop("description", None)
    if not parameter["required"]:
        del parameter["required"]  # as it is meant without
    if schema.get("default", ...) is None:
        schema.pop("default")
    choices = [choice for choice in schema.pop("anyOf", ()) if choice != {"type": "null"}]
    parameter["schema"] = schema = plain(schema | (choices[0] if choices else {}))
    if schema.get("type") == "number" and "examples" in schema:
        number = float(schema["examples"][0])
        schema["examples"] = [int(number) if number.is_integer() else number]


def _fill_in(operation: Json, example: Json) -> None:
    """Set the values of the example's request where it needs them; a list needs none and shows one for each filter.

    Forms are filled in from these values alone, as all filters of a list at once find nothing.
    """
    parameters = operation.get("parameters", [])
    parameters.sort(key=_place)
    if any(parameter["name"] == "cursor" for parameter in parameters):
        return
    asked = dict(parse_qsl(urlsplit(example["request"]).query)) | example["parameters"]
    for parameter in parameters:
        if parameter["name"] in asked:
            given, schema = asked[parameter["name"]], parameter["schema"]
            schema.pop("examples", None)
            parameter["example"] = json.loads(given) if schema.get("type") in _BARE else given


def _place(parameter: Json) -> int:
    """Return where a parameter stands: the subject first, how it is shown last."""
    return 0 if parameter["in"] == "path" else 2 if parameter["name"] in _PLUMBING else 1


def _show_answer(operation: Json, example: Json, schemas: Json) -> None:
    """Add the example's body to the operation, and its answer, shortened, to the shape of the answer."""
    for media_type in operation.get("requestBody", {}).get("content", {}).values():
        media_type["example"] = example.get("body")
    content = operation["responses"]["200"]["content"]
    answers = example.get("answers") or (dict.fromkeys(content, example["answer"]) if "answer" in example else {})
    for name, answer in answers.items():
        media_type, shown = content[name], _shortened(answer)
        media_type["schema"].pop("title", None)
        if media_type["schema"] and "type" not in media_type["schema"] and "not_shown" not in shown:
            _show_shape(media_type["schema"], shown, schemas)
        else:
            media_type["example"] = shown


def _show_shape(reference: Json, shown: Json, schemas: Json) -> None:
    """Add an example to a shape, or to that of its rows where it has some; a record shows what its row does."""
    name = reference.get("anyOf", [reference])[0]["$ref"].rpartition("/")[2]
    members = (schemas[name].get("allOf") or [schemas[name]])[-1]["properties"]
    if "items" in members:
        _show_shape(members["items"]["items"], shown["items"][0], schemas)
    elif not name.endswith("Item"):
        schemas[name].setdefault("examples", [shown])


def _show_rows_once(schemas: Json) -> None:
    """Remove from examples the rows whose shape has an example of its own."""
    for schema in schemas.values():
        for shown in schema.get("examples", ()):
            for name, stated in schema.get("properties", {}).items():
                row = stated.get("items", {}).get("$ref", "").rpartition("/")[2]
                if row and schemas[row].get("examples"):
                    shown[name] = []


def _shortened(answer: Any) -> Any:
    """Return an answer with the first of all that it has several of; of a table the head and a row."""
    match answer:
        case str():
            return "".join(line[:_LONGEST_LINE] for line in answer.splitlines(keepends=True)[:2])
        case list():
            return [_shortened(one) for one in answer[:1]]
        case {"@context": dict() as context, **rest}:
            return {"@context": dict([*context.items()][:1]), **_shortened(rest)}
        case dict():
            return {name: _shortened(member) for name, member in answer.items()}
        case _:
            return answer
