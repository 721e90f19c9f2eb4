"""Documents name what is there: every path and every type that the pages for contributors mention."""

import ast
import re
import shlex
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import app
from app.main import create_app
from app.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = ("architecture.md", "decisions.md", "glossary.md")
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *(ROOT / "docs" / name for name in (*DOCS, "operations.md"))]
PATH = re.compile(r"`((?:app|docs|seed|tests|migrations|benchmarks)/[\w./-]*)`|\]\(([\w./-]+?)(?:#[\w-]*)?\)")
NAME = re.compile(r"`(\w+)` in `((?:app|tests)/[\w./]+\.py)`")
TYPE = re.compile(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)`")


@cache
def _types() -> frozenset[str]:
    trees = (ast.parse(path.read_text()) for path in (ROOT / "app").rglob("*.py"))
    return frozenset(node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_exist(page: Path) -> None:
    paths = [(own or page.parent.relative_to(ROOT) / linked) for own, linked in PATH.findall(page.read_text())]
    assert paths
    assert [str(path) for path in paths if not (ROOT / path).exists()] == []


LINK = re.compile(r"\]\(([\w./-]*)#([\w-]+)\)")


def _headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_links_lead_to_sections_that_there_are() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (page, page.parent / name if name else page, at)
        for page in pages
        for name, at in LINK.findall(page.read_text())
    ]
    assert len(links) > 10
    assert [(page.name, at) for page, to, at in links if to.suffix == ".md" and at not in _headings(to)] == []


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


STEPS = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def _do(step: str, folder: Path) -> None:
    """Run the lines of a step: our own command in this process, all others by a shell."""
    ours = [line for line in step.splitlines() if line.startswith("tradefacts ")]
    for line in ours:
        words, _, file = line.partition(" > ")
        answer = CliRunner().invoke(app, shlex.split(words)[1:])
        assert answer.exit_code == 0, f"{line}: {answer.output}"
        if file:
            (folder / file).write_text(answer.output, encoding="utf-8")
    if not ours:
        subprocess.run(["bash", "-e", "-c", step], check=True, cwd=folder)


def test_a_source_is_added_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/release.db"
    monkeypatch.setenv("DATABASE_URL", url)
    *steps, request = STEPS.findall((ROOT / "docs" / "adding-a-source.md").read_text())
    for step in steps:
        _do(step.replace("tradefacts serve\n", ""), tmp_path)
    asked = urlsplit(shlex.split(request)[1])
    with TestClient(create_app(Settings(database_url=url))) as client:
        served = client.get(f"{asked.path}?{asked.query}").json()["items"]
    assert [fact["proof"] for fact in served] == ["quoted", "quoted"]
    assert "exceeded USD 13 billion" in served[0]["sentence"]
