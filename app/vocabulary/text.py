"""How words are made comparable: folded before they are stored and looked up, and likened to words that exist.

And what a code, a name or an alias stands for: the same in the queries of the API and in the files that are imported.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import Indel, JaroWinkler

from app.vocabulary import tables_beside
from app.vocabulary.terms import AreaKind, CommodityLevel

_REPORTED: Final = (AreaKind.COUNTRY, AreaKind.GROUP, AreaKind.UNSPECIFIED, AreaKind.TERRITORY, AreaKind.FORMER)
_FIRST: Final = {kind: int(kind is not AreaKind.COUNTRY) for kind in _REPORTED}
"""Countries come first, then whatever else statistics report on; places inside countries come last."""
_PLACE: Final = 2
_CODES: Final = ("code", "alpha2", "m49", "locode")
_LEVELS: Final = tuple(CommodityLevel)
_ALIKE: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'")
    | dict.fromkeys("\N{MODIFIER LETTER TURNED COMMA}\N{MODIFIER LETTER APOSTROPHE}", "'")
    | dict.fromkeys("\N{HYPHEN}\N{EN DASH}\N{EM DASH}", "-")
)
"""Letters and signs that Unicode does not take apart although a keyboard often lacks them."""


def in_small_letters(text: str) -> str:
    """Return a text in small letters, each in its place: only that of a capital dotted i would be two characters."""
    return text.replace("İ", "i").lower()


def fold(text: str) -> str:
    """Return a text without case, accents and runs of white space, so that both engines find the same.

    `Türkiye` and `TURKIYE` fold alike; the result never holds a line break. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(bare.translate(_ALIKE).split())


_INITIALS: Final = re.compile(r"\b(?:[a-z]\.){2,}")
_ELIDED: Final = re.compile(r"\b[dl]'|'")
WORD: Final = re.compile(r"[^\W_]+")
"""Letters and figures without a sign between them."""
_LISTS: Final = tables_beside(__file__, "names.toml")
"""Words of the names of areas."""
_SILENT: Final = frozenset(_LISTS["silent"].split())
_SPELLED_OUT: Final[Mapping[str, str]] = {
    word: whole for whole, words in _LISTS["spelled_out"].items() for word in words.split()
}


def name_key(name: str) -> str:
    """Return the words of an area's name in the order of the alphabet, spelled out, without those that say nothing.

    `Congo, Dem. Rep.` and `Rép. dém. du Congo` both give `congo democratic republic`.
    """
    if name.isascii() and name.isalpha() and name.islower():  # most names of places are one word, already folded
        return _SPELLED_OUT.get(name, name)
    joined = _INITIALS.sub(lambda initials: initials[0].replace(".", "") + " ", _ELIDED.sub("", fold(name)))
    words = (_SPELLED_OUT.get(word, word) for word in WORD.findall(joined) if word not in _SILENT)
    return " ".join(sorted(" ".join(words).split()))


def searchable(words: Iterable[str | None]) -> str:
    """Return names, aliases and codes folded into one text for a `search` column: a line for each, none twice."""
    return "\n".join(dict.fromkeys(filter(None, (fold(word) for word in words if word))))


def printable(name: str) -> str:
    """Write the name or path of a file whole; what no terminal should get (control characters, bytes) is escaped."""
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in name)


def slug(text: str) -> str:
    """Return the letters and digits of a text as an identifier: small, with single hyphens, at most 80 characters."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower()[:80].strip("-")


_NEAR: Final = 0.8
"""How alike (1 is the same) words are when one may be meant for the other; beginnings weigh more, as in codes."""


def nearest(given: str, words: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the words most like the given one, best first, ignoring case; none when none is like it."""
    score = JaroWinkler.normalized_similarity
    like = process.extract(given, sorted(words), scorer=score, processor=str.casefold, limit=count, score_cutoff=_NEAR)
    return tuple(word for word, *_ in like)


_COMMON: Final = frozenset(_LISTS["shared"].split()) | _SILENT
"""Words that many names share, so that they tell nothing."""
_FEW: Final = 300
"""Names that are compared word by word; a word that more have says little beside rarer ones."""
_LIKELY: Final = 0.6
_NUMBER: Final = re.compile(r"(h[0-9]-)?([0-9][0-9. ]*)")


