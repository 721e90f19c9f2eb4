"""A bounded set of threads for reads, under a deadline that holds whatever the driver does."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.database.base import T, TooSlow, Unavailable


class ReadThreads:
    """Runs work in at most `size` threads; whoever waits for them waits no longer than `seconds`."""

    def __init__(self, size: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(size, "read")
        self._seconds = seconds

    async def run(self, work: Callable[[], T], abandon: Callable[[], None] | None = None) -> T:
        """Run work in a thread; past the deadline, `abandon` frees a thread that is still at it.

        Raises TooSlow when the work was begun, Unavailable when all threads were busy for the whole time.
        """
        try:
            future = self._pool.submit(work)
        except RuntimeError as error:
            raise Unavailable("the database is being closed") from error
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except TimeoutError as error:
            if future.cancelled():
                raise Unavailable("all connections to the database are busy", retry_after=1) from error
            if abandon:
                abandon()
            raise TooSlow from error

    def close(self) -> None:
        """Take no more work, and forget what was not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)
