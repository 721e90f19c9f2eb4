"""Rules over statements of one thing: several sources on one key, and a headline against its body.

Each pair is a check of its own, so that every conflict names the two statements that make it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Final

from app.reasoning.check.check import Check, Finding, Material, in_order, supersedes
from app.reasoning.check.comparing import Reading, gaps, lie, read
from app.reasoning.check.prose import apart, ended, said, topic, whose, written, written_quantity
from app.reasoning.facts import Fact, Witness
from app.reasoning.sentences.naming import Names
from app.vocabulary import Quantity
from app.vocabulary.verdicts import CheckVerdict

UNKNOWN_COMPILER: Final = "a figure whose compiler is not known is on the basis of the other"
_FOUND: Final[Mapping[CheckVerdict, str]] = {
    CheckVerdict.AGREE: "they agree, for one allows no number that the other does not",
    CheckVerdict.COMPATIBLE: "they have numbers in common, and neither confirms nor refutes the other",
    CheckVerdict.ADJACENT: "they touch without a number in common",
    CheckVerdict.REVISED: "they differ by {gap}, and the later source replaces the earlier one",
    CheckVerdict.CONFLICT: "they differ by {gap} and cannot both be true",
}
_APART: Final = (CheckVerdict.ADJACENT, CheckVerdict.CONFLICT)


def sources_on_one_key(material: Material, names: Names) -> Iterator[Finding]:
    """Compare all statements of one key, two by two."""
    witnesses = {fact.witness.id: fact.witness for fact in material.facts}
    seen: set[frozenset[str]] = set()
    for group in _on_one_key(material.facts):
        for first, second in combinations(in_order(group), 2):
            both = frozenset((first.id, second.id))
            if both not in seen:
                seen.add(both)
                yield compared(first, second, names, witnesses)


def headline_against_body(material: Material, names: Names) -> Iterator[Finding]:
    """Compare what a source says a second time in other terms with what its record says."""
    own = {(fact.kind, fact.record, fact.field): fact for fact in material.facts if not fact.evidence}
    for fact in material.facts:
        if fact.evidence:
            yield compared(fact, own[fact.kind, fact.record, fact.field], names, {})


def _on_one_key(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Put together statements with one subject and period, and those that records of one group make."""
    groups: defaultdict[Hashable, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.evidence:
            continue
        unit = (fact.is_change, read(fact).unit, fact.quantity.per)
        if fact.period:
            groups[fact.subject, fact.period, unit].append(fact)
        groups[fact.kind, fact.same_as or fact.record, fact.field, unit].append(fact)
    yield from groups.values()


def compared(first: Fact, second: Fact, names: Names, witnesses: Mapping[str, Witness]) -> Finding:
    """Compare two statements; a later source of one compiler may replace the earlier."""
    replaced = supersedes(second.witness, first.witness, witnesses)
    verdict = _verdict(first, second, replaced=replaced)
    return Finding(verdict, partial(_compared, first, second, names, verdict, replaced=replaced))


def _verdict(first: Fact, second: Fact, *, replaced: bool) -> CheckVerdict:
    """Judge two statements: on one basis by how their intervals lie, else not at all."""
    if differences(first, second):
        return CheckVerdict.DIFFERENT_BASIS
    verdict = lie(read(first).interval, read(second).interval)
    known = first.basis.is_known and second.basis.is_known
    return CheckVerdict.REVISED if verdict is CheckVerdict.CONFLICT and replaced and known else verdict


def _compared(first: Fact, second: Fact, names: Names, verdict: CheckVerdict, *, replaced: bool) -> Check:
    one, other = read(first), read(second)
    differing = differences(first, second)
    known = {first.basis.is_known, second.basis.is_known}
    absolute, relative = gaps(one, other)
    return Check(
        rule="",
        verdict=verdict,
        inputs=(first, second),
        period=first.period,
        arithmetic=arithmetic(one, other, absolute),
        sentence=_sentence(first, second, verdict, differing, absolute, names, replaced=replaced),
        gap_absolute=absolute,
        gap_relative=relative,
        differing=differing,
        assumptions=(UNKNOWN_COMPILER,) if known == {True, False} and not differing else (),
    )


def differences(first: Fact, second: Fact) -> tuple[str, ...]:
    """Name what is known to differ between the bases of two statements."""
    bases = {fact.base_period for fact in (first, second) if fact.is_change} - {None}
    others = {
        "scope": first.subject.about != second.subject.about,
        "period": first.period != second.period,
        "base_period": len(bases) > 1,
    }
    return (*first.basis.differs_from(second.basis), *(name for name, differs in others.items() if differs))


def arithmetic(one: Reading, other: Reading, gap: Quantity | None) -> str:
    """Write how two figures lie to each other, in numbers."""
    both = f"{written(one.interval, one.unit)} and {written(other.interval, other.unit)}"
    if gap is None:
        return f"{both} have numbers in common"
    return f"{both} have no number in common; the larger minus the smaller is {written_quantity(gap)}"


def _sentence(
    first: Fact,
    second: Fact,
    verdict: CheckVerdict,
    differing: Sequence[str],
    gap: Quantity | None,
    names: Names,
    *,
    replaced: bool,
) -> str:
    if differing:
        figures = (f"{said(fact)} {whose(fact, names)}" for fact in (first, second))
        return ended(
            f"{topic(first, names)}: {', against '.join(figures)}",
            f"they differ in {listed(differing)}, so that neither refutes the other",
            distance(gap),
        )
    shared = first.witness.id != second.witness.id and first.witness.root == second.witness.root
    return ended(
        f"{topic(first, names)}: {said(first)}, against {said(second)}",
        _FOUND[verdict].format(gap=apart(gap) if gap else ""),
        _later(first, second, replaced=replaced) if verdict in _APART else None,
        "both are of one lineage" if shared else None,
    )


def _later(first: Fact, second: Fact, *, replaced: bool) -> str | None:
    """Say which of two statements that do not meet is the later one."""
    if replaced:
        return "the later source replaces the earlier one"
    days = [fact.witness.published_on for fact in (first, second)]
    return "the second is the later one" if None not in days and days[0] != days[1] else None


def distance(gap: Quantity | None) -> str:
    """Say how far apart two figures are."""
    return f"the larger exceeds the smaller by {apart(gap)}" if gap else "they have numbers in common"


def listed(differing: Sequence[str]) -> str:
    """Write what differs as a list in words."""
    return " and ".join(name.replace("_", " ") for name in differing)
