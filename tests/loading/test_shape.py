import tomllib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.loading.dossiers import Dossier
from app.loading.dossiers.entry import LONGEST_QUOTE, QuantityEntry
from app.vocabulary.measures import Qualifier
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import Attribution, RecordKind

GUIDE = Path(__file__).parents[2] / "seed" / "README.md"


def quantity(**changes: Any) -> dict[str, Any]:
    return {"value": 5, "unit": "USD", "qualifier": "exact"} | changes


def between(**changes: Any) -> dict[str, Any]:
    return {"unit": "USD", "qualifier": "between", "lower": 1, "upper": 2} | changes


def written() -> dict[str, Any]:
    """Give a dossier with one record of every kind, as TOML gives it."""
    return {
        "source": {"id": "a-source", "kind": "article", "title": "A title"},
        "actors": [{"id": "somebody", "evidence": [{"field": "name", "quote": "Somebody", "at": 0}]}],
        "events": [
            {
                "id": "an-event",
                "name": "Event",
                "kind": "forum",
                "participants": [{"label": "All", "count": quantity(unit="people")}],
                "remarks": [{"gist": "Well.", "quote": "Well", "at": 3}],
            }
        ],
        "agreements": [
            {"id": "a-deal", "kind": "package", "title": "Deal", "status": "signed", "value_status": "not_stated"}
        ],
        "trade_flows": [
            {
                "reporter": "KAZ",
                "partner": "CHN",
                "flow": "export",
                "period": "2022",
                "commodity": "TOTAL",
                "primary_value": quantity(),
                "basis": {"kind": "relayed"},
            }
        ],
        "indicators": [
            {"id": "a-measure", "measure": "transit_volume", "quantity": quantity(), "basis": {"kind": "relayed"}}
        ],
        "plans": [{"id": "a-plan", "kind": "offer", "standing": "offered", "title": "Plan"}],
        "outcomes": [{"id": "an-end", "plan": "a-plan", "standing": "completed", "gist": "Done."}],
    }


def read(value: object) -> QuantityEntry:
    return QuantityEntry.model_validate(value)


def test_a_whole_dossier_is_read() -> None:
    dossier = Dossier.model_validate(written())
    flows = [record.id for record in dossier.records() if record.kind is RecordKind.TRADE_FLOW]
    assert flows == ["KAZ.CHN.export.2022.TOTAL.a-source.0"]
    assert {piece.record.kind for piece in dossier.evidence()} == {
        RecordKind.ACTOR,
        RecordKind.EVENT,
        RecordKind.TRADE_FLOW,
        RecordKind.INDICATOR,
    }


def refused(change: Callable[[dict[str, Any]], object]) -> str:
    dossier = written()
    change(dossier)
    with pytest.raises(ValidationError) as refusal:
        Dossier.model_validate(dossier)
    return str(refusal.value)


TABLES = ["source", "actors", "events", "agreements", "trade_flows", "indicators", "plans", "outcomes"]


@pytest.mark.parametrize("table", TABLES)
def test_an_unknown_key_is_refused_everywhere(table: str) -> None:
    def misspell(dossier: dict[str, Any]) -> None:
        entry = dossier[table] if table == "source" else dossier[table][0]
        entry["commment"] = "x"

    assert "commment" in refused(misspell)


@pytest.mark.parametrize("table", [*TABLES[1:], "trade_flow"])
def test_a_table_of_another_type_is_refused(table: str) -> None:
    assert table in refused(lambda dossier: dossier.update({table: "none"}))


def test_the_guide_to_dossiers_names_every_table() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for table in Dossier.model_fields:
        single = table in ("source", "coverage")
        assert f"| `[{table}]` |" in guide if single else f"| `[[{table}]]` |" in guide, table


