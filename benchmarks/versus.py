"""`python -m benchmarks.versus CHECKOUT`: what questions cost in this checkout and in another, asked in turn.

Each checkout has its own environment (`.venv`) and makes its own release, of the seed and the same made-up rows. The
ratio of processor times is sturdy on a busy machine; the times themselves are not.
"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import cycle, islice
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlencode

from benchmarks import report
from benchmarks.data import DATA, SIZES, SOURCE, Rows
from benchmarks.files import DOWNLOADED
from benchmarks.measure import Cost, Effort, Question, ask, interleaved, middle
from benchmarks.pages import FIELDS, Asked, asked, compared, path_of, summary_of
from benchmarks.processes import cpu_seconds, run
from benchmarks.report import Line
from benchmarks.servers import OURS, UNCACHED, Server, bare, running

_ROOT: Final = Path(__file__).parents[1]
_BATCH: Final = 20
_AT_ONCE: Final = 5
"""Requests between two looks at the clock of the processor."""
_MOST: Final = 1.05
_MOST_OF_A_VIEW: Final = 0.6
_MOST_OF_A_PAGE: Final = 2
_CACHED: Final = 0.85
_VIEWS: Final = {
    "relations": ["/v1/relations/KAZ/CHN"],
    "verify": ["/v1/verify?from=KAZ&to=CHN&period=2022&value=13.2e9&unit=USD"],
    "checks": ["/v1/checks?verdict=conflict"],
}
_RECORDS: Final = {
    "events": ["/v1/events?kind=forum&limit=2"],
    "events by area": ["/v1/events?area=KAZ&limit=2"],
    "agreements": ["/v1/agreements?kind=package&limit=2"],
    "agreements by area": ["/v1/agreements?area=KAZ&limit=2"],
}
_PAIR: Final = ("reporter", "partner")
_LINES: Final = "/v1/trade-flows.jsonl?"
_BESIDE: Final = {
    "bound on a value": "page",
    "prefer": "page",
    "branch of commodities": "page",
    "20 ids": "page",
    "three reporters": "page",
    "events by area": "events",
    "agreements by area": "agreements",
}
"""Questions that may cost no more than twice another: the page by equality of their resource."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout with its own environment, and the release that it made."""

    name: str
    root: Path
    url: str

    @property
    def _program(self) -> Path:
        """Its own command; `python -m` would find the package of the folder that one is in."""
        return self.root / ".venv" / "bin" / "tradefacts"

    def load(self, rows: Path) -> None:
        """Load the seed, and import a file of UN Comtrade's form beside it."""
        said = ("--source", SOURCE, "--title", "Made-up flows")
        run([self._program, "load"], DATABASE_URL=self.url)
        run([self._program, "import", "comtrade", rows, *said], DATABASE_URL=self.url)

    def serve(self, name: str, settings: Mapping[str, str]) -> AbstractContextManager[Server]:
        """Run this checkout's server on its release."""
        command: list[str | Path] = [self._program, "serve", "--port", "{port}"]
        return running(f"{self.name}-{name}", command, {"DATABASE_URL": self.url, **OURS, **settings})


