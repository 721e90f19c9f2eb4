"""What was measured, line by line, beside what was wanted; and where it is written down."""

import os
import platform
import re
import sqlite3
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "performance.md"
_HEAD: Final = "| what | ours | beside | theirs | ratio | wanted | |\n|---|--:|---|--:|--:|--:|---|\n"


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
    note: str = ""

    @property
    def is_held(self) -> bool:
        """Whether the ratio is what was wanted."""
        return self.wanted is None or (self.ratio <= self.wanted if self.at_most else self.ratio >= self.wanted)

    def __str__(self) -> str:
        """The line of a table."""
        sign = "at most" if self.at_most else "at least"
        wanted = "" if self.wanted is None else f"{sign} {self.wanted:g}"
        verdict = "" if self.wanted is None else "held" if self.is_held else "**missed**"
        said = f"{verdict}; {self.note}" if verdict and self.note else verdict or self.note
        return f"| {self.what} | {self.ours} | {self.beside} | {self.theirs} | {self.ratio:.2f} | {wanted} | {said} |"


def table(lines: Iterable[Line]) -> str:
    """Write lines as a table."""
    return _HEAD + "".join(f"{line}\n" for line in lines)


def machine() -> str:
    """Say what this was measured on."""
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def versions(programs: Iterable[str]) -> str:
    """Say which versions were compared, ours first."""
    own = [f"{name} {version(name)}" for name in ("tradefacts", "fastapi", "uvicorn", "sqlalchemy", "msgspec")]
    return ", ".join([*own, f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", *programs])


def write(size: str, text: str) -> None:
    """Put the text between the markers of its size in the document."""
    start, end = f"<!-- bench {size} -->", f"<!-- end {size} -->"
    document = DOCUMENT.read_text(encoding="utf-8")
    written, count = re.subn(f"(?s){start}.*?{end}", lambda _: f"{start}\n{text}\n{end}", document)
    if count != 1:
        sys.exit(f"{DOCUMENT.name} has no place marked {start} for these results")
    DOCUMENT.write_text(written, encoding="utf-8")


def _processor() -> str:
    names = re.findall(r"(?m)^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text())
    return names[0] if names else platform.machine()
