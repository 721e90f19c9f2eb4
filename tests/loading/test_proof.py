import hashlib
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.loading.dossiers import Dossier
from app.loading.dossiers.proof import prove
from app.vocabulary.terms import Attribution

PROJECT = Path(__file__).parents[2]
SEED = PROJECT / "seed" / "timesca-565m.toml"

TEXT = (
    "Two towns trade\n\n"
    "“Today there are 3,300 shops — and more,” the mayor said on May 5 at the 2nd fair. "
    "Sales grew by a third and exceeded $13 billion in 2022. "
    "It was a sunny day for all who came to see it, and they came from near and far.\n"
)


def at(words: str) -> int:
    assert TEXT.count(words) == 1
    return TEXT.index(words)


def written() -> dict[str, Any]:
    """Give a dossier of TEXT in which nothing is wrong."""
    return {
        "source": {
            "id": "fair",
            "kind": "article",
            "title": "The fair",
            "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
            "text_length": len(TEXT),
        },
        "coverage": {
            "no_quantity": [{"quote": "Two towns", "at": at("Two towns"), "reason": "The pair itself."}],
            "silent_sentences": [
                {"at": 0, "reason": "The headline."},
                {"at": at("It was"), "reason": "The weather."},
            ],
        },
        "events": [
            {
                "id": "fair-2",
                "name": "Fair",
                "kind": "forum",
                "edition": 2,
                "starts_on": "2023-05-05",
                "evidence": [
                    {"field": "edition", "quote": "2nd fair", "at": at("2nd fair")},
                    {"field": "starts_on", "quote": "May 5", "at": at("May 5")},
                ],
            }
        ],
        "trade_flows": [
            {
                "reporter": "KAZ",
                "partner": "CHN",
                "flow": "export",
                "period": "2022",
                "commodity": "TOTAL",
                "primary_value": {
                    "value": 13 * 10**9,
                    "unit": "USD",
                    "qualifier": "more_than",
                    "quote": "exceeded $13 billion",
                    "at": at("exceeded $13 billion"),
                },
                "growth": {
                    "value": "100/3",
                    "unit": "%",
                    "qualifier": "about",
                    "step": 1,
                    "quote": "by a third",
                    "at": at("by a third"),
                },
                "growth_base_period": "2021",
                "basis": {"kind": "relayed"},
                "evidence": [{"field": "period", "quote": "in 2022", "at": at("in 2022")}],
            }
        ],
        "indicators": [
            {
                "id": "shops",
                "measure": "joint_ventures",
                "basis": {"kind": "relayed"},
                "quantity": {
                    "value": 3300,
                    "unit": "enterprises",
                    "qualifier": "rounded",
                    "step": 100,
                    "quote": "3,300 shops",
                    "at": at("3,300 shops"),
                },
            }
        ],
    }


def findings(dossier: dict[str, Any], text: bytes = TEXT.encode()) -> list[str]:
    return [str(fault) for fault in prove(Dossier.model_validate(dossier), text).faults]


def test_a_right_dossier_is_proved_and_counted() -> None:
    proof = prove(Dossier.model_validate(written()), TEXT.encode())
    assert proof.faults == ()
    assert proof.proved
    assert proof.source == "fair"
    assert proof.text_length == len(TEXT)
    assert (proof.statements, len(proof.found)) == (6, 7)
    assert (proof.numbers, proof.sentences) == (7, 4)
    words = ("Two towns", "2nd fair", "May 5", "exceeded $13 billion", "by a third", "in 2022", "3,300 shops")
    assert proof.quoted == sum(map(len, words))


def test_code_points_in_quotes_count_once() -> None:
    dossier = written()
    dossier["indicators"][0]["evidence"] = [{"field": "measure", "quote": "00 shops — and", "at": at("00 shops")}]
    before = prove(Dossier.model_validate(written()), TEXT.encode()).quoted
    assert prove(Dossier.model_validate(dossier), TEXT.encode()).quoted == before + len(" — and")


def test_another_text_is_told_by_hash_and_length() -> None:
    found = findings(written(), TEXT.encode() + b" ")
    assert any("text_sha256" in finding for finding in found)
    assert any(
        finding.startswith(f"source.text_length: is {len(TEXT)}, the text has {len(TEXT) + 1}") for finding in found
    )


def test_length_is_in_code_points() -> None:
    assert len(TEXT) != len(TEXT.encode())
    assert findings(written()) == []


def test_bytes_that_are_no_utf8_are_told() -> None:
    found = findings(written(), b"abc\xff")
    assert found[0] == "the text is not UTF-8: byte 3"


def test_a_moved_quote_is_told_with_where_it_stands() -> None:
    dossier = written()
    dossier["events"][0]["evidence"][1]["at"] += 1
    place = at("May 5")
    assert findings(dossier) == [
        f"events[0].starts_on: 'May 5' does not stand at {place + 1}, but first at {place}",
        f"the number '5' at {place + 4} is neither evidence nor listed",
    ]


