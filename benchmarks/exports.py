"""What a whole list costs as a stream: rows in a second, memory above idle, and how soon the first byte comes."""

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Final

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
_CSV: Final = f"{_LIST}.csv?fields={FIELDS}"
_JSON_LINES: Final = f"{_LIST}.jsonl?fields={FIELDS}"
_DATASETTE: Final = (
    f"/peers/trade_flows.csv?_stream=on&_size=max&{'&'.join(f'_col={one}' for one in COLUMNS.split(','))}"
)
_PAGES: Final = 20
_MEBIBYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Export:
    """One export: its rows, processor time, seconds to the first byte, and memory above idle in bytes."""

    rows: int
    cpu_seconds: float
    first_byte: float = 0
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
        peer = stack.enter_context(servers.datasette(file))
        page = min(_first_byte(own, f"{_LIST}?limit=50") for _ in range(_PAGES))
        takes: dict[str, Callable[[], Export]] = {
            "CSV": partial(_stream, own, _CSV),
            "JSON Lines": partial(_stream, own, _JSON_LINES),
            "whole rows": partial(_stream, own, f"{_LIST}.csv"),
            "sqlite3": partial(_sqlite3, file, size, "export.sql"),
            "sqlite3, columns": partial(_sqlite3, file, size, "columns.sql"),
            "Datasette": partial(_stream, peer, _DATASETTE),
        }
        seen = _in_turn(takes, effort.rounds)
    yield from _lines(seen, page)


def _in_turn(takes: dict[str, Callable[[], Export]], rounds: int) -> dict[str, Export]:
    seen: dict[str, list[Export]] = {name: [] for name in takes}
    for _ in range(rounds):
        for name, take in takes.items():
            seen[name].append(take())
    return {name: middle(some, attrgetter("rate")) for name, some in seen.items()}


def _lines(seen: dict[str, Export], page: float) -> Iterator[Line]:
    yield _line("CSV, 8 members", seen["CSV"], "sqlite3 -csv, the same columns", seen["sqlite3"], 0.5)
    yield _line("CSV, 8 members", seen["CSV"], "sqlite3 -csv, 8 columns", seen["sqlite3, columns"])
    yield _line("CSV, 8 members", seen["CSV"], "Datasette's stream, 8 columns", seen["Datasette"], 30)
    yield _line("CSV, whole labelled rows", seen["whole rows"], "sqlite3 -csv, the same as above", seen["sqlite3"])
    yield _line("JSON Lines, 8 members", seen["JSON Lines"], "sqlite3 -csv, the same columns", seen["sqlite3"], 0.3)
    for name in ("CSV", "JSON Lines", "whole rows"):
        grown = seen[name].grown / _MEBIBYTE
        yield Line(
            what=f"memory of an export above idle, {name}",
            ours=f"{grown:.1f} MiB",
            beside="32 MiB",
            theirs="",
            ratio=grown / 32,
            wanted=1,
            at_most=True,
        )
        first = seen[name].first_byte
        yield Line(
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
    begun = time.perf_counter()
    server.get(path)
    return time.perf_counter() - begun


def _stream(server: Server, path: str) -> Export:
    """Read a stream to its end, or as long as a stream is read."""
    processes.forget_peak(server.pid)
    idle, before, begun = processes.memory(server.pid), processes.cpu_seconds(server.pid), time.perf_counter()
    lines, first = 0, 0.0
    with urllib.request.urlopen(server.url(path), timeout=600) as response:  # noqa: S310  # our own server
        while piece := response.read1(_PIECE):
            first = first or time.perf_counter() - begun
            lines += piece.count(b"\n")
            if time.perf_counter() - begun > _LONGEST_SECONDS:
                break
        spent = processes.cpu_seconds(server.pid) - before
    return Export(lines, spent, first, processes.memory(server.pid, "VmHWM") - idle)


def _sqlite3(file: Path, size: str, script: str) -> Export:
    run = processes.run(["sqlite3", "-readonly", "-csv", file, f".read {PEERS / script}"])
    return Export(Rows(size).count, run.cpu_seconds)
