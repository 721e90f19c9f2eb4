"""Threads for blocking reads: how long each may take, how many may take long, how they take turns, how one is ended."""

import asyncio
import ctypes
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock, RLock, get_ident
from typing import Final, ParamSpec

from sqlalchemy import Connection, Engine, event

from app.database import Busy, T, TooSlow, Unavailable

P = ParamSpec("P")
_QUICK_SECONDS: Final = 0.1
"""How long work may take that has no place among what takes long."""
_TURN: Final = RLock()
"""Held by the one thread that computes. It belongs to the process, as the interpreter does."""
_TURN_SECONDS: Final = 1.0
"""How long a thread waits for its turn before it computes beside the one that has it."""
_GIVEN_UP: Final = "tradefacts.given_up"
"""Where a connection holds whether a turn was given up for the statement that it runs (`Connection.info`)."""


def in_turn(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """Run work that computes for long when no other such work does.

    A thread that computes takes the interpreter from the event loop again and again, and two do so twice as often. The
    turn is another's while a statement runs on a connection that `gives_turns_up`.
    """
    _TURN.acquire(timeout=_TURN_SECONDS)
    try:
        return work(*given, **named)
    finally:
        _release_turn()  # where it came, and was not given up for a statement that failed


@contextmanager
def out_of_turn() -> Iterator[None]:
    """Run what waits for other threads, or has them wait, without the turn of this one."""
    has_turn = _release_turn()
    yield
    if has_turn:  # work that fails or is ended goes on without
        _TURN.acquire(timeout=_TURN_SECONDS)


def _release_turn() -> bool:
    """Return whether this thread had a turn, which it has no more."""
    try:
        _TURN.release()
    except RuntimeError:
        return False
    return True


def gives_turns_up(connection: Connection | Engine) -> None:
    """Set a connection, or all of an engine, to give the turn up while a statement runs."""
    event.listen(connection, "before_cursor_execute", _give_up)
    event.listen(connection, "after_cursor_execute", _take_back)


def _give_up(connection: Connection, *_: object) -> None:
    connection.info[_GIVEN_UP] = _release_turn()


def _take_back(connection: Connection, *_: object) -> None:
    if connection.info[_GIVEN_UP]:
        _TURN.acquire(timeout=_TURN_SECONDS)


class _Ended(BaseException):
    """Raised in a thread from outside; no handler of ordinary errors stops it."""


def _without_ended(tell: Callable[["sys.UnraisableHookArgs"], object]) -> Callable[["sys.UnraisableHookArgs"], None]:
    """Return what reports as `tell` does, but not that work was stopped in a finalizer."""

    def report(lost: "sys.UnraisableHookArgs") -> None:
        if lost.exc_type is not _Ended:
            tell(lost)

    return report


sys.unraisablehook = _without_ended(sys.unraisablehook)


class Budget:
    """What a piece of work may take of a thread: it can be ended from outside, wherever in Python it is."""

    def __init__(self, *, takes_long: bool = False) -> None:
        self.is_over = False
        self._takes_long = takes_long
        self._thread: int | None = None
        self._lock = Lock()

    def run(self, work: Callable[[Connection], T], connection: Connection) -> T:
        """Run work that holds nothing but a connection, of no more use after TooSlow; in turn if it takes long."""
        return in_turn(self._run, work, connection) if self._takes_long else self._run(work, connection)

    def _run(self, work: Callable[[Connection], T], connection: Connection) -> T:
        try:
            with self._lock:
                if self.is_over:  # before there was a connection to work with
                    raise TooSlow
                self._thread = get_ident()
            try:
                return work(connection)
            finally:
                with self._lock:  # nothing is raised in this thread from here on
                    self._thread = None
        except _Ended:
            raise TooSlow from None

    def end(self) -> None:
        """Stop the work at its next line, or before its first.

        It is stopped again a little later, since what is raised in a finalizer is lost.
        """
        with self._lock:
            self.is_over = True
            if self._thread is None:
                return
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(_Ended))
        asyncio.get_running_loop().call_later(_QUICK_SECONDS, self.end)


class Crowded(TooSlow):
    """Work that was to be quick takes long, and all places for that are taken."""


class ReadThreads:
    """Thread pools for blocking reads, with a timeout enforced outside the driver.

    What takes long has a quarter as many threads beside: the others are free for what does not, and few share the
    processor with the event loop.
    """

    def __init__(self, size: int, seconds: float) -> None:
        self._most_slow = max(1, size // 4)
        self._for_long = ThreadPoolExecutor(self._most_slow, "long")
        self._for_short = ThreadPoolExecutor(size, "read")
        self._taken: dict[ThreadPoolExecutor, set[object]] = {self._for_long: set(), self._for_short: set()}
        self._size = size
        self._slow: set[object] = set()  # what takes long among what was to be quick
        self._seconds = seconds

    async def run(
        self,
        work: Callable[[Budget], T],
        abandon: Callable[[], None] | None = None,
        *,
        takes_long: bool = False,
        spent: float = 0.0,
    ) -> T:
        """Run work in a thread; past the deadline it is ended, and `abandon` frees a thread that waits for a driver.

        Seconds that were `spent` on it before count.

        Raises TooSlow when the work was begun, Crowded when it takes long beside others that were not said to, and Busy
        when no thread was free for it.
        """
        budget = Budget(takes_long=takes_long)
        try:
            pool = self._for_long if takes_long else self._for_short
            submitted = pool.submit(work, budget)
        except RuntimeError as error:
            raise Unavailable("the database is being closed") from error
        self._taken[pool].add(submitted)
        submitted.add_done_callback(self._taken[pool].discard)
        future = asyncio.wrap_future(submitted)
        future.add_done_callback(_forget)
        is_crowded = await (self._wait_long if takes_long else self._wait)(submitted, future, self._seconds - spent)
        if future.done():
            return future.result()
        if submitted.cancel():
            raise Busy("as many questions are being answered as can be at once")
        budget.end()
        if abandon:
            abandon()
        raise Crowded if is_crowded else TooSlow

    async def _wait_long(self, submitted: "Future[T]", future: "asyncio.Future[T]", seconds: float) -> bool:
        """Wait for work that takes long: half of its time at most for a thread."""
        for _ in range(2):
            await asyncio.wait({future}, timeout=seconds / 2)
            if future.done() or not submitted.running():
                break
        return False

    async def _wait(self, submitted: "Future[T]", future: "asyncio.Future[T]", seconds: float) -> bool:
        """Wait for work that is to be quick; return whether it has to end, since it is not and others are neither."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not future.done() and (left := end - loop.time()) > 0:
            is_slow = submitted in self._slow
            await asyncio.wait({future}, timeout=left if is_slow else min(left, _QUICK_SECONDS))
            if submitted.running() and not is_slow:
                if len(self._slow) >= self._most_slow:
                    return True
                self._slow.add(submitted)
                submitted.add_done_callback(self._slow.discard)
        return False

    def usage(self) -> dict[str, tuple[int, int]]:
        """Return of each pool how much runs in it or waits for it, and how much may run."""
        return {
            "long": (len(self._taken[self._for_long]), self._most_slow),
            "short": (len(self._taken[self._for_short]), self._size),
        }

    def close(self) -> None:
        """Close the pools: work that was not begun is dropped, and none is taken any more."""
        for pool in (self._for_long, self._for_short):
            pool.shutdown(wait=False, cancel_futures=True)


def _forget(future: "asyncio.Future[T]") -> None:
    """Read an error that nobody waits for any more, so that nobody is told of it."""
    if not future.cancelled():
        future.exception()
