"""All that speaks on a claim: what is stated of it and of its parts, and what follows.

Levels follow by the identity of trade and back from changes, changes from levels, shares from part and whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from heapq import merge
from itertools import chain
from operator import attrgetter
from typing import Final

from app.reasoning import Fact, SourceRef, Subject, Unknown, are_on_one_basis, differences
from app.reasoning.derive import shares
from app.reasoning.derive.adding import sums_of_kinds, sums_of_periods
from app.reasoning.derive.aside import is_replaced, set_aside, supersedes
from app.reasoning.derive.steps import OF_BOTH_WAYS, Derived
from app.reasoning.derive.trade import (
    Trade,
    levels_before,
    levels_of_indicators,
    narrowings,
    remainders,
    turnovers,
    valuation_of_both,
)
from app.reasoning.verify.changes import from_levels, from_other_changes, levels_of
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.kinds import speaking_to
from app.reasoning.verify.witnesses import ClaimBasis, Witness, following
from app.vocabulary.measures import Flow
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval, gap_between
from app.vocabulary.terms import ALL_GOODS, WORLD
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import POINTS, Side

_BY_ID: Final = attrgetter("id")


class Ground:
    """Facts that claims are held against: which are set aside, and the levels that follow, each period's found once."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        aside = set_aside(facts)
        self.aside: Final = [fact for fact in facts if fact.id in aside]
        self.facts: Final = [fact for fact in facts if fact.id not in aside]
        self.sources: Final = {fact.source.id: fact.source for fact in facts}
        self.supersedes: Final = any(source.supersedes for source in self.sources.values())
        self._levels: dict[str | None, tuple[tuple[Derived, ...], ...]] = {}

    def levels(self, period: str | None) -> tuple[tuple[Derived, ...], ...]:
        """Return the levels that follow from the facts of a period: turnover, by the identity, before a change.

        The last two are in the order of their ids.
        """
        if period in self._levels:
            return self._levels[period]
        facts = [fact for fact in self.facts if fact.period == period]
        trade, whole = Trade.of(facts), Period.parse(period) if period else None
        of_trade = (*remainders(trade), *narrowings(trade), *self._sums(whole, facts))
        before = (*levels_before(trade), *levels_of_indicators(facts))
        levels = (tuple(turnovers(trade)), *(tuple(sorted(each, key=_BY_ID)) for each in (of_trade, before)))
        if any(levels):  # any period may be claimed, of most of which nothing is held
            self._levels[period] = levels
        return levels

    def _sums(self, whole: Period | None, facts: Iterable[Fact]) -> Iterator[Derived]:
        """Yield what the kinds of a flow and shorter periods add up to, where there are enough of them."""
        kinds = [fact for fact in facts if fact.subject.flow not in (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL, None)]
        if kinds:
            yield from sums_of_kinds(kinds)
        levels = [fact for fact in self.facts if fact.subject.flow and fact.period and not fact.is_change]
        shorter = {Period.parse(fact.period or "") for fact in levels} - {whole}
        months = {month for one in shorter if whole and one.within(whole) for month in range(one.first, one.last + 1)}
        if whole and len(months) == whole.last - whole.first + 1:
            yield from sums_of_periods(levels, whole)


def witnesses(claim: Claim, ground: Ground) -> list[Witness]:
    """Return all that speaks on a claim, stated first; of what follows by one formula only the narrowest.

    Parts speak where they decide, or where nothing else does.
    """
    if claim.kind is not ClaimKind.AMOUNT:
        return list(speaking_to(claim, ground.facts))
    parts = list(_parts(claim, ground.facts))
    deciding = [part for part in parts if claim.is_beyond(part.interval) or part.interval.within(claim.support)]
    return [*_of_the_whole(claim, ground), *deciding] or parts


