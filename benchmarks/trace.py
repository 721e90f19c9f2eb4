"""`python -m benchmarks.trace`: how many files and functions of `app/` each kind of work goes through.

A figure of design, not of speed: how far one has to read to follow a question. The real application answers in this
process; each question is asked once before it is traced, in other values, so that what is made once is there.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any, Final

from starlette.testclient import TestClient
from typer.testing import CliRunner

import app
from app.cli import app as command
from app.main import create_app
from app.settings import Settings

_APP: Final = Path(app.__file__).parent
_NO_FUNCTIONS: Final = {"<module>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
"""A comprehension belongs to its function; since Python 3.12 most are no code of their own."""
_AGAIN: Final = 20
"""How often the cached list is asked for: the cache answers as soon as the release has been seen."""
_DOWNLOAD: Final = """\
typeCode,freqCode,period,reporterCode,flowCode,partnerCode,partner2Code,classificationCode,cmdCode,customsCode,\
mosCode,motCode,qtyUnitCode,qty,isQtyEstimated,netWgt,isNetWgtEstimated,cifvalue,fobvalue,primaryValue
C,A,2022,398,X,156,0,H6,2603,C00,0,0,8,1500.5,false,1500.5,true,,1000.25,1000.25
"""
_QUESTIONS: Final = {
    "list": (
        "/v1/trade-flows?reporter=KAZ&partner=CHN&flow=export&period=2015",
        "/v1/trade-flows?reporter=KAZ&partner=CHN&flow=import&period=2015",
    ),
    "item": (
        "/v1/trade-flows/KAZ.CHN.import.2022.TOTAL.timesca-565m.0",
        "/v1/trade-flows/KAZ.CHN.export.2022.TOTAL.timesca-565m.0",
    ),
    "verify": (
        "/v1/verify?from=CHN&to=KAZ&period=2022&value=11e9&unit=USD&qualifier=about",
        "/v1/verify?from=KAZ&to=CHN&period=2022&value=13.2e9&unit=USD",
    ),
    "relations": ("/v1/relations/KAZ/CN-XJ", "/v1/relations/KAZ/CHN"),
    "checks": ("/v1/checks?verdict=agree&limit=1", "/v1/checks?verdict=conflict&limit=50"),
}
"""Each kind of question: the one asked first, and the one that is traced."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The code that one piece of work ran: functions and lambdas of one folder."""

    codes: frozenset[CodeType]

    @property
    def files(self) -> int:
        """How many files this code is in."""
        return len({code.co_filename for code in self.codes})

    @property
    def functions(self) -> int:
        """How many functions ran."""
        return len(self.codes)

    def __str__(self) -> str:
        """Format both figures as cells of a table."""
        return f"{self.files} | {self.functions}"


class Tracer:
    """A profiler that notes which code of a folder runs, here and in threads that start while it is installed."""

    def __init__(self, folder: Path = _APP) -> None:
        self._root = str(folder)
        self._seen: set[CodeType] | None = None

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """Record the code of a call, as `sys.setprofile` reports it."""
        if event == "call" and self._seen is not None:
            self._seen.add(frame.f_code)

    def trace(self, work: Callable[[], object]) -> Trace:
        """Run some work and return its trace; modules that it imports do not count."""
        self._seen = seen = set[CodeType]()
        try:
            work()
        finally:
            self._seen = None
        return Trace(frozenset(code for code in seen if self._counts(code)))

    def _counts(self, code: CodeType) -> bool:
        return code.co_filename.startswith(self._root) and code.co_name not in _NO_FUNCTIONS


@contextmanager
def installed(tracer: Tracer) -> Iterator[Tracer]:
    """Install a tracer as the profiler until the caller is done."""
    before, before_in_threads = sys.getprofile(), threading.getprofile()
    threading.setprofile(tracer)
    sys.setprofile(tracer)
    try:
        yield tracer
    finally:
        sys.setprofile(before)
        threading.setprofile(before_in_threads)


def traces(folder: Path) -> Iterator[tuple[str, Trace]]:
    """Yield the name and the trace of each kind of work; the release goes into the folder."""
    url = f"sqlite:///{folder / 'release.db'}"
    download = folder / "download.csv"
    download.write_text(_DOWNLOAD, encoding="ascii")
    with installed(Tracer()) as tracer:
        yield "load of the seed", tracer.trace(partial(_run, url, "load"))
        yield from _answers(tracer, url)
        words = ("import", "comtrade", str(download), "--source", "traced", "--title", "One row")
        yield "Comtrade row", tracer.trace(partial(_run, url, *words))


def _answers(tracer: Tracer, url: str) -> Iterator[tuple[str, Trace]]:
    with TestClient(create_app(Settings(database_url=url, cache_bytes=0))) as client:
        for name, (before, path) in _QUESTIONS.items():
            _ask(client, before)
            yield name, tracer.trace(partial(_ask, client, path))
    with TestClient(create_app(Settings(database_url=url))) as client:
        path = _QUESTIONS["list"][1]
        again = [tracer.trace(partial(_ask, client, path)) for _ in range(_AGAIN)]
        yield "list, cached", min(again, key=attrgetter("functions"))


def _ask(client: TestClient, path: str) -> None:
    client.get(path).raise_for_status()


def _run(url: str, *words: str) -> None:
    """Run our command in this process; raise when it fails."""
    done = CliRunner().invoke(command, words, env={"DATABASE_URL": url}, catch_exceptions=False)
    if done.exit_code:
        raise RuntimeError(f"tradefacts {words[0]} ended with {done.exit_code}: {done.output}")


def main() -> None:
    """Print the table of all traces."""
    print("| work | files | functions |\n|---|--:|--:|")
    with TemporaryDirectory() as folder:
        for name, trace in traces(Path(folder)):
            print(f"| {name} | {trace} |", flush=True)


if __name__ == "__main__":
    main()
