"""The tables of a relation that are drawn: balances, and plans in time."""

from collections.abc import Sequence
from math import floor

from app.pages.charts import YEARS, Scale, Track, Tracks, Voice, bar, known_of, numbers_of, track_scale
from app.pages.totals import BILLION, page_of, reporter_of, voice_of
from app.views.facts import PLANS_FACTS
from app.views.pairs import Pair
from app.views.reading import read_records
from app.vocabulary.terms import ALL_GOODS, RecordKind
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot


def balance_tracks(rows: Sequence[Row], codes: tuple[str, str]) -> Tracks:
    """Build bars of exports less imports of all goods, from the side of the area that was named first."""
    whole = [row for row in rows if f".{ALL_GOODS}." in row["inputs"][0]["id"] and row["quantity"]]
    turned = [
        _turned(row["quantity"]) if reporter_of(row["inputs"][0]) == codes[1] else row["quantity"] for row in whole
    ]
    numbers = [number for quantity in turned for number in known_of(quantity, BILLION)]
    scale = track_scale((0.0, *numbers))
    drawn = [
        Track(
            row["period"],
            row["quantity"]["text"],
            bar(scale, *numbers_of(quantity, BILLION)),
            voice_of(row["basis"], codes),
            page_of(row["url"]),
        )
        for row, quantity in zip(whole, turned, strict=True)
    ]
    return Tracks(scale, drawn, None, scale.at(0))


def _turned(quantity: Row) -> Row:
    """Return a balance as the other side has it."""
    ends = {"lower": quantity["upper"], "value": quantity["value"], "upper": quantity["lower"]}
    return {name: None if number is None else -number for name, number in ends.items()}


def plan_tracks(snapshot: Snapshot, pair: Pair, rows: Sequence[Row]) -> Tracks:
    """Build a line for each plan from the day it was told of to the day it is due, with what became of it."""
    refs, places = snapshot.catalogue.source_refs, PLANS_FACTS.columns
    told = {
        record.row["id"]: refs[record.beside[places.index("source")]].published_on
        for record in read_records(snapshot, pair)[RecordKind.PLAN]
    }
    dated = [
        (
            row,
            _year(row["announced_on"] or told[row["id"]]),
            _year(row["due"]),
            [_year(one["happened_on"]) for one in row["outcomes"]],
        )
        for row in rows
    ]
    years = [year for _, start, due, happened in dated for year in (start, due, *happened) if year]
    first, last = floor(min(years, default=2000)), floor(max(years, default=2000)) + 1
    scale = track_scale([first, max(last, first + len(YEARS))], YEARS)  # ticks are whole years
    return Tracks(scale, [_plan(scale, *one) for one in dated], None, None)


def _plan(scale: Scale, row: Row, start: float | None, due: float | None, happened: Sequence[float | None]) -> Track:
    known = [year for year in (start, due) if year]
    line = bar(scale, start or due, start, due or start) if known else None
    points = [scale.at(year) for year in happened if year]
    return Track(row["sentence"], row["standing"], line, Voice.FIRST, page_of(row["url"]), points=points)


def _year(date: str | None) -> float | None:
    """Return a date as years, its day to the month."""
    if date is None:
        return None
    year, month = int(date[:4]), int(date[5:7] or 1)
    return year + (month - 1) / 12