def _of_the_whole(claim: Claim, ground: Ground) -> list[Witness]:
    facts = ground.facts
    # By period first, which costs least and leaves few: nothing else leads to the claim's.
    near = {claim.when, claim.base, *(fact.period for fact in facts if fact.base_period == claim.when)}
    related = [fact for fact in facts if (fact.period is None or fact.period in near) and claim.concerns(fact)]
    own = [fact for fact in related if claim.measures(fact.subject)]
    stated = statements(claim, own)
    levels = [*_levels(claim, ground, own), *(_shares(claim, facts) if claim.measure.share_of else ())]
    if claim.is_change:
        other: tuple[Sequence[Fact], Sequence[Derived]] = (own, levels)
        if claim.than:
            rival = replace(claim, origin=claim.than[0], counterpart=claim.than[1])
            bases = [fact for fact in facts if rival.is_meant(fact) and rival.measures(fact.subject)]
            other = (bases, list(_levels(rival, ground, bases)))
        of_levels = from_levels(claim, levels_of(claim, claim.when, own, levels), levels_of(claim, claim.base, *other))
        is_yearly = not (claim.base_period or claim.than or claim.unit == POINTS)
        return stated + _narrowest([*of_levels, *(from_other_changes(claim, own) if is_yearly else ())])
    # What has no period, such as the level before a change whose base is not named, is of no claim's period.
    dated = [level for level in levels if level.period and level.period == claim.when]
    follow = [witness for level in dated for witness in following(claim, level)]
    return stated + _narrowest(witness for witness in follow if not any(_yields(witness, other) for other in stated))


def _yields(witness: Witness, stated: Witness) -> bool:
    """Return whether what follows only repeats, more coarsely, what is stated on the same basis.

    A level before a change yields to one that contradicts it too: the base may have been revised since.
    """
    if witness.outer is not None and gap_between(witness.interval, stated.interval):
        return are_on_one_basis(witness.inputs[0], stated.inputs[0])
    bases = witness.basis, stated.basis
    is_one = bases[0].scope == bases[1].scope and not differences(*bases, unknown=Unknown.OWN)
    return is_one and stated.interval.within(witness.interval)


def statements(claim: Claim, facts: Iterable[Fact]) -> list[Witness]:
    """Return what is stated of what is claimed and of its period; a stock of another day where it does not refute."""
    measured = [fact for fact in facts if claim.measures(fact.subject) and claim.is_of_period(fact)]
    stated = [(fact, claim.converted(fact.interval, fact.unit)) for fact in measured]
    return [
        Witness(interval, (fact,))
        for fact, interval in stated
        if interval is not None and (claim.may_refute(fact) or not claim.is_beyond(interval))
    ]


def _parts(claim: Claim, facts: Iterable[Fact]) -> Iterator[Witness]:
    """Yield what parts say of the whole that is claimed: it is not less, by whatever else it exceeds them."""
    if claim.is_change or claim.period is None or not claim.measure.parts_add_up:
        return
    parts = [fact for fact in facts if claim.has_part(fact) and claim.is_meant(fact)]
    shorter = [(Period.parse(fact.period or ""), fact) for fact in parts if claim.measures(fact.subject)]
    are_apart = shorter and min([part.last for part, _ in shorter]) < max([part.first for part, _ in shorter])
    together = sums_of_periods([fact for _, fact in shorter], claim.period, is_whole=False) if are_apart else ()
    stated = [(fact.interval, (fact,), None) for fact in parts]
    for level, inputs, some in (*stated, *[(some.interval, some.inputs, some) for some in together]):
        part = level and claim.converted(level, inputs[0].unit)
        if part and part.lower:
            least = Interval.between(part.lower, None, part.bounds)
            if claim.may_refute(inputs[0]) or not claim.is_beyond(least):
                yield Witness(least, inputs, some, is_part=True)


def _shares(claim: Claim, facts: Iterable[Fact]) -> Iterator[Derived]:
    """Yield the share that the counterpart has of an area's trade with the World, or a place of its country's."""
    flow = claim.measure.share_of
    trade = [fact for fact in facts if fact.subject.flow is flow and claim.is_meant(fact)]
    for derived in shares(trade, wholes_of=partial(_wholes_of, claim)):
        part = derived.inputs[0].subject
        if {part.area, part.counterpart} == {claim.origin, claim.counterpart} and part.commodity == ALL_GOODS:
            yield derived


