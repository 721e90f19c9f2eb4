"""Clients that others would generate from the document: made without a complaint, and tried on a live server."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from tests.conformance.live import Server
from tests.conformance.node import run, tools
from tests.conformance.operations import DOCUMENT, ITEMS, LISTS, Operation

PACKAGE = "generated_client"
CONFIG = """\
post_hooks: []
# The generator knows texts and JSON; JSON Lines, for which there is no registered type, it must be told are text.
content_type_overrides:
  application/jsonl: text/plain
"""
PLAIN_ITEMS = [item for item in ITEMS if item.path.endswith("{id}")]
"""Items below a list, that its rows lead to."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT))
    return folder


@pytest.fixture(scope="module")
def made(folder: Path) -> Iterator[str]:
    """Generate the Python client; give what the generator said."""
    (folder / "config.yaml").write_text(CONFIG)
    options = ["--path", "openapi.json", "--meta", "none", "--config", "config.yaml", "--output-path", PACKAGE]
    done = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield done.stdout + done.stderr
    sys.path.remove(str(folder))


def _module(operation: Operation) -> ModuleType:
    tag = operation.stated["tags"][0].replace("-", "_")
    return importlib.import_module(f"{PACKAGE}.api.{tag}.{operation.id}")


@pytest.fixture
def python_client(made: str, sqlite_server: Server) -> Iterator[Any]:
    assert made
    with importlib.import_module(PACKAGE).Client(base_url=sqlite_server.url) as client:
        yield client


def test_the_python_client_is_made_without_a_warning(made: str) -> None:
    assert "Generating" in made
    assert "warning" not in made.lower()
    assert "unable to parse" not in made.lower()


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_the_python_client_reads_lists(python_client: Any, sqlite_server: Server, operation: Operation) -> None:
    page = _module(operation).sync(client=python_client, limit=3)
    plain = httpx2.get(f"{sqlite_server.url}{operation.path}?limit=3").json()
    assert type(page).__name__.endswith("Page")
    assert page.items
    assert page.to_dict() == plain


@pytest.mark.parametrize("operation", PLAIN_ITEMS, ids=repr)
def test_the_python_client_reads_items(python_client: Any, sqlite_server: Server, operation: Operation) -> None:
    url = f"{sqlite_server.url}{operation.collection}"
    record = httpx2.get(f"{url}?limit=1").json()["items"][0]["id"]
    item = _module(operation).sync(record, client=python_client)
    assert item.to_dict() == httpx2.get(f"{url}/{record}").json()


@pytest.mark.parametrize("operation", PLAIN_ITEMS, ids=repr)
def test_the_python_client_reads_problems(python_client: Any, operation: Operation) -> None:
    problem = _module(operation).sync("no-such-record", client=python_client)
    assert type(problem).__name__ == "ProblemOut"
    assert problem.status == 404
    assert problem.errors[0].in_ == "path"


SCRIPT_HEAD = """\
import createClient from "openapi-fetch";
import type { paths, components } from "./schema.js";

const client = createClient<paths>({ baseUrl: process.argv[2] });
type Problem = components["schemas"]["ProblemOut"];

function held<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.error) throw new Error(answer.error.detail);
  if (answer.data === undefined) throw new Error("no data");
  return answer.data;
}
"""
SCRIPT_LIST = """
{
  const page = held(await client.GET("%(path)s", { params: { query: { limit: 2 } } }));
  const ids: string[] = page.items.map((row) => row.id!);
  const release: string = page.meta.release;
  console.log(JSON.stringify(["%(id)s", ids.length, release.length]));
}
"""
SCRIPT_PROBLEM = """
{
  const { data, error } = await client.GET("%(path)s", { params: { path: { id: "no-such-record" } } });
  if (data !== undefined || error === undefined) throw new Error("found");
  const status: number = error.status;
  const hints: string[] = error.errors.flatMap((one) => one.did_you_mean);
  console.log(JSON.stringify(["%(id)s", status, hints.length >= 0]));
}
"""


@pytest.mark.trial
def test_a_typescript_client_compiles_strictly_and_works(folder: Path, sqlite_server: Server) -> None:
    (folder / "node_modules").symlink_to(tools() / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    run("openapi-typescript", "openapi.json", "--output", "schema.ts", within=folder)
    lists = [SCRIPT_LIST % {"path": operation.path, "id": operation.id} for operation in LISTS]
    problems = [SCRIPT_PROBLEM % {"path": operation.path, "id": operation.id} for operation in PLAIN_ITEMS]
    (folder / "calls.ts").write_text("".join([SCRIPT_HEAD, *lists, *problems]))
    options = ["--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"]
    run("tsc", *options, "calls.ts", within=folder)
    done = subprocess.run(
        ["node", "calls.js", sqlite_server.url], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answers = {name: rest for name, *rest in map(json.loads, done.stdout.splitlines())}
    assert set(answers) == {operation.id for operation in LISTS + PLAIN_ITEMS}
    for operation in LISTS:
        assert answers[operation.id][0] in (1, 2)
    for operation in PLAIN_ITEMS:
        assert answers[operation.id] == [404, True]
