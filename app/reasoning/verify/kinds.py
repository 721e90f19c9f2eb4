"""What speaks on claims that are of no amount: balances, shares, ranks, records, what is agreed or planned.

Each kind gives witnesses in the unit of the claim; what these do to it is decided as for all claims.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.reasoning import Assumption, Fact, are_on_one_basis
from app.reasoning.arithmetic import negative
from app.reasoning.derive import shares
from app.reasoning.derive.steps import Formula, conclude
from app.reasoning.derive.trade import Trade, balances
from app.reasoning.verify.claim import MONTH, Claim
from app.reasoning.verify.witnesses import ANYTHING, Witness, following, revisable
from app.vocabulary.measures import Qualifier
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import ALL_GOODS, WORLD
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import DOCUMENTS, PLACES, VALUE

_SOME: Final = Interval.between(Fraction(0), None, "()")
OF_BALANCE: Final = {ClaimKind.SURPLUS: "deficit", ClaimKind.DEFICIT: "surplus"}
"""The kinds of claims of a balance, each with what it is below nothing."""
ORDERED: Final = (ClaimKind.RANK, ClaimKind.RECORD)
"""The kinds of claims of a place in an order."""
_LEAST_YEARS: Final = 2
"""How many earlier periods, the one just before among them, must be held for a record."""


def speaking_to(claim: Claim, facts: Sequence[Fact]) -> Iterator[Witness]:
    """Yield what speaks on a claim of another kind than an amount."""
    return _KINDS[claim.kind](claim, [fact for fact in facts if claim.is_meant(fact)])


def _balances(claim: Claim, facts: Sequence[Fact]) -> Iterator[Witness]:
    """Yield the balance that either side's trade makes; the one's surplus is the other's deficit."""
    of_goods = [fact for fact in facts if fact.period == claim.when and fact.subject.commodity == claim.commodity]
    for area, other in ((claim.origin, claim.counterpart), (claim.counterpart, claim.origin)):
        own = [fact for fact in of_goods if (fact.subject.area, fact.subject.counterpart) == (area, other)]
        is_deficit = (claim.kind is ClaimKind.DEFICIT) is (area == claim.origin)
        for balance in balances(Trade.of(own), is_deficit=is_deficit):
            yield from following(claim, balance)
        for fact in facts:
            stated = claim.converted(fact.interval, fact.unit)
            subject = fact.subject
            is_whole = subject.measure.is_deficit and not (subject.mode or subject.scope)
            is_own = is_whole and (subject.area, subject.counterpart) == (area, other)
            if is_own and stated and claim.commodity == ALL_GOODS and claim.is_of_period(fact):
                yield Witness(stated if is_deficit else negative(stated), (fact,))


def _shares(claim: Claim, facts: Sequence[Fact]) -> Iterator[Witness]:
    """Yield the share of the goods in all goods of the same trade."""
    trade = [fact for fact in facts if fact.period == claim.when]
    for share in shares(trade):
        part, whole = share.inputs
        if claim.measures(part.subject) and whole.subject == replace(part.subject, commodity=ALL_GOODS):
            yield from following(claim, share)


def _ranks(claim: Claim, facts: Sequence[Fact]) -> Iterator[Witness]:
    """Yield the place of the other area among the partners in the rows of one source.

    Partners without a row may stand above it as far as what is left of the trade with the World would do.
    """
    rows: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        subject = fact.subject
        of_what = subject.measure, subject.area, subject.commodity, subject.flow, fact.period
        is_ours = of_what == (claim.measure, claim.origin, claim.commodity, claim.flow, claim.when)
        if is_ours and not (fact.is_change or fact.evidence):
            rows[fact.source.id].append(fact)
    for listed in rows.values():
        partners = [fact for fact in listed if fact.subject.counterpart != WORLD]
        whole = next((fact for fact in listed if fact.subject.counterpart == WORLD), None)
        for own in partners:
            if own.subject.counterpart == claim.counterpart:
                others = [fact for fact in partners if fact.subject != own.subject and are_on_one_basis(fact, own)]
                yield from _placed(claim, Formula.RANK_OF_PARTNER, own, others, _unlisted(own, others, whole))


