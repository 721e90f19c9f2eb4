"""A plugin of pytest that runs, for each of some mutants, the tests that reach it, until one fails.

    pytest -p tests.mutation.running --rooms '{"app/vocabulary": 80}' --killed FILE tests/vocabulary

No file of the tree is touched: a process that has everything imported and collected, and the seed loaded, forks for
each mutant; the child exchanges the code of the functions of one module. Which tests reach a line, and how long each
takes, says a first run of all of them.
"""

import functools
import gc
import hashlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
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
    parser.addoption("--known", type=Path, help="keep there what the next run need not find out anew")
    parser.addoption("--only", default="", help="take only mutants whose names hold this")


class Known:
    """What earlier runs found: which tests run which lines, how long each takes, and which found which mutant.

    It saves time and decides nothing: a mutant is killed by a test that fails now. Of a module that was changed since,
    and of tests that came since, what they run is found anew.
    """

    def __init__(self, path: Path | None, modules: Sequence[str]) -> None:
        self._path, self._modules = path, modules
        known = json.loads(path.read_text()) if path and path.exists() else {}
        self.seconds: dict[str, float] = known.get("seconds", {})
        self.killers: dict[str, str] = known.get("killers", {})
        self._digests = {module: hashlib.sha256((ROOT / module).read_bytes()).hexdigest() for module in modules}
        self._lines: dict[str, dict[str, list[int]]] = known.get("lines", {})
        """By module and test."""
        for module, digest in self._digests.items():
            if known.get("digests", {}).get(module) != digest:
                self._lines[module] = {}
        self._digests = known.get("digests", {}) | self._digests

    def write(self) -> None:
        """Write all to the file, if there is one."""
        if self._path:
            told = {
                "seconds": self.seconds,
                "killers": self.killers,
                "digests": self._digests,
                "lines": self._lines,
            }
            self._path.write_text(json.dumps(told))

    def unmeasured(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Return the tests of which it is not known which lines of the modules they run."""
        return [one for one in items if any(one.nodeid not in self._lines[module] for module in self._modules)]

    def learn(self, seconds: dict[str, float], lines: dict[str, dict[str, list[int]]]) -> None:
        """Take over what a run of tests told, each with its time; of those without one it told nothing."""
        self.seconds |= seconds
        for module in self._modules:
            for test in seconds:
                self._lines[module][test] = lines.get(module, {}).get(test, [])

    def tests_of(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Return the tests that run the statement of a mutant: those of its room first, of these the quickest."""
        statement = set(range(mutant.first_line, mutant.last_line + 1))
        reached = [one for one in items if statement & set(self._lines[mutant.module].get(one.nodeid, ()))]
        words = set(Path(mutant.module).with_suffix("").parts)

        def far(test: pytest.Item) -> tuple[int, float]:
            near = words & {*test.path.stem.split("_"), *test.path.parts}
            return -len(near), self.seconds[test.nodeid]

        chosen, left = [], SECONDS
        for test in sorted(reached, key=far):
            if self.seconds[test.nodeid] < left:
                chosen.append(test)
                left -= self.seconds[test.nodeid]
        return chosen


class _Watch:
    """Notes for each test that passes which lines it ran and how long it took."""

    def __init__(self, modules: Sequence[str]) -> None:
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[str(ROOT / one) for one in modules]
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        began = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - began
        self.coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def found(self) -> list[object]:
        data = self.coverage.get_data()
        lines: dict[str, dict[str, list[int]]] = {}
        for file in data.measured_files():
            of_module = lines[str(Path(file).relative_to(ROOT))] = defaultdict(list)
            for line, tests in data.contexts_by_lineno(file).items():
                for test in tests:
                    of_module[test].append(line)
        # What fails without a mutant would seem to find every one.
        return [{test: seconds for test, seconds in self.seconds.items() if test not in self.failed}, lines]


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


def _learn(session: pytest.Session, known: Known, modules: Sequence[str]) -> None:
    """Run the tests of which it is not known which lines of the modules they run."""

    def measure() -> object:
        watch = _Watch(modules)
        session.config.pluginmanager.register(watch)
        watch.coverage.start()
        _run(session, unmeasured)
        watch.coverage.stop()
        return watch.found()

    if unmeasured := known.unmeasured(session.items):
        found = _forked(measure)
        if not isinstance(found, list):
            pytest.exit("the tests do not end without a mutant")
        known.learn(*found)
        known.write()


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


class _Trials:
    """Tries mutants one by one, each in a process of its own."""

    def __init__(self, session: pytest.Session, known: Known) -> None:
        self._session, self._known = session, known
        self._sound: dict[str, bool] = {}
        """Whether a test passes without a mutant, of those that failed with one."""

    def fate(self, mutant: Mutant) -> str:
        """Return what becomes of a mutant."""
        killer = self._known.killers.get(mutant.name)
        chosen = self._known.tests_of(mutant, self._session.items)
        chosen.sort(key=lambda one: one.nodeid != killer)
        while chosen:
            fate, by = self._tried(mutant, chosen)
            if not by:
                return fate
            if self._is_sound(by):
                self._known.killers[mutant.name] = by
                return fate
            chosen = [one for one in chosen if one.nodeid != by]
        return UNREACHED

    def _tried(self, mutant: Mutant | None, chosen: Sequence[pytest.Item]) -> tuple[str, str]:
        """Run tests until one fails, and return which."""

        def attempt() -> object:
            if mutant and not put_in(mutant):
                return NOT_MADE, ""
            failed = _run(self._session, chosen, until_one_fails=True)
            return KILLED if failed else SURVIVED, failed

        seconds = sum(self._known.seconds[one.nodeid] for one in chosen)
        found = _forked(attempt, 5 * seconds + PATIENCE)
        fate, by = found if isinstance(found, list) else (KILLED, "")
        return fate, by

    def _is_sound(self, test: str) -> bool:
        if test not in self._sound:
            alone = [one for one in self._session.items if one.nodeid == test]
            self._sound[test] = self._tried(None, alone)[0] == SURVIVED
        return self._sound[test]


def sample(rooms: dict[str, int]) -> list[Mutant]:
    """Draw so many mutants from each room, by lots that stay the same while a function does."""
    drawn: list[Mutant] = []
    for room, most in rooms.items():
        paths = sorted((ROOT / room).rglob("*.py")) if (ROOT / room).is_dir() else [ROOT / room]
        drawn += sorted((one for path in paths for one in mutants(path)), key=lambda one: one.lot)[:most]
    return drawn


def _run(session: pytest.Session, items: Sequence[pytest.Item], *, until_one_fails: bool = False) -> str:
    """Run tests, and return which failed last; what is there for the whole session stays, for the parent has it too."""
    failed = ""
    for item, following in zip(items, [*items, session][1:], strict=True):
        before = session.testsfailed
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed > before:
            failed = item.nodeid
            if until_one_fails:
                break
    return failed


def _start_once(session: pytest.Session) -> None:
    """Run a test that does no more than load the seed, and one with a server, so that not every child has to."""
    fixtures = {item: set(getattr(item, "fixturenames", ())) for item in session.items}
    seed = (item for item, names in fixtures.items() if "seed_sqlite" in names and not names & {"client", "article"})
    for items in (seed, filter(_is_on_a_server, fixtures)):
        _run(session, [*islice(items, 1)])


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let Hypothesis try few examples, and look for no simpler one of what fails: that it does is enough."""
    phases = [Phase.explicit, Phase.generate]
    checks = list(HealthCheck)
    hypothesis.register_profile("mutants", max_examples=25, deadline=None, phases=phases, suppress_health_check=checks)
    hypothesis.load_profile("mutants")
    session.config.option.tbstyle = "no"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what another process does, or the other engine but for loads into databases of a test's own."""
    items[:] = [one for one in items if not _is_on_a_server(one) or _makes_its_own(one)]


def _is_on_a_server(item: Any) -> bool:
    params = getattr(getattr(item, "callspec", None), "params", {})
    return any("postgres" in name for name in (*item.fixturenames, *map(str, params.values())))


def _makes_its_own(item: Any) -> bool:
    return not {"settings", "empty_postgres"}.isdisjoint(item.fixturenames)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try all mutants in place of running the tests once."""
    drawn = [
        one for one in sample(session.config.getoption("--rooms")) if session.config.getoption("--only") in one.name
    ]
    _start_once(session)
    modules = sorted({one.module for one in drawn})
    known = Known(session.config.getoption("--known"), modules)
    _learn(session, known, modules)
    trials = _Trials(session, known)
    path: Path = session.config.getoption("--killed")
    fates: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    for number, mutant in enumerate(drawn, start=1):
        if mutant.name in fates:
            continue
        fates[mutant.name] = trials.fate(mutant)
        path.write_text(json.dumps(fates, indent=1))
        os.write(2, f"{number} of {len(drawn)}: {fates[mutant.name]}: {mutant.name}\n".encode())
    known.write()
    return True
