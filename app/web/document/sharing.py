"""What operations have in common, named once: problems, parameters, values, rows of records, the files of all lists."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from pydantic import TypeAdapter

from app.settings import API
from app.vocabulary import tables_beside
from app.vocabulary.terms import Problem
from app.web.errors import MEDIA_TYPE, STATUS
from app.web.questions.queries import Date, Name, Periods, PeriodText, RecordId, SeveralNames
from app.web.schemas import Bounds, Out

Json = dict[str, Any]

_SCHEMA: Final = "#/components/schemas/{model}"
_PROBLEMS: Final[Json] = tables_beside(__file__, "problems.toml")
_VALUES: Final = {
    name: {"description": about, **TypeAdapter(kind).json_schema()}
    for name, kind, about in (
        ("Name", Name, "A code, a name or an alias."),
        ("Names", SeveralNames, "Codes, names or aliases, with commas between them."),
        ("RecordId", RecordId, "The id of a record."),
        ("Date", Date, "A day, a month or a year."),
        ("Period", PeriodText, "A year, a quarter, a month or a span of months."),
        ("Periods", Periods, "Periods, with commas between them."),
    )
}
"""The schemas of values that many parameters take."""
_OF_ITS_PLACE: Final = {"description", "default", "examples"}
"""What a schema says of its place rather than of the values there."""
_FILES: Final = {"csv": "text/csv", "jsonl": "application/jsonl", "zip": "application/zip"}


def join_exports(paths: Json) -> None:
    """Replace the files of all lists by one operation, whose filters are those of any list."""
    lists = [path for path in paths if f"{path}.jsonl" in paths]
    filters: Json = {}
    for path in lists:
        for suffix in _FILES:
            for parameter in paths.pop(f"{path}.{suffix}")["get"]["parameters"]:
                # Clients send what has a default, and lists that do not take it refuse it.
                schema = {name: one for name, one in parameter["schema"].items() if name != "default"}
                stated = {**parameter, "schema": schema}
                if filters.setdefault(parameter["name"], stated) != stated:  # lists take it in several ways
                    schema = {"type": "string", "minLength": 1, "maxLength": 2000}
                    alike = {"name": parameter["name"], "in": "query", "description": "As in the list."}
                    filters[parameter["name"]] = {**alike, "schema": schema}
    content = {media_type: {"schema": {"type": "string"}} for media_type in _FILES.values()}
    about = "The format: a table (RFC 4180), one JSON object a line, or a packed table."
    paths["/v1/{collection}.{suffix}"] = {
        "get": {
            "tags": ["exports"],
            "operationId": "export_list",
            "description": "Return a whole list as a file: a table, one JSON object a line, or a packed table. "
            "It takes the filters of the list, and refuses those that the list does not have.",
            "parameters": [
                _plain_part("collection", "The list.", [path.removeprefix("/v1/") for path in lists]),
                _plain_part("suffix", about, [*_FILES]),
                *filters.values(),
            ],
            "responses": {"200": {"description": "The file; one above 8 MB is streamed.", "content": content}},
        }
    }


def _plain_part(name: str, about: str, words: list[str]) -> Json:
    """Return a part of a path that is one of some words."""
    schema = {"type": "string", "enum": words}
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": about}


def share(document: Json) -> None:
    """Replace by references what operations have in common, and what shapes have in common with others."""
    components, paths = document["components"], document["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            may_be_gone = any(one["name"] in {"cursor", "since"} for one in operation.get("parameters", ()))
            never = {"404": "{" not in path, "410": not may_be_gone, "413": method == "get", "415": method == "get"}
            statuses = (status for status in _PROBLEMS if not never.get(status))
            refused = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}
            answered = operation["responses"]["200"]
            answered["description"] = answered["description"].replace("Successful Response", "The answer.")
            operation["responses"] = {"200": answered} | refused
    components["responses"] = {f"Problem{status}": _problem(status) for status in _PROBLEMS}
    components["parameters"] = _share_parameters([one for methods in paths.values() for one in methods.values()])
    components["schemas"] = _share_members({name: plain(one) for name, one in components["schemas"].items()}) | _VALUES
    # Generated clients make no names of brackets.
    components["schemas"][Bounds.__name__]["x-enum-varnames"] = [bounds.name for bounds in Bounds]


def _problem(status: str) -> Json:
    """Return the answer of a refusal, with one of its problems."""
    code = 422 if status == "4XX" else int(status)
    problem = next(problem for problem in Problem if STATUS[problem] == code)
    example = {
        "type": f"{API}/vocabulary/problem#{problem}",
        "title": problem.explanation,
        "status": code,
        "detail": _PROBLEMS[status].partition(",")[0],
        "errors": [],
        "first_page": f"{API}/trade-flows" if problem is Problem.CURSOR_GONE else None,
        "instance": None,
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA.format(model="ProblemOut")}, "example": example}}
    return {"description": _PROBLEMS[status], "content": content}


def _share_parameters(operations: list[Json]) -> Json:
    """Replace the parameters that several operations take by references, and return them under their names."""
    tag_of = {
        json.dumps(parameter): operation["tags"][0]
        for operation in reversed(operations)
        for parameter in operation.get("parameters", ())
    }
    uses = Counter(json.dumps(one) for operation in operations for one in operation.get("parameters", ()))
    shared: Json = {}
    for text, count in uses.most_common():
        parameter = json.loads(text)
        name = parameter["name"]
        if count > 1:
            shared[f"{name}-of-{tag_of[text]}" if name in shared else name] = parameter
    names = {json.dumps(parameter): name for name, parameter in shared.items()}
    for operation in operations:
        for index, parameter in enumerate(operation.get("parameters", ())):
            if name := names.get(json.dumps(parameter)):
                operation["parameters"][index] = {"$ref": f"#/components/parameters/{name}"}
    return shared


def plain(schema: Any) -> Any:
    """Return a schema without titles, which repeat names; null stands as a type, and values that many take by name."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: plain(one) for name, one in schema.items() if name != "title" or not isinstance(one, str)}
    match made:
        case {"anyOf": [{"type": str(kind), **rest}, {"type": "null"}], **others} if not rest.keys() & {
            "enum",
            "const",
        }:
            return {"type": [kind, "null"], **rest, **others}
    own = {name: one for name, one in made.items() if name not in _OF_ITS_PLACE}
    for name, value in _VALUES.items():
        if own == {key: one for key, one in value.items() if key != "description"}:
            return {"$ref": _SCHEMA.format(model=name)} | {key: made[key] for key in made if key in _OF_ITS_PLACE}
    return made


