"""What lists must answer, computed from whole exports in plain Python: nothing here is shared with the filters.

Of each row a filter asks either which values it has (`Members`), or where between two ends it lies (`Ends`).
"""

import calendar
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

Row = dict[str, Any]
Members = Callable[["World", Row], Iterable[str]]
Ends = Callable[[Row, Mapping[str, Any]], "Place | None"]
LISTS = ("trade-flows", "commodities", "areas", "actors", "events", "agreements", "plans", "indicators", "sources")


@dataclass(frozen=True)
class Place:
    """Where a number or a day lies: between two ends, each known or not, and its own or not."""

    low: Any
    high: Any
    is_low_its_own: bool = True
    is_high_its_own: bool = True

    def is_from(self, bound: Any) -> str | None:
        """Return how sure it is that this is at the bound or above; None where it is not."""
        if self.low is not None and self.low >= bound:
            return "certain"
        is_above = self.high is None or self.high > bound or (self.high == bound and self.is_high_its_own)
        return "possible" if is_above else None

    def is_to(self, bound: Any) -> str | None:
        """Return how sure it is that this is at the bound or below; None where it is not."""
        if self.high is not None and self.high <= bound:
            return "certain"
        is_below = self.low is None or self.low < bound or (self.low == bound and self.is_low_its_own)
        return "possible" if is_below else None


class World:
    """All rows of all lists, and what they say of each other."""

    def __init__(self, rows: Mapping[str, list[Row]]) -> None:
        self.rows = rows
        self.by_id = {name: {row["id"]: row for row in rows[name]} for name in rows}
        self.preferred = {by: set(_preferred(self, by)) for by in ("official", "latest")}

    def above(self, name: str, one: str | None) -> Iterator[str]:
        """Yield the id of an area or a commodity, and of all that it lies in."""
        while one is not None:
            yield one
            parent = self.by_id[name][one]["parent"]
            one = parent and parent["code"]

    def areas(self, *ids: Any) -> set[str]:
        """Return areas, and all that these lie in."""
        return {above for one in ids if one for above in self.above("areas", one)}

    def area_of(self, actor: str | None) -> Any:
        """Return the area that somebody belongs to."""
        return actor and _code(self.by_id["actors"][actor]["area"])

    def goods(self, one: str, *, and_matched: bool) -> set[str]:
        """Return the ways to ask for a commodity, through the codes that it is matched to as well."""
        matched = self.by_id["commodities"][one]["matches"] if and_matched else ()
        ways = (one, *(match["commodity"]["code"] for match in matched))
        return {*ways, *(f"{above}*" for way in ways for above in self.above("commodities", way))}


def _code(ref: Row | None) -> Any:
    return ref and ref["code"]


def _id(ref: Row | None) -> Any:
    return ref and ref["id"]


_KINDS = ("reported", "reconciled", "estimated", "relayed")


def _preferred(world: World, by: str) -> Iterator[str]:
    """Yield the trade flows that are picked among those on their key."""
    on_one_key = defaultdict(list)
    for row in world.rows["trade-flows"]:
        key = (row["reporter"]["code"], row["partner"]["code"], row["flow"], row["period"], row["commodity"]["code"])
        on_one_key[key].append(row)
    for rows in on_one_key.values():
        rows.sort(key=lambda row: (row["source"]["id"], row["statement"]))
        rows.sort(key=lambda row: world.by_id["sources"][row["source"]["id"]]["published_on"] or "", reverse=True)
        if by == "official":
            rows.sort(key=lambda row: _officialness(row["basis"]))
        rows.sort(key=lambda row: row["primary_value"] is None)
        yield rows[0]["id"]


def _officialness(basis: Row) -> tuple[int, bool]:
    return _KINDS.index(basis["kind"]), basis["compiled_by"] is None and basis["compiler"] is None


def _day(date: str | None, end: str | None = None) -> Place | None:
    """Return the days that a date may be, from the first to the last; of two dates the first that is there."""
    date = date or end
    if date is None:
        return None
    year, month = int(date[:4]), int(date[5:7] or 12)
    last = f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"
    return Place((date + "-01-01")[:10], date if len(date) == 10 else last)  # a whole day


def _months(period: str | None) -> Place | None:
    """Return the month that a period ends in; bounds ask for no other."""
    return (period and Place(_last_month(period), _last_month(period))) or None


def _last_month(period: str) -> str:
    end = period.rpartition("/")[2]
    return f"{end[:4]}-{3 * int(end[6]):02}" if "Q" in end else end if "-" in end else f"{end}-12"