def test_a_dossier_without_a_source_is_refused() -> None:
    assert "source" in refused(lambda dossier: dossier.pop("source"))


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("events", "kind", 3),
        ("events", "name", 3),
        ("events", "name", ""),
        ("events", "name", " Event"),
        ("events", "name", "Ev\x00ent"),
        ("events", "name", "Ev\u202eent"),
        ("events", "name", "Ev\u200bent"),
        ("events", "name", "Ev\ud800ent"),
        ("events", "name", "two\nlines"),
        ("events", "name", "x" * 1001),
        ("events", "edition", True),
        ("events", "edition", "2"),
        ("events", "edition", Decimal("2.0")),
        ("events", "edition", -1),
        ("events", "starts_on", "28 March 2023"),
        ("events", "starts_on", "2023-13-01"),
        ("events", "starts_on", "2023-03-32"),
        ("events", "starts_on", "2023-02-29"),
        ("events", "starts_on", 2023),
        ("events", "id", "with space"),
        ("events", "id", "with_underscore"),
        ("events", "id", "-x"),
        ("events", "id", "a.b"),
        ("events", "id", "a\n"),
        ("events", "id", "é"),
        ("events", "id", "x" * 81),
        ("events", "participants", {}),
        ("events", "topics", "trade"),
        ("events", "attribution", "heard"),
        ("trade_flows", "period", "2022-1"),
        ("trade_flows", "period", 2022),
        ("trade_flows", "period", "2022-01/2022-12"),
        ("trade_flows", "period", "2022\n"),
        ("trade_flows", "flow", "X"),
        ("trade_flows", "statement", 1000),
        ("trade_flows", "statement", True),
        ("trade_flows", "commodity", 2603),
        ("trade_flows", "basis", {"kind": "guessed"}),
        ("trade_flows", "basis", {}),
        ("plans", "ordinal", 0),
        ("plans", "ordinal", True),
        ("plans", "ordinal", Decimal(3)),
        ("actors", "evidence", []),
        ("agreements", "parties", [{}]),
        ("agreements", "parties", [{"actor": "a", "area": "KAZ"}]),
        ("plans", "parties", [{"area": "KAZ"}]),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(table: str, field: str, value: object) -> None:
    assert f"{table}.0.{field}" in refused(lambda dossier: dossier[table][0].update({field: value}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "ftp://example.org"),
        ("url", "https://example.org/a b"),
        ("url", "javascript:alert(1)"),
        ("text_sha256", "ABC"),
        ("text_length", 0),
        ("text_length", True),
        ("language", "English"),
        ("published_on", "yesterday"),
    ],
)
def test_a_source_is_held_to_its_shape(field: str, value: object) -> None:
    assert f"source.{field}" in refused(lambda dossier: dossier["source"].update({field: value}))


def test_hash_and_length_of_a_text_belong_together() -> None:
    assert "belong together" in refused(lambda dossier: dossier["source"].update(text_length=5))
    assert "belong together" in refused(lambda dossier: dossier["source"].update(text_sha256="0" * 64))


@pytest.mark.parametrize(
    ("table", "change", "reason"),
    [
        ("trade_flows", {"primary_value": None}, "a primary_value or a growth, or else a value_status"),
        ("trade_flows", {"value_status": "not_stated"}, "a primary_value or a growth, or else a value_status"),
        ("trade_flows", {"growth_base_period": "2021"}, "growth_base_period needs growth"),
        ("agreements", {"value_status": None}, "a value, or else a value_status"),
        ("agreements", {"value": quantity()}, "a value, or else a value_status"),
        ("indicators", {"quantity": None}, "a quantity or a growth"),
    ],
)
def test_a_record_has_a_value_or_says_why_not(table: str, change: dict[str, Any], reason: str) -> None:
    assert reason in refused(lambda dossier: dossier[table][0].update(change))


