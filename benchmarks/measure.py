"""Processor time per request, of servers that take turns: sturdy where a wall clock is not."""

import re
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from tempfile import NamedTemporaryFile
from typing import Final, TypeVar

from benchmarks.processes import cpu_seconds
from benchmarks.servers import HERE, LOAD_CORE, Server

_CONNECTIONS: Final = 8
_REQUESTS: Final = re.compile(r"(\d+) requests in ")
_READY_CORE: Final = 0.9

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how often each measure is taken."""

    seconds: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a server, over and over: paths in turn, with headers."""

    server: Server
    paths: Sequence[str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request has cost: microseconds of processor time in the server and in its database, and the load."""

    micros: float
    database_micros: float
    per_second: float
    core: float

    def __str__(self) -> str:
        """Write microseconds: ours, those of the database, and a mark where the core was not full."""
        own = f"{self.micros:,.0f}" + (f" + {self.database_micros:,.0f}" if self.database_micros else "")
        return f"{own} µs" + ("*" if self.is_limited_elsewhere else "")

    @property
    def is_limited_elsewhere(self) -> bool:
        """Whether the server had less than 0.9 of its core: a neighbour, its database or the load was the limit."""
        return self.core < _READY_CORE


def ask(server: Server, *paths: str, **headers: str) -> Question:
    """Say what to ask; the first answer is fetched at once, so that a server that refuses is not measured."""
    server.get(paths[0])
    return Question(server, paths, headers)


def interleaved(questions: Mapping[K, Question], effort: Effort) -> dict[K, Cost]:
    """Ask all questions in turn, several rounds, and give the median cost of each."""
    seen: dict[K, list[Cost]] = {name: [] for name in questions}
    for _ in range(effort.rounds):
        for name, question in questions.items():
            seen[name].append(_cost(question, effort.seconds))
    return {name: middle(costs, attrgetter("micros")) for name, costs in seen.items()}


def middle(values: Iterable[T], by: Callable[[T], float]) -> T:
    """Give the value in the middle, the lower one of two."""
    ordered = sorted(values, key=by)
    return ordered[(len(ordered) - 1) // 2]


def _cost(question: Question, seconds: int) -> Cost:
    server, database = question.server, question.server.database
    roots = [database] if database else []
    before, database_before, begun = cpu_seconds(server.pid), cpu_seconds(*roots), time.monotonic()
    requests = _load(question, seconds)
    took = time.monotonic() - begun
    spent, database_spent = cpu_seconds(server.pid) - before, cpu_seconds(*roots) - database_before
    return Cost(spent / requests * 1e6, database_spent / requests * 1e6, requests / took, spent / took)


def _load(question: Question, seconds: int) -> int:
    """Run wrk, and give how many requests were answered; raise when one was refused."""
    with NamedTemporaryFile("w", suffix=".paths") as paths:
        paths.writelines(f"{path}\n" for path in question.paths)
        paths.flush()
        headers = [word for name, value in question.headers.items() for word in ("-H", f"{name}: {value}")]
        command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s"]
        command += [*headers, "-s", str(HERE / "cycle.lua"), question.server.url("/"), "--", paths.name]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  # wrk
    answered = _REQUESTS.search(said)
    if not answered or int(answered[1]) == 0 or "Non-2xx or 3xx" in said:
        raise RuntimeError(f"{question.server.name} did not answer {question.paths[0]}:\n{said}")
    return int(answered[1])
