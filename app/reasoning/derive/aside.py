"""What yields to other statements: growths that are set aside, and what a later source of the same compiler replaces.

Nothing is derived from a growth that is set aside, and no claim is held against it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product as pairs

from app.reasoning import Fact, SourceRef, Subject, are_on_one_basis
from app.reasoning.arithmetic import converted, growth
from app.reasoning.derive.trade import Trade, narrowings
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval, gap_between
from app.vocabulary.words import PERCENT, RELATIVE

_Levels = Mapping[tuple[Subject, str | None], Sequence[tuple[Fact, Interval]]]
"""The levels of each subject and period, as stated and as the identity of trade narrows them."""


def set_aside(facts: Sequence[Fact]) -> frozenset[str]:
    """Return the ids of stated growths that the levels and another source's growth, agreeing, both speak against.

    Levels alone do not suffice: the base may have been revised. One other statement does not either, nor does a source
    that contradicts itself.
    """
    alike: defaultdict[tuple[Subject, str, str | None], list[tuple[Fact, Interval]]] = defaultdict(list)
    for fact in facts:
        if fact.is_change and fact.unit in RELATIVE and fact.period:
            said = converted(fact.interval, fact.unit, PERCENT) or fact.interval
            alike[fact.subject, fact.period, base_of(fact)].append((fact, said))
    of_several = {(of.area, when) for (of, *times), group in alike.items() if len(group) > 1 for when in times}
    levels = _levels(fact for fact in facts if (fact.subject.area, fact.period) in of_several)
    return frozenset(one[0].id for group in alike.values() for one in group if _is_outnumbered(*one, group, levels))


def _levels(facts: Iterable[Fact]) -> _Levels:
    levels: defaultdict[tuple[Subject, str | None], list[tuple[Fact, Interval]]] = defaultdict(list)
    dated = [fact for fact in facts if fact.period and not fact.is_change]
    narrowed = [(derived.inputs[0], derived.interval) for derived in narrowings(Trade.of(dated))]
    for fact, interval in (*((fact, fact.interval) for fact in dated), *narrowed):
        if interval is not None:
            levels[fact.subject, fact.period].append((fact, interval))
    return levels


def _is_outnumbered(fact: Fact, said: Interval, stated: Iterable[tuple[Fact, Interval]], levels: _Levels) -> bool:
    others = [one for other, one in stated if other.source.id != fact.source.id and are_on_one_basis(other, fact)]
    against = [one for one in others if gap_between(said, one)]
    shown = (one for one in _between_levels(fact, levels) if gap_between(said, one)) if against else ()
    return any(not gap_between(other, one) for one in shown for other in against)


def base_of(change: Fact) -> str | None:
    """Return the period that a change is measured against: as stated, else the same months a year earlier."""
    if change.base_period or not change.period:
        return change.base_period
    return str(Period.parse(change.period).year_before)


def _between_levels(fact: Fact, levels: _Levels) -> Iterator[Interval]:
    """Yield the growths between levels on the basis of a stated one, whatever their sources."""
    after, before = (levels.get((fact.subject, period), ()) for period in (fact.period, base_of(fact)))
    for (new, new_level), (old, old_level) in pairs(after, before):
        if new.unit == old.unit and are_on_one_basis(new, fact) and are_on_one_basis(old, fact):
            result = growth(new_level, old_level)
            if isinstance(result, Interval):
                yield result


def supersedes(later: SourceRef, earlier: SourceRef, sources: Mapping[str, SourceRef]) -> bool:
    """Return whether a source replaces another, directly or through those it replaces."""
    seen: set[str] = set()
    step: SourceRef | None = later
    while step is not None and step.supersedes is not None and step.id not in seen:
        if step.supersedes == earlier.id:
            return True
        seen.add(step.id)
        step = sources.get(step.supersedes)
    return False


def is_replaced(fact: Fact, others: Iterable[Fact], sources: Mapping[str, SourceRef]) -> bool:
    """Return whether a source that supersedes the fact's own states the same on one basis."""
    what = fact.subject, fact.period, fact.as_of, fact.is_change
    return any(
        (one.subject, one.period, one.as_of, one.is_change) == what
        and base_of(one) == base_of(fact)
        and are_on_one_basis(one, fact)
        and supersedes(one.source, fact.source, sources)
        for one in others
    )
