"""Documents name what is there: every path and every type that the pages for contributors mention."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ("architecture.md", "decisions.md", "glossary.md")
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *(ROOT / "docs" / name for name in (*DOCS, "operations.md"))]
PATH = re.compile(r"`((?:app|docs|seed|tests|migrations|benchmarks)/[\w./-]*)`|\]\(([\w./-]+?)(?:#[\w-]*)?\)")
NAME = re.compile(r"`(\w+)` in `((?:app|tests)/[\w./]+\.py)`")
TYPE = re.compile(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)`")


def _types() -> set[str]:
    trees = (ast.parse(path.read_text()) for path in (ROOT / "app").rglob("*.py"))
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_exist(page: Path) -> None:
    paths = [(own or page.parent.relative_to(ROOT) / linked) for own, linked in PATH.findall(page.read_text())]
    assert paths
    assert [str(path) for path in paths if not (ROOT / path).exists()] == []


def test_the_readme_leads_to_every_document_for_readers() -> None:
    linked = {name for _, name in PATH.findall(README.read_text())}
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} - linked == {"docs/trial.md"}


def test_the_figures_of_trials_are_of_tests_that_there_are() -> None:
    rows = re.findall(r"`(tests/[\w/]+\.py)::(\w+)(?:\[.*?\])?` \|", (ROOT / "docs" / "trial.md").read_text())
    assert len(rows) > 30
    assert {(path, name) for path, name in rows if f"def {name}(" not in (ROOT / path).read_text()} == set()


@pytest.mark.parametrize("name", DOCS)
def test_types_exist(name: str) -> None:
    named = set(TYPE.findall((ROOT / "docs" / name).read_text()))
    assert named
    assert sorted(named - _types()) == []


def test_names_stand_where_a_change_looks_for_them() -> None:
    named = NAME.findall((ROOT / "docs" / "architecture.md").read_text())
    assert named
    assert [name for name, path in named if not re.search(rf"\b{name}\b", (ROOT / path).read_text())] == []
