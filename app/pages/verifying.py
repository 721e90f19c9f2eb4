"""A claim held against the facts, from a form: the verdict, and why, with the claim and each fact on one scale."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.pages.charts import Track, Tracks, bar, known_of, numbers_of, track_scale
from app.pages.totals import BILLION, page_of, voice_of
from app.settings import API
from app.views.verify import answer_claim
from app.views.verify.query import ClaimIn
from app.vocabulary.measures import Qualifier
from app.vocabulary.verdicts import ClaimFlow, ClaimKind
from app.vocabulary.words import PERCENT, TIMES, USD, WordList
from app.web.answers.listing import canonical_url
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_TIMES: Final = "power"
"""What the form calls the thousands, millions or billions that it adds to the value."""
_FIRST_UNITS: Final = (USD, PERCENT, TIMES)


def form_of(snapshot: Snapshot) -> Mapping[str, Sequence[str]]:
    """Return what each field of the form can be chosen from, the common first."""
    words = snapshot.catalogue.words
    others = (*words.units, *words.lists[WordList.CURRENCY])
    return {
        "kinds": [*ClaimKind],
        "units": ["", *dict.fromkeys((*_FIRST_UNITS, *others))],
        "hedges": ["", *(one for one in Qualifier if one is not Qualifier.BETWEEN)],
        "flows": [*ClaimFlow],
        "measures": [*words.measures],
    }


def values_in(given: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a claim that a form gave: what is filled in, the value with its millions."""
    values = {name: value for name, value in given.items() if value and name != _TIMES}
    if values.get("value") and given.get(_TIMES):
        values["value"] += f"e{given[_TIMES]}"
    return values


def arrange_claim(given: Mapping[str, str], snapshot: Snapshot) -> Mapping[str, object]:
    """Build what the page of a claim shows; RequestValidationError tells all that is wrong with it."""
    values = values_in(given)
    try:
        row = answer_claim(ClaimIn.model_validate(values), snapshot)
    except ValidationError as error:
        faults = [{**fault, "loc": ("query", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error
    tracks, unit = _tracks(row)
    return {
        "given": given,
        "form": form_of(snapshot),
        "answer": row,
        "json_url": canonical_url(f"{API}/verify", values),
        "tracks": tracks,
        "scale_of": f"{'billion ' if unit == BILLION else ''}{row['claim']['interval']['unit'].replace('_', ' ')}",
        "problem": None,
    }


def _tracks(row: Mapping[str, Any]) -> tuple[Tracks, float]:
    """Build bars of the facts, before the band of the claim that they are held against, and the unit of their scale."""
    claim = row["claim"]["support"]
    facts = [(basis, fact) for basis in row["by_basis"] for fact in basis["facts"]]
    unit = _unit([claim, *(fact["interval"] for _, fact in facts)])
    known = [number for one in (claim, *(fact["interval"] for _, fact in facts)) for number in known_of(one, unit)]
    low, high = min(known), max(known)
    room = (high - low or abs(high) or 1) / 8
    scale = track_scale((low - room, high + room))
    codes = row["claim"]["from"]["code"], (row["claim"]["to"] or {}).get("code", "")
    rows = [
        Track(
            _source(fact),
            fact["quantity"]["text"],
            bar(scale, *numbers_of(_valued(fact), unit)),
            voice_of(basis["basis"], codes),
            page_of(fact["inputs"][0]["url"]),
        )
        for basis, fact in facts
    ]
    lower, _, upper = numbers_of(claim, unit)
    band = (scale.start if lower is None else scale.at(lower), scale.end if upper is None else scale.at(upper))
    return Tracks(scale, rows, band, None), unit


def _valued(fact: Row) -> Row:
    """Return the interval of a fact, with its value where it is in the same unit."""
    interval, quantity = fact["interval"], fact["quantity"]
    return {**interval, "value": quantity["value"] if quantity["unit"] == interval["unit"] else None}


def _unit(intervals: Sequence[Row]) -> float:
    """Return the unit of the scale."""
    return BILLION if max((abs(one) for each in intervals for one in known_of(each)), default=0) >= BILLION else 1.0


def _source(fact: Row) -> str:
    return "; ".join(dict.fromkeys(one["source"]["title"] or one["source"]["id"] for one in fact["inputs"]))
