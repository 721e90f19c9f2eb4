"""The blocks of the page for analysts, run as they stand against a server: polars is at hand, others are for trials."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.live import Server

PAGE = Path(__file__).parents[2] / "docs" / "for-analysts.md"
BLOCKS = re.findall(r"```(python|sql|r)\n(.*?)```", PAGE.read_text(), re.DOTALL)
PANDAS = Path(__file__).parent / "clients" / ".env" / "bin" / "python"
TOOLS = {
    "sql": ("duckdb", "-c"),
    "r": ("Rscript", "-e"),
    "pandas": (str(PANDAS), "-c"),
    "polars": (sys.executable, "-c"),
}


def _tool(language: str, code: str) -> str:
    return language if language != "python" else "pandas" if "import pandas" in code else "polars"


def _case(language: str, code: str) -> object:
    tool = _tool(language, code)
    return pytest.param(tool, code, id=tool, marks=() if tool == "polars" else pytest.mark.trial)


@pytest.mark.parametrize(("tool", "code"), [_case(*block) for block in BLOCKS])
def test_blocks_run_as_they_stand(tool: str, code: str, sqlite_server: Server) -> None:
    command, option = TOOLS[tool]
    if shutil.which(command) is None:
        message = f"##### NOT RUN: a block of {PAGE.name} needs {tool}: {command} is not there #####"
        print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
        pytest.skip(message)
    script = code.replace("http://127.0.0.1:8000", sqlite_server.url)
    done = subprocess.run([command, option, script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "2022" in done.stdout