def compare(other: Path, size: str, rounds: int, seconds: float) -> Iterator[Line]:
    """Yield what each question costs here beside the other checkout, and beside the plain page of its resource."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=_made(DATA))))
        own, before = (_loaded(name, root, folder, size) for name, root in (("here", _ROOT), ("there", other)))
        yield from _lines(_uncached(stack, own, before, size, rounds, seconds))  # whatever becomes of what follows
        cached = _cached(own, path_of(asked(size)[0]), Effort(1, rounds))
        yield compared("page, cached", cached["ours"], "bare uvicorn", cached["bare"], _CACHED)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _loaded(name: str, root: Path, folder: Path, size: str) -> Checkout:
    checkout = Checkout(name, root.resolve(), f"sqlite:///{folder / name / 'release.db'}")
    checkout.load(DOWNLOADED.file(size))
    return checkout


def _uncached(
    stack: ExitStack, own: Checkout, before: Checkout, size: str, rounds: int, seconds: float
) -> dict[tuple[str, str], Cost]:
    """Measure every question of both servers, in turn: costs by question and checkout."""
    servers = [stack.enter_context(checkout.serve("uncached", UNCACHED)) for checkout in (own, before)]
    questions: dict[tuple[str, str], Question] = {}
    for what, paths in (_flows(size) | _RECORDS | _VIEWS).items():
        for checkout, server in zip((own, before), servers, strict=True):
            try:
                questions[what, checkout.name] = ask(server, *paths)
            except RuntimeError as error:  # one of the two does not know this question
                print(error, file=sys.stderr)
            else:
                _hold_rows(server, paths)
    taken: dict[tuple[str, str], list[Cost]] = {name: [] for name in questions}
    for _ in range(rounds):
        for name, question in questions.items():
            taken[name].append(_cost(question, seconds))
    return {name: middle(costs, attrgetter("micros")) for name, costs in taken.items()}


def _hold_rows(server: Server, paths: Sequence[str]) -> None:
    """Raise when a list answers without rows: what is said instead costs more than a page of them."""
    empty = [path for path in paths if b'"items":[]' in server.get(path)[0]]
    if empty:
        raise ValueError(f"{server.name} finds nothing for {len(empty)} of {len(paths)} questions: {empty[0]}")


def _cost(question: Question, seconds: float) -> Cost:
    """Ask one question after the other, until the server has worked on them for so long.

    A fixed time of the clock would leave the dearest questions without an answer on a busy machine.
    """
    server, paths, count = question.server, cycle(question.paths), 0
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=600)) as connection:
        before, begun = cpu_seconds(server.pid), time.monotonic()
        while (spent := cpu_seconds(server.pid) - before) < seconds:
            for path in islice(paths, _AT_ONCE):
                _get(connection, path)
            count += _AT_ONCE
        took = time.monotonic() - begun
    return Cost(spent / count * 1e6, 0, count / took, 1)


def _get(connection: HTTPConnection, path: str) -> None:
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    if response.status != HTTPStatus.OK:
        raise RuntimeError(f"{path} was answered with {response.status}")


def _cached(own: Checkout, page: str, effort: Effort) -> dict[str, Cost]:
    with own.serve("cached", {}) as server, bare("bare", len(server.get(page)[0])) as constant:
        return interleaved({"ours": ask(server, page), "bare": ask(constant, "/")}, effort)


def _flows(size: str) -> dict[str, list[str]]:
    """Build the paths of each question to trade flows, each on many pairs of countries."""
    pages = asked(size)
    ids = [_ids(size, place) for place in range(0, Rows(size).count, Rows(size).count // 50)]
    return {
        "page": list(map(path_of, pages)),
        "page, 8 members": [path_of(page, fields=FIELDS) for page in pages],
        "summary of pair and year": list(map(summary_of, pages)),
        "JSON Lines of a pair": [_LINES + urlencode({name: page[name] for name in _PAIR}) for page in pages],
        "bound on a value": [path_of(page, primary_value_gte="1000") for page in pages],
        "prefer": [path_of(page, prefer="official") for page in pages],
        "branch of commodities": [path_of({"reporter": page["reporter"], "commodity": "01*"}) for page in pages],
        "20 ids": ["/v1/trade-flows?" + urlencode([("id", one) for one in batch]) for batch in ids],
        "three reporters": list(map(path_of, _of_three(pages))),
        "item": [f"/v1/trade-flows/{batch[0]}" for batch in ids],
    }


def _ids(size: str, place: int) -> list[str]:
    rows = map(Rows(size).row, range(place, place + _BATCH))
    return [".".join((*row[:5], SOURCE, "0")) for row in rows]


def _of_three(pages: Sequence[Asked]) -> Iterator[Asked]:
    """Build pages that ask for three reporters each."""
    names = sorted({page["reporter"] for page in pages})
    for page in pages:
        others = islice((name for name in names if name != page["reporter"]), 2)
        yield page | {"reporter": ",".join([page["reporter"], *others])}


def _lines(costs: Mapping[tuple[str, str], Cost]) -> Iterator[Line]:
    for what, own in ((what, cost) for (what, checkout), cost in costs.items() if checkout == "here"):
        if (what, "there") in costs:
            wanted = _MOST_OF_A_VIEW if what in _VIEWS else _MOST
            yield _line(what, own, "the other checkout", costs[what, "there"], wanted)
        if what in _BESIDE:
            yield _line(what, own, _BESIDE[what], costs[_BESIDE[what], "here"], _MOST_OF_A_PAGE)


def _line(what: str, own: Cost, beside: str, other: Cost, wanted: float) -> Line:
    return Line(
        what=what,
        ours=str(own),
        beside=beside,
        theirs=str(other),
        ratio=own.micros / other.micros,
        wanted=wanted,
        at_most=True,
    )


def main() -> None:
    """Print the comparison, question by question."""
    parser = ArgumentParser(prog="python -m benchmarks.versus", description=main.__doc__)
    parser.add_argument("checkout", type=Path, help="the other checkout, with its own .venv")
    parser.add_argument("size", choices=SIZES, nargs="?", default="1m", help="how many rows")
    parser.add_argument("--rounds", type=int, default=5, help="how often servers take turns")
    parser.add_argument("--seconds", type=float, default=0.5, help="of a processor, that a turn takes")
    given = parser.parse_args()
    print(report.HEAD, end="")
    for line in compare(given.checkout, given.size, given.rounds, given.seconds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
