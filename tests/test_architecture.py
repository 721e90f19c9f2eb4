"""Promises about the whole tree that no single room can keep."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import create_app
from app.web.schemas import Out

ROOT = Path(__file__).parents[1]
APP = sorted((ROOT / "app").rglob("*.py"))
LONGEST_FILE = 250
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "service_layer", "manager", "managers", "common", "misc"}


def _run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_are_strict() -> None:
    _run("mypy")


@pytest.mark.parametrize("command", [("check", "."), ("format", "--check", ".")], ids=["rules", "format"])
def test_style_is_held(command: tuple[str, ...]) -> None:
    _run("ruff", *command)


def test_words_are_spelled_as_in_a_dictionary() -> None:
    _run("codespell_lib")


def test_dependencies_are_those_that_are_used() -> None:
    _run("deptry", ".")


def test_imports_go_down_only() -> None:
    script = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_no_file_is_too_long() -> None:
    long = {str(path.relative_to(ROOT)): n for path in APP if (n := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_rooms_have_telling_names() -> None:
    assert [path for path in APP if FORBIDDEN_NAMES & {path.stem, path.parent.name}] == []


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{path.relative_to(ROOT)}:{statement.lineno}"
        for path in APP
        for function in _functions(path)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_every_exemption_gives_its_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in APP
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"# (noqa|type: ignore)", line) and not re.search(r"# (noqa|type: ignore)[^#]*# \w", line)
    ]
    assert bare == []


def test_answers_have_no_defaults() -> None:
    def shapes(shape: type[Out]) -> Iterator[type[Out]]:
        for below in shape.__subclasses__():
            yield below
            yield from shapes(below)

    assert create_app.__module__ == "app.main"  # which loads every shape there is
    optional = [
        f"{shape.__name__}.{name}"
        for shape in shapes(Out)
        for name, info in shape.model_fields.items()
        if not info.is_required()
    ]
    assert optional == []
