"""A plugin of pytest that runs, for each of some mutants, the tests that reach it, until one fails.

    pytest -p tests.mutation.running --rooms '{"app/vocabulary": 80}' --killed FILE tests/vocabulary

No file of the tree is touched: a process that has everything imported and collected, and the seed loaded, forks for
each mutant; the child exchanges the code of the functions of one module. Which tests reach a line, and how long each
takes, says a first run of all of them.
"""

import functools
import gc
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
from _pytest.main import pytest_runtestloop as run_tests
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis

from tests.mutation.mutants import ROOT, Mutant, compiled, mutants

SECONDS = 15.0
"""How long the tests of one mutant may take, those first that are near to it: what a survivor costs."""
PATIENCE = 30
"""Seconds of the processor on top of five times what its tests take, after which a mutant is one that never ends."""
MEMORY = 8 * 2**30
"""Bytes of addresses: what asks for more is killed as what never ends is."""
KILLED, SURVIVED, UNREACHED, NOT_MADE = "killed", "survived", "reached by no test", "not made"
"""What becomes of a mutant; none is made where the code would stand on other variables than the function has."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say which mutants are made, and where what became of them is written."""
    parser.addoption("--rooms", type=json.loads, help="how many mutants to take from the modules below each path")
    parser.addoption("--killed", type=Path, help="write there what became of each mutant, and go on from there")
    parser.addoption("--reach", type=Path, help="keep there which tests reach which lines, and read it if it exists")
    parser.addoption("--only", default="", help="take only mutants whose names hold this")


