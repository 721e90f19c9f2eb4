"""What people bring along from other services: their names of parameters, words and paths, with ours for them."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from app.vocabulary import tables_beside
from app.vocabulary.text import nearest

_BROUGHT: Final = tables_beside(__file__, "hints.toml")
_FORMATS: Final = {"format", "fmt", "output", "type", "filetype"}


def _by_word(table: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what each word that is brought along may stand for here."""
    found: dict[str, list[str]] = {}
    for ours, theirs in table.items():
        for word in theirs.split():
            found.setdefault(_key(word), []).extend(ours.split())
    return found


def _key(word: str) -> str:
    """Return a word without case, hyphens and underscores."""
    return re.sub(r"[-_ ]", "", word).casefold()


PARAMETERS: Final = _by_word(_BROUGHT["parameters"])
WORDS: Final = _by_word(_BROUGHT["words"])
COLLECTIONS: Final = _by_word(_BROUGHT["collections"])


def meant(given: str, names: Collection[str], brought: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the names that may be meant by one that is not among them, best first."""
    known = [name for name in brought.get(_key(given), ()) if name in names]
    return tuple(known) or nearest(given, names)


def asks_for_format(given: str) -> bool:
    """Return whether a parameter is one that other services take the format by."""
    return _key(given) in _FORMATS