@pytest.mark.parametrize(
    "field",
    ["Place", "place.", "participants[]", "participants[-1]", "participants[1000]", "a.b.c", "participants[0][1]", ""],
)
def test_a_field_of_evidence_is_a_plain_path(field: str) -> None:
    assert "field" in refused(lambda dossier: dossier["actors"][0]["evidence"][0].update(field=field))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"quote": "five"}, "quote and at belong together"),
        ({"at": 5}, "quote and at belong together"),
        ({"quote": "five", "at": -1}, "greater than or equal to 0"),
        ({"quote": "five", "at": True}, "valid integer"),
        ({"quote": "five", "at": Decimal(5)}, "valid integer"),
        ({"quote": "five", "at": "5"}, "valid integer"),
        ({"quote": "", "at": 5}, "at least 1 character"),
        ({"quote": "five ", "at": 5}, "white space"),
        ({"quote": "five\nsix", "at": 5}, "U+000A"),
        ({"quote": "fi\u00adve", "at": 5}, "U+00AD"),
        ({"quote": "x" * (LONGEST_QUOTE + 1), "at": 5}, "at most 100 characters"),
        ({"quote": "five", "at": 5, "words": "six"}, "words must be part of the quote"),
        ({"prefix": "the "}, "end, prefix and suffix belong to a quote"),
        ({"suffix": "."}, "end, prefix and suffix belong to a quote"),
        ({"end": 9}, "end, prefix and suffix belong to a quote"),
        ({"quote": "five", "at": 5, "end": 8}, "end lies behind the quote"),
        ({"quote": "five", "at": 5, "end": 106}, "at most 100 code points behind its start"),
        ({"quote": "five", "at": 0, "end": 0}, "end lies behind the quote"),
        ({"quote": "five", "at": 5, "end": -1}, "greater than or equal to 0"),
        ({"quote": "five", "at": 5, "prefix": ""}, "at least 1 character"),
        ({"quote": "five", "at": 5, "prefix": "x" * 33}, "at most 32 characters"),
        ({"quote": "five", "at": 5, "suffix": "x" * 33}, "at most 32 characters"),
        ({"quote": "five", "at": 5, "prefix": "the\n"}, "U+000A"),
    ],
)
def test_words_are_held_to_their_shape(words: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read(quantity(**words))
    assert reason in str(refusal.value)


def test_neighbours_may_begin_and_end_with_a_space() -> None:
    words = read(quantity(quote="five", at=50, end=60, prefix=" " * 32, suffix=" " * 32))
    assert (words.prefix, words.suffix) == (" " * 32, " " * 32)


def test_a_quote_may_have_a_hundred_code_points() -> None:
    assert read(quantity(quote="é" * LONGEST_QUOTE, at=0)).quote == "é" * 100


def test_a_listed_number_is_quoted_as_shortly() -> None:
    listed = {"quote": "x" * (LONGEST_QUOTE + 1), "at": 0, "reason": "None."}
    assert "at most 100 characters" in refused(lambda dossier: dossier.update(coverage={"no_quantity": [listed]}))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"value": True}, "a number is written as"),
        ({"value": 0.5}, "a number is written as"),
        ({"value": [5]}, "a number is written as"),
        ({"value": "5"}, "only a fraction"),
        ({"value": "1/0"}, "only a fraction"),
        ({"value": "1 /3"}, "only a fraction"),
        ({"value": "٣/4"}, "only a fraction"),
        ({"value": Decimal("nan")}, "a number is written as"),
        ({"value": Decimal("-inf")}, "a number is written as"),
        ({"value": 10**14 + 1}, "at most"),
        ({"value": Decimal("1e15")}, "at most"),
        ({"value": None}, "value is missing"),
        ({"unit": None}, "unit"),
        ({"qualifier": "maybe"}, "qualifier"),
        ({"qualifier": "rounded"}, "needs a step above 0"),
        ({"qualifier": "rounded", "step": 0}, "needs a step above 0"),
        ({"qualifier": "rounded", "step": -1}, "needs a step above 0"),
        ({"qualifier": "rounded", "step": True}, "a number is written as"),
        ({"lower": 4}, "stated only with 'between'"),
        ({"upper": 6}, "stated only with 'between'"),
        ({"value": -1, "qualifier": "rounded", "step": 1}, "lower end"),
        ({"value": -5, "qualifier": "at_most"}, "lower end"),
        ({"can_be_negative": 1}, "can_be_negative"),
        ({"per": ""}, "per"),
    ],
)
def test_an_unfit_quantity_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read(quantity(**changes))
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"lower": None}, "'between' needs lower and upper"),
        ({"upper": None}, "'between' needs lower and upper"),
        ({"lower": 3}, "the lower end 3 is above the upper end 2"),
        ({"value": 3}, "the value 3 is above its interval"),
        ({"value": 0}, "the value 0 is below its interval"),
        ({"bounds": "no"}, "bounds"),
    ],
)
def test_an_unfit_between_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read(between(**changes))
    assert reason in str(refusal.value)