def _unlisted(own: Fact, others: Sequence[Fact], whole: Fact | None) -> int | None:
    """Return how many partners without a row may be above one; None where nothing limits that."""
    least, most = own.interval.lower, whole.interval.upper if whole and are_on_one_basis(whole, own) else None
    if not least or most is None:
        return None
    left = most - sum((fact.interval.lower or Fraction(0) for fact in (own, *others)), Fraction(0))
    return max(int(left // least), 0)


def _records(claim: Claim, facts: Sequence[Fact]) -> Iterator[Witness]:
    """Yield the place of the period among it and those before it of which a level is held on one basis.

    Years that are not held may be higher, so it takes the one just before and another.
    """
    if claim.period is None:
        return
    levels = [
        fact for fact in facts if claim.measures(fact.subject) and fact.period and not (fact.is_change or fact.evidence)
    ]
    length = claim.period.last - claim.period.first
    for own in levels:
        if own.period == claim.when:
            before: dict[Period, Fact] = {}
            for fact in levels:
                period = Period.parse(fact.period or "")
                is_before = period.last - period.first == length and period.first < claim.period.first
                if is_before and are_on_one_basis(fact, own) and fact.unit == own.unit:
                    before[period] = max(before.get(period, fact), fact, key=_top)
            enough = len(before) >= _LEAST_YEARS and any(period.last == claim.period.first - 1 for period in before)
            yield from _placed(claim, Formula.RANK_OF_PERIOD, own, list(before.values()), 0 if enough else None)


def _top(fact: Fact) -> tuple[bool, Fraction]:
    """Return a key by which the highest level comes last, of those that have an upper end."""
    return fact.interval.upper is not None, fact.interval.upper or Fraction(0)


def _placed(
    claim: Claim, formula: Formula, own: Fact, others: Sequence[Fact], unlisted: int | None
) -> Iterator[Witness]:
    """Yield the place of a level among others, all of which may be above it or not by their intervals."""
    above = [fact for fact in others if _exceeds(fact, own)]
    perhaps = [fact for fact in others if not _exceeds(own, fact) and fact not in above]
    if not others:
        return
    most = None if unlisted is None else Fraction(1 + len(above) + len(perhaps) + unlisted)
    place = Interval.between(Fraction(1 + len(above)), most, "[]" if most else "[)")
    inputs = (own, *(above or sorted(perhaps or others, key=_top)[-2:]))
    assumed = (Assumption.ONE_SERIES,)
    ranked = conclude(formula, inputs, place, period=claim.when, unit=PLACES, assumptions=assumed)
    yield from following(claim, ranked)


def _exceeds(one: Fact, other: Fact) -> bool:
    """Return whether a level is surely above another, though that of another source may have been revised."""
    ours, theirs = (fact.interval for fact in (one, other))
    if one.source.id != other.source.id:
        theirs = revisable(theirs)
    return ours.lower is not None and theirs.upper is not None and ours.lower > theirs.upper


def _period(fact: Fact) -> str:
    return fact.period or ""


def _traded(claim: Claim, facts: Sequence[Fact]) -> Iterator[Witness]:
    """Yield the newest level that each source states of the goods or of a part of them, as a least."""
    of_source: dict[str, Witness] = {}
    for fact in sorted(facts, key=_period, reverse=True):
        is_level = not (fact.is_change or fact.evidence)
        within = claim.period is None or (fact.period and Period.parse(fact.period).within(claim.period))
        level = claim.converted(fact.interval, fact.unit) or _SOME
        is_some = fact.interval.lower is not None and (fact.interval.lower > 0 or not fact.interval.lower_inclusive)
        if is_level and within and is_some and claim.holds(fact.subject):
            least = Interval.between(level.lower, None, level.bounds)  # of a weight, more than nothing
            of_source.setdefault(fact.source.id, Witness(least, (fact,), is_part=not claim.measures(fact.subject)))
    yield from of_source.values()


OF_AGREEMENTS: Final = {ClaimKind.DOCUMENTS: DOCUMENTS, ClaimKind.AGREED: VALUE}
"""What claims of signings measure."""


def _agreements(claim: Claim, facts: Sequence[Fact]) -> Iterator[Witness]:
    """Yield what is stated of signings; where a period had several, each is a part of it. None of several refutes."""
    of_all = [fact for fact in facts if fact.subject.measure == OF_AGREEMENTS[claim.kind] and not fact.evidence]
    dated = [fact for fact in of_all if claim.is_of_period(fact)]
    held = {fact.record for fact in dated}
    wholes = [fact for fact in dated if fact.part_of not in held]
    is_one = len({fact.subject.about for fact in wholes}) == 1
    for fact in wholes:
        stated = claim.converted(fact.interval, fact.unit)
        if stated:
            # What is stated of a part of a signing, or of one of several, is no more than the whole.
            least = Interval.between(stated.lower, None, stated.bounds)
            is_part = not is_one and claim.period is not None
            outer = ANYTHING if not (is_one and claim.event) else least if fact.part_of else None
            yield Witness(least if is_part else stated, (fact,), outer=outer, is_part=is_part)


def _plans(claim: Claim, facts: Sequence[Fact]) -> Iterator[Witness]:
    """Yield what plans name; there may be others, so none of them refutes the claim."""
    for fact in facts:
        due = fact.as_of and Period.parse(fact.as_of[:MONTH])
        # What is aimed at is the number itself, which nobody rounded, and in "as much as" as well.
        is_plain = fact.quantity.value is not None and fact.quantity.qualifier in (Qualifier.ROUNDED, Qualifier.AT_MOST)
        aimed = Interval.point(fact.quantity.value) if is_plain and fact.quantity.value else fact.interval
        named = claim.converted(aimed, fact.unit)
        if named and not fact.evidence and (claim.period is None or (due and due.within(claim.period))):
            yield Witness(named, (fact,), outer=ANYTHING)


_KINDS: Final[Mapping[ClaimKind, Callable[[Claim, Sequence[Fact]], Iterator[Witness]]]] = {
    ClaimKind.SURPLUS: _balances,
    ClaimKind.DEFICIT: _balances,
    ClaimKind.SHARE: _shares,
    ClaimKind.RANK: _ranks,
    ClaimKind.RECORD: _records,
    ClaimKind.TRADED: _traded,
    ClaimKind.DOCUMENTS: _agreements,
    ClaimKind.AGREED: _agreements,
    ClaimKind.PLANNED: _plans,
}
