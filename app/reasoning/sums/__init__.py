"""Sums of trade that count nothing twice, or are refused with what would make them summable."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.reasoning.arithmetic import HUNDRED, difference, quotient, scaled
from app.reasoning.sums.cell import OF_GOODS, CellRole, Dimension, Group, Span, SumCell, added
from app.vocabulary.interval import Interval, Undefined
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.period import Period
from app.vocabulary.terms import WORLD, CommodityLevel

_LEVELS: Final[Mapping[Dimension, frozenset[CommodityLevel]]] = {
    Dimension.SECTION: frozenset(
        (CommodityLevel.SECTION, CommodityLevel.CHAPTER, CommodityLevel.HEADING, CommodityLevel.SUBHEADING)
    ),
    Dimension.CHAPTER: frozenset((CommodityLevel.CHAPTER, CommodityLevel.HEADING, CommodityLevel.SUBHEADING)),
    Dimension.HEADING: frozenset((CommodityLevel.HEADING, CommodityLevel.SUBHEADING)),
}
"""The levels whose rows a dimension of goods can group; all of them where there is none."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """What keeps rows from being summed: the parameter that decides, the values there are, and why."""

    parameter: str
    values: tuple[str, ...]
    reason: str


class NotSummable(Exception):
    """The selection leaves open which rows to sum; `mixed` says everything that it leaves open."""

    def __init__(self, mixed: Iterable[Mixed]) -> None:
        super().__init__()
        self.mixed = tuple(mixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What the rows of one group come to, what its source states for the whole, and for the whole world.

    `stated` is the row of all goods with the partner asked for or grouped by (else with the World) and of the same
    reporter, flow, period and source; None where it is not there, or the sum is not of one period and reporter.
    """

    cells: tuple[SumCell, ...]
    group: Group
    interval: Interval | None
    stated: Interval | None
    world: Interval | None

    @property
    def reporters(self) -> Span[str]:
        """The reporters of all rows."""
        return Span.over(cell.reporters for cell in self.cells)

    @property
    def partners(self) -> Span[str]:
        """The partners of all rows."""
        return Span.over(cell.partners for cell in self.cells)

    @property
    def recencies(self) -> Span[int]:
        """The periods of all rows, as numbers that grow as periods get older."""
        return Span.over(cell.recencies for cell in self.cells)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(cell.rows for cell in self.cells)

    @property
    def without_value(self) -> int:
        """How many of them state no value."""
        return self.rows - sum(cell.valued for cell in self.cells)

    @property
    def gap(self) -> Interval | None:
        """The stated whole minus the sum."""
        if self.stated is None or self.interval is None:
            return None
        return difference(self.stated, self.interval)


def ratio(part: Interval | None, whole: Interval | None) -> Interval | None:
    """Compute a part in per cent of a whole; None where either is missing or the whole may be zero."""
    if part is None or whole is None:
        return None
    result = quotient(part, whole)
    return None if isinstance(result, Undefined) else scaled(result, HUNDRED)


@dataclass(frozen=True, slots=True)
class Summing:
    """The cells of a question: those to sum, and around them those that hold, repeat or divide them.

    `by` are the dimensions, in the order of the cells' groups; `takes_all_goods` where rows of all goods together are
    among those asked for; `partner` is the one asked for.
    """

    cells: Sequence[SumCell]
    by: tuple[Dimension, ...]
    takes_all_goods: bool
    partner: str | None

    @property
    def summed(self) -> list[SumCell]:
        """The cells that are summed."""
        return [cell for cell in self.cells if cell.role is CellRole.MEMBER and self._is_eligible(cell.level)]

    def _is_eligible(self, level: CommodityLevel) -> bool:
        if level is CommodityLevel.TOTAL and not self.takes_all_goods:
            return False
        return all(level in _LEVELS.get(dimension, (level,)) for dimension in self.by)

    def sums(self) -> list[Sum]:
        """Return the sum of each group, in the order of the groups; NotSummable says what the selection leaves open."""
        self._hold_summable()
        return self._added(self.by)

    def totals(self) -> list[Sum]:
        """Return the sums over all goods and partners, of what is summed."""
        return self._added(tuple(name for name in self.by if name not in (*OF_GOODS, Dimension.PARTNER)))

    def _hold_summable(self) -> None:
        cells = self.summed
        mixed = [
            Mixed(name, values, f"the rows are of several; name one{'' if name == 'level' else ', or group by it'}")
            for name, values in _kinds(cells).items()
            if len(values) > 1 and name not in self.by
        ]
        if any(cell.level is CommodityLevel.GOOD for cell in cells) and Dimension.COMMODITY not in self.by:
            why = "goods named in words may hold each other, so they are never summed; group by"
            mixed.append(Mixed("by", (Dimension.COMMODITY.value,), why))
        for one in () if mixed else self.totals():
            mixed += _overlapping(one)
        if mixed:
            raise NotSummable({one.parameter: one for one in mixed}.values())

    def _added(self, by: tuple[Dimension, ...]) -> list[Sum]:
        groups: defaultdict[Group, list[SumCell]] = defaultdict(list)
        places = self.places(by)
        for cell in self.summed:
            groups[_part(cell.group, places)].append(cell)
        wholes = _Wholes(self, by)
        return [wholes.around(group, groups[group]) for group in sorted(groups, key=_in_order)]

    def places(self, by: Iterable[Dimension]) -> list[int]:
        """Return the places of dimensions in a group."""
        return [self.by.index(dimension) for dimension in by]


