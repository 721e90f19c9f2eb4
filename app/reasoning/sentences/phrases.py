"""What sentences about any kind of fact are built from: dates, ordinals, lists of names, a beginning and an end."""

from collections.abc import Sequence
from typing import Final

from app.vocabulary import Period

_DAY: Final = len("2023-03-28")
_TEENS: Final = range(11, 14)
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}


def sentence(*parts: str | None) -> str:
    """Put the parts that there are into one sentence, with a capital and a full stop."""
    text = " ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}."


def fill(pieces: Sequence[str], **names: str | None) -> str:
    """Fill names into pieces such as `to {whom}`, one at the end of each at most; a piece without it is dropped."""
    filled = [piece.format(**{name: text or "" for name, text in names.items()}) for piece in pieces]
    return " ".join(piece for piece in filled if piece and not piece.endswith(" "))


def day(date: str) -> str:
    """Write a day, month or year: `28 March 2023`, `March 2023`, `2023`."""
    if len(date) < _DAY:
        return Period.parse(date).label
    return f"{int(date[8:])} {Period.parse(date[:7]).label}"


def on(date: str | None) -> str | None:
    """Say when something was: `on 28 March 2023`, `in March 2023`."""
    if date is None:
        return None
    return f"{'on' if len(date) == _DAY else 'in'} {day(date)}"


def ordinal(number: int) -> str:
    """Write the number of something in a series: `2nd`, `11th`, `23rd`."""
    ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def together(names: Sequence[str]) -> str:
    """Write names as one phrase: `A`, `A and B`, `A, B and C`; nothing for none."""
    first, last = names[:-1], "".join(names[-1:])
    return f"{', '.join(first)} and {last}" if first else last
