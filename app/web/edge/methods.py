"""Which methods a path takes, over all routes, so that `Allow` is complete."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

_KEPT_AT_MOST: Final = 1_000
_READ: Final = ("GET", "HEAD", "OPTIONS")


class Methods:
    """The methods of every path of an application; a path with GET takes HEAD and OPTIONS too."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def __call__(self, path: str) -> Sequence[str]:
        """Give the methods that a path takes, sorted; none for a path that does not exist."""
        return self._found(path)

    @cached_property
    def _found(self) -> Callable[[str], Sequence[str]]:
        return lru_cache(_KEPT_AT_MOST)(self._find)

    def _find(self, path: str) -> Sequence[str]:
        found: set[str] = set()
        for pattern, methods in self._patterns:
            if pattern.match(path):
                found.update(methods)
        return sorted(found)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], Sequence[str]]]:
        """Read once, when all routes are in place; a mounted folder of files is read-only."""
        patterns: list[tuple[re.Pattern[str], Sequence[str]]] = []
        for route in iter_route_contexts(self._app.routes):
            methods = getattr(route, "methods", None) or {"GET"}
            every = (*methods, *_READ[1:]) if "GET" in methods else (*methods, "OPTIONS")
            patterns.append((route.path_regex, every))
        return patterns