def _wholes_of(claim: Claim, part: Subject) -> Iterator[Subject]:
    """Yield what a share is of: the area's trade with the World, or that of the country in which a place lies."""
    if claim.measure.sharer is Side.AREA:
        area, other = (claim.country if side == claim.origin else side for side in (part.area, part.counterpart))
        yield replace(part, area=area, counterpart=other)
    elif part.area == claim.origin:
        yield replace(part, counterpart=WORLD)


def _levels(claim: Claim, ground: Ground, own: Iterable[Fact]) -> Iterator[Derived]:
    """Yield the levels of what is claimed that follow in the periods that can lead to the claim's.

    These are its own, the base of a change, and those changed from it.
    """
    after = [fact.period for fact in own if fact.is_change and fact.base_period == claim.when]
    periods = dict.fromkeys([claim.when, *([claim.base] if claim.is_change else after)])
    of_total, *others = zip(*map(ground.levels, periods), strict=True)
    if claim.flow is Flow.TOTAL:
        whatever = replace(claim, valuation=None)
        for level in chain(*of_total):
            valuation = valuation_of_both(*(fact.basis for fact in level.inputs))
            if all(map(whatever.concerns, level.inputs)) and claim.valuation in (None, valuation):
                yield level
    for level in chain.from_iterable(merge(*kinds, key=_BY_ID) for kinds in others):
        if claim.measures(level.subject) and all(map(claim.is_meant, level.inputs)):
            yield level


def _narrowest(following: Iterable[Witness]) -> list[Witness]:
    """Remove what only repeats, more coarsely, what another witness of the same formula and basis says."""
    narrowest: list[Witness] = []
    for witness in following:
        rivals = [other for other in narrowest if (other.formula, other.basis) == (witness.formula, witness.basis)]
        if not any(other.interval.within(witness.interval) for other in rivals):
            coarser = [other for other in rivals if witness.interval.within(other.interval)]
            narrowest = [other for other in narrowest if other not in coarser] + [witness]
    return narrowest


def replaced_among(claim: Claim, speaking: Sequence[Witness], ground: Ground) -> list[Witness]:
    """Return the witnesses that rest on a statement which a later one of the same compiler replaces.

    What follows from other statements of a source is replaced where a later one states the very thing.
    """
    if not ground.supersedes:
        return []
    sources = ground.sources
    inputs = {fact.id: fact for witness in speaking for fact in witness.inputs}.values()
    stated = [witness.inputs[0] for witness in speaking if not witness.derived]
    return [
        witness
        for witness in speaking
        if any(claim.measures(fact.subject) and is_replaced(fact, inputs, sources) for fact in witness.inputs)
        or (witness.derived and any(_speaks_after(fact, witness, sources) for fact in stated))
    ]


def _speaks_after(fact: Fact, witness: Witness, sources: Mapping[str, SourceRef]) -> bool:
    """Return whether a fact is on the basis of a witness, and its source replaces all that the witness rests on."""
    replaces = all(supersedes(fact.source, each.source, sources) for each in witness.inputs)
    return replaces and are_on_one_basis(fact, witness.inputs[0])


def by_basis(speaking: Iterable[Witness]) -> dict[ClaimBasis, list[Witness]]:
    """Return the witnesses by basis; one that states no valuation or currency joins those that do, where they agree.

    A turnover that is stated may be valued unlike what exports and imports add up to, so it does not join that.
    """
    bases = [(basis := witness.basis, replace(basis, valuation=None, currency=None), witness) for witness in speaking]
    stated: defaultdict[ClaimBasis, list[ClaimBasis]] = defaultdict(list)
    for basis, bare, witness in bases:
        if witness.formula not in OF_BOTH_WAYS:
            stated[bare].append(basis)
    grouped: dict[ClaimBasis, list[Witness]] = {}
    for basis, bare, witness in bases:
        valuations = {other.valuation for other in stated[bare]} - {None}
        currencies = {other.currency for other in stated[bare]} - {None}
        joined = replace(
            basis,
            valuation=valuations.pop() if len(valuations) == 1 else basis.valuation,
            currency=currencies.pop() if len(currencies) == 1 else basis.currency,
        )
        grouped.setdefault(joined, []).append(witness)
    return grouped
