"""Texts in which each number is marked with what it means, in few letters: {$24.3 billion|24.3e9 USD KAZ>CHN:x @2024}.

Behind the bar stand value (or its ends, 3..5) and unit, then in any order a hedge (`~` about, `n` nearly, `<`, `>`,
`<=`, `>=`, `b` between), a kind by its letter, the sides and flow of trade, a period behind `@`, goods behind `#`, and
behind `=` the labels of `/v1/read` that are right.
A mark of `?` is of what may be read or not. What is left out follows: a count is exact unless it is large, round or an
average.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.verdicts import Measured

FIFTH: Final = Path(__file__).parent / "texts" / "fifth"
SIXTH: Final = FIFTH.with_name("sixth")
SEVENTH: Final = FIFTH.with_name("seventh")
EIGHTH: Final = FIFTH.with_name("eighth")
MARK: Final = re.compile(r"\{([^|{}]+)\|([^{}]*)\}")
_HEDGES: Final = {
    "~": Qualifier.ABOUT,
    "n": Qualifier.NEARLY,
    "<": Qualifier.LESS_THAN,
    ">": Qualifier.MORE_THAN,
    "<=": Qualifier.AT_MOST,
    ">=": Qualifier.AT_LEAST,
    "b": Qualifier.BETWEEN,
    "x": Qualifier.EXACT,
    "~A": Qualifier.ROUNDED,
}
"""Hedges as they are marked; ~A is an average, which is rounded."""
_KINDS: Final = {
    "L": Measured.LEVEL,
    "G": Measured.GROWTH,
    "C": Measured.CHANGE,
    "S": Measured.SHARE,
    "N": Measured.COUNT,
    "K": Measured.RANK,
    "R": Measured.RATIO,
    "P": Measured.PRICE,
}
_FLOWS: Final = {"x": Flow.EXPORT, "m": Flow.IMPORT, "t": Flow.TOTAL}
_OF_UNIT: Final = {"times": Measured.RATIO, "pp": Measured.CHANGE, "rank": Measured.RANK}
_MEASURES: Final = re.compile(r"(?!TEU)[A-Z]{3}|t|kg|km|m|m3|l|ha|kWh|MW|barrels|minute|hour|day|month|year|week")
_LARGE: Final = re.compile(r"thousand|million|mln|lakh|crore|bil|[mb]n\b|\dk\b")
Labels = dict[str, Any]


def marked(text: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Return a text without its marks, and the place, the words and the mark of each that it had."""
    plain, places, done = "", list[tuple[int, str, str]](), 0
    for match in MARK.finditer(text):
        plain += text[done : match.start()]
        places.append((len(plain), match[1], match[2]))
        plain, done = plain + match[1], match.end()
    return plain + text[done:], places


def sentences(half: int, folder: Path = FIFTH) -> Iterator[tuple[str, Labels]]:
    """Yield every second sentence with its labels: those by which kinds were mended at first (1), or the others (0)."""
    lines = (folder / "sentences.txt").read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if line and not line.startswith("#")]
    for number, line in enumerate(own, start=1):
        if number % 2 == half:
            yield f"sentence {number}", labels_of(line)


def texts(half: int, folder: Path = FIFTH) -> Iterator[tuple[str, Labels]]:
    """Yield the whole texts of a folder with their labels: those of odd numbers, or of even ones."""
    for path in sorted(folder.glob("[0-9][0-9]-*.txt")):
        if int(path.name[:2]) % 2 == half:
            yield path.stem, labels_of(path.read_text(encoding="utf-8"))


def labels_of(text: str) -> Labels:
    """Return a marked text with its labels, as those of the other sets have them."""
    plain, places = marked(text)
    here = [{"at": at, "quote": quote, "mark": mark} for at, quote, mark in places]
    numbers = [{**one, **_label(str(one["mark"]), str(one["quote"]))} for one in here if one["mark"] != "?"]
    return {
        "text": plain,
        "numbers": numbers,
        "others": [{**one, "what": "open"} for one in here if one["mark"] == "?"],
    }


def _label(mark: str, quote: str) -> Labels:
    value, unit, *rest = mark.split()
    ends = value.split("..")
    label: Labels = {"lower": float(ends[0]), "upper": float(ends[1])} if len(ends) > 1 else {"value": float(value)}
    label |= {"unit": unit.replace("_", " "), "hedge": Qualifier.ROUNDED, "kind": _plain_kind(unit)}
    for word in (one for one in rest if one[0] != "="):
        sides, _, flow = word.partition(":")
        if word in _HEDGES:
            label["hedge"] = _HEDGES[word]
        elif word in _KINDS:
            label["kind"] = _KINDS[word]
        elif word[0] in "@#":
            label["period" if word[0] == "@" else "goods"] = word[1:]
        else:
            named = dict(zip(("reporter", "partner"), sides.split(">"), strict=True))
            label |= {side: code for side, code in named.items() if code} | ({"flow": _FLOWS[flow]} if flow else {})
    is_plain = "~A" not in rest and label["hedge"] in (Qualifier.ROUNDED, Qualifier.EXACT)
    if label["kind"] in (Measured.COUNT, Measured.RANK) and is_plain:
        is_exact = label["kind"] is Measured.RANK or (label.get("value", 100) % 100 and not _LARGE.search(quote))
        label["hedge"] = Qualifier.EXACT if is_exact or label.get("value") == 0 else Qualifier.ROUNDED
    return label


def _plain_kind(unit: str) -> Measured:
    """Return the kind of a number in a unit where none is marked."""
    return _OF_UNIT.get(unit) or (Measured.LEVEL if _MEASURES.fullmatch(unit) else Measured.COUNT)
