"""What a whole list costs as a stream: rows in a second, memory above idle, and how soon the first byte comes."""

import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from app.resources.trade_flows.shape import TRADE_FLOWS
from app.web.rows.formats import all_columns
from benchmarks import processes, servers
from benchmarks.data import Rows
from benchmarks.measure import Effort, middle
from benchmarks.pages import COLUMNS, FIELDS
from benchmarks.releases import Releases
from benchmarks.report import Line
from benchmarks.servers import PEERS, UNCACHED, Server

_PIECE: Final = 1 << 16
_LONGEST_SECONDS: Final = 20
"""How long a stream is read: one that takes longer is cut, and counts by the rows that came."""
_LIST: Final = "/v1/trade-flows"
_COLUMNS: Final = ",".join(
    name for name, one in all_columns(TRADE_FLOWS.out).items() if one.path[0] in FIELDS.split(",")
)
_OURS: Final = {
    "CSV": f"{_LIST}.csv?columns={_COLUMNS}",
    "JSON Lines": f"{_LIST}.jsonl?fields={FIELDS}",
    "whole rows": f"{_LIST}.csv?columns=all",
}
_KEY: Final = ("reporter", "partner", "flow", "commodity", "source")
"""The members that Datasette gives anyhow, being of the key."""
_PARTS: Final = ("amount", "lower", "upper", "unit", "bounds", "hedge")


def _datasettes(columns: Iterable[str], **more: str) -> str:
    """Give Datasette's address of the stream of these columns."""
    named = [("_col", column) for column in columns if column not in _KEY]
    return f"/peers/trade_flows.csv?{urlencode([('_stream', 'on'), ('_size', 'max'), *named, *more.items()])}"


_DATASETTE: Final = {
    "Datasette": _datasettes(COLUMNS.split(",")),
    "Datasette, the same": _datasettes(
        ("period", *(f"{quantity}_{part}" for quantity in ("primary_value", "net_weight") for part in _PARTS)),
        _labels="on",
    ),
}
_FIRSTS: Final = 20
_PAUSE_SECONDS: Final = 0.1
"""So that an export whose reader went away has ended: only some may run at once."""
_MOST_MEBIBYTES: Final = 32
_MEBIBYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Export:
    """One export: its rows, the processor time they took, and memory above idle in bytes."""

    rows: int
    cpu_seconds: float
    grown: int = 0

    @property
    def rate(self) -> float:
        """Rows in a second of processor time."""
        return self.rows / self.cpu_seconds

    def __str__(self) -> str:
        """Write the rate."""
        return f"{self.rate:,.0f} rows/s"


def exports(releases: Releases, size: str, effort: Effort) -> Iterator[Line]:
    """Compare whole lists with those of sqlite3 and Datasette."""
    file = releases.peers_file(size)
    with ExitStack() as stack:
        own = stack.enter_context(servers.ours("ours-exporting", releases.sqlite(size), UNCACHED))
        firsts = {name: _first_byte(own, path) for name, path in (("page", f"{_LIST}?limit=50"), *_OURS.items())}
        takes: dict[str, Callable[[], Export]] = {
            **{name: partial(_stream, own, path) for name, path in _OURS.items()},
            "sqlite3": partial(_sqlite3, file, size, "export.sql"),
            "sqlite3, columns": partial(_sqlite3, file, size, "columns.sql"),
            **{name: partial(_datasette, file, path) for name, path in _DATASETTE.items()},
        }
        seen = _in_turn(takes, effort.rounds)
    yield from _rates(seen)
    for name in _OURS:
        yield _memory(name, seen[name].grown / _MEBIBYTE)
        yield _soon(name, firsts[name], firsts["page"])


def _in_turn(takes: dict[str, Callable[[], Export]], rounds: int) -> dict[str, Export]:
    seen: dict[str, list[Export]] = {name: [] for name in takes}
    for _ in range(rounds):
        for name, take in takes.items():
            seen[name].append(take())
    return {name: middle(some, attrgetter("rate")) for name, some in seen.items()}


def _rates(seen: dict[str, Export]) -> Iterator[Line]:
    yield _line("CSV, 8 members", seen["CSV"], "sqlite3 -csv, the same columns", seen["sqlite3"], 0.5)
    yield _line("CSV, 8 members", seen["CSV"], "sqlite3 -csv, 8 columns", seen["sqlite3, columns"])
    yield _line("CSV, 8 members", seen["CSV"], "Datasette's stream, the same columns", seen["Datasette, the same"], 30)
    yield _line("CSV, 8 members", seen["CSV"], "Datasette's stream, 8 columns", seen["Datasette"])
    yield _line("CSV, whole labelled rows", seen["whole rows"], "sqlite3 -csv, the same as above", seen["sqlite3"])
    yield _line("JSON Lines, 8 members", seen["JSON Lines"], "sqlite3 -csv, the same columns", seen["sqlite3"], 0.3)


def _memory(name: str, grown: float) -> Line:
    return Line(
        what=f"memory of an export above idle, {name}",
        ours=f"{grown:.1f} MiB",
        beside="memory allowed",
        theirs=f"{_MOST_MEBIBYTES} MiB",
        ratio=grown / _MOST_MEBIBYTES,
        wanted=1,
        at_most=True,
    )


def _soon(name: str, first: float, page: float) -> Line:
    return Line(
        what=f"first byte of an export, {name}",
        ours=f"{first * 1000:.1f} ms",
        beside="a page",
        theirs=f"{page * 1000:.1f} ms",
        ratio=first / page,
        wanted=10,
        at_most=True,
    )


def _line(what: str, own: Export, beside: str, other: Export, wanted: float | None = None) -> Line:
    return Line(what=what, ours=str(own), beside=beside, theirs=str(other), ratio=own.rate / other.rate, wanted=wanted)


def _first_byte(server: Server, path: str) -> float:
    """Give the seconds to the first bytes of a body, at best: whatever else the machine does only adds to them."""
    taken = []
    for _ in range(_FIRSTS):
        begun = time.perf_counter()
        with urllib.request.urlopen(server.url(path), timeout=600) as response:  # noqa: S310  # our own server
            response.read1(_PIECE)
            taken.append(time.perf_counter() - begun)
        time.sleep(_PAUSE_SECONDS)
    return min(taken)


def _stream(server: Server, path: str) -> Export:
    """Read a stream to its end, or as long as a stream is read."""
    processes.forget_peak(server.pid)
    idle, before, begun = processes.memory(server.pid), processes.cpu_seconds(server.pid), time.perf_counter()
    lines = 0
    with urllib.request.urlopen(server.url(path), timeout=600) as response:  # noqa: S310  # our own server
        while piece := response.read1(_PIECE):
            lines += piece.count(b"\n")
            if time.perf_counter() - begun > _LONGEST_SECONDS:
                break
        spent = processes.cpu_seconds(server.pid) - before
    return Export(lines, spent, processes.memory(server.pid, "VmHWM") - idle)


def _datasette(file: Path, path: str) -> Export:
    """Stream from a server of its own: Datasette goes on for a reader that has left, beside whatever comes next."""
    with servers.datasette(file) as server:
        return _stream(server, path)


def _sqlite3(file: Path, size: str, script: str) -> Export:
    run = processes.run(["sqlite3", "-readonly", "-csv", file, f".read {PEERS / script}"])
    return Export(Rows(size).count, run.cpu_seconds)
