"""The OpenAPI document: what FastAPI derives from the routes, with what it cannot know added."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, get_args

from fastapi import APIRouter, FastAPI, Response
from fastapi.openapi.utils import get_openapi

from app.settings import API, ROOT, bundled
from app.vocabulary.terms import Problem
from app.web.errors import MEDIA_TYPE, STATUS
from app.web.schemas import Page, ProblemOut

Json = dict[str, Any]

EXAMPLES: Final = bundled("seed") / "examples.json"
"""For every operation a request, its answer from the seed, and values of parameters; `make golden` writes it."""

TAGS: Final = (
    ("trade-flows", "Statements about trade between two areas, from prose and official statistics alike."),
    ("events", "What took place, who took part, what was said."),
    ("agreements", "What was signed, and the packages it was signed in."),
    ("commodities", "The Harmonized System, and goods named only in words with the codes they match."),
    ("plans", "Intentions, and what became of them; never mixed with results."),
    ("indicators", "Measured quantities that are not merchandise trade."),
    ("sources", "Where statements come from, and which sources are no independent witnesses."),
    ("evidence", "What stands behind each field: its exact words with their place, where these are held."),
    ("checks", "Statements set against each other: what agrees, what cannot all be right, what cannot be compared."),
    ("derived", "Facts that follow from what sources state, each with its rule and its inputs."),
    ("verify", "Claims held against the facts of each basis."),
    ("read", "The numbers of a text, each with what the release makes of it."),
    ("areas", "Countries, subdivisions, groups, and points of infrastructure."),
    ("actors", "People and organisations."),
    ("vocabulary", "Every word of a closed list, explained."),
    ("availability", "What is held: pairs, flows, periods and sources, and how much of it can be proved."),
    ("relations", "Everything about two areas in one answer."),
    ("service", "The service itself: its releases and its health."),
)

_MEANINGS: Final = {
    400: "The request cannot be read.",
    404: "There is no such record or path.",
    406: "The format asked for in `Accept` is not offered here.",
    410: "The cursor belongs to an older release; `first_page` starts again.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is not of the type that the path takes.",
    422: "A parameter is unknown, given twice, malformed, or names nothing that exists.",
    431: "The head of the request is too long.",
    503: "The data cannot be reached, or the question takes too long; see `Retry-After`.",
}
PROBLEMS: Final[dict[int | str, Json]] = {
    status: {"model": ProblemOut, "description": meaning} for status, meaning in _MEANINGS.items()
}
"""The problems that every route may answer with, for `responses=`."""


def _text_answer(media_type: str, description: str) -> Json:
    content = {media_type: {"schema": {"type": "string"}}}
    return {"response_class": Response, "responses": {200: {"description": description, "content": content}}}


CSV: Final = _text_answer("text/csv", "The whole list as a table (RFC 4180), streamed.")
"""Keyword arguments of a route that answers with CSV."""
JSON_LINES: Final = _text_answer("application/jsonl", "The whole list, one JSON object a line, streamed.")
"""Keyword arguments of a route that answers with JSON Lines."""


def in_order(routers: Iterable[APIRouter]) -> list[APIRouter]:
    """Sort routers by the order of the tags."""
    names = [name for name, _ in TAGS]
    return sorted(routers, key=lambda router: names.index(str(router.tags[0])))


def install(app: FastAPI) -> None:
    """Set the document of the application, which is built once."""

    @cache
    def document() -> Json:
        return complete(
            get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                routes=app.routes,
                servers=[{"url": ROOT or "/"}],
                tags=[{"name": name, "description": text} for name, text in TAGS],
                contact={"name": "The maintainers of tradefacts"},
                license_info={"name": "MIT", "identifier": "MIT"},
            )
        )

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to replace its document


def complete(document: Json) -> Json:
    """Update the document by what FastAPI cannot know: problems, parameters that are never null, cut rows, examples."""
    document["security"] = []
    examples = json.loads(EXAMPLES.read_text())
    for operation in operations(document):
        example = examples.get(operation["operationId"], {"parameters": {}})
        _problems(operation)
        for parameter in operation.get("parameters", ()):
            _plain_parameter(parameter)
            _show_example(parameter, example["parameters"].get(parameter["name"]))
        _show_answer(operation, example)
    for row in _rows_of_pages():
        document["components"]["schemas"][row].pop("required", None)
    return document


def operations(document: Json) -> Iterator[Json]:
    """Yield all operations of a document."""
    for path in document["paths"].values():
        yield from path.values()


def _problems(operation: Json) -> None:
    """Set problems to `application/problem+json`, and remove those that the operation cannot have."""
    paged = any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ()))
    for status in [status for status in operation["responses"] if status[0] in "45"]:
        answer = operation["responses"][status]
        schema = {"$ref": "#/components/schemas/ProblemOut"}
        answer["content"] = {MEDIA_TYPE: {"schema": schema, "example": _problem(int(status))}}
    if not paged:
        operation["responses"].pop("410", None)
    if "requestBody" not in operation:
        for of_bodies in ("413", "415"):
            operation["responses"].pop(of_bodies, None)


def _problem(status: int) -> Json:
    problem = next((problem for problem in Problem if STATUS[problem] == status), Problem.TOO_LONG)
    return {
        "type": f"{API}/vocabulary/problem#{problem}",
        "title": problem.explanation,
        "status": status,
        "detail": _MEANINGS[status],
        "errors": [],
        "first_page": f"{API}/trade-flows" if status == STATUS[Problem.CURSOR_GONE] else None,
    }


def _plain_parameter(parameter: Json) -> None:
    """Update a parameter that may be left out, so that it is never null."""
    schema = parameter["schema"]
    parameter["description"] = " ".join(parameter["description"].split())
    schema.pop("title", None)
    schema.pop("description", None)
    if schema.get("default", ...) is None:
        schema.pop("default")
    choices = [choice for choice in schema.pop("anyOf", ()) if choice != {"type": "null"}]
    if choices:
        schema |= choices[0]


def _show_example(parameter: Json, example: Any) -> None:
    """Add a value that works; forms are filled in from required ones alone, as all filters at once find nothing."""
    schema = parameter["schema"]
    for given in schema.pop("examples", ())[:1]:
        example = example or given
    if example is None:
        return
    if schema.get("type") == "number":
        number = float(example)
        example = int(number) if number.is_integer() else number
    if schema.get("type") == "array":
        example = [example]
    shown = example[0] if isinstance(example, list) else json.dumps(example).strip('"')
    parameter["description"] += f" For example `{shown}`."
    if parameter["required"]:
        parameter["example"] = example
    else:
        schema["examples"] = [example]


def _show_answer(operation: Json, example: Json) -> None:
    """Add the example's answer in every format of the operation, and the body that it answers."""
    if "answer" in example:
        for media_type in operation["responses"]["200"].get("content", {}).values():
            media_type["example"] = example["answer"]
    for media_type in operation.get("requestBody", {}).get("content", {}).values():
        media_type["example"] = example.get("body")


def _rows_of_pages() -> Iterator[str]:
    """Yield the names of the shapes that pages show: `fields` may leave out any of their members."""
    for page in Page.__subclasses__():
        (row,) = get_args(page.model_fields["items"].annotation)
        yield row.__name__
