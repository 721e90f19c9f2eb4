"""Who has the surplus, by each side's figures: every balance as the area that was named first has it."""

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from app.pages.charts import Track, Tracks, Voice, bar, known_of, numbers_of, track_scale
from app.pages.totals import Money, interval_of, page_of, reporter_of, voice_of, width_of
from app.reasoning.arithmetic import negative
from app.reasoning.sentences.derived import side_of
from app.reasoning.sentences.names import capital, in_prose, possessive, whose
from app.reasoning.sentences.words import during
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS
from app.web.rows.cells import Row


class Balances(NamedTuple):
    """All balances on one scale, and what each side says of the newest period that both speak of."""

    tracks: Tracks
    sentence: str


class _Balance(NamedTuple):
    row: Row
    quantity: Row
    """The balance as the area that was named first has it."""
    period: str
    voice: Voice
    side: str
    amount: str
    whose: str
    width: float


def balances_of_all_goods(rows: Sequence[Row]) -> list[Row]:
    """Return the balances of all goods that are known."""
    return [row for row in rows if f".{ALL_GOODS}." in row["inputs"][0]["id"] and row["quantity"]]


def balances_of(
    rows: Sequence[Row], codes: tuple[str, str], name: str, money: Money, replaced: Collection[str]
) -> Balances:
    """Build bars of exports less imports, in one currency; what rests on replaced statements is in no sentence."""
    balances = [_of_first(row, codes) for row in rows]
    drawn = {one.row["id"]: one.quantity for one in balances if one.quantity["unit"] == money.currency}
    scale = track_scale((0.0, *(number for quantity in drawn.values() for number in known_of(quantity, money.unit))))
    tracks = [
        Track(
            one.period,
            f"{one.side}: {one.amount}",
            bar(scale, *numbers_of(one.quantity, money.unit)) if one.row["id"] in drawn else None,
            one.voice,
            page_of(one.row["url"]),
            one.whose,
        )
        for one in balances
    ]
    in_force = [one for one in balances if not any(each["id"] in replaced for each in one.row["inputs"])]
    return Balances(Tracks(scale, tracks, None, scale.at(0)), _sentence(in_force, name))


def _of_first(row: Row, codes: tuple[str, str]) -> _Balance:
    quantity, basis = row["quantity"], row["basis"]
    if reporter_of(row["inputs"][0]) == codes[1]:
        quantity = quantity_to_json(Quantity.of(negative(interval_of(quantity)), quantity["unit"]))
    compiled_by, compiler = (
        one and in_prose(one.get("name") or one["title"]) for one in (basis["compiled_by"], basis["compiler"])
    )
    told = side_of(interval_of(quantity), quantity["unit"])
    by = whose(basis["kind"], compiled_by, compiler)
    return _Balance(row, quantity, row["period"], voice_of(basis, codes), *told, by, width_of(quantity))


def _sentence(balances: Sequence[_Balance], name: str) -> str:
    """Write what each side says most precisely of the newest period of which both speak; empty where there is none."""
    for period, stated in groupby(balances, attrgetter("period")):
        every = [*stated]
        sides = [[one for one in every if one.voice is voice] for voice in (Voice.FIRST, Voice.SECOND)]
        if all(sides):
            (side, first), (other, second) = map(_said, sides)
            turned = "" if other == side else f"its {other} "
            return f"{capital(possessive(name))} {side}{during(period)} was {first}, {turned}{second}."
    return ""


def _said(balances: Sequence[_Balance]) -> tuple[str, str]:
    """Write the closest balances of one side; it may count in several valuations."""
    closest = min(balances, key=attrgetter("width"))
    alike = [one for one in balances if (one.side, one.width) == (closest.side, closest.width)]
    return closest.side, f"{' or '.join(dict.fromkeys(one.amount for one in alike))} {closest.whose}"
