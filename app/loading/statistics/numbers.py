"""Numbers of statistics: finite, not negative, and held exactly in 1/SCALE of a unit."""

import re
from decimal import Context, Decimal
from typing import Final

from app.loading.statistics.trouble import Refuse
from app.vocabulary.numbers import SCALE

LARGEST: Final = 10**14
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_EXACT: Final = Context(prec=100)
_NOT_A_NUMBER: Final = Refuse("is not a number as in 1234.5, without separators")
_NEGATIVE: Final = Refuse("is negative")
_TOO_LARGE: Final = Refuse("is more than 10^14")
_TOO_FINE: Final = Refuse("has more than four decimals")


def scaled(text: str, factor: int = 1) -> int | Refuse:
    """Read a number, times a factor, as an integer in 1/SCALE."""
    if not _NUMBER.fullmatch(text):
        return _NOT_A_NUMBER
    number = _EXACT.multiply(Decimal(text), Decimal(factor))
    if number < 0:
        return _NEGATIVE
    if number > LARGEST:
        return _TOO_LARGE
    whole = _EXACT.multiply(number, Decimal(SCALE))
    return int(whole) if whole == whole.to_integral_value() else _TOO_FINE