def _first_month(period: str) -> str:
    start = period.partition("/")[0]
    return f"{start[:4]}-{3 * int(start[6]) - 2:02}" if "Q" in start else start if "-" in start else f"{start}-01"


def _measured(name: str, row: Row, question: Mapping[str, Any], *, is_money: bool = True) -> Place | None:
    """Return where a quantity lies, if it is in the currency that was asked for."""
    stated = row[name]
    if stated is None or (is_money and stated["unit"] != question.get("currency", "USD")):
        return None
    low, high = stated["lower"], stated["upper"]
    return Place(low, high, stated["bounds"][0] == "[", stated["bounds"][1] == "]")


@dataclass(frozen=True)
class Bounds:
    """Two parameters that bound one thing: their names, where rows lie, and what their values stand for."""

    low: str
    high: str
    ends: Ends
    least: Callable[[str], Any]
    most: Callable[[str], Any]
    is_exact: bool = False
    """Whether it is known of each row, so that nothing is only possible."""


def _days(prefix: str, ends: Callable[[Row], Place | None], to: Callable[[Row], Place | None] | None = None) -> Bounds:
    def of(row: Row, question: Mapping[str, Any]) -> Place | None:
        return to(row) if to and question.get("side") == "to" else ends(row)

    return Bounds(f"{prefix}_from", f"{prefix}_to", of, lambda text: _day(text).low, lambda text: _day(text).high)  # type: ignore[union-attr]


def _amounts(name: str, *, is_money: bool = True) -> Bounds:
    return Bounds(f"{name}_gte", f"{name}_lte", partial(_measured, name, is_money=is_money), Decimal, Decimal)


_PERIODS = Bounds(
    "period_from", "period_to", lambda row, _: _months(row["period"]), _first_month, _last_month, is_exact=True
)


def _one(*path: str) -> Members:
    """Return what finds the one value of a member, or of a member of a member."""

    def values(_: World, row: Row) -> Iterable[str]:
        value: Any = row
        for part in path:
            value = value and value[part]
        return () if value is None else (value,)

    return values


def _parties(world: World, row: Row) -> set[str]:
    every = row["parties"] or ()
    return world.areas(*(_code(one["area"]) or world.area_of(_id(one["actor"])) for one in every))


def _at_event(world: World, event: str | None) -> set[str]:
    people = world.by_id["events"][event]["participants"] if event else ()
    sides = (_code(one["side"]) for one in people)
    return world.areas(
        *sides,
        *(one["code"] for each in people for one in each["areas"]),
        *(world.area_of(_id(one["actor"])) for one in people),
    )


def _signed(world: World, row: Row) -> set[str]:
    few = len(row["parties"] or ()) < 2  # a document has two sides at least
    return _parties(world, row) | (_at_event(world, _id(row["event"])) if few else set())


def _present(_: World, row: Row) -> set[str]:
    said = {_id(one["speaker"]) for one in row["remarks"]}
    return {one for one in said | {_id(each["actor"]) for each in row["participants"]} if one}


def _signers(_: World, row: Row) -> set[str]:
    return {one["actor"]["id"] for one in row["parties"] or () if one["actor"]}


def _linked(world: World, row: Row) -> set[str]:
    return {way for one in row["commodities"] for way in world.goods(one["code"], and_matched=True)}


def _matches(world: World, row: Row) -> set[str]:
    return {way for one in row["matches"] for way in world.goods(one["commodity"]["code"], and_matched=False)}


def _parent(world: World, row: Row) -> set[str]:
    return world.goods(row["parent"]["code"], and_matched=False) if row["parent"] else set()


def _is_original(_: World, row: Row) -> tuple[str, ...]:
    return ("false",) if row["same_as"] else ("true", "false")


def _edition(_: World, row: Row) -> tuple[str, ...]:
    good = row["commodity"]["code"]
    return (good.partition("-")[0],) if good[0] == "H" and good[1:2].isdigit() else ()


