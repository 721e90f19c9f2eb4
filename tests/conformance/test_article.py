"""Every figure of the article over HTTP, on both engines: value, hedge, interval, words, place, and who says so."""

from typing import Any, Final, NamedTuple

import pytest
from starlette.testclient import TestClient

Json = dict[str, Any]
NARRATED: Final = (None, "narrated")
QUOTED: Final = ("serik-zhumangarin", "quoted")
ATTRIBUTED: Final = ("serik-zhumangarin", "attributed")

FLOWS: Final = "/v1/trade-flows/KAZ.CHN.{}.2022.TOTAL.timesca-565m.0"
EXPORTS, IMPORTS, TOTAL = (FLOWS.format(flow) for flow in ("export", "import", "total"))
DOCUMENTS, COMMERCIAL = (f"/v1/agreements/kz-cn-friendly-dialogue-2023-{kind}" for kind in ("documents", "commercial"))
FORUM: Final = "/v1/events/kz-cn-friendly-dialogue-2023"
INDICATOR: Final = "/v1/indicators/timesca-565m-"
PLAN: Final = "/v1/plans/timesca-565m-"


class Figure(NamedTuple):
    """One number of the article: the record and field that hold it, how it is held, and the words behind it."""

    record: str
    field: str
    value: Any
    unit: str
    qualifier: str
    interval: str
    quote: str
    start: int
    said_by: tuple[str | None, str] = NARRATED
    per: str | None = None


FIGURES: Final = [
    Figure(*stated)
    for stated in (
        (EXPORTS, "primary_value", 13e9, "USD", "more_than", "(13000000000, none)", "exceeded $13 billion", 4717),
        (EXPORTS, "growth", 33.3333, "%", "more_than", "(33.3333, none)", "increased by more than a third", 4682),
        (
            *(IMPORTS, "primary_value", 11e9, "USD", "rounded", "[10500000000, 11500000000)"),
            *("amounted to $11 billion", 4770),
        ),
        (IMPORTS, "growth", 33.5, "%", "rounded", "[33.45, 33.55)", "increased by 33.5%", 4747),
        (TOTAL, "primary_value", 24e9, "USD", "rounded", "[23500000000, 24500000000)", "reached $24 billion", 4625),
        (DOCUMENTS, "document_count", 16, "documents", "exact", "[16, 16]", "16 bilateral documents", 4494),
        (COMMERCIAL, "document_count", 5, "documents", "exact", "[5, 5]", "5 commercial ones", 4540),
        (COMMERCIAL, "value", 565.4e6, "USD", "rounded", "[565350000, 565450000)", "worth $565.4 million", 4558),
        (
            *(f"{INDICATOR}joint-ventures", "quantity", 3300, "enterprises", "rounded", "[3250, 3350)"),
            *("3,300 joint ventures", 927, QUOTED),
        ),
        (f"{INDICATOR}xinjiang-share", "quantity", 40, "%", "more_than", "(40, none)", "more than 40%", 1275),
        (f"{INDICATOR}initiative-age", "quantity", 10, "years", "exact", "[10, 10]", "turns 10 years old", 759, QUOTED),
        (
            *(f"{INDICATOR}rail-transit-2022", "quantity", 9.4e6, "t", "rounded", "[9350000, 9450000)"),
            *("amounted to 9.4 million tons", 3203),
        ),
        (
            *(f"{INDICATOR}rail-transit-2022", "growth", 1.1e6, "t", "rounded", "[1050000, 1150000)"),
            *("increased by 1.1 million tons", 3169),
        ),
        (
            *(f"{INDICATOR}road-transit-2022", "quantity", 980_600, "t", "rounded", "[980550, 980650)"),
            *("amounted to 980.6 thousand tons", 3284),
        ),
        (f"{INDICATOR}road-transit-2022", "growth", 2, "times", "about", "[1.5, 2.5]", "has doubled", 3268),
        (
            *(f"{PLAN}offer-of-goods", "item_count", 135, "items", "exact", "[135, 135]"),
            *("135 commodity items", 1586, ATTRIBUTED),
        ),
        (
            *(f"{PLAN}offer-of-goods", "value", 1e9, "USD", "more_than", "(1000000000, none)"),
            *("worth over $1 billion", 1606, ATTRIBUTED),
        ),
        (
            *(f"{PLAN}wheat-supplies", "quantity", 1e6, "t", "at_least", "[1000000, none)"),
            *("to 1 million tons and above", 2259, QUOTED, "year"),
        ),
        (f"{PLAN}pilot-grain-train", "quantity", 1, "trains", "exact", "[1, 1]", "one grain train", 2409, QUOTED),
        (
            *(f"{PLAN}disease-free-zones", "quantity", 5, "zones", "exact", "[5, 5]"),
            *("five southeastern zones", 2023, QUOTED),
        ),
        (FORUM, "participants[2].count", 4, "regions", "exact", "[4, 4]", "four border regions", 3888),
        (FORUM, "participants[6].count", 150, "people", "more_than", "(150, none)", "more than 150", 4061),
        (FORUM, "participants[7].count", 20, "people", "exact", "[20, 20]", "20 leading Xinjiang businessmen", 4102),
        (FORUM, "participants[8].count", 10, "people", "exact", "[10, 10]", "10 representatives", 4135),
    )
]


