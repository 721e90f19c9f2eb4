"""Blocks of the pages for analysts and of integrations, run as they stand against a server: some only by trials."""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import app
from tests.conformance.generators import PYTHON, python
from tests.conformance.live import Server

DOCS = Path(__file__).parents[2] / "docs"
INTEGRATIONS = (DOCS / "integrations.md").read_text()
PAGES = (DOCS / "for-analysts.md").read_text() + INTEGRATIONS
BLOCKS = re.findall(r"```(python|sql|r)\n(.*?)```", PAGES, re.DOTALL)
IN_DUCKDB = """
import duckdb, pathlib, sys, duckdb_extension_httpfs
(file,) = pathlib.Path(duckdb_extension_httpfs.__file__).parent.rglob("*.duckdb_extension")
connection = duckdb.connect()
connection.load_extension(str(file))
print(connection.sql(sys.argv[1]))
"""
"""The program that DuckDB's own does not need: it would get its extension from the network."""
TOOLS = {
    "sql": (str(PYTHON), "-c", IN_DUCKDB),
    "r": ("Rscript", "-e"),
    "pandas": (str(PYTHON), "-c"),
    "polars": (sys.executable, "-c"),
    "mcp": (sys.executable, "-c"),
    "tradefacts_client": (str(PYTHON), "-c"),
}
AT_HAND = ("polars", "mcp")


def _tool(language: str, code: str) -> str:
    """Return the program that runs a block: of Python, the package that it takes."""
    return (
        language
        if language != "python"
        else next(tool for tool in TOOLS if re.search(rf"(import|from) {tool}\b", code))
    )


def _case(language: str, code: str) -> object:
    tool = _tool(language, code)
    return pytest.param(tool, code, id=tool, marks=() if tool in AT_HAND else pytest.mark.trial)


def _of_server(text: str, server: Server) -> str:
    return text.replace("http://127.0.0.1:8000", server.url)


@pytest.mark.parametrize(("tool", "code"), [_case(*block) for block in BLOCKS])
def test_blocks_run_as_they_stand(tool: str, code: str, sqlite_server: Server, tmp_path: Path) -> None:
    command = TOOLS[tool]
    if shutil.which(command[0]) is None:
        message = f"##### NOT RUN: a block needs {tool}: {command[0]} is not there #####"
        print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
        pytest.skip(message)
    if tool == "tradefacts_client":
        (options,) = re.findall(r"^openapi-python-client (.*)$", INTEGRATIONS, re.MULTILINE)
        httpx2.get(f"{sqlite_server.url}/openapi.json", timeout=60)  # its making takes time
        python(tmp_path, "-m", "openapi_python_client", *_of_server(options, sqlite_server).split())
    script = _of_server(code, sqlite_server)
    done = subprocess.run([*command, script], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2022" in done.stdout


def _block(language: str, holding: str) -> str:
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", INTEGRATIONS, re.DOTALL)
    return next(code for code in blocks if holding in code)


def test_what_power_query_asks_for_is_there(client: TestClient) -> None:
    query = _block("m", "let")
    address, asked = re.findall(r'"http://[^/]+(/[^"]+)"', query)[0], dict(re.findall(r'(\w+) = "(\w+)"', query))
    table = client.get(address, params=asked)
    assert (table.status_code, set(asked)) == (200, {"reporter", "partner", "flow"})
    columns = re.findall(r'\{"(\w+)", type number\}', query)
    assert set(columns) <= set(next(csv.reader([table.text.splitlines()[0]])))
    assert query.count("(") == query.count(")")


def test_what_n8n_is_told_walks_a_list_to_its_end(client: TestClient) -> None:
    ((node,),) = [json.loads(_block("json", "nodes"))["nodes"]]
    pagination = node["parameters"]["options"]["pagination"]["pagination"]
    following = pagination["nextURL"].removeprefix("=").replace("{{ $response.body.next }}", "%s")
    assert pagination["completeExpression"] == "={{ !$response.body.next }}"
    found, url = 0, node["parameters"]["url"]
    while url:
        page = client.get(url.removeprefix("http://127.0.0.1:8000")).json()
        found += len(page["items"])
        url = page["next"] and following % page["next"]
    assert found == len(client.get("/v1/plans?area=KAZ&limit=500").json()["items"]) > 20


def test_commands_for_agents_are_those_there_are() -> None:
    servers = [json.loads(_block("json", kind))["mcpServers"]["tradefacts"] for kind in ('"type": "http"', '"command"')]
    assert servers[0]["url"].endswith("/mcp")
    help_text = CliRunner().invoke(app, [*servers[1]["args"], "--help"]).output
    assert "Model Context Protocol" in help_text