_SOURCE = {"source": _one("source", "id"), "originals": _is_original}
SETS: dict[str, dict[str, Members]] = {
    "trade-flows": {
        "reporter": _one("reporter", "code"),
        "partner": _one("partner", "code"),
        "flow": _one("flow"),
        "period": _one("period"),
        "frequency": _one("frequency"),
        "commodity": lambda world, row: world.goods(row["commodity"]["code"], and_matched=True),
        "edition": _edition,
        "source": _one("source", "id"),
        "currency": _one("primary_value", "unit"),
        "prefer": lambda world, row: [by for by, picked in world.preferred.items() if row["id"] in picked],
    },
    "commodities": {
        "code": lambda world, row: world.goods(row["id"], and_matched=False),
        "level": _one("level"),
        "parent": _parent,
        "nomenclature": _one("nomenclature"),
        "edition": _one("edition"),
        "matches": _matches,
    },
    "areas": {"kind": _one("kind"), "parent": _one("parent", "code")},
    "actors": {
        "kind": _one("kind"),
        "area": lambda world, row: world.areas(_code(row["area"])),
        "organisation": lambda _, row: {_id(one["organisation"]) for one in row["roles"]} - {None},
    },
    "events": {
        "kind": _one("kind"),
        "series": _one("series"),
        "part_of": _one("part_of", "id"),
        "area": lambda world, row: world.areas(_code(row["place"])) | _at_event(world, row["id"]),
        "actor": _present,
        "sector": lambda _, row: row["sectors"],
        **_SOURCE,
    },
    "agreements": {
        "kind": _one("kind"),
        "status": _one("status"),
        "event": _one("event", "id"),
        "part_of": _one("part_of", "id"),
        "area": _signed,
        "actor": _signers,
        "commodity": _linked,
        "sector": lambda _, row: row["sectors"],
        "currency": _one("value", "unit"),
        **_SOURCE,
    },
    "plans": {
        "kind": _one("kind"),
        "standing": _one("standing"),
        "event": _one("event", "id"),
        "area": lambda world, row: _parties(world, row) | world.areas(*map(_code, row["places"])),
        "place": lambda world, row: world.areas(*map(_code, row["places"])),
        "actor": _signers,
        "commodity": _linked,
        "open_ended": lambda _, row: row["open_ended"],
        "currency": _one("value", "unit"),
        **_SOURCE,
    },
    "indicators": {
        "area": lambda world, row: world.areas(_code(row["area"])),
        "counterpart": lambda world, row: world.areas(_code(row["counterpart"])),
        "measure": _one("measure"),
        "mode": _one("mode"),
        "sector": lambda _, row: row["sectors"],
        "period": _one("period"),
        **_SOURCE,
    },
    "sources": {
        "kind": _one("kind"),
        "publisher": _one("publisher"),
        "language": _one("language"),
        "lineage": _one("lineage"),
    },
}
RANGES: dict[str, tuple[Bounds, ...]] = {
    "trade-flows": (_PERIODS, _amounts("primary_value")),
    "events": (
        _days(
            "date",
            lambda row: _day(row["ends_on"], row["starts_on"]),
            lambda row: _day(row["starts_on"], row["ends_on"]),
        ),
    ),
    "agreements": (
        _days("signed", lambda row: _day(row["signed_on"])),
        _amounts("value"),
        _amounts("document_count", is_money=False),
    ),
    "plans": (
        _days("announced", lambda row: _day(row["announced_on"])),
        _days("due", lambda row: _day(row["due"])),
        _amounts("value"),
    ),
    "indicators": (_PERIODS, _days("as_of", lambda row: _day(row["as_of"]))),
    "sources": (_days("published", lambda row: _day(row["published_on"])),),
}
SEVERAL = {"reporter", "partner", "flow", "period", "commodity", "source", "code", "parent", "matches", "area", "place"}
SEVERAL |= {"counterpart"}
"""Parameters that take several values, with commas between them."""
ORDERS: dict[str, Callable[[Row], Any]] = {
    "trade-flows": lambda row: (row["reporter"]["code"], row["partner"]["code"], row["flow"]),
    "events": lambda row: (row["starts_on"] or "", row["id"]),
    "agreements": lambda row: (row["signed_on"] or "", row["id"]),
    "plans": lambda row: (row["announced_on"] or "", row["id"]),
    "indicators": lambda row: (row["measure"], _code(row["area"]) or ""),
    **dict.fromkeys(("commodities", "areas", "actors", "sources"), lambda row: row["id"]),
}
"""What rows are in order of, or begin to be."""


@dataclass
class Answer:
    """What a list must answer to a question: its rows in order, and how many were left out as only possible."""

    rows: list[Row]
    left_out: int
    missing: list[str] = field(default_factory=list)


def answer(world: World, name: str, question: Mapping[str, Any]) -> Answer:
    """Compute what a list must answer; the values of `q` are the ids of the rows that it finds."""
    found, left_out = [], 0
    wants_possible = question.get("certainty") == "possible"
    is_bounded = _is_bounded(name, question)
    for row in world.rows[name]:
        sure = _certainty(world, name, row, question)
        if sure == "certain" or (sure == "possible" and wants_possible):
            marks = {"certainty": sure} if is_bounded else {}
            found.append({**row, **marks, **({"preferred": question["prefer"]} if "prefer" in question else {})})
        left_out += sure == "possible" and not wants_possible
    missing = [one for one in question.get("id", ()) if one not in world.by_id[name]]
    return Answer(found, left_out, missing)