@dataclass
class Reach:
    """Which tests, by their place among all, run a line of a module; and how long each test takes."""

    seconds: list[float] = field(default_factory=list)
    lines: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def tests_of(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Return the tests that run the statement of a mutant: those of its room first, of these the quickest."""
        lines = self.lines.get(mutant.module, {})
        reached = {one for line in range(mutant.first_line, mutant.last_line + 1) for one in lines.get(str(line), ())}
        words = set(Path(mutant.module).with_suffix("").parts)

        def far(test: int) -> tuple[int, float]:
            return -len(words & set(items[test].path.stem.split("_") + list(items[test].path.parts))), self.seconds[
                test
            ]

        chosen, left = [], SECONDS
        for test in sorted(reached, key=far):
            if self.seconds[test] < left:
                chosen.append(items[test])
                left -= self.seconds[test]
        return chosen

    def seconds_of(self, chosen: Sequence[pytest.Item], items: Sequence[pytest.Item]) -> float:
        """Return how long some of the tests take."""
        return sum(self.seconds[items.index(one)] for one in chosen)


class _Watch:
    """Notes for each test which lines it ran and how long it took."""

    def __init__(self, items: Sequence[pytest.Item], modules: Sequence[str]) -> None:
        self.places = {item.nodeid: str(place) for place, item in enumerate(items)}
        self.seconds = [0.0] * len(items)
        self.coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[str(ROOT / one) for one in modules]
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        place = self.places[item.nodeid]
        self.coverage.switch_context(place)
        began = time.process_time()
        result = yield
        self.seconds[int(place)] = time.process_time() - began
        self.coverage.switch_context("")
        return result

    def reach(self) -> Reach:
        data, reach = self.coverage.get_data(), Reach(self.seconds)
        for file in data.measured_files():
            lines = data.contexts_by_lineno(file)
            reach.lines[str(Path(file).relative_to(ROOT))] = {
                str(line): sorted(int(test) for test in tests if test) for line, tests in lines.items()
            }
        return reach


def _forked(work: Callable[[], object], seconds: float | None = None) -> object:
    """Do work in a process of its own, and return what it gave; None where it was killed."""
    reading, writing = os.pipe()
    if child := os.fork():
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
        return json.loads(text) if text else None
    status = 1
    try:
        os.close(reading)
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if seconds:
            signal.signal(signal.SIGXCPU, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        text = json.dumps(work()).encode()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(text)
        status = 0
    except BaseException:  # noqa: BLE001  # nothing of the child may go on as if it were the parent
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _reach(session: pytest.Session, modules: Sequence[str]) -> Reach:
    def measure() -> object:
        watch = _Watch(session.items, modules)
        session.config.pluginmanager.register(watch)
        watch.coverage.start()
        run_tests(session)
        watch.coverage.stop()
        reach = watch.reach()
        return [reach.seconds, reach.lines]

    found = _forked(measure)
    if not isinstance(found, list):
        pytest.exit("the tests do not pass without a mutant")
    return Reach(*found)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def put_in(mutant: Mutant) -> int:
    """Exchange the code of all functions of the mutant's module, forget what was kept, and return how many changed."""
    file = str(ROOT / mutant.module)
    changed: dict[tuple[str, int], list[CodeType]] = defaultdict(list)
    for code in _codes(compiled(mutant)):
        changed[code.co_qualname, code.co_firstlineno].append(code)
    exchanged = 0
    gc.unfreeze()
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == file:
            codes = changed[one.__code__.co_qualname, one.__code__.co_firstlineno]
            if len(codes) == 1 and codes[0].co_freevars == one.__code__.co_freevars:
                exchanged += codes[0] != one.__code__
                one.__code__ = codes[0]
        elif isinstance(one, functools._lru_cache_wrapper) and _is_ours(one, mutant):  # noqa: SLF001  # its only name
            one.cache_clear()
    return exchanged


def _is_ours(kept: Any, mutant: Mutant) -> bool:
    """Return whether what a function keeps may be otherwise with a mutant: the codes of the seed take seconds."""
    module = str(getattr(kept, "__module__", ""))
    return module.startswith("app.") and (module != "app.loading.reference" or "/loading/" in mutant.module)


def _fate(session: pytest.Session, mutant: Mutant, reach: Reach) -> object:
    items = session.items
    chosen = reach.tests_of(mutant, items)
    if not chosen:
        return UNREACHED

    def attempt() -> object:
        if not put_in(mutant):
            return NOT_MADE
        session.items, session.config.option.maxfail = chosen, 1
        with suppress(session.Failed, session.Interrupted):
            run_tests(session)
        return KILLED if session.testsfailed else SURVIVED

    return _forked(attempt, 5 * reach.seconds_of(chosen, items) + PATIENCE) or KILLED


def sample(rooms: dict[str, int]) -> list[Mutant]:
    """Draw so many mutants from each room, by lots that stay the same while a function does."""
    drawn: list[Mutant] = []
    for room, most in rooms.items():
        paths = sorted((ROOT / room).rglob("*.py")) if (ROOT / room).is_dir() else [ROOT / room]
        drawn += sorted((one for path in paths for one in mutants(path)), key=lambda one: one.lot)[:most]
    return drawn


def _load_the_seed(session: pytest.Session) -> None:
    """Run a test that does no more than load it, so that not every child has to."""
    for item in session.items:
        names = set(getattr(item, "fixturenames", ()))
        if "seed_sqlite" in names and not names & {"client", "article"}:
            elsewhere = next(one for one in session.items if one.path != item.path)
            runtestprotocol(item, log=False, nextitem=elsewhere)
            return


def _kept_reach(session: pytest.Session, drawn: Sequence[Mutant]) -> Reach:
    kept: Path | None = session.config.getoption("--reach")
    if kept and kept.exists():
        return Reach(*json.loads(kept.read_text()))
    reach = _reach(session, sorted({one.module for one in drawn}))
    if kept:
        kept.write_text(json.dumps([reach.seconds, reach.lines]))
    return reach


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let Hypothesis look for no simpler example of what fails: that it does is enough."""
    phases = [Phase.explicit, Phase.generate]
    hypothesis.register_profile("mutants", deadline=None, phases=phases, suppress_health_check=list(HealthCheck))
    hypothesis.load_profile("mutants")
    session.config.option.tbstyle = "no"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what another process does, or the other engine."""
    items[:] = [one for one in items if not _is_elsewhere(one)]


def _is_elsewhere(item: Any) -> bool:
    params = getattr(getattr(item, "callspec", None), "params", {})
    return any("postgres" in name for name in (*item.fixturenames, *map(str, params.values())))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try all mutants in place of running the tests once."""
    drawn = [
        one for one in sample(session.config.getoption("--rooms")) if session.config.getoption("--only") in one.name
    ]
    _load_the_seed(session)
    reach = _kept_reach(session, drawn)
    path: Path = session.config.getoption("--killed")
    fates: dict[str, object] = json.loads(path.read_text()) if path.exists() else {}
    for number, mutant in enumerate(drawn, start=1):
        if mutant.name in fates:
            continue
        fates[mutant.name] = _fate(session, mutant, reach)
        path.write_text(json.dumps(fates, indent=1))
        os.write(2, f"{number} of {len(drawn)}: {fates[mutant.name]}: {mutant.name}\n".encode())
    return True
