"""What somebody may have meant who wrote a word that does not exist."""

from collections.abc import Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

_NEAR: Final = 0.8
"""How alike (1 is the same) words are when one may be meant for the other; beginnings weigh more, as in codes."""


def nearest(given: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Suggest the known words most like the given one, best first, ignoring case; none when none is like it."""
    found = process.extract(
        given,
        sorted(known),
        scorer=JaroWinkler.normalized_similarity,
        processor=str.casefold,
        limit=count,
        score_cutoff=_NEAR,
    )
    return tuple(word for word, *_ in found)
