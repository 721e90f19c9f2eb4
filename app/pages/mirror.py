"""Both sides' figures beside each other: one trade as its two ends count it, and the balance that each side has."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from app.pages.charts import Role, Scale, Track, Tracks, bar, known_of, numbers_of, track_scale
from app.pages.totals import Money, Way, page_of, role_of, shown_interval, width_of
from app.reasoning.arithmetic import difference, negative
from app.reasoning.sentences.derived import side_of
from app.reasoning.sentences.names import capital, in_prose, possessive, whose
from app.reasoning.sentences.words import during
from app.vocabulary.codec import quantity_to_json, quantity_to_text
from app.vocabulary.period import FlowKey
from app.vocabulary.quantity import Interval, Quantity, widened
from app.vocabulary.terms import ALL_GOODS
from app.vocabulary.verdicts import CheckVerdict, MirrorCause
from app.web.rows.cells import Row

_LEAST, _MOST = -100.0, 200.0
"""Per cent between which gaps are drawn; wider ones end in an arrow."""
_NEAR: Final = 10.0
_MOST_PERIODS: Final = 3
"""How many periods are shown at a glance."""
_BOTH: Final = (0, 1)
"""The areas, in the order in which they were named."""


class MirrorLine(NamedTuple):
    """A trade of one period and origin: what its exporter and its importer say, and the bar of the difference."""

    period: str
    origin: str
    exports: str
    imports: str
    sources: Sequence[Sequence[str]]
    """The ids of the sources of exports, and of imports; a side with several was computed from them."""
    track: Track
    gap: Row
    """Exports minus imports."""
    width: float
    turn: int
    """Whether it is the trade of the area named first, or of the other."""
    is_own: bool
    """Whether each side's figure is its own, and in force."""


class MirrorPeriod(NamedTuple):
    """The comparisons of a period, what each side says the trade both ways came to, and which way the gap is."""

    period: str
    totals: str
    rows: Sequence[MirrorLine]
    gap: str


class Mirror(NamedTuple):
    """All comparisons on one scale, the same by period, the closest of the newest, what was found, what may be why."""

    tracks: Tracks
    every: Sequence[MirrorPeriod]
    newest: Sequence[MirrorPeriod]
    verdicts: Sequence[CheckVerdict]
    causes: Sequence[MirrorCause]


class Compared(NamedTuple):
    """What comparisons are of: areas, their totals, the unit of money, and which statements are whose.

    `own` are each side's own statements in force, `unattributed` those whose compiler is not known.
    """

    codes: tuple[str, str]
    names: tuple[str, str]
    turnover: Way
    money: Money
    own: frozenset[str]
    unattributed: frozenset[str]

    def amount(self, interval: Interval) -> str:
        """Write an amount to a hundredth of the unit, rounded outwards."""
        return quantity_to_text(Quantity.of(widened(interval, Fraction(self.money.unit) / 100), self.money.currency))


def mirror_of(sides: Sequence[Row], of: Compared) -> Mirror:
    """Build the comparisons of exports with what the other side imports, in per cent of these."""
    numbers = [min(max(one, _LEAST), _MOST) for row in sides for one in known_of(row["gap_relative"])]
    scale = track_scale((-2 * _NEAR, 2 * _NEAR, *numbers))
    compared = [_compared(scale, row, of) for row in sides]
    closest: dict[tuple[str, str], MirrorLine] = {}
    # Figures that each side is known to have compiled go before those that are only taken for a side's.
    for one in sorted(sorted(compared, key=attrgetter("width")), key=attrgetter("is_own"), reverse=True):
        closest.setdefault((one.period, one.origin), one)
    by_period = groupby(compared, attrgetter("period"))
    grouped = ((period, sorted(rows, key=attrgetter("turn"))) for period, rows in by_period)
    every = [
        MirrorPeriod(period, of.turnover.of_year(period), rows, _gap(period, rows, of)) for period, rows in grouped
    ]
    return Mirror(
        Tracks(scale, [one.track for one in compared], (scale.at(-_NEAR), scale.at(_NEAR)), scale.at(0)),
        every,
        [
            period._replace(rows=[one for one in period.rows if closest[one.period, one.origin] is one])
            for period in every[:_MOST_PERIODS]
        ],
        [verdict for verdict in CheckVerdict if any(verdict == row["verdict"] for row in sides)],
        [cause for cause in MirrorCause if any(cause in row["causes"] for row in sides)],
    )


