"""The blocks of the page for analysts, run as they stand against a server: polars is at hand, others are for trials."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.generators import PYTHON
from tests.conformance.live import Server

PAGE = Path(__file__).parents[2] / "docs" / "for-analysts.md"
BLOCKS = re.findall(r"```(python|sql|r)\n(.*?)```", PAGE.read_text(), re.DOTALL)
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
}


def _tool(language: str, code: str) -> str:
    return language if language != "python" else "pandas" if "import pandas" in code else "polars"


def _case(language: str, code: str) -> object:
    tool = _tool(language, code)
    return pytest.param(tool, code, id=tool, marks=() if tool == "polars" else pytest.mark.trial)


@pytest.mark.parametrize(("tool", "code"), [_case(*block) for block in BLOCKS])
def test_blocks_run_as_they_stand(tool: str, code: str, sqlite_server: Server) -> None:
    command = TOOLS[tool]
    if shutil.which(command[0]) is None:
        message = f"##### NOT RUN: a block of {PAGE.name} needs {tool}: {command[0]} is not there #####"
        print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
        pytest.skip(message)
    script = code.replace("http://127.0.0.1:8000", sqlite_server.url)
    done = subprocess.run([*command, script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "2022" in done.stdout
