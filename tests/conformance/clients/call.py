"""Calls operations through a generated client, in the environment of its generator.

`python call.py URL PACKAGE CALLS` in the folder of the client: CALLS is a JSON list of
`[id, tag, operation, arguments, parameters]`. Prints `[id, type, answer]` as a line of JSON for each.
"""

import importlib
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

Call = tuple[str, str, list[str], dict[str, Any]]


def by_module(client: Any, tag: str, operation: str, arguments: list[str], parameters: dict[str, Any]) -> Any:
    """Call as openapi-python-client has it: a module for each operation, and problems as answers."""
    module = importlib.import_module(f"by_module.api.{tag.replace('-', '_')}.{operation}")
    return module.sync(*arguments, client=client, **parameters)


def by_class(client: Any, tag: str, operation: str, arguments: list[str], parameters: dict[str, Any]) -> Any:
    """Call as openapi-generator has it: a class for each tag, and problems as exceptions; it reads no JSON Lines."""
    package = importlib.import_module("by_class")
    api = getattr(package, f"{tag.title().replace('-', '')}Api")(client)
    if "jsonl" in arguments:
        return api.export_list_without_preload_content(*arguments, **parameters).data.decode()
    try:
        return getattr(api, operation)(*arguments, **parameters)
    except package.ApiException as error:
        return error.data


def content_of(answer: Any) -> Any:
    """Give an answer as JSON has it."""
    return answer if isinstance(answer, str) else answer.to_dict()


def main(url: str, package: str, calls: str) -> None:
    """Print the answer to each call."""
    sys.path.insert(0, str(Path.cwd()))
    made = importlib.import_module(package)
    of_url: dict[str, Callable[[], AbstractContextManager[Any]]] = {
        "by_module": lambda: made.Client(base_url=url),
        "by_class": lambda: made.ApiClient(made.Configuration(host=url)),
    }
    ask = {"by_module": by_module, "by_class": by_class}[package]
    with of_url[package]() as client:
        for name, *call in json.loads(calls):
            answer = ask(client, *call)
            sys.stdout.write(f"{json.dumps([name, type(answer).__name__, content_of(answer)], default=str)}\n")


main(*sys.argv[1:])