@pytest.fixture(params=["client", "postgres_client"])
def engine(request: pytest.FixtureRequest) -> TestClient:
    """Give a client of each engine in turn."""
    client: TestClient = request.getfixturevalue(request.param)
    return client


def _record(engine: TestClient, path: str) -> Json:
    answer = engine.get(path)
    assert answer.status_code == 200, answer.text
    record: Json = answer.json()
    return record


def _held(record: Json, field: str) -> Any:
    """Follow a field such as `participants[2].count` into a record."""
    steps = field.replace("[", ".").replace("]", "").split(".")
    held: Any = record
    for step in steps:
        held = held[int(step) if step.isdigit() else step]
    return held


def _interval(quantity: Json) -> str:
    """Write the interval of a quantity: `[23500000000, 24500000000)`, an end that there is not as `none`."""
    lower, upper = ("none" if quantity[end] is None else str(quantity[end]) for end in ("lower", "upper"))
    opening, closing = quantity["bounds"]
    return f"{opening}{lower}, {upper}{closing}"


def _words_behind(record: Json, field: str) -> list[tuple[Any, ...]]:
    """Give what the article says of a field: the words, where they begin and end, who says so and in which way."""
    return [
        (row["quote"], row["start"], row["end"], (row["speaker"] and row["speaker"]["id"], row["attribution"]))
        for row in record["evidence"]
        if row["field"] == field and row["source"]["id"] == "timesca-565m"
    ]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.quote)
def test_every_figure_is_served_as_it_is_stated(engine: TestClient, figure: Figure) -> None:
    record = _record(engine, figure.record)
    held = _held(record, figure.field)
    assert (held["value"], held["unit"], held["per"]) == (figure.value, figure.unit, figure.per)
    assert (held["qualifier"], _interval(held), held["words"]) == (figure.qualifier, figure.interval, figure.quote)
    words = (figure.quote, figure.start, figure.start + len(figure.quote), figure.said_by)
    assert words in _words_behind(record, figure.field)


def test_the_growth_by_a_third_is_told_as_a_fraction(engine: TestClient) -> None:
    assert _record(engine, EXPORTS)["growth"]["text"] == "more than a third"


def test_the_headline_states_the_value_once_more_and_more_coarsely(engine: TestClient) -> None:
    evidence = _record(engine, COMMERCIAL)["evidence"]
    headline = next(row for row in evidence if row["quantity"])
    coarser = headline["quantity"]
    assert (headline["field"], headline["quote"], headline["start"]) == ("value", "worth more than $565 million", 33)
    assert (coarser["value"], coarser["unit"], coarser["qualifier"]) == (565_000_000, "USD", "more_than")
    assert _interval(coarser) == "(565000000, none)"


@pytest.mark.parametrize(
    ("path", "field", "number", "quote", "start"),
    [
        (FORUM, "edition", 2, "2nd", 109),
        (f"{PLAN}third-railway-crossing", "ordinal", 3, "third railway crossing", 3680),
    ],
)
def test_numbers_in_a_series_are_served_with_their_words(
    engine: TestClient, path: str, field: str, number: int, quote: str, start: int
) -> None:
    record = _record(engine, path)
    assert record[field] == number
    assert _words_behind(record, field) == [(quote, start, start + len(quote), NARRATED)]


def test_what_is_not_stated_is_null_and_never_zero(engine: TestClient) -> None:
    documents = _record(engine, DOCUMENTS)
    assert (documents["value"], documents["value_status"], documents["parties"]) == (None, "not_stated", None)
    named = engine.get("/v1/trade-flows?source=timesca-565m&limit=500").json()["items"]
    goods = [row for row in named if row["commodity"]["code"] != "TOTAL"]
    assert len(goods) == 16
    assert {(row["primary_value"], row["value_status"], row["period"]) for row in goods} == {(None, "not_stated", None)}


def test_the_four_regions_are_named_and_almaty_is_the_region_among_them(engine: TestClient) -> None:
    governor, governors = _record(engine, FORUM)["participants"][1:3]
    assert [area["code"] for area in governor["areas"]] == ["KZ-75"]
    assert sorted(area["code"] for area in governors["areas"]) == ["KZ-10", "KZ-19", "KZ-33", "KZ-63"]
