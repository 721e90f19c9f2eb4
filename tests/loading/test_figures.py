"""What a reader of the sources on Kazakhstan and China found in them is held, or is said not to be, with the reason."""

import csv
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from app.loading import Entry
from app.loading.dossiers import Dossier, read_seed
from app.loading.dossiers.entry import QuantityEntry
from app.reasoning.reader.numbers import numbers

PROJECT = Path(__file__).parents[2]
FACTS = PROJECT.parent / "shared" / "data" / "facts"
NO_MONTH = ("railway-gazette-2024-01-16", "2023-12")
"""A month that another source gives: the note of the outcome says so."""

Row = dict[str, str]


@pytest.fixture(scope="module")
def seed() -> dict[str, Dossier]:
    return {file.source: file.dossier for file in read_seed(PROJECT / "seed").dossiers}


@pytest.fixture(scope="module")
def figures() -> list[Row]:
    if not FACTS.is_dir():
        pytest.skip("NOT COUNTED: there are no tables of figures next to the repository")
    pairs = {row["id"]: row["pair"] for row in table("sources_on_trade.tsv")}
    return [row for row in table("figures_on_trade.tsv") if pairs[row["id"]] == "KAZ-CHN"]


def table(name: str) -> list[Row]:
    with (FACTS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def stated(cell: str) -> Iterator[str | Fraction]:
    """Yield the numbers and dates of a cell (`22.53e9; 11.3`), a share in per cent."""
    for part in filter(None, map(str.strip, re.split(r";| to ", cell))):
        if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", part):
            yield part
        else:
            yield Fraction(part) * (100 if "/" in part else 1)


def held(entry: object, field: str = "") -> Iterator[str | Fraction]:
    """Yield the numbers and dates that an entry holds, amounts without their signs."""
    match entry:
        case QuantityEntry():
            yield from (abs(end) for end in (entry.value, entry.lower, entry.upper) if end is not None)
        case Entry():
            for name in type(entry).model_fields:
                yield from held(getattr(entry, name), name)
        case tuple():
            for part in entry:
                yield from held(part, field)
        case int() if field in ("ordinal", "edition"):
            yield Fraction(entry)
        case str() if field in ("starts_on", "ends_on", "signed_on", "due", "happened_on", "as_of"):
            yield from (entry, Fraction(entry[:4]))


def not_held(dossier: Dossier) -> Iterator[Fraction]:
    """Yield the numbers of the figures that a dossier says it does not hold."""
    for listed in dossier.not_held:
        for token in numbers(listed.figure):
            yield from (value for _, value in token.interpretations)


def test_every_figure_is_held_or_listed_with_a_reason(seed: dict[str, Dossier], figures: list[Row]) -> None:
    missing = []
    for row in figures:
        dossier = seed[row["id"]]
        known = {value for record in dossier.records() for value in held(record.entry)} | set(not_held(dossier))
        for number in stated(row["value"]):
            amount = number if isinstance(number, str) else abs(number)
            if amount not in known and (row["id"], number) != NO_MONTH:
                missing.append((row["id"], row["subject"], str(number)))
    assert missing == []
    assert len(figures) > 150
