"""Texts that nobody would write: no parser ends in an exception that it does not declare, however often it is tried."""

import random
import traceback
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.database import connect
from app.loading.reference import Reference
from app.settings import Settings
from app.web.catalogue.reading import read_catalogue
from tests.figures import Figure
from tests.fuzzing.parsers import Parser, parsers

ODD = (
    *(
        "\0",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\u2028",
        "\ufeff",
        "\u00ad",
        "\u200b",
        "\ud800",
        "\U0010ffff",
        "İ",
        "ß",
        "١",
        "²",
        "½",
    ),
    *(
        "-",
        "–",
        ".",
        ",",
        "/",
        "*",
        "%",
        "$",
        "€",
        "'",
        '"',
        '"""',
        "[",
        "]",
        "[[a]]",
        "{",
        "}",
        "=",
        "#",
        "\\",
        "\\u0000",
    ),
    *(
        "0",
        "9" * 16,
        "9" * 400,
        "1e9",
        "1E-9",
        "e",
        "inf",
        "nan",
        "-0",
        "0x10",
        "1_0",
        "true",
        "null",
        "2022",
        "0000-00-00",
    ),
    *(" million", " billion", " per cent", " from ", " to ", " and ", " of ", " the ", "one", "a third", "no", "China"),
)
"""What texts are spoilt with."""
NAMES = (
    *(
        "numbers as typed",
        "decimals",
        "fractions",
        "periods",
        "ids of trade flows",
        "texts",
        "cursors",
        "Range and tags",
    ),
    *("Accept", "names of areas", "names of goods", "filters", "the reader", "drafts", "dossiers", "statistics"),
)
LONGEST = 3_000
FRESH = 5_000
"""Texts after which only the samples are changed again: what is changed on and on becomes long noise."""


def _spoilt(parser: Parser, chance: random.Random) -> Iterator[str]:
    """Yield texts on and on: samples of a parser, and what it took before, each changed in some places."""
    pool = [sample[:LONGEST] for sample in parser.samples]
    for number in count(1):
        if number % FRESH == 0:
            del pool[len(parser.samples) :]
        text = chance.choice(pool)
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            start = chance.randint(0, len(text))
            end = min(len(text), start + chance.choice((0, 0, 1, 1, 3, 20)))
            match chance.randrange(6):
                case 0 | 1 | 2:
                    put = chance.choice(ODD)
                case 3:
                    put = chr(chance.randrange(0x250) if chance.random() < 0.9 else chance.randrange(0x110000))
                case 4:
                    other = chance.choice(pool)
                    cut = chance.randint(0, len(other))
                    put = other[cut : cut + chance.choice((1, 5, 40))]
                case _:
                    put = text[start:end] * 2
            text = text[:start] + put + text[end:]
        if chance.random() < 0.02:
            pool[len(parser.samples) :] = [*pool[len(parser.samples) :], text[:LONGEST]][-100:]
        yield text[: 2 * LONGEST]


@pytest.fixture(scope="session")
def every(seed_sqlite: Path, bundled_codes: Reference, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parser]:
    database = connect(Settings(database_url=f"sqlite:///{seed_sqlite}"))
    with database.snapshot() as connection:
        catalogue = read_catalogue(connection, "some-release")
    database.close()
    return parsers(bundled_codes, catalogue, tmp_path_factory.mktemp("fuzzing"))


def _undeclared(parser: Parser, runs: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311  # the same texts in every run
    for text, _ in zip(_spoilt(parser, chance), range(runs), strict=False):
        try:
            parser.parse(text)
        except parser.declared:
            continue
        except Exception:  # noqa: BLE001  # whatever else is raised is what is looked for
            return [f"{text!r}\n{traceback.format_exc()}"]
    return []


@pytest.mark.parametrize("name", NAMES)
def test_parsers_raise_nothing_but_what_they_declare(every: dict[str, Parser], name: str) -> None:
    assert _undeclared(every[name], 40, seed=0) == []


@pytest.mark.trial
@pytest.mark.timeout(86_400)
@pytest.mark.parametrize("name", NAMES)
def test_parsers_raise_nothing_however_often_they_are_tried(
    every: dict[str, Parser], name: str, request: pytest.FixtureRequest, figure: Figure
) -> None:
    runs = request.config.getoption("--runs")
    assert _undeclared(every[name], runs, seed=runs) == []
    figure(f"Undeclared exceptions of parsers: {name}", f"0 in {runs:,} runs")


def test_every_parser_is_tried(every: dict[str, Parser]) -> None:
    assert set(every) == set(NAMES)


def test_an_exception_that_is_not_declared_is_found(every: dict[str, Parser]) -> None:
    of_numbers = every["decimals"]
    assert _undeclared(Parser(of_numbers.parse, of_numbers.samples, (KeyError,)), 1_000, seed=0) != []