def _part(group: Group, places: Iterable[int]) -> Group:
    return tuple(group[place] for place in places)


def _in_order(group: Group) -> tuple[tuple[bool, str | int | None], ...]:
    return tuple((value is not None, value) for value in group)


def _kinds(cells: Iterable[SumCell]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of row there are in what a sum never mixes, whatever is summed."""
    every = list(cells)
    return {
        "level": tuple(level for level in CommodityLevel if any(cell.level is level for cell in every)),
        "frequency": tuple(sorted({cell.frequency or "undated" for cell in every})),
        "source": tuple(sorted({cell.source for cell in every})),
        "flow": tuple(flow for flow in Flow if any(cell.flow == flow for cell in every)),
    }


def _overlapping(one: Sum) -> list[Mixed]:
    """Find what would count a trade twice within one sum: editions, turnover of both sides, overlapping periods."""
    mixed = []
    editions = tuple(sorted({cell.edition for cell in one.cells if cell.edition}))
    if len(editions) > 1:
        mixed.append(Mixed("edition", editions, "the codes are of several editions; name one, or group by it"))
    if one.cells[0].flow == Flow.TOTAL and (both := one.reporters).only is None:
        why = "turnover is the same trade from either side; name one reporter, or group by it"
        mixed.append(Mixed("reporter", (both.first, both.last), why))
    if one.cells[0].frequency is Frequency.CUMULATIVE and (run := one.recencies).only is None:
        why = "cumulative periods hold each other; name one, or group by it"
        ends = tuple(str(Period.from_recency(recency)) for recency in (run.first, run.last))
        mixed.append(Mixed("period", ends, why))
    if one.cells[0].frequency is None and one.rows > 1:
        mixed.append(Mixed("period", (), "rows without one may be of any, so they are never added; name one"))
    return mixed


class _Wholes:
    """Finds, for each sum, the rows of its source that hold it: all goods together, and all partners together."""

    def __init__(self, summing: Summing, by: tuple[Dimension, ...]) -> None:
        # All goods together are the same in every edition.
        loose = (*OF_GOODS, Dimension.PARTNER, Dimension.EDITION)
        self._loose = [place for place, name in enumerate(by) if name not in loose]
        self._goods = [place for place, name in enumerate(by) if name is not Dimension.PARTNER]
        self._by = by
        self._partner = summing.partner or WORLD
        self._all_goods: defaultdict[Group, list[SumCell]] = defaultdict(list)
        self._world: defaultdict[Group, list[SumCell]] = defaultdict(list)
        places = summing.places(by)
        for cell in summing.cells:
            group = _part(cell.group, places)
            if cell.role in (CellRole.MEMBER, CellRole.WORLD) and cell.level is CommodityLevel.TOTAL:
                self._all_goods[_part(group, self._loose)].append(cell)
            if cell.role is CellRole.WORLD:
                self._world[_part(group, self._goods)].append(cell)

    def around(self, group: Group, cells: list[SumCell]) -> Sum:
        """Return the sum of a group's cells with what holds it."""
        plain = Sum(cells=tuple(cells), group=group, interval=added(cells), stated=None, world=None)
        like = cells[0]
        reporter, period = plain.reporters.only, plain.recencies.only
        partner = group[self._by.index(Dimension.PARTNER)] if Dimension.PARTNER in self._by else self._partner
        if reporter is None or period is None:
            return plain

        def same(cell: SumCell, partner: str | int | None) -> bool:
            where = (cell.reporters.only, cell.partners.only, cell.recencies.only)
            return (cell.source, cell.flow, *where) == (like.source, like.flow, reporter, partner, period)

        held, around = self._all_goods[_part(group, self._loose)], self._world[_part(group, self._goods)]
        stated = [cell for cell in held if same(cell, partner)]
        world = [
            cell for cell in around if same(cell, WORLD) and (cell.level, cell.edition) == (like.level, like.edition)
        ]
        is_one = stated != cells and sum(cell.rows for cell in stated) == 1
        # Of one partner, each row is of goods of its own: fewer with the World cannot be the same goods.
        is_same = plain.partners.only is None or sum(cell.rows for cell in world) >= plain.rows
        return replace(plain, stated=added(stated) if is_one else None, world=added(world) if is_same else None)
