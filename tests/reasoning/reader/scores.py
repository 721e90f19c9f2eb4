"""How well texts are read: each label against the number that was read in its place."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.reasoning.reader import read
from app.reasoning.reader.result import ReadNumber
from app.vocabulary.measures import Flow
from app.vocabulary.text import Names
from app.vocabulary.verdicts import Measured

TEXTS = Path(__file__).parent / "texts"
THIRD = TEXTS / "third"
FOURTH = TEXTS / "fourth"
"""The third and the fourth set, labelled by hands that knew other words for some things; `_in_our_words` has them."""
_OTHER_KINDS = {THIRD: {"price": "level"}, FOURTH: {"price": "level", "count": "level"}}
"""Kinds that those hands called by another name as well."""
NO_QUANTITY = (Measured.DATE, Measured.NONE)
Labels = dict[str, Any]
_SIZED = {
    "bp": ("pp", Fraction(1, 100)),
    "cent": ("USD", Fraction(1, 100)),
    "US_cent": ("USD", Fraction(1, 100)),
    "MWh": ("kWh", 1000),
    "paisa": ("INR", Fraction(1, 100)),
    "MB": ("byte", 10**6),
    "mm": ("m", Fraction(1, 1000)),
    "GWh": ("kWh", 10**6),
    "TWh": ("kWh", 10**9),
}
"""Units of those sets, as the reader has them."""


def labelled(numbers: range, folder: Path = TEXTS) -> Iterator[tuple[str, Labels]]:
    """Yield the texts of a folder that have some numbers, with what is labelled in each."""
    for path in sorted(folder.glob("[0-9][0-9]-*.toml")):
        if int(path.name[:2]) in numbers and not path.name.endswith(".read.toml"):
            labels = tomllib.loads(path.read_text(encoding="utf-8"))
            yield path.stem, _in_our_words(labels, _OTHER_KINDS[folder]) if folder in _OTHER_KINDS else labels


def _in_our_words(labels: Labels, kinds: Mapping[str, str]) -> Labels:
    """Return labels of another hand: parts and multiples in our units, goods in small letters, kinds as it has them."""
    for label in labels["numbers"]:
        unit, size = _SIZED.get(label["unit"], (label["unit"].replace("_", " "), 1))
        for key in {"value", "lower", "upper", "step"} & label.keys():
            label[key] = Fraction(str(label[key])) * size
        label.update(unit=unit, kinds=kinds)
        if "goods" in label:
            label["goods"] = label["goods"].lower()
    return labels


def stated_in(part: object) -> Iterator[Mapping[str, Any]]:
    """Yield every quantity that a dossier states."""
    if isinstance(part, dict):
        if "value" in part and "unit" in part:
            yield part
        for below in part.values():
            yield from stated_in(below)
    elif isinstance(part, list):
        for below in part:
            yield from stated_in(below)


@dataclass
class Score:
    """What was right of how many, and what was not: text, aspect, label, what was read."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str, str]] = field(default_factory=list)

    def count(self, aspect: str, text: str, label: str, expected: object, found: object) -> None:
        """Count one label of an aspect."""
        self.asked[aspect] += 1
        self.right[aspect] += expected == found
        if expected != found:
            self.missed.append((text, aspect, label, f"{expected} / {found}"))

    def share(self, aspect: str) -> float:
        """The share of an aspect that is right, in per cent."""
        return 100 * self.right[aspect] / self.asked[aspect]

    def of(self, aspect: str) -> list[tuple[str, str, str, str]]:
        """What was missed of an aspect."""
        return [miss for miss in self.missed if miss[1] == aspect]


def score(texts: Iterator[tuple[str, Labels]], areas: Names) -> Score:
    """Read texts and compare each label with the number read in its place."""
    result = Score()
    for name, labels in texts:
        numbers = read(labels["text"], areas)
        _score_text(result, name, labels, [number for number in numbers if number.kind not in NO_QUANTITY])
    return result


def _score_text(result: Score, name: str, labels: Labels, numbers: Sequence[ReadNumber]) -> None:
    taken = set[int]()
    for label in labels["numbers"]:
        start, end = label["at"], label["at"] + len(label["quote"])
        place = next(
            (n for n, one in enumerate(numbers) if one.start < end and start < one.end and n not in taken), None
        )
        number = None if place is None else numbers[place]
        taken |= {place} if place is not None else set()
        if "lower" in label:  # one label for both ends of a range
            taken |= {n for n, one in enumerate(numbers) if one.start < end and start < one.end}
        _score_number(result, name, label, number)
    for place, number in enumerate(numbers):
        if place in taken:
            continue
        what = next((one["what"] for one in labels.get("others", ()) if _overlaps(one, number)), "nothing")
        result.missed.append((name, "date" if what == "date" else "invented", number.quote, what))


def _overlaps(label: Labels, number: ReadNumber) -> bool:
    return bool(label["at"] < number.end and number.start < label["at"] + len(label["quote"]))


def _score_number(result: Score, name: str, label: Labels, number: ReadNumber | None) -> None:
    quote = label["quote"]
    values = [_rounded(Fraction(str(label[key]))) for key in ("value", "lower", "upper") if key in label]
    ends = (number.interval.lower, number.interval.upper) if number and "lower" in label else ()
    found = [_rounded(end) for end in ends if end is not None] or (number and [_rounded(number.value)])
    expected = values, _plain(label["unit"])
    is_thing = label["unit"] == "items" and number and number.kind is Measured.COUNT
    unit = "item" if is_thing else _plain(number.unit or "") if number else None
    result.count("value and unit", name, quote, expected, number and (found, unit))
    result.count("hedge", name, quote, label["hedge"], number and str(number.hedge))
    kind = number and str(number.kind)
    is_other_name = kind and label.get("kinds", {}).get(kind) == label["kind"]
    result.count("kind", name, quote, label["kind"], label["kind"] if is_other_name else kind)
    if "step" in label:
        result.count("step", name, quote, _rounded(Fraction(str(label["step"]))), number and _rounded(number.step))
    if {"reporter", "partner", "flow"} & set(label):
        result.count("pair and direction", name, quote, True, number and _same_trade(label, number))  # it is a value
    for aspect in ("period", "goods", "compiler"):
        if aspect in label:
            found = number and getattr(number, aspect)
            result.count(aspect, name, quote, label[aspect], found and str(found))


def _same_trade(label: Labels, number: ReadNumber) -> bool | str:
    """Tell whether reporter, partner and flow are as labelled; turnover and balances have no order."""
    expected = [label.get(part) for part in ("reporter", "partner", "flow")]
    found: list[str | None] = [number.reporter, number.partner, number.flow and str(number.flow)]
    if expected[2] in {None, Flow.TOTAL} and expected[0] and expected[1]:
        expected[:2], found[:2] = sorted(map(str, expected[:2])), sorted(map(str, found[:2]))
    same = all(own is None or own == other for own, other in zip(expected, found, strict=True))
    return same or f"{expected} {found}"


def _rounded(value: Fraction) -> float:
    return float(f"{float(value):.5g}")


def _plain(unit: str) -> str:
    return unit.replace("-", " ").removesuffix("s").lower()
