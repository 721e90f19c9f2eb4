"""Clients that others would generate from the document: made without a complaint, and tried on a live server."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conformance.live import Server
from tests.conformance.node import run, tools
from tests.conformance.operations import DOCUMENT, ITEMS, LISTS, Operation

pytestmark = pytest.mark.trial  # the generators are installed by `make trial`, in environments of their own

CLIENTS = Path(__file__).parent / "clients"
PYTHON = CLIENTS / ".env" / "bin" / "python"
CONFIG = "post_hooks: []\n"
PLAIN_ITEMS = [item for item in ITEMS if item.path.endswith("{id}")]
"""Items below a list, that its rows lead to."""
MISSING = "no-such-record"
FILES = (("trade-flows", "csv"), ("trade-flows", "jsonl"), ("events", "csv"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT))
    return folder


def _python(folder: Path, *command: str | Path) -> str:
    """Run a command with the generator's Python and give what it said; fail with that when the command does."""
    done = subprocess.run([PYTHON, *command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(folder: Path) -> str:
    """Generate the Python client; give what the generator said."""
    if not PYTHON.exists():
        message = f"##### NO PYTHON CLIENT WAS MADE: {PYTHON.parents[1]} is not there; `make trial` makes it #####"
        print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
        pytest.skip(message)
    (folder / "config.yaml").write_text(CONFIG)
    options = ("--path", "openapi.json", "--meta", "none", "--config", "config.yaml")
    return _python(folder, "-m", "openapi_python_client", "generate", *options, "--output-path", "generated_client")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answered through the client, with the type it came in, and without the client."""

    type: str
    content: Any
    plain: Any


@pytest.fixture(scope="module")
def answers(folder: Path, made: str, sqlite_server: Server) -> dict[str, Answer]:
    """Ask for every list, for an item of each and for one that is missing: the answers by kind and operation."""
    assert made
    calls, plain = [], {}
    for operation in LISTS:
        calls.append([f"list {operation}", _module(operation), [], {"limit": 3}])
        plain[f"list {operation}"] = httpx2.get(f"{sqlite_server.url}{operation.path}?limit=3").json()
    for operation in PLAIN_ITEMS:
        url = f"{sqlite_server.url}{operation.collection}"
        record = httpx2.get(f"{url}?limit=1").json()["items"][0]["id"]
        for kind, name in (("item", record), ("problem", MISSING)):
            calls.append([f"{kind} {operation}", _module(operation), [name], {}])
            plain[f"{kind} {operation}"] = httpx2.get(f"{url}/{name}").json()
    asked: dict[str, str | int] = {"reporter": "KAZ", "limit": 1}
    url = f"{sqlite_server.url}/v1/trade-flows"
    plain["filter"] = httpx2.get(url, params=asked).json()
    asked_on = asked | {"cursor": plain["filter"]["meta"]["cursor"]}
    plain["next"] = httpx2.get(f"{sqlite_server.url}{plain['filter']['next']}").json()
    calls += [
        [name, "trade_flows.list_trade_flows", [], query] for name, query in (("filter", asked), ("next", asked_on))
    ]
    for collection, suffix in FILES:
        calls.append(
            [f"{collection}.{suffix}", "exports.export_list", [collection, suffix], {"source": "timesca-565m"}]
        )
        file = f"{sqlite_server.url}/v1/{collection}.{suffix}?source=timesca-565m"
        plain[f"{collection}.{suffix}"] = httpx2.get(file).text
    said = _python(folder, CLIENTS / "call.py", sqlite_server.url, json.dumps(calls))
    lines = (json.loads(line) for line in said.splitlines())
    return {name: Answer(kind, content, plain[name]) for name, kind, content in lines}


def _module(operation: Operation) -> str:
    return f"{operation.stated['tags'][0].replace('-', '_')}.{operation.id}"


def test_the_python_client_is_made_without_a_warning(made: str) -> None:
    assert "Generating" in made
    assert "warning" not in made.lower()
    assert "unable to parse" not in made.lower()


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_the_python_client_reads_lists(answers: dict[str, Answer], operation: Operation) -> None:
    page = answers[f"list {operation}"]
    assert page.type.endswith("Page")
    assert page.content["items"]
    assert page.content == page.plain


@pytest.mark.parametrize("operation", PLAIN_ITEMS, ids=repr)
def test_the_python_client_reads_items(answers: dict[str, Answer], operation: Operation) -> None:
    item = answers[f"item {operation}"]
    assert item.content == item.plain


@pytest.mark.parametrize("operation", PLAIN_ITEMS, ids=repr)
def test_the_python_client_reads_problems(answers: dict[str, Answer], operation: Operation) -> None:
    problem = answers[f"problem {operation}"]
    assert problem.type == "ProblemOut"
    assert problem.content["status"] == 404
    assert problem.content["errors"][0]["in"] == "path"


@pytest.mark.parametrize("name", ["filter", "next", *map(".".join, FILES)])
def test_the_python_client_filters_walks_and_downloads(answers: dict[str, Answer], name: str) -> None:
    assert answers[name].content == answers[name].plain


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
  const ids: string[] = page.items.map((row) => row.id);
  const release: string = page.meta.release;
  console.log(JSON.stringify(["%(id)s", ids.length, release.length]));
}
"""
SCRIPT_WALK = """
{
  const query = { reporter: "KAZ", limit: 1 };
  const page = held(await client.GET("/v1/trade-flows", { params: { query } }));
  const following = { ...query, cursor: page.meta.cursor ?? undefined };
  const second = held(await client.GET("/v1/trade-flows", { params: { query: following } }));
  const sentences: string[] = [...page.items, ...second.items].map((row) => row.sentence);
  const path = { collection: "trade-flows", suffix: "csv" } as const;
  const params = { path, query: { reporter: "KAZ" } };
  const { data } = await client.GET("/v1/{collection}.{suffix}", { params, parseAs: "text" });
  const file: string = data ?? "";
  console.log(JSON.stringify(["walk", new Set(sentences).size, file.length]));
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


def test_a_typescript_client_compiles_strictly_and_works(folder: Path, sqlite_server: Server) -> None:
    (folder / "node_modules").symlink_to(tools() / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    run("openapi-typescript", "openapi.json", "--output", "schema.ts", within=folder)
    lists = [SCRIPT_LIST % {"path": operation.path, "id": operation.id} for operation in LISTS]
    problems = [SCRIPT_PROBLEM % {"path": operation.path, "id": operation.id} for operation in PLAIN_ITEMS]
    (folder / "calls.ts").write_text("".join([SCRIPT_HEAD, *lists, SCRIPT_WALK, *problems]))
    options = ["--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"]
    run("tsc", *options, "calls.ts", within=folder)
    done = subprocess.run(
        ["node", "calls.js", sqlite_server.url], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answers = {name: rest for name, *rest in map(json.loads, done.stdout.splitlines())}
    file = httpx2.get(f"{sqlite_server.url}/v1/trade-flows.csv?reporter=KAZ").text
    assert answers.pop("walk") == [2, len(file)]
    assert set(answers) == {operation.id for operation in LISTS + PLAIN_ITEMS}
    for operation in LISTS:
        assert answers[operation.id][0] in (1, 2)
    for operation in PLAIN_ITEMS:
        assert answers[operation.id] == [404, True]
