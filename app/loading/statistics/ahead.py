"""Makes the next thing in a thread while one is worked on: polars, SQLite and sockets let go of Python's lock."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(things: Iterable[T]) -> Iterator[T]:
    """Go through things, one of them made in advance; what goes wrong in the making is raised here."""
    making = iter(things)
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(next, making, None)
        while (thing := following.result()) is not None:
            following = thread.submit(next, making, None)
            yield thing
