"""The document as Swagger UI reads it: the same operations in OpenAPI 3.0, which it opens several times as fast."""

from typing import Any

from app.web.document.sharing import Json


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
    shown = schema.pop("examples", None)
    about = parameter["description"] + (f" For example `{_written(shown[0])}`." if shown else "")
    return {**parameter, "description": about, "schema": _in_3_0(schema)}


def _written(example: Any) -> str:
    return str(example).lower() if isinstance(example, bool) else str(example)


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
