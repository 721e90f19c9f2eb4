"""Sums of trade that count nothing twice, or are refused with what would make them summable."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.reasoning.sums.cell import ABOUT_GOODS, CellRole, Dimension, Group, Span, Sum, SumCell, added, added_up
from app.vocabulary.measures import Flow, Frequency
from app.vocabulary.period import Period
from app.vocabulary.terms import WORLD, CommodityLevel

_DEEPER: Final = (CommodityLevel.SECTION, CommodityLevel.CHAPTER, CommodityLevel.HEADING, CommodityLevel.SUBHEADING)
_LEVELS: Final[Mapping[Dimension, Sequence[CommodityLevel]]] = {
    dimension: _DEEPER[_DEEPER.index(CommodityLevel(dimension)) :]
    for dimension in (Dimension.SECTION, Dimension.CHAPTER, Dimension.HEADING)
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
        asked = {*CommodityLevel} if self.takes_all_goods else {*CommodityLevel} - {CommodityLevel.TOTAL}
        levels = asked.intersection(*(_LEVELS[dimension] for dimension in self.by if dimension in _LEVELS))
        return [cell for cell in self.cells if cell.role is CellRole.MEMBER and cell.level in levels]

    def sums(self) -> list[Sum]:
        """Return the sum of each group, in the order of the groups; NotSummable says what the selection leaves open."""
        self._hold_summable()
        return self._added(self.by)

    def totals(self) -> list[Sum]:
        """Return the sums over all goods and partners, of what is summed."""
        return self._added(self._by_in_total)

    @property
    def _by_in_total(self) -> tuple[Dimension, ...]:
        return tuple(name for name in self.by if name not in (*ABOUT_GOODS, Dimension.PARTNER))

    def _hold_summable(self) -> None:
        cells, dimensions = self.summed, tuple(Dimension)
        mixed = [
            Mixed(name, values, f"the rows are of several; name one{', or group by it' if name in dimensions else ''}")
            for name, values in _kinds(cells).items()
            if len(values) > 1 and name not in self.by
        ]
        if any(cell.level is CommodityLevel.GOOD for cell in cells) and Dimension.COMMODITY not in self.by:
            why = "goods named in words may hold each other, so they are never summed; group by"
            mixed.append(Mixed("by", (Dimension.COMMODITY.value,), why))
        for group in () if mixed else self._groups(self._by_in_total):
            mixed += _overlapping(group)
        if mixed:
            raise NotSummable({one.parameter: one for one in mixed}.values())

    def _groups(self, by: tuple[Dimension, ...]) -> list[list[SumCell]]:
        """Return the cells of each group that is summed, in the order of the groups."""
        groups: defaultdict[Group, list[SumCell]] = defaultdict(list)
        for cell in self.summed:
            groups[self.part(cell.group, by)].append(cell)
        nothing_first = sorted(groups, key=lambda group: [(value is not None, value) for value in group])
        return [groups[group] for group in nothing_first]

    def _added(self, by: tuple[Dimension, ...]) -> list[Sum]:
        wholes = _Wholes(self, by)
        return [wholes.around(cells) for cells in self._groups(by)]

    def part(self, group: Group, by: Iterable[Dimension]) -> Group:
        """Return the values of some dimensions in a group."""
        return tuple(group[self.by.index(dimension)] for dimension in by)


def _kinds(every: Sequence[SumCell]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of row there are in what a sum never mixes, whatever is summed."""
    return {
        "level": tuple(level for level in CommodityLevel if any(cell.level is level for cell in every)),
        "frequency": tuple(sorted({cell.frequency or "undated" for cell in every})),
        "source": tuple(sorted({cell.source for cell in every})),
        "flow": tuple(flow for flow in Flow if any(cell.flow == flow for cell in every)),
        "currency": tuple(sorted({cell.currency for cell in every if cell.currency})),
    }


def _overlapping(cells: Sequence[SumCell]) -> list[Mixed]:
    """Find what would count a trade twice within one sum: editions, turnover of both sides, overlapping periods."""
    mixed, like = [], cells[0]
    reporters = Span.over(cell.reporters for cell in cells)
    run = Span.over(cell.recencies for cell in cells)
    editions = tuple(sorted({cell.edition for cell in cells if cell.edition}))
    if len(editions) > 1:
        mixed.append(Mixed("edition", editions, "the codes are of several editions; name one, or group by it"))
    if like.flow == Flow.TOTAL and reporters.only is None:
        why = "turnover is the same trade from either side; name one reporter, or group by it"
        mixed.append(Mixed("reporter", (reporters.first, reporters.last), why))
    if like.frequency is Frequency.CUMULATIVE and run.only is None:
        why = "cumulative periods hold each other; name one, or group by it"
        ends = tuple(str(Period.from_recency(recency)) for recency in (run.first, run.last))
        mixed.append(Mixed("period", ends, why))
    if like.frequency is None and sum(cell.rows for cell in cells) > 1:
        mixed.append(Mixed("period", (), "rows without one may be of any, so they are never added; name one"))
    return mixed


class _Wholes:
    """Finds, for each sum, the rows of its source that hold it: all goods together, and all partners together."""

    def __init__(self, summing: Summing, by: tuple[Dimension, ...]) -> None:
        self._summing = summing
        self._by_partner = (Dimension.PARTNER,) if Dimension.PARTNER in by else ()
        self._goods = [name for name in by if name is not Dimension.PARTNER]
        # All goods together are the same in every edition.
        self._loose = [name for name in self._goods if name not in (*ABOUT_GOODS, Dimension.EDITION)]
        self._all_goods: defaultdict[Hashable, list[SumCell]] = defaultdict(list)
        self._world: defaultdict[Hashable, list[SumCell]] = defaultdict(list)
        summed = {cell.currency for cell in summing.summed} - {None}
        for cell in summing.cells:
            if summed and cell.currency not in (None, *summed):
                continue
            partner = cell.partners.only
            if cell.role in (CellRole.MEMBER, CellRole.WORLD) and cell.level is CommodityLevel.TOTAL:
                self._all_goods[self._key(self._loose, cell, partner)].append(cell)
            if cell.role is CellRole.WORLD:
                self._world[self._key(self._goods, cell, partner), cell.level, cell.edition].append(cell)

    def _key(self, by: Iterable[Dimension], cell: SumCell, partner: str | int | None) -> Hashable:
        """Return what rows and those that hold them have in common, with the partner that those have."""
        own = (cell.source, cell.flow, cell.reporters.only, cell.recencies.only, partner)
        return self._summing.part(cell.group, by), own

    def around(self, cells: Sequence[SumCell]) -> Sum:
        """Return the sum of a group's cells with what holds it."""
        cell = added_up(cells) if len(cells) > 1 else cells[0]  # as of most groups
        if cell.reporters.only is None or cell.recencies.only is None:
            return Sum(cell=cell, stated=None, world=None)
        (partner,) = self._summing.part(cell.group, self._by_partner) or (self._summing.partner or WORLD,)
        stated = self._all_goods[self._key(self._loose, cell, partner)]
        world = self._world[self._key(self._goods, cell, WORLD), cell.level, cell.edition]
        is_one = stated != cells and sum(each.rows for each in stated) == 1
        # Of one partner, each row is of goods of its own: fewer with the World cannot be the same goods.
        is_same = cell.partners.only is None or sum(each.rows for each in world) >= cell.rows
        return Sum(cell=cell, stated=added(stated) if is_one else None, world=added(world) if is_same else None)
