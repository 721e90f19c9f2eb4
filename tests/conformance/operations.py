"""The document as tests go through it: one object for every operation, whichever there are."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.main import create_app
from app.settings import Settings
from app.web.document import EXAMPLES

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Operation:
    """One method of one path, as documented."""

    path: str
    method: str
    stated: Json

    @property
    def id(self) -> str:
        found: str = self.stated["operationId"]
        return found

    @property
    def parameters(self) -> dict[str, Json]:
        """The parameters by name, references followed."""
        stated = [_followed(parameter) for parameter in self.stated.get("parameters", ())]
        return {one["name"]: one | {"schema": _followed(one["schema"])} for one in stated}

    @property
    def answer(self) -> Json:
        """The answer, references followed."""
        return _followed(self.stated["responses"]["200"])

    @property
    def formats(self) -> list[str]:
        """The media types of the answer."""
        return list(self.answer.get("content", {}))

    @property
    def collection(self) -> str:
        """The path of the list that this operation belongs to, if there is one."""
        path = self.path.split("{", maxsplit=1)[0].rstrip("/")
        return path.removesuffix(".csv").removesuffix(".jsonl").removesuffix(".zip")

    def __repr__(self) -> str:
        return self.id


def _followed(value: Json) -> Json:
    """Give what a reference leads to, with what stands beside the reference."""
    if "$ref" not in value:
        return value
    kind, name = value["$ref"].split("/")[-2:]
    found: Json = DOCUMENT["components"][kind][name] | value
    del found["$ref"]
    return found


def example_of(parameter: Json) -> Any:
    """Give the value that the document shows for a parameter, or None."""
    return parameter.get("example", next(iter(parameter["schema"].get("examples", ())), None))


def document() -> Json:
    """Make the document anew."""
    return create_app(Settings(database_url=f"sqlite:///{os.devnull}")).openapi()


def _operations(whole: Json) -> Iterator[Operation]:
    for path, methods in whole["paths"].items():
        for method, stated in methods.items():
            yield Operation(path, method.upper(), stated)


DOCUMENT = document()
OPERATIONS = list(_operations(DOCUMENT))
LISTS = [operation for operation in OPERATIONS if "cursor" in operation.parameters]
ITEMS = [
    operation for operation in OPERATIONS if any(operation.path.startswith(f"{listed.path}/{{") for listed in LISTS)
]


SHOWN: dict[str, Json] = json.loads(EXAMPLES.read_text())
REQUESTS: dict[str, str] = {name: example["request"] for name, example in SHOWN.items()}
"""The example request of every operation that has one; `tests/golden` tells of those that have none."""
SUFFIXES = {"csv": "text/csv", "jsonl": "application/jsonl", "zip": "application/zip"}


def _exports() -> Iterator[Operation]:
    """Give the files of all lists, which the document has as one operation, and set a request for each."""
    (export,) = (one for one in OPERATIONS if one.id == "export_list")
    of_tables = [one for one in export.stated["parameters"] if _followed(one)["name"] in {"columns", "bom"}]
    for listed in LISTS:
        for suffix, media_type in SUFFIXES.items():
            others = {"limit", "cursor", "count", *(["fields"] if suffix != "jsonl" else [])}
            known = [one for one in listed.stated["parameters"] if _followed(one)["name"] not in others]
            known += of_tables if suffix != "jsonl" else []
            name = f"export_{listed.id.removeprefix('list_')}_{suffix}"
            answers: Json = {"200": {"content": {media_type: {}}}}
            yield Operation(
                f"{listed.path}.{suffix}", "GET", {"operationId": name, "parameters": known, "responses": answers}
            )
            if listed.id in SHOWN:
                REQUESTS[name] = f"{listed.path}.{suffix}?id={SHOWN[listed.id]['parameters']['id']}"


EXPORTS = list(_exports())
READS = [one for one in OPERATIONS if one.method == "GET" and one.id != "export_list"] + EXPORTS
"""Everything that can be got, each export by itself."""


def shown(operations: Iterable[Operation]) -> list[Operation]:
    """Give the operations that have an example."""
    return [operation for operation in operations if operation.id in REQUESTS]
