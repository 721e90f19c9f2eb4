"""Words that questions repeat, turned once and found again; longer texts are not kept, for clients may send many."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

_AT_MOST: Final = 10_000
_LONGEST: Final = 200
"""Characters; cursors are longer, and never come again."""


def remembering(turn: Callable[[str], str]) -> Callable[[str], str]:
    """Give the function that turns texts as `turn` does, and remembers what it made of words."""
    remembered = lru_cache(_AT_MOST)(turn)
    return lambda text: remembered(text) if len(text) <= _LONGEST else turn(text)
