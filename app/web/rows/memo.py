"""What was made of values that come again, found instead of being made anew."""

from collections.abc import Callable, Iterable
from typing import Any, Final

_AT_MOST: Final = 10_000
"""Different values whose result is kept."""


class Kept(dict[Any, Any]):
    """What a function gave for the values it was asked for, forgotten when there are too many."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, value: Any) -> Any:
        if len(self) >= _AT_MOST:
            self.clear()
        made = self[value] = self._function(value)
        return made


def kept(function: Callable[..., Any], width: int) -> Callable[..., list[Any]]:
    """Let a function of so many values run down columns of them; of none, it gives one result."""
    if width == 0:
        constant = [function()]
        return lambda: constant
    if width == 1:
        one = Kept(function).__getitem__
        return lambda column: list(map(one, column))
    several = Kept(lambda values: function(*values)).__getitem__

    def run(*columns: Iterable[Any]) -> list[Any]:
        return list(map(several, zip(*columns, strict=True)))

    return run