def test_a_changed_quote_is_told() -> None:
    dossier = written()
    dossier["events"][0]["evidence"][1]["quote"] = "May 6"
    assert any("'May 6' does not stand" in finding and "nowhere else" in finding for finding in findings(dossier))


def test_a_listed_number_must_stand_in_the_text_too() -> None:
    dossier = written()
    dossier["coverage"]["no_quantity"][0]["at"] = 3
    assert any(finding.startswith("coverage.no_quantity[0]: 'Two towns' does not") for finding in findings(dossier))


def test_a_statement_without_words_is_told() -> None:
    dossier = written()
    del dossier["indicators"][0]["quantity"]["quote"], dossier["indicators"][0]["quantity"]["at"]
    assert "indicators[0].quantity: no quote, though the text is at hand" in findings(dossier)


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("trade_flows", "primary_value", 12 * 10**9),
        ("trade_flows", "growth", "100/7"),
        ("indicators", "quantity", 3301),
    ],
)
def test_a_value_that_its_words_do_not_state_is_told_twice(table: str, field: str, value: object) -> None:
    dossier = written()
    dossier[table][0][field]["value"] = value
    found = findings(dossier)
    assert len(found) == 2
    assert f"{table}[0].{field}: " in found[0]
    assert "does not state" in found[0]
    assert f"is not the value of {table}[0].{field}" in found[1]


@pytest.mark.parametrize(
    ("table", "field", "value", "word"),
    [
        ("events", "edition", 3, "2nd"),
        ("events", "starts_on", "2023-05-06", "5"),
        ("trade_flows", "period", "2021", "2022"),
    ],
)
def test_a_plain_field_that_is_not_the_number_quoted_for_it_is_told(
    table: str, field: str, value: object, word: str
) -> None:
    dossier = written()
    dossier[table][0][field] = value
    assert findings(dossier) == [f"the number '{word}' at {number_at(word)} is not the value of {table}[0].{field}"]


def number_at(word: str) -> int:
    return at({"2nd": "2nd", "5": "5 at", "2022": "2022"}[word])


def test_a_number_neither_stated_nor_listed_is_told() -> None:
    dossier = written()
    del dossier["indicators"]
    assert f"the number '3,300' at {at('3,300')} is neither evidence nor listed" in findings(dossier)


def test_a_number_quoted_for_a_field_in_words_is_not_covered() -> None:
    dossier = written()
    dossier["indicators"][0]["quantity"] |= {"quote": None, "at": None}
    dossier["indicators"][0]["evidence"] = [{"field": "measure", "quote": "3,300", "at": at("3,300")}]
    assert f"the number '3,300' at {at('3,300')} is not the value of indicators[0].measure" in findings(dossier)


def test_further_words_for_a_quantity_cover_its_number() -> None:
    dossier = written()
    dossier["indicators"][0]["quantity"] |= {"quote": None, "at": None}
    dossier["indicators"][0]["evidence"] = [{"field": "quantity", "quote": "3,300", "at": at("3,300")}]
    assert findings(dossier) == ["indicators[0].quantity: no quote, though the text is at hand"]


@pytest.mark.parametrize("quote", ["300 shops", "3,3"])
def test_a_piece_of_a_number_does_not_cover_it(quote: str) -> None:
    dossier = written()
    dossier["indicators"][0]["quantity"] |= {"quote": None, "at": None}
    dossier["indicators"][0]["evidence"] = [{"field": "quantity", "quote": quote, "at": at(quote)}]
    assert f"the number '3,300' at {at('3,300')} is neither evidence nor listed" in findings(dossier)


def test_a_multiple_is_no_count() -> None:
    text = "It doubled."
    dossier = {
        "source": written()["source"] | {"text_sha256": hashlib.sha256(text.encode()).hexdigest(), "text_length": 11},
        "events": [
            {
                "id": "it",
                "name": "It",
                "kind": "forum",
                "edition": 2,
                "evidence": [{"field": "edition", "quote": "doubl", "at": 3}],
            }
        ],
    }
    assert findings(dossier, text.encode())[0].startswith("the number 'doubled' at 3 is neither")
    dossier["events"][0]["evidence"][0]["quote"] = "doubled"
    assert "the number 'doubled' at 3 is not the value of events[0].edition" in findings(dossier, text.encode())


def test_a_coarser_statement_is_held_to_its_own_amount() -> None:
    dossier = written()
    flow = dossier["trade_flows"][0]
    coarser = {"value": 13 * 10**9, "unit": "USD", "qualifier": "more_than"}
    flow["primary_value"] |= {"value": 13_400_000_000, "qualifier": "exact", "quote": None, "at": None}
    flow["evidence"].append(
        {"field": "primary_value", "quote": "exceeded $13 billion", "at": at("exceeded"), "quantity": coarser}
    )
    missing = "trade_flows[0].primary_value: no quote, though the text is at hand"
    assert findings(dossier) == [missing]
    coarser["value"] = 14 * 10**9
    assert len(findings(dossier)) == 3


