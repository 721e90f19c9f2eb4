"""Calls operations through a generated client, in the environment of its generator.

`python call.py URL CALLS` in the folder of the client: CALLS is a JSON list of `[id, module, arguments, parameters]`.
Prints `[id, type, answer]` as a line of JSON for each.
"""

import importlib
import json
import sys
from pathlib import Path

PACKAGE = "generated_client"


def main(url: str, calls: str) -> None:
    """Print the answer to each call."""
    sys.path.insert(0, str(Path.cwd()))
    with importlib.import_module(PACKAGE).Client(base_url=url) as client:
        for name, module, arguments, parameters in json.loads(calls):
            operation = importlib.import_module(f"{PACKAGE}.api.{module}")
            answer = operation.sync(*arguments, client=client, **parameters)
            content = answer if isinstance(answer, str) else answer.to_dict()
            sys.stdout.write(f"{json.dumps([name, type(answer).__name__, content])}\n")


main(*sys.argv[1:])