def _share_members(schemas: Json) -> Json:
    """Return schemas by those of the shapes that theirs extend, where that is shorter."""
    extended = {shape.__name__: _extended(shape) for shape in _shapes(Out) if shape.__name__ in schemas}
    counted = Counter(base for bases in extended.values() for base in bases)
    every = dict(schemas)
    for base, count in counted.items():
        if count > 1 and base.__name__ not in every:
            every[base.__name__] = plain({**base.model_json_schema(ref_template=_SCHEMA), "$defs": {}})
            del every[base.__name__]["$defs"]
    made = {}
    for name, schema in schemas.items():
        bases = [base.__name__ for base in extended.get(name, ()) if base.__name__ in every]
        made[name] = min((schema, *(_built(schema, base, every[base]) for base in bases)), key=_length)
    on = {one["allOf"][0]["$ref"].rpartition("/")[2] for one in made.values() if "allOf" in one}
    return {name: every[name] for name in every if name in on} | made


def _shapes(shape: type[Out]) -> Iterator[type[Out]]:
    """Yield all shapes that extend one."""
    for one in shape.__subclasses__():
        yield one
        yield from _shapes(one)


def _extended(shape: type[Out]) -> list[type[Out]]:
    """Return the public shapes that a shape extends."""
    bases = [base for base in shape.__mro__[1:] if issubclass(base, Out) and base is not Out]
    return [base for base in bases if not base.__name__.startswith("_")]


def _built(schema: Json, base: str, known: Json) -> Json:
    """Return a schema as another one and the members beside it."""
    own = {name: stated for name, stated in schema["properties"].items() if known["properties"].get(name) != stated}
    beside = {"type": "object", "properties": own, "required": [*own]}
    return {"description": schema["description"], "allOf": [{"$ref": _SCHEMA.format(model=base)}, beside]}


def _length(schema: Json) -> int:
    return len(json.dumps(schema))