def test_listing_a_number_that_is_stated_is_told() -> None:
    dossier = written()
    extra = {"quote": "2nd", "at": at("2nd"), "reason": "None."}
    dossier["coverage"]["no_quantity"].append(extra)
    assert findings(dossier) == ["coverage.no_quantity[1]: '2nd' holds no number that needs listing"]


def test_listing_words_without_a_number_is_told() -> None:
    dossier = written()
    dossier["coverage"]["no_quantity"].append({"quote": "mayor", "at": at("mayor"), "reason": "None."})
    assert findings(dossier) == ["coverage.no_quantity[1]: 'mayor' holds no number that needs listing"]


def test_a_sentence_without_a_statement_is_told() -> None:
    dossier = written()
    del dossier["coverage"]["silent_sentences"][1]
    (finding,) = findings(dossier)
    assert finding.startswith(f"the sentence at {at('It was')} has no statement and is not listed: 'It was a sunny")


def test_a_silent_sentence_that_speaks_is_told() -> None:
    dossier = written()
    dossier["coverage"]["silent_sentences"].append({"at": at("Sales"), "reason": "None."})
    assert findings(dossier) == [f"coverage.silent_sentences: the sentence at {at('Sales')} does hold a statement"]


def test_a_silent_sentence_that_does_not_exist_is_told() -> None:
    dossier = written()
    dossier["coverage"]["silent_sentences"].append({"at": 3, "reason": "None."})
    assert findings(dossier) == ["coverage.silent_sentences: no sentence starts at 3"]


def test_a_number_listed_does_not_make_its_sentence_speak() -> None:
    dossier = written()
    del dossier["coverage"]["silent_sentences"][0]
    (finding,) = findings(dossier)
    assert finding.startswith("the sentence at 0 has no statement")


def test_at_most_half_of_a_text_may_be_quoted() -> None:
    dossier = written()
    del dossier["coverage"]["silent_sentences"][1]
    rest = len(TEXT) // 2 - prove(Dossier.model_validate(written()), TEXT.encode()).quoted
    further = {"field": "measure", "quote": TEXT[at("It was") :][:rest], "at": at("It was")}
    dossier["indicators"][0]["evidence"] = [further]
    assert findings(dossier) == []
    further["quote"] = TEXT[at("It was") :][: rest + 1]
    (finding,) = findings(dossier)
    assert finding.startswith(
        f"source.text_length: the quotes hold {len(TEXT) // 2 + 1} of the text's {len(TEXT)} code points; at most half"
    )


# The article itself


def seed() -> dict[str, Any]:
    return tomllib.loads(SEED.read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.fixture
def article(article_copy: Path) -> bytes:
    return article_copy.read_bytes()


def test_the_article_is_proved(article: bytes) -> None:
    proof = prove(Dossier.model_validate(seed()), article)
    assert proof.faults == ()
    assert proof.numbers == 35
    assert proof.sentences == 34
    assert proof.statements > 150


CHANGEABLE: list[tuple[str, int, tuple[str | int, ...]]] = [
    *(("trade_flows", index, ("primary_value",)) for index in (0, 1, 2)),
    *(("trade_flows", index, ("growth",)) for index in (0, 1)),
    *(("agreements", index, ("document_count",)) for index in (0, 1)),
    ("agreements", 1, ("value",)),
    *(("indicators", index, ("quantity",)) for index in range(5)),
    *(("indicators", index, ("growth",)) for index in (3, 4)),
    *(("plans", index, ("quantity",)) for index in (2, 3, 4)),
    ("plans", 0, ("item_count",)),
    ("plans", 0, ("value",)),
    *(("events", 0, ("participants", index, "count")) for index in (2, 6, 7, 8)),
]


@pytest.mark.parametrize(("table", "index", "path"), CHANGEABLE)
def test_no_value_of_the_dossier_can_change_unnoticed(
    article: bytes, table: str, index: int, path: tuple[str | int, ...]
) -> None:
    dossier = seed()
    entry = dossier[table][index]
    for step in path:
        entry = entry[step]
    entry["value"] = str(Fraction(entry["value"]) * 7 / 5) if "/" in str(entry["value"]) else entry["value"] * 2
    found = findings(dossier, article)
    assert any("does not state" in finding for finding in found)
    assert any("is not the value of" in finding for finding in found)


def test_every_quoted_or_attributed_statement_names_its_speaker_and_no_narrated_one_does() -> None:
    for piece in Dossier.model_validate(seed()).evidence():
        assert (piece.speaker is None) == (piece.attribution is Attribution.NARRATED), piece.path
