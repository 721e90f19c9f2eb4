"""What trials measured: shown at the end of a run, and with `--figures FILE` kept in a table there."""

import os
import platform
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Figure = Callable[[str, object], None]
_ROW = re.compile(r"\| (?P<what>.+) \| (?P<value>.+) \| (?P<test>`.+`) \| .+ \|")
_HEAD = """\
# What the trials measured

Written by `make trial`: each row by the test it names, when that test passed. A run of some trials renews their rows
and leaves the others as they are; a run of all takes out the rows of tests that there are no more.

| what | measured | by | when, where |
|---|---|---|---|
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say where figures are kept."""
    parser.addoption("--figures", type=Path, help="keep what trials measure in a table in this file")


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Give the function that notes one figure: what it is, and its value with its unit."""

    def note(what: str, value: object) -> None:
        request.node.user_properties.append(("figure", (what, str(value))))

    return note


def _noted(reporter: Any) -> Iterator[tuple[str, str, str]]:
    for report in reporter.getreports("passed"):
        for name, noted in report.user_properties:
            if name == "figure" and report.when == "call":
                yield report.nodeid, *noted


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Show the figures of the tests that passed, and keep them where that was asked for."""
    rows = list(_noted(terminalreporter))
    if not rows:
        return
    terminalreporter.section("figures")
    for _, what, value in rows:
        terminalreporter.line(f"{what}: {value}")
    if path := config.getoption("--figures"):
        is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.getoption("keyword")
        write(path, rows, config.stash[_TRIALS] if is_whole else None)


_TRIALS = pytest.StashKey[set[str]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep which tests there are."""
    session.config.stash[_TRIALS] = {item.nodeid for item in session.items}


def write(path: Path, rows: list[tuple[str, str, str]], trials: set[str] | None = None) -> None:
    """Renew the rows of the tests that ran, and leave others; where all `trials` are known, only theirs."""
    ran = {test for test, _, _ in rows}
    old = path.read_text("utf-8").splitlines() if path.exists() else []
    others = [(row["test"].strip("`"), line) for line in old if (row := _ROW.fullmatch(line))]
    kept = [line for test, line in others if test not in ran and (trials is None or test in trials)]
    new = [f"| {what} | {value} | `{test}` | {_circumstances()} |" for test, what, value in rows]
    in_order = sorted((*kept, *new), key=lambda line: (line.rsplit(" | ", 2)[1], line))
    path.write_text(_HEAD + "".join(f"{line}\n" for line in in_order), "utf-8")


def _circumstances() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"
    return f"{time.strftime('%Y-%m-%d', time.gmtime())}, {machine}"