def test_between_states_its_ends() -> None:
    found = read(between(bounds="[)")).stated
    assert found.value is None
    assert found.interval == Interval.between(Fraction(1), Fraction(2), "[)")


def test_a_dossier_in_toml_keeps_its_numbers_exact() -> None:
    text = 'value = 33.5\nunit = "%"\nqualifier = "rounded"\nstep = 0.1'
    found = read(tomllib.loads(text, parse_float=Decimal)).stated
    assert (found.interval.lower, found.interval.upper) == (Fraction("33.45"), Fraction("33.55"))


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e400"])
def test_numbers_of_toml_that_are_none_are_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        read(tomllib.loads(f'value = {number}\nunit = "USD"\nqualifier = "exact"', parse_float=Decimal))


def test_a_true_no_in_toml_is_no_country() -> None:
    text = 'reporter = false\npartner = "CHN"'
    assert "reporter" in refused(lambda dossier: dossier["trade_flows"][0].update(tomllib.loads(text)))


def test_a_change_may_be_negative_when_said_so() -> None:
    found = read(quantity(value=-1, unit="%", qualifier="rounded", step=1, can_be_negative=True)).stated
    assert (found.interval.lower, found.interval.upper) == (Fraction(-3, 2), Fraction(-1, 2))


@given(st.fractions(-(10**6), 10**6, max_denominator=10**8))
def test_every_fraction_is_read_exactly(number: Fraction) -> None:
    written_out = f"{number.numerator}/{number.denominator}"
    assert read(quantity(value=written_out)).stated.value == number


@given(st.decimals(-(10**14), 10**14, allow_nan=False, allow_infinity=False, places=4))
def test_every_decimal_is_read_exactly(number: Decimal) -> None:
    assert read(quantity(value=number)).stated.value == Fraction(number)


def test_words_are_the_quote_unless_they_are_given() -> None:
    assert read(quantity(quote="some five", at=0)).stated.words == "some five"
    assert read(quantity(quote="some five", at=0, words="five")).stated.words == "five"


def said(record: dict[str, Any], words: dict[str, Any]) -> tuple[str | None, Attribution]:
    dossier = written()
    dossier["indicators"][0].update(record)
    dossier["indicators"][0]["quantity"].update(words)
    evidence = Dossier.model_validate(dossier).evidence()
    (piece,) = (piece for piece in evidence if piece.record.kind is RecordKind.INDICATOR)
    return piece.speaker, piece.attribution


def test_words_without_an_attribution_take_that_of_the_record_with_its_speaker() -> None:
    record = {"speaker": "somebody", "attribution": "quoted"}
    assert said({}, {}) == (None, Attribution.NARRATED)
    assert said(record, {}) == ("somebody", Attribution.QUOTED)
    assert said(record, {"speaker": "another"}) == ("another", Attribution.QUOTED)


def test_words_with_an_attribution_of_their_own_have_their_own_speaker_or_none() -> None:
    record = {"speaker": "somebody", "attribution": "quoted"}
    assert said(record, {"attribution": "narrated"}) == (None, Attribution.NARRATED)
    assert said({}, {"attribution": "attributed", "speaker": "another"}) == ("another", Attribution.ATTRIBUTED)


def test_statements_say_where_they_stand_and_what_they_hold() -> None:
    dossier = written()
    coarser = quantity(value=4, qualifier="more_than")
    dossier["plans"][0]["evidence"] = [{"field": "value", "quote": "over 4", "at": 9, "quantity": coarser}]
    found = {piece.path: piece for piece in Dossier.model_validate(dossier).evidence()}
    assert set(found) == {
        "actors[0].name",
        "events[0].participants[0].count",
        "events[0].remarks[0]",
        "trade_flows[0].primary_value",
        "indicators[0].quantity",
        "plans[0].value",
    }
    beside = found["trade_flows[0].primary_value"].words.stated
    assert beside is not None
    assert beside.value == 5
    assert beside.unit == "USD"
    plan = found["plans[0].value"]
    assert (plan.record.id, plan.words.quote, plan.words.at) == ("a-plan", "over 4", 9)
    coarse = plan.words.stated
    assert coarse is not None
    assert coarse.value == 4
    assert coarse.qualifier is Qualifier.MORE_THAN
