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
        return {parameter["name"]: parameter for parameter in self.stated.get("parameters", ())}

    @property
    def formats(self) -> list[str]:
        """The media types of the answer."""
        return list(self.stated["responses"]["200"].get("content", {}))

    @property
    def collection(self) -> str:
        """The path of the list that this operation belongs to, if there is one."""
        return self.path.split("{", maxsplit=1)[0].rstrip("/").removesuffix(".csv").removesuffix(".jsonl")

    def __repr__(self) -> str:
        return self.id


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
EXPORTS = [
    operation
    for operation in OPERATIONS
    if operation.path.endswith((".csv", ".jsonl"))
    and ("{" in operation.path or operation.collection in {listed.path for listed in LISTS})
]
"""Whole lists; a summary as a table is none, since it must be told what to sum."""
ITEMS = [
    operation for operation in OPERATIONS if any(operation.path.startswith(f"{listed.path}/{{") for listed in LISTS)
]


def _requests() -> dict[str, str]:
    shown: dict[str, Json] = json.loads(EXAMPLES.read_text())
    return {name: example["request"] for name, example in shown.items()}


REQUESTS = _requests()
"""The example request of every operation that has one; `tests/golden` tells of those that have none."""


def shown(operations: Iterable[Operation]) -> list[Operation]:
    """Give the operations that have an example."""
    return [operation for operation in operations if operation.id in REQUESTS]