def _compared(scale: Scale, row: Row, of: Compared) -> MirrorLine:
    gap, turn = row["gap_relative"], of.codes.index(_key(row["inputs"][0]).reporter)
    lower, _, upper = numbers_of(gap)
    ends = of.codes[turn], of.codes[1 - turn]
    said = [[one for one in row["inputs"] if _key(one).reporter == end] for end in ends]
    exports, imports = (_figure(side, row, of.unattributed) for side in said)
    label = f"{row['period']}, from {of.names[turn]}"
    track = Track(label, gap["text"], bar(scale, lower, None, upper), Role.OTHER, page_of(row["url"]), row["verdict"])
    return MirrorLine(
        period=row["period"],
        origin=of.names[turn],
        exports=exports,
        imports=imports,
        sources=[[one["source"]["id"] for one in side] for side in said],
        track=track,
        gap=row["gap_absolute"],
        width=width_of(gap),
        turn=turn,
        is_own=of.own.issuperset(one["id"] for one in row["inputs"]),
    )


def _key(stated: Row) -> FlowKey:
    """Return the key of a trade flow that a finding rests on."""
    if key := FlowKey.parse(stated["id"]):
        return key
    raise ValueError(f"{stated['id']} is no id of a trade flow")


def _figure(side: Sequence[Row], row: Row, unattributed: frozenset[str]) -> str:
    """Write what one side says; several statements of a side give one figure, which was computed."""
    text: str = (side[0]["quantity"] if len(side) == 1 else row["computed"])["text"]
    return text if unattributed.isdisjoint(one["id"] for one in side) else f"{text}, unattributed"


def _gap(period: str, rows: Sequence[MirrorLine], of: Compared) -> str:
    """Write how much of the gap of a period's totals is which way; empty unless both sides' own figures tell."""
    own = sorted((one for one in rows if one.is_own), key=attrgetter("width"))
    ways = [next((one for one in own if one.turn == turn), None) for turn in _BOTH]
    totals = [one.fact.shown for one in of.turnover.both_of(period)]
    amounts: list[Mapping[str, object]] = [*totals, *(way.gap for way in ways if way)]
    if len(amounts) < 2 * len(_BOTH) or any(one["unit"] != of.money.currency for one in amounts):
        return ""
    first, second = map(shown_interval, totals)
    for ahead, gap in enumerate((difference(first, second), difference(second, first))):
        if gap.lower is not None and gap.lower > 0:
            parts = [_part(way, of, is_of_gap=way.turn == ahead) for way in ways if way]
            above = f"{possessive(of.names[ahead])} total of {period} is {of.amount(gap)} above"
            return capital(f"{above} {possessive(of.names[1 - ahead])}: {', and '.join(parts)}.")
    return ""


def _part(way: MirrorLine, of: Compared, *, is_of_gap: bool) -> str:
    """Write what one way adds to the gap, or takes from it."""
    goods = f"{possessive(way.origin)} exports to {of.names[1 - way.turn]}"
    gap = shown_interval(way.gap)
    adds = gap if is_of_gap else negative(gap)
    if adds.upper is not None and adds.upper <= 0:
        return f"less {of.amount(negative(adds))} for {goods}"
    return f"{of.amount(adds)} of it for {goods}"


class Balances(NamedTuple):
    """All balances on one scale, and what each side says of the newest period that both speak of."""

    tracks: Tracks
    sentence: str


class _Balance(NamedTuple):
    row: Row
    quantity: Row
    """The balance as the area that was named first has it."""
    period: str
    role: Role
    side: str
    amount: str
    whose: str
    width: float


def balances_of_all_goods(rows: Sequence[Row]) -> list[Row]:
    """Return the balances of all goods that are known."""
    return [row for row in rows if _key(row["inputs"][0]).commodity == ALL_GOODS and row["quantity"]]


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
            one.role,
            page_of(one.row["url"]),
            one.whose,
        )
        for one in balances
    ]
    in_force = [one for one in balances if not any(each["id"] in replaced for each in one.row["inputs"])]
    return Balances(Tracks(scale, tracks, None, scale.at(0)), _sentence(in_force, name))


def _of_first(row: Row, codes: tuple[str, str]) -> _Balance:
    quantity, basis = row["quantity"], row["basis"]
    if _key(row["inputs"][0]).reporter == codes[1]:
        quantity = quantity_to_json(Quantity.of(negative(shown_interval(quantity)), quantity["unit"]))
    compiled_by, compiler = (
        one and in_prose(one.get("name") or one["title"]) for one in (basis["compiled_by"], basis["compiler"])
    )
    told = side_of(shown_interval(quantity), quantity["unit"])
    by = whose(basis["kind"], compiled_by, compiler)
    return _Balance(row, quantity, row["period"], role_of(basis, codes), *told, by, width_of(quantity))


def _sentence(balances: Sequence[_Balance], name: str) -> str:
    """Write what each side says most precisely of the newest period of which both speak; empty where there is none."""
    for period, stated in groupby(balances, attrgetter("period")):
        every = [*stated]
        sides = [[one for one in every if one.role is role] for role in (Role.FIRST, Role.SECOND)]
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
