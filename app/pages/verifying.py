"""A claim held against the facts, from a form: the verdict, and why, with the claim and each fact on one scale.

Numbers and periods are taken as people type them, by the words that the reader of texts knows.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from app.pages.charts import Role, Track, Tracks, bar, known_of, numbers_of, track_scale
from app.pages.totals import BILLION, Way, page_of, role_of
from app.reasoning import Fact
from app.reasoning.reader.dates import dates
from app.reasoning.reader.hedges import hedge_before
from app.reasoning.reader.lexicon import DENOMINATORS, ENLARGING, LETTERS, MULTIPLES
from app.reasoning.reader.prose import Prose
from app.reasoning.sentences.names import capital, figures_of, in_prose
from app.settings import API
from app.views.verify import answer_claim
from app.views.verify.query import TAKES, ClaimIn
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.verdicts import ClaimFlow, ClaimKind, ClaimVerdict, Stance
from app.vocabulary.words import CURRENCY, PERCENT, RELATIVE, TIMES, TRADE, USD, OpenWords, WordList
from app.web.answers.listing import canonical_url
from app.web.routing import read_as
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_ZEROS: Final = {
    word: len(str(size)) - 1 for word, size in (ENLARGING | LETTERS).items() if str(size).rstrip("0") == "1"
}
_NUMBER: Final = re.compile(
    rf"(?P<before>[^\d]*?)(?P<sign>\$)? ?(?P<number>-?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)"
    rf"(?: ?(?P<size>{'|'.join(_ZEROS)}))?(?: ?(?P<unit>%|times))?"
)
_WORD: Final = re.compile(rf"(?P<before>.*?)(?:an? |one )?(?P<word>{'|'.join((*DENOMINATORS, *MULTIPLES))})")


def number_in(text: str) -> dict[str, str]:
    """Return the value, and where they are said the unit and the hedge; the text itself where it is no such number."""
    lowered = re.sub(r"per ?cent", PERCENT, text.lower())
    if found := _NUMBER.fullmatch(lowered):
        power = f"e{_ZEROS[found['size']]}" if found["size"] else ""
        read = {"value": found["number"].replace(",", "") + power}
        if unit := found["unit"] or (found["sign"] and USD):
            read["unit"] = unit
    elif found := _WORD.fullmatch(lowered):
        times, part = MULTIPLES.get(found["word"]), DENOMINATORS.get(found["word"])
        read = {"value": str(times), "unit": TIMES} if times else {"value": f"100/{part}", "unit": PERCENT}
    if not found:
        return {"value": text}
    if before := found["before"].strip():
        hedge = hedge_before(prose := Prose(before), len(prose.words))
        if hedge is None or hedge[1] > 0:
            return {"value": text}
        read["qualifier"] = hedge[0]
    return read


def period_in(text: str) -> str:
    """Return the one period that a text names, as periods are written; else the text itself."""
    spans = [*dates(text)]
    named = len(spans) == 1 and spans[0].end - spans[0].start == len(text) and spans[0].period
    return str(named) if named else text


_OF_A_FLOW: Final = {ClaimKind.AMOUNT, *(kind for kind, takes in TAKES.items() if "flow" in takes.more)}
_WHAT: Final = "what"
"""What the form calls the kind of a claim or the measure, which are one question to people."""
_FIRST_UNITS: Final = (USD, PERCENT, TIMES)
_MOST_PERIODS: Final = 6


def blank_claim(given: Mapping[str, str], snapshot: Snapshot) -> dict[str, object]:
    """Build what the form shows before a claim was answered: what was given, and what each field can be chosen from."""
    words = snapshot.catalogue.words
    units = (*_FIRST_UNITS, *words.units, *words.lists[WordList.CURRENCY])
    form = {
        "measures": [code for code in words.measures if code != TRADE.code],
        "units": ["", *dict.fromkeys(units)],
        "hedges": ["", *(one for one in Qualifier if one is not Qualifier.BETWEEN)],
        "flows": [*ClaimFlow],
    }
    return {"given": given, "form": form, "answer": None, "problem": None}


def values_in(given: Mapping[str, str], words: OpenWords) -> dict[str, str]:
    """Return the parameters of a claim that a form gave, with numbers and periods as people write them."""
    values = {name: value for name, value in given.items() if value}
    if what := values.pop(_WHAT, ""):
        values["kind" if what in {*ClaimKind} else "measure"] = what
    if "period" in values:
        values["period"] = period_in(values["period"])
    is_of_goods = words.measures.get(values.get("measure", ""), TRADE).is_of_goods
    if not is_of_goods or values.get("kind", ClaimKind.AMOUNT) not in _OF_A_FLOW:
        values.pop("flow", None)  # the form always has one
    if "value" in values:
        values = number_in(values["value"]) | {name: value for name, value in values.items() if name != "value"}
        if unit := values.get("unit") or _usual_unit(values, words):
            values["unit"] = unit
    return values


def _usual_unit(values: Mapping[str, str], words: OpenWords) -> str | None:
    """Return the unit that a claim of this kind is in; none where it has no need of one."""
    match values.get("kind", ClaimKind.AMOUNT):
        case ClaimKind.SHARE:
            return PERCENT
        case ClaimKind.AMOUNT | ClaimKind.PLANNED | ClaimKind.SURPLUS | ClaimKind.DEFICIT | ClaimKind.AGREED:
            measure = words.measures.get(values.get("measure", ""), TRADE)
            return USD if CURRENCY in measure.units else next(iter(measure.units), None)
        case _:
            return None


def arrange_claim(given: Mapping[str, str], snapshot: Snapshot) -> Mapping[str, object]:
    """Build what the page of a claim shows; RequestValidationError tells all that is wrong with it."""
    values = values_in(given, snapshot.catalogue.words)
    row = answer_claim(read_as(ClaimIn, values), snapshot)
    tracks, unit = _tracks(row, snapshot.catalogue.bylines)
    held = [one for one in row["missing"]["periods"] if one != values.get("period")] if row["missing"] else []
    return blank_claim(given, snapshot) | {
        "answer": row,
        "json_url": canonical_url(f"{API}/verify", values),
        "nearby": [
            (one, page_of(canonical_url(f"{API}/verify", values | {"period": one}))) for one in held[:_MOST_PERIODS]
        ],
        "tracks": tracks,
        "headings": [_heading(basis, snapshot.catalogue.prose_names) for basis in row["by_basis"]],
        "scale_of": f"{'billion ' if unit == BILLION else ''}{row['claim']['interval']['unit'].replace('_', ' ')}",
    }


def _tracks(row: Mapping[str, Any], bylines: Mapping[str, str]) -> tuple[Tracks, float]:
    """Build bars of the facts, before the band of the claim that they are held against, and the unit of their scale."""
    claim = row["claim"]["support"]
    facts = [(basis, fact) for basis in row["by_basis"] for fact in basis["facts"]]
    intervals = [claim, *(fact["interval"] for _, fact in facts)]
    largest = max((abs(number) for one in intervals for number in known_of(one)), default=0)
    unit = BILLION if largest >= BILLION else 1.0
    known = [number for one in intervals for number in known_of(one, unit)]
    low, high = min(known), max(known)
    room = (high - low or abs(high) or 1) / 8
    scale = track_scale((low - room, high + room))
    codes = row["claim"]["from"]["code"], (row["claim"]["to"] or {}).get("code", "")
    rows = [
        Track(
            "; ".join(dict.fromkeys(bylines[one["source"]["id"]] for one in fact["inputs"])),
            fact["quantity"]["text"],
            bar(scale, *numbers_of(_valued(fact), unit)),
            role_of(basis["basis"], codes),
            page_of(fact["inputs"][0]["url"]),
        )
        for basis, fact in facts
    ]
    lower, _, upper = numbers_of(claim, unit)
    band = (scale.start if lower is None else scale.at(lower), scale.end if upper is None else scale.at(upper))
    return Tracks(scale, rows, band, None), unit


def _heading(basis: Row, names: Mapping[str, str]) -> str:
    """Write the verdict on a basis, and whose figures it is by."""
    compiled_by, compiler = basis["basis"]["compiled_by"], basis["basis"]["compiler"]
    figures = figures_of(names[compiled_by["code"]] if compiled_by else compiler and names[compiler["id"]])
    return capital(f"{basis['verdict']} by {figures}".replace("_", " "))


def _valued(fact: Row) -> Row:
    """Return the interval of a fact, with its value where it is in the same unit."""
    interval, quantity = fact["interval"], fact["quantity"]
    return {**interval, "value": quantity["value"] if quantity["unit"] == interval["unit"] else None}


class Became(NamedTuple):
    """What the newest figures of one side make of a goal."""

    compiler: str
    year: str
    text: str
    verdict: ClaimVerdict


def became_of(aim: Fact, codes: tuple[str, str], turnover: Way, snapshot: Snapshot) -> list[Became]:
    """Compare a level of turnover with the newest figures of each side, as `reached` of verify does."""
    told: list[Became] = []
    for role in (Role.FIRST, Role.SECOND):
        years = (one.fact.period for one in turnover.every if one.role is role and one.fact.period)
        year = next((year for year in years if year <= (aim.as_of or year)), None)
        if year is None or aim.unit in RELATIVE:
            continue
        sides = {"from": codes[0], "to": codes[1], "flow": Flow.TOTAL, "period": year}
        asked = {**sides, "value": str(aim.shown["value"]), "unit": aim.unit, "qualifier": Qualifier.AT_LEAST}
        for basis in snapshot.memo.get((became_of, *asked.values()), partial(_by_basis, asked, snapshot)):
            if role_of(basis["basis"], codes) is role:
                fact = min(basis["facts"], key=_decides_little)
                name = in_prose(basis["basis"]["compiled_by"]["name"])
                told.append(Became(name, year, fact["quantity"]["text"], basis["verdict"]))
    return told


def _by_basis(asked: Mapping[str, str], snapshot: Snapshot) -> list[Row]:
    found: list[Row] = answer_claim(read_as(ClaimIn, asked), snapshot)["by_basis"]
    return found


def _decides_little(fact: Row) -> bool:
    return fact["stance"] not in (Stance.SUPPORTS, Stance.CONTRADICTS, Stance.NEAR)
