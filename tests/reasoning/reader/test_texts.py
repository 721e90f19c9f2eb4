"""The labelled texts of the reader hold together: whether each label is right only a careful reader can say."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pycountry
import pytest

from app.vocabulary.measures import Qualifier

FOLDER: Final = Path(__file__).parent / "texts"
TEXTS: Final = sorted(FOLDER.glob("*.toml"))
FIRST: Final = 40
"""How many texts have all numerals labelled; the later ones have those that a reader may take for a quantity."""

MANNERS: Final = {
    "agency", "ministry", "embassy", "statistics_office", "think_tank", "customs", "newspaper", "bank", "company",
    "international_organisation",
}  # fmt: skip
KINDS: Final = {"level", "growth", "change", "share", "count", "rank", "ratio", "price"}
CURRENCIES: Final = {currency.alpha_3 for currency in pycountry.currencies}
PLACES: Final = {country.alpha_3 for country in pycountry.countries} | {place.code for place in pycountry.subdivisions}
THINGS: Final = (
    "%, pp, times, rank, t, kg, km, km/h, m3, cubic foot, l, ha, kWh, MW, barrels, nautical mile, minute, hour, day, "
    "month, year, documents, people, enterprises, items, trains, heads, TEU, bank, barrier, car, cargo, case, "
    "container, declaration, fee, feeder, flight, gate, job, line, locomotive, lorry, move, occupation, pack, plant, "
    "plug, port, project, railway, round, sailing, ship, signature, tariff line, trip, truck, vehicle, voyage"
)
UNITS: Final = CURRENCIES | set(THINGS.split(", "))
PERIOD: Final = re.compile(r"(\d{4})(-Q[1-4]|-(0[1-9]|1[0-2])(/\d{4}-(0[1-9]|1[0-2]))?)?")
NUMERAL: Final = re.compile(
    r"\d+|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?"
    r"|billions?|half|halves|halved|thirds?|quarters?|fourth|fifths?|sixth|seventh|eighth|ninth|tenths?|first|second"
    r"|twice|thrice|double[ds]?|triple[ds]?|quadrupled|\w+fold)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Labelled:
    """A text and what it was labelled with."""

    name: str
    text: str
    entries: dict[str, Any]

    @property
    def numbers(self) -> list[dict[str, Any]]:
        """The quantities of the text, in its order."""
        return list(self.entries["numbers"])

    @property
    def others(self) -> list[dict[str, Any]]:
        """Its numerals that measure nothing, in its order."""
        return list(self.entries["others"])

    def spans(self) -> list[tuple[int, int]]:
        """List the places of all labels, from left to right."""
        return sorted((entry["at"], entry["at"] + len(entry["quote"])) for entry in (*self.numbers, *self.others))


def _labelled(path: Path) -> Labelled:
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return Labelled(path.stem, entries["text"], entries)


EVERY: Final = [_labelled(path) for path in TEXTS]
ALL: Final = EVERY[:FIRST]
each_text = pytest.mark.parametrize("labelled", ALL, ids=lambda labelled: labelled.name)


@each_text
def test_a_text_is_neither_short_nor_long(labelled: Labelled) -> None:
    assert 60 <= len(labelled.text.split()) <= 350
    assert len(labelled.numbers) >= 15


@pytest.mark.parametrize("labelled", EVERY, ids=lambda labelled: labelled.name)
def test_every_quote_stands_at_its_place(labelled: Labelled) -> None:
    places = [(entry["quote"], entry["at"]) for entry in (*labelled.numbers, *labelled.others)]
    assert [quote for quote, _ in places if not quote or quote != quote.strip()] == []
    assert [(quote, at) for quote, at in places if not labelled.text.startswith(quote, at)] == []


@each_text
def test_labels_are_in_order_and_do_not_overlap(labelled: Labelled) -> None:
    assert [number["at"] for number in labelled.numbers] == sorted(number["at"] for number in labelled.numbers)
    spans = labelled.spans()
    assert [(one, other) for one, other in pairwise(spans) if one[1] > other[0]] == []


@each_text
def test_every_numeral_is_labelled(labelled: Labelled) -> None:
    spans = labelled.spans()
    left_out = [
        f"{found.group()} at {found.start()}: {labelled.text[max(0, found.start() - 20) : found.end() + 20]!r}"
        for found in NUMERAL.finditer(labelled.text)
        if not any(start <= found.start() and found.end() <= end for start, end in spans)
    ]
    assert left_out == []


@each_text
def test_labels_use_known_words(labelled: Labelled) -> None:
    for number in labelled.numbers:
        assert number["unit"] in UNITS, number
        assert number["hedge"] in set(Qualifier), number
        assert number["kind"] in KINDS, number
        assert number["step"] > 0, number
        assert number.get("flow", "total") in {"export", "import", "total"}, number
        assert {number.get(role, "KAZ") for role in ("reporter", "partner", "compiler")} <= PLACES, number
        assert PERIOD.fullmatch(number.get("period", "2023")), number
        assert number.get("goods", labelled.text).lower() in labelled.text.lower(), number
    assert {other["what"] for other in labelled.others} <= {"date", "name", "code", "ordinal", "other"}


@each_text
def test_kinds_fit_their_units(labelled: Labelled) -> None:
    for number in labelled.numbers:
        unit, kind = number["unit"], number["kind"]
        assert (unit == "rank") == (kind == "rank"), number
        assert (unit == "times") == (kind == "ratio"), number
        assert unit != "pp" or kind == "change", number
        assert kind not in {"growth", "share"} or unit == "%", number
        assert kind != "price" or unit in CURRENCIES, number


@each_text
def test_a_range_has_two_ends(labelled: Labelled) -> None:
    assert sum(number["hedge"] == "between" for number in labelled.numbers) % 2 == 0


def test_the_texts_are_many_and_varied() -> None:
    numbers = [number for labelled in ALL for number in labelled.numbers]
    manners = Counter(labelled.entries["manner"] for labelled in ALL)
    pairs = {frozenset((n["reporter"], n["partner"])) for n in numbers if "reporter" in n and "partner" in n}
    assert [labelled.name[:2] for labelled in ALL] == [f"{n:02}" for n in range(1, 41)]
    assert set(manners) == MANNERS
    assert min(manners.values()) >= 4
    assert len(numbers) >= 650
    assert len(pairs) >= 20
    assert len({number["unit"] for number in numbers} & CURRENCIES) >= 12
    assert {number["hedge"] for number in numbers} == set(Qualifier)
    assert {number["kind"] for number in numbers} == KINDS
