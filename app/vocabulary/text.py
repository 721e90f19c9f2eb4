"""How words are made comparable: folded before they are stored and looked up, and likened to words that exist."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

_ALIKE: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER TURNED COMMA}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{HYPHEN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
    }
)
"""Letters and signs that Unicode does not take apart although a keyboard often lacks them."""


def fold(text: str) -> str:
    """Return a text without case, accents and runs of white space, so that both engines find the same.

    `Türkiye` and `TURKIYE` fold alike; the result never holds a line break. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(bare.translate(_ALIKE).split())


def searchable(words: Iterable[str | None]) -> str:
    """Fold names, aliases and codes into one text for a `search` column: a line for each, none twice."""
    folded = dict.fromkeys(fold(word) for word in words if word)
    folded.pop("", None)
    return "\n".join(folded)


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