def _is_bounded(name: str, question: Mapping[str, Any]) -> bool:
    """Return whether a question has bounds that a row may possibly meet."""
    return any(not one.is_exact and {one.low, one.high} & question.keys() for one in RANGES.get(name, ()))


def _certainty(world: World, name: str, row: Row, question: Mapping[str, Any]) -> str | None:
    if "id" in question and row["id"] not in question["id"]:
        return None
    if "q" in question and row["id"] not in question["q"]:
        return None
    for parameter, values in SETS[name].items():
        if parameter in question:
            asked = question[parameter].split(",") if parameter in SEVERAL else [question[parameter]]
            if set(asked).isdisjoint(values(world, row)):
                return None
    every = list(_bounds_met(name, row, question))
    return None if None in every else "possible" if "possible" in every else "certain"


def _bounds_met(name: str, row: Row, question: Mapping[str, Any]) -> Iterator[str | None]:
    for bounds in RANGES.get(name, ()):
        if bounds.low in question:
            place = bounds.ends(row, {**question, "side": "from"})
            yield place.is_from(bounds.least(question[bounds.low])) if place else None
        if bounds.high in question:
            place = bounds.ends(row, {**question, "side": "to"})
            yield place.is_to(bounds.most(question[bounds.high])) if place else None


def draw(world: World, name: str, chance: random.Random) -> dict[str, Any]:
    """Draw a question to a list: filters that one row meets, mostly, so that something is found."""
    rows = world.rows[name]
    anchor = chance.choice(rows)
    question: dict[str, Any] = {}
    for parameter in chance.sample(sorted(SETS[name]), k=min(len(SETS[name]), chance.choice((0, 1, 1, 2, 2, 3, 4)))):
        meets = SETS[name][parameter]
        drawn: dict[str, None] = {}
        for _ in range(chance.choice((1, 1, 2, 3)) if parameter in SEVERAL else 1):
            near = sorted(meets(world, anchor if chance.random() < 0.8 else chance.choice(rows)))
            if near:
                drawn[chance.choice(near)] = None
        if drawn and not any("," in value for value in drawn if parameter in SEVERAL):
            question[parameter] = ",".join(drawn)
    for bounds in RANGES.get(name, ()):
        if chance.random() < 0.4:
            _draw_bounds(bounds, [anchor, anchor, *chance.choices(rows, k=4)], question, chance)
    is_bounded = any(
        bound.low in question or bound.high in question for bound in RANGES.get(name, ()) if not bound.is_exact
    )
    if is_bounded and chance.random() < 0.5:
        question["certainty"] = chance.choice(("possible", "possible", "certain"))
    if chance.random() < 0.1:
        question["id"] = list(dict.fromkeys([anchor["id"], *(chance.choice(rows)["id"] for _ in range(3)), "no-such"]))
    return question


def _draw_bounds(bounds: Bounds, rows: Iterable[Row], question: dict[str, Any], chance: random.Random) -> None:
    texts = sorted(
        {text for row in rows for text in _spellings(bounds, row)}, key=lambda text: (bounds.least(text), text)
    )
    if not texts:
        return
    low, high = sorted(chance.choices(range(len(texts)), k=2))
    sides = chance.choice(((bounds.low,), (bounds.high,), (bounds.low, bounds.high)))
    question |= {side: texts[low if side == bounds.low else high] for side in sides}


def _spellings(bounds: Bounds, row: Row) -> Iterator[str]:
    """Yield values at a bound of where a row lies and beside it: whole days, months, years; ends of intervals."""
    if bounds is _PERIODS:
        yield from (text for text in (row["period"],) if text)
    elif bounds.low.endswith("_from"):
        place = bounds.ends(row, {"side": "from"})
        yield from (day[:length] for day in (place.low, place.high) for length in (4, 7, 10)) if place else ()
    else:
        stated = row[bounds.low.removesuffix("_gte")] or {}
        ends = [stated[end] for end in ("lower", "upper", "value") if stated.get(end) is not None]
        yield from (str(end + beside) for end in ends for beside in (0, 0, 1, -1))


def read(lines: Iterable[str]) -> list[Row]:
    """Read an export, every number as it is written."""
    return [json.loads(line, parse_float=Decimal) for line in lines]
