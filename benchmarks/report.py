"""What was measured, line by line, beside what was wanted; and where it is written down."""

import os
import platform
import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.servers import PEERS

WRITTEN: Final = ("1m", "10m")
"""The sizes whose results are kept."""
HEAD: Final = "| what | ours | beside | theirs | ratio | wanted | |\n|---|--:|---|--:|--:|--:|---|\n"
_DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "performance.md"
_OURS: Final = ("tradefacts", "fastapi", "uvicorn", "sqlalchemy", "msgspec", "psycopg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One comparison: the ratio says how often ours is better, or with `at_most` how often it costs more."""

    what: str
    ours: str
    beside: str
    theirs: str
    ratio: float
    wanted: float | None = None
    at_most: bool = False

    @property
    def is_held(self) -> bool:
        """Whether the ratio is what was wanted."""
        return self.wanted is None or (self.ratio <= self.wanted if self.at_most else self.ratio >= self.wanted)

    def __str__(self) -> str:
        """The line of a table."""
        wanted, verdict = "", ""
        if self.wanted is not None:
            wanted = f"at {'most' if self.at_most else 'least'} {self.wanted:g}"
            verdict = "held" if self.is_held else "**missed**"
        return (
            f"| {self.what} | {self.ours} | {self.beside} | {self.theirs} | {self.ratio:.2f} | {wanted} | {verdict} |"
        )


def write(size: str, lines: Sequence[Line]) -> None:
    """Put the lines between the markers of their size in the document, in place of what stood there."""
    start, end = f"<!-- bench {size} -->", f"<!-- end {size} -->"
    table = HEAD + "".join(f"{line}\n" for line in lines)
    text = f"{start}\n{_machine()}\n\n{_versions()}\n\n{table}{end}"
    document, count = re.subn(f"(?s){start}.*?{end}", lambda _: text, _DOCUMENT.read_text(encoding="utf-8"))
    if count != 1:
        sys.exit(f"{_DOCUMENT.name} has no place marked {start} for these results")
    _DOCUMENT.write_text(document, encoding="utf-8")


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{datetime.now(UTC):%-d %B %Y}; {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}."


def _processor() -> str:
    names = re.findall(r"(?m)^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text())
    return names[0] if names else platform.machine()


def _versions() -> str:
    ours = [f"{name} {version(name)}" for name in _OURS]
    return (
        f"Ours: {', '.join(ours)}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
        f" Peers: {', '.join(_peers())}, sqlite3 {_said('sqlite3', '--version')}."
    )


def _peers() -> list[str]:
    python = re.findall(r"(?m)^([a-z]+==[0-9.]+)$", (PEERS / "requirements.in").read_text())
    node = re.findall(r'"([a-z-]+)": "([0-9.]+)"', (PEERS / "package.json").read_text())
    return [one.replace("==", " ") for one in python] + [f"{name} {number}" for name, number in node]


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # a program's own version
    return done.stdout.split()[0]
