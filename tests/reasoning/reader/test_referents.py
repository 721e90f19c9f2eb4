"""Areas that sentences name by other words, and what a word near a number makes of it."""

import pytest

from app.reasoning.reader import read
from app.reasoning.reader.result import ReadNumber
from app.vocabulary.text import Names
from tests.reasoning.reader.scores import NO_QUANTITY


def _last(text: str, areas: Names) -> ReadNumber:
    return [number for number in read(text, areas) if number.kind not in NO_QUANTITY][-1]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Hanoi and Argentina want more. The South American country shipped maize for $3 bn.", "ARG VNM export"),
        ("Hanoi and Argentina want more. Vietnam shipped to the South American country for $1 bn.", "VNM ARG export"),
        ("Egypt's trade with Zambia is small. Ghana sells its western neighbour $2m of salt.", "GHA None export"),
        ("Saudi Arabia and Egypt trade more. The Kingdom sold its neighbour goods for $9 bn.", "SAU EGY export"),
        ("Speech by the Minister of Trade of Egypt in Zambia. You sold us copper for $5m.", "ZMB EGY export"),
        ("Speech by the Minister of Trade of Egypt in Zambia. We sold you sugar for $5m.", "EGY ZMB export"),
        ("Ghana's exports to Togo were $270m; the return flow was $140m.", "TGO GHA export"),
        ("Ghana and Togo met. The two neighbours sold each other goods for $410m.", "GHA TGO total"),
        ("Poland sold Latvia $5m. Buyers of Polish goods were Germany ($9 bn) and Italy ($4 bn).", "POL ITA export"),
        ("Brazil was second among buyers of Uruguayan goods, behind China with $3.0 billion.", "URY CHN export"),
        ("Norway's trade with Sweden grew. Sweden took 11 per cent of exports.", "NOR SWE export"),
        ("Russia's exports to Egypt grew. The presidents set a target of $25 billion for trade.", "RUS EGY total"),
        ("Turkey had a surplus with Spain of $1 bn. They set a target of $25 billion.", "TUR ESP total"),
    ],
)  # fmt: skip
def test_an_area_is_known_by_other_words_than_its_name(text: str, sides: str, areas: Names) -> None:
    number = _last(text, areas)
    assert f"{number.reporter} {number.partner} {number.flow}" == sides


def test_what_other_words_than_names_tell_is_in_doubt(areas: Names) -> None:
    told = "Vietnam's trade with Argentina grew in 2024. "
    named, referred = (
        _last(f"{told}Vietnam's exports to {area} were $1 bn.", areas)
        for area in ("Argentina", "the South American country")
    )
    assert ("pair" in named.doubts, "pair" in referred.doubts) == (False, True)


@pytest.mark.parametrize(
    ("text", "unit", "kind", "value"),
    [
        ("Of imports tea made up 38 %, cut flowers 27 %.", "%", "share", 27),
        ("Imports were down 8.2 percent from April but up on the year.", "%", "growth", -8.2),
        ("Duties were scrapped on 77.8 % of lines, and lowered duties on 12 %.", "%", "share", 12),
        ("Residents pay income tax of 22.5%, less reliefs.", "%", "level", 22.5),
        ("A weak yen, at 165 dong, is to blame.", "VND", "price", 165),
        ("The ruble was at 5.71 tenge.", "KZT", "price", 5.71),
        ("Miners shipped 6.3 million wet tons of ore.", "t", "level", 6.3e6),
        ("In South Africa my boss pays R4 500 per trip.", "ZAR", "price", 4500),
        ("About 1.2 million South Africans came.", "people", "count", 1.2e6),
        ("More than 500,000 Vietnamese live in Japan.", "people", "count", 500_000),
        ("The port loaded 18,450 camels.", "heads", "count", 18_450),
        ("In roubles, supplies to Egypt came to 7 mln. Egyptian deliveries fell by 5 %.", "%", "growth", -5),
    ],
)
def test_words_near_a_number_say_what_it_is(text: str, unit: str, kind: str, value: float, areas: Names) -> None:
    number = _last(text, areas)
    assert (number.unit, str(number.kind), float(number.value)) == (unit, kind, value)
