"""Promises about the whole tree that no single room can keep.

The limits fall as rooms are finished, and never rise: the goal of each stands beside it.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.main import create_app
from app.web.questions.filters import Filter
from app.web.questions.queries import Filters
from app.web.rows.formats import tidy_columns
from app.web.schemas import Out, QuantityOut
from benchmarks.trace import Trace, traces

ROOT = Path(__file__).parents[1]
APP = sorted((ROOT / "app").rglob("*.py"))

MOST_LINES = 38_817  # goal without what reads texts, and claims of further kinds: 20,500
MOST_FILES = 232
LONGEST_FILE = 250
SHORT_FILE = 40
MOST_SHORT_FILES = 10
MOST_ANY = 200
MOST_LAMBDAS = 60
MOST_DOUBLED_TYPES = 0
MOST_ODD_DOCSTRINGS = 0
MOST_RUN = {  # files, functions
    "list": (21, 77),
    "verify": (34, 189),
    "load of the seed": (28, 242),
}

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "service_layer", "manager", "managers", "common", "misc"}
FIRST_WORDS = """
    Add Answer Apply Build Call Check Close Compare Compile Compute Convert Copy Count Create Decode Delete Derive
    Encode Fetch Find Format Import Insert Install Iterate List Load Open Parse Print Raise Read Record Refuse Register
    Remove Render Replace Resolve Return Run Select Send Serve Set Sort Split Start Stop Store Sum Update Wait Write
    Yield
"""
"""How the docstring of a function begins; properties say what they are."""
_TYPE_NAME = re.compile(r"_?[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")

_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text())))


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_tree_is_small() -> None:
    assert sum(map(_lines, APP)) <= MOST_LINES
    assert len(APP) <= MOST_FILES


def test_no_file_is_too_long() -> None:
    assert {_shown(path): n for path in APP if (n := _lines(path)) > LONGEST_FILE} == {}


def test_few_files_are_too_short() -> None:
    short = {_shown(path): n for path in APP if (n := _lines(path)) < SHORT_FILE}
    assert len(short) <= MOST_SHORT_FILES, short


def _types(path: Path) -> Iterator[str]:
    """Yield the names of the classes and of the aliases of types that a module defines."""
    for node in _nodes(path):
        if isinstance(node, ast.ClassDef):
            yield node.name
    yield from filter(_TYPE_NAME.fullmatch, _assigned(path))


def _assigned(path: Path) -> Iterator[str]:
    """Yield the names that a module assigns."""
    module = _nodes(path)[0]
    assert isinstance(module, ast.Module)
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def test_a_type_name_is_defined_once() -> None:
    counted = Counter(name for path in APP for name in _types(path))
    doubled = {name for name, count in counted.items() if count > 1}
    assert len(doubled) <= MOST_DOUBLED_TYPES, sorted(doubled)


def test_a_public_constant_is_defined_once() -> None:
    """What every module of a kind has (`ROUTER`) is told by its module."""
    counted = Counter(name for path in APP for name in filter(_CONSTANT.fullmatch, _assigned(path)))
    assert [name for name, count in counted.items() if count > 1 and name != "ROUTER"] == []


def test_few_values_are_of_any_type() -> None:
    assert sum(len(re.findall(r"\bAny\b", path.read_text())) for path in APP) <= MOST_ANY


def test_few_functions_have_no_name() -> None:
    assert sum(isinstance(node, ast.Lambda) for path in APP for node in _nodes(path)) <= MOST_LAMBDAS


def _is_property(function: Function) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_docstrings_begin_with_a_verb_of_the_list() -> None:
    odd = [
        f"{_shown(path)}:{function.lineno} {words[0]}"
        for path in APP
        for function in _functions(path)
        if not _is_property(function) and (words := (ast.get_docstring(function) or "").split())
        if words[0] not in FIRST_WORDS.split()
    ]
    assert len(odd) <= MOST_ODD_DOCSTRINGS, odd


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trace]:
    found: dict[str, Trace] = {}
    for name, trace in traces(tmp_path_factory.mktemp("traced")):
        found[name] = trace
        if found.keys() >= MOST_RUN.keys():  # the rest is work that nothing here bounds
            break
    return found


@pytest.mark.parametrize("work", MOST_RUN)
def test_a_way_through_the_tree_is_short(traced: dict[str, Trace], work: str) -> None:
    files, functions = MOST_RUN[work]
    assert files / 2 < traced[work].files <= files
    assert functions / 2 < traced[work].functions <= functions


def test_rooms_have_telling_names() -> None:
    assert [path for path in APP if FORBIDDEN_NAMES & {path.stem, path.parent.name}] == []


def _functions(path: Path) -> Iterator[Function]:
    for node in _nodes(path):
        if isinstance(node, Function):
            yield node


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{_shown(path)}:{statement.lineno}"
        for path in APP
        for function in _functions(path)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_every_exemption_gives_its_reason() -> None:
    bare = [
        f"{_shown(path)}:{number}"
        for path in APP
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"# (noqa|type: ignore)", line) and not re.search(r"# (noqa|type: ignore)[^#]*# \w", line)
    ]
    assert bare == []


def _shapes(shape: type[Out] = Out) -> Iterator[type[Out]]:
    for below in shape.__subclasses__():
        yield below
        yield from _shapes(below)


def test_tables_show_no_number_without_its_hedge() -> None:
    bare = [
        f"{shape.__name__}.{name}"
        for shape in _shapes()
        for columns in [set(tidy_columns(shape))]
        for name, info in shape.model_fields.items()
        if QuantityOut.__name__ in str(info.annotation) and not str(info.annotation).startswith("list")
        if columns & {name, f"{name}_value"} and not columns >= {f"{name}_lower", f"{name}_upper"}
    ]
    assert bare == []


def test_answers_have_no_defaults() -> None:
    assert create_app.__module__ == "app.main"  # which loads every shape there is
    optional = [
        f"{shape.__name__}.{name}"
        for shape in _shapes()
        for name, info in shape.model_fields.items()
        if not info.is_required()
    ]
    assert optional == []


def test_every_parameter_of_a_resource_selects_something() -> None:
    """Views compute what they select; `id`, `fields` and `certainty` are read where a question is resolved."""
    assert create_app.__module__ == "app.main"  # which loads every query there is
    idle = [
        f"{query.__name__}.{name}"
        for query in Filters.__subclasses__()
        if query.__module__.startswith("app.resources.")
        for name, info in query.model_fields.items()
        if name not in {"id", "fields", "certainty"} and not any(isinstance(one, Filter) for one in info.metadata)
    ]
    assert idle == []