class Names(dict[str, tuple[str, ...]]):
    """Folded names and codes, each with the codes of all that it stands for; nothing is added to them later."""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All that they stand for, in order."""
        return tuple(sorted({code for codes in self.values() for code in codes}))

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The words that they begin with."""
        return frozenset(word[0] for word in map(WORD.match, self) if word)

    def like(self, text: str) -> Mapping[str, float]:
        """Return codes by how much (1 is the same) a text is like them or a name of theirs, in letters or in words."""
        alike, same_length = JaroWinkler.normalized_similarity, self._by_length.get(len(text), ())
        found = {code: alike(text.casefold(), code.casefold()) for code in nearest(text, same_length)}
        for given in {fold(text), name_key(text)}:
            words, names = _words(given), self._having(_ends(given), len(self))  # hardly anyone misspells both ends
            letters = process.extract(given, names, scorer=Indel.normalized_similarity, limit=30, score_cutoff=_LIKELY)
            in_words = ((name, _in_common(words, _words(name))) for name in self._having(words - _COMMON, _FEW))
            for name, score in (*((name, score) for name, score, _ in letters), *in_words):
                found.update((code, max(found.get(code, 0), score)) for code in self[name])
        return found

    def _having(self, parts: set[str], most: int) -> list[str]:
        """Return the names that have the rarest of some parts, or any of as many of them as few names have."""
        names: set[str] = set()
        for having in sorted((self._by_part.get(part, ()) for part in parts), key=len):
            if names and len(names) + len(having) > most:
                break
            names.update(having)
        return sorted(names)

    @cached_property
    def _by_length(self) -> Mapping[int, list[str]]:
        """Codes in order, by how long they are."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for code in self.codes:
            found[len(code)].append(code)
        return found

    @cached_property
    def _by_part(self) -> Mapping[str, list[str]]:
        """Names by their telling words, and by how they begin and end: the few that are alike are found in no time."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in self:
            for part in _words(name) - _COMMON | _ends(name):
                found[part].append(name)
        return found


def codes_named(text: str, names: Names) -> tuple[str, ...]:
    """Return the codes that a text names: by a code or a name as it stands, or by the words of an area's name."""
    return names.get(fold(text)) or names.get(name_key(text), ())


def code_named(text: str, names: Names) -> str | None:
    """Return the one code that a text names; None where it names none, or several."""
    codes = codes_named(text, names)
    return codes[0] if len(codes) == 1 else None


def _in_common(words: set[str], own: set[str]) -> float:
    """Return the share of letters in telling words that two names have in common; more where one holds the other."""
    shared, every = (sum(map(len, both - _COMMON)) for both in (words & own, words | own))
    holds = words <= own and sum(map(len, words)) / sum(map(len, own))
    return max(shared / every, (3 + holds) / 4 if holds else 0)


def _words(name: str) -> set[str]:
    return set(WORD.findall(name))


def _ends(name: str) -> set[str]:
    return {f"{name[:2]} ", f" {name[-2:]}"}


def respellings(code: str) -> Iterator[str]:
    """Yield a code as it was before a spreadsheet took its leading zero; without dots; cut to six figures."""
    if number := _NUMBER.fullmatch(code):
        edition, figures = number[1] or "", number[2].replace(" ", "").removesuffix(".0")
        whole, *parts = figures.split(".")
        even = "".join(("0" * (len(whole) % 2) + whole, *(part + "0" * (len(part) % 2) for part in parts)))
        yield from (edition + even, edition + even[:6], whole.zfill(3))


def area_names(rows: Iterable[Mapping[str, Any]]) -> Names:
    """Build the names of areas from the rows of their table; the first kinds win over the others.

    What statistics report on is also named by the words of its names, in any order, before any place of such a name.
    """
    ranked = [
        (row["code"], _FIRST.get(AreaKind(row["kind"]), _PLACE), tuple(row[name] for name in _CODES), row["search"])
        for row in rows
    ]
    loose = names_of(_in_words(*row) for row in ranked if row[1] < _PLACE)
    places = {code for code, rank, *_ in ranked if rank == _PLACE}
    names = names_of(ranked)
    led = {name: loose.get(name_key(name), codes) for name, codes in names.items() if not places.isdisjoint(codes)}
    return Names({**loose, **names, **led})


def _in_words(code: str, rank: int, codes: tuple[str | None, ...], search: str) -> tuple[str, int, tuple[()], str]:
    """Return an area with the words of its names for names, and none of its codes: `is` is Iceland, not islands."""
    coded = {fold(spelling) for spelling in codes if spelling}
    return code, rank, (), "\n".join(name_key(name) for name in search.split("\n") if name not in coded)


def commodity_names(rows: Iterable[Mapping[str, Any]]) -> Names:
    """Build the names of commodities from the rows of their table; a name that a good and a code share means the good.

    Goods have aliases, and codes none.
    """
    return names_of(
        (
            row["id"],
            (_LEVELS.index(CommodityLevel(row["level"])) + 1) % len(_LEVELS),
            (row["id"], row["code"]),
            row["search"] if row["level"] == CommodityLevel.GOOD else row["name"],
        )
        for row in rows
    )


def names_of(entries: Iterable[tuple[str, int, tuple[str | None, ...], str]]) -> Names:
    """Return every folded code and name with the codes it stands for, keeping only those of the best rank.

    A code is never ambiguous with a name: codes rank before all names.
    """
    best: dict[str, tuple[int, list[str]]] = {}
    for code, rank, codes, search in entries:
        own = fold(code)
        spelled = {fold(spelling) for spelling in codes if spelling}
        for name in (*spelled, *map(fold, search.split("\n"))):
            own_rank = -1 if name == own and name in spelled else rank
            best_rank, meant = best.get(name, (own_rank, []))
            if own_rank < best_rank:
                best[name] = own_rank, [code]
            elif own_rank == best_rank and code not in meant:
                best[name] = best_rank, [*meant, code]
    return Names((name, tuple(meant)) for name, (_, meant) in best.items())
