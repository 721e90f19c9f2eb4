"""TypeScript clients that others would generate: they compile strictly, without guards, and work on a live server."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.conformance.generators import openapi_generator
from tests.conformance.live import Server
from tests.conformance.node import run, tools
from tests.conformance.operations import DOCUMENT, LISTS, Operation
from tests.conformance.test_clients import PLAIN_ITEMS

pytestmark = pytest.mark.trial  # the generators are installed by `make trial`, in environments of their own

OPTIONS = ("--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom")


@dataclass(frozen=True, slots=True)
class Client:
    """What makes a client, and the script that tries it: what it starts with, and what it asks of operations."""

    make: Callable[[Path], str]
    head: str
    list: str
    problem: str
    walk: str

    @property
    def script(self) -> str:
        lists = [self.list % names_of(operation) for operation in LISTS]
        problems = [self.problem % names_of(operation) for operation in PLAIN_ITEMS]
        return "".join([self.head, *lists, self.walk, *problems])


def names_of(operation: Operation) -> dict[str, str]:
    """Give the names of an operation that scripts use: of its path, its class and its function."""
    first, *rest = operation.id.split("_")
    made_of = {"api": operation.stated["tags"][0].title().replace("-", "")}
    return {"path": operation.path, "id": operation.id, "call": first + "".join(map(str.title, rest)), **made_of}


PATHS = Client(
    lambda folder: run("openapi-typescript", "openapi.json", "--output", "schema.ts", within=folder),
    """\
import createClient from "openapi-fetch";
import type { paths, components } from "./schema.js";

const client = createClient<paths>({ baseUrl: process.argv[2] });
type Problem = components["schemas"]["ProblemOut"];

function held<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.error) throw new Error(answer.error.detail);
  if (answer.data === undefined) throw new Error("no data");
  return answer.data;
}
""",
    """
{
  const page = held(await client.GET("%(path)s", { params: { query: { limit: 2 } } }));
  const ids: string[] = page.items.map((row) => row.id);
  const release: string = page.meta.release;
  console.log(JSON.stringify(["%(id)s", ids.length, release.length]));
}
""",
    """
{
  const { data, error } = await client.GET("%(path)s", { params: { path: { id: "no-such-record" } } });
  if (data !== undefined || error === undefined) throw new Error("found");
  const status: number = error.status;
  const hints: string[] = error.errors.flatMap((one) => one.did_you_mean);
  console.log(JSON.stringify(["%(id)s", status, hints.length >= 0]));
}
""",
    """
{
  const query = { reporter: "KAZ", limit: 1 };
  const page = held(await client.GET("/v1/trade-flows", { params: { query } }));
  const following = { ...query, cursor: page.meta.cursor ?? undefined };
  const second = held(await client.GET("/v1/trade-flows", { params: { query: following } }));
  const rows = [...page.items, ...second.items];
  for (const { id } of rows) {
    const item = held(await client.GET("/v1/trade-flows/{id}", { params: { path: { id } } }));
    const quotes: (string | null)[] = item.evidence.map((one) => one.quote);
    if (quotes.length === 0) throw new Error("no evidence");
  }
  const sentences: string[] = rows.map((row) => row.sentence);
  const cut = held(await client.GET("/v1/trade-flows", { params: { query: { ...query, fields: "id" } } }));
  if (cut.items.some((row) => row.id.length === 0 || "sentence" in row)) throw new Error("not cut");
  for (const suffix of ["csv", "jsonl"] as const) {
    const params = { path: { collection: "trade-flows", suffix } as const, query: { reporter: "KAZ" } };
    const { data } = await client.GET("/v1/{collection}.{suffix}", { params, parseAs: "text" });
    const file: string = data ?? "";
    console.log(JSON.stringify([suffix, new Set(sentences).size, file]));
  }
}
""",
)
CLASSES = Client(
    lambda folder: openapi_generator(folder, "typescript-fetch", "-p", "importFileExtension=.js"),
    """\
import * as made from "./index.js";

const configuration = new made.Configuration({ basePath: process.argv[2] });
""",
    """
{
  const page = await new made.%(api)sApi(configuration).%(call)s({ limit: 2 });
  const ids: string[] = page.items.map((row) => row.id);
  const release: string = page.meta.release;
  console.log(JSON.stringify(["%(id)s", ids.length, release.length]));
}
""",
    """
try {
  await new made.%(api)sApi(configuration).%(call)s({ id: "no-such-record" });
} catch (error) {
  if (!(error instanceof made.ResponseError)) throw error;
  const problem: made.ProblemOut = made.ProblemOutFromJSON(await error.response.json());
  const hints: string[] = problem.errors.flatMap((one) => one.didYouMean);
  console.log(JSON.stringify(["%(id)s", problem.status, hints.length >= 0]));
}
""",
    """
{
  const flows = new made.TradeFlowsApi(configuration);
  const query = { reporter: "KAZ", limit: 1 };
  const page = await flows.listTradeFlows(query);
  const second = await flows.listTradeFlows({ ...query, cursor: page.meta.cursor ?? undefined });
  const rows = [...page.items, ...second.items];
  for (const { id } of rows) {
    const quotes: (string | null)[] = (await flows.getTradeFlow({ id })).evidence.map((one) => one.quote);
    if (quotes.length === 0) throw new Error("no evidence");
  }
  const sentences: string[] = rows.map((row) => row.sentence);
  const files = new made.ExportsApi(configuration);
  for (const suffix of ["csv", "jsonl"] as const) {
    const file: string = await files.exportList({ collection: "trade-flows", suffix, reporter: "KAZ" });
    console.log(JSON.stringify([suffix, new Set(sentences).size, file]));
  }
}
""",
)


@pytest.mark.parametrize("client", [PATHS, CLASSES], ids=["openapi-typescript", "typescript-fetch"])
def test_a_client_compiles_strictly_and_works(client: Client, tmp_path: Path, sqlite_server: Server) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT))
    (tmp_path / "node_modules").symlink_to(tools() / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    client.make(tmp_path)
    (tmp_path / "calls.ts").write_text(client.script)
    run("tsc", *OPTIONS, "calls.ts", within=tmp_path)
    done = subprocess.run(
        ["node", "calls.js", sqlite_server.url], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answers = {name: rest for name, *rest in map(json.loads, done.stdout.splitlines())}
    for suffix in ("csv", "jsonl"):
        file = httpx2.get(f"{sqlite_server.url}/v1/trade-flows.{suffix}?reporter=KAZ").text
        assert answers.pop(suffix) == [2, file]
    assert set(answers) == {operation.id for operation in LISTS + PLAIN_ITEMS}
    for operation in LISTS:
        assert answers[operation.id][0] in (1, 2)
    for operation in PLAIN_ITEMS:
        assert answers[operation.id] == [404, True]
