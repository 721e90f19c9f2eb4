"""Claims held against facts: what each basis makes of them, what all together do, and what is missing for an answer.

Here each witness is compared with the claim, and the verdict follows from what they do to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import converted, negative
from app.reasoning.verify.claim import Claim, is_loose
from app.reasoning.verify.witnesses import ClaimBasis, Witness, witnesses
from app.vocabulary.interval import Interval, gap_between, intersection, lower_key, upper_key
from app.vocabulary.measures import Qualifier, Unit
from app.vocabulary.period import Period
from app.vocabulary.verdicts import ClaimVerdict, Stance

FAR_WEAKER: Final = 2
"""A claim understates when the facts guarantee more than twice the bound that it gives."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A witness with its stance on the claim."""

    witness: Witness
    stance: Stance
    in_words: bool = False
    """Whether it supports the claim because both are the same multiple or fraction in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one basis makes of a claim; `together` is what its witnesses leave where none of them decides alone."""

    basis: ClaimBasis
    assessments: tuple[Assessment, ...]
    verdict: ClaimVerdict
    understates: bool
    together: Interval | None

    @property
    def deciding(self) -> list[Assessment]:
        """The assessments that the verdict rests on: those of its stance, else all that are not set aside.

        What follows from others is named with stated facts only where it is a change that levels show, or one side of
        a dispute.
        """
        wanted = {ClaimVerdict.SUPPORTED: Stance.SUPPORTS, ClaimVerdict.CONTRADICTED: Stance.CONTRADICTS}
        deciding = [each for each in self.assessments if each.stance is wanted.get(self.verdict)]
        deciding = deciding or [each for each in self.assessments if each.stance is not Stance.SET_ASIDE]
        if self.verdict is ClaimVerdict.DISPUTED or self.together is not None:
            return deciding
        return [each for each in deciding if not each.witness.derived or each.witness.is_from_levels] or deciding


@dataclass(frozen=True, slots=True)
class Answer:
    """What all bases together make of a claim."""

    verdict: ClaimVerdict
    understates: bool
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What is held on what is claimed, in any period and unit and on any basis; None in `periods` is undated.

    `compiled_by` is who would have to compile the figure that is missing: whom the claim names, or the only one known
    to speak on it.
    """

    periods: tuple[str | None, ...]
    units: tuple[Unit, ...]
    compilers: tuple[str, ...]
    compiled_by: str | None


def verify(claim: Claim, facts: Iterable[Fact]) -> Answer:
    """Return the verdict on a claim: of each basis that speaks on it, known ones first, and of all of them.

    Where the verdicts of known bases differ, it depends on the basis. An unknown basis is judged too, but never changes
    the overall verdict of known ones: it may be any of them.
    """
    judgements = [judge(claim, basis, speaking) for basis, speaking in _by_basis(witnesses(claim, facts)).items()]
    known = [judgement for judgement in judgements if judgement.basis.is_known]
    counted = known or judgements
    verdicts = {judgement.verdict for judgement in counted} or {ClaimVerdict.UNDETERMINED}
    verdict = verdicts.pop() if len(verdicts) == 1 else ClaimVerdict.DEPENDS_ON_BASIS
    understates = verdict is ClaimVerdict.SUPPORTED and all(judgement.understates for judgement in counted)
    return Answer(verdict, understates, (*known, *(each for each in judgements if not each.basis.is_known)))


def _by_basis(speaking: Iterable[Witness]) -> dict[ClaimBasis, list[Witness]]:
    """Return the witnesses by basis; one that states no valuation joins those that do, where they agree."""
    by_basis = [(witness.basis, witness) for witness in speaking]
    grouped: dict[ClaimBasis, list[Witness]] = {}
    for basis, witness in by_basis:
        bare = replace(basis, valuation=None)
        alike = {other.valuation for other, _ in by_basis if replace(other, valuation=None) == bare}
        stated = sorted(valuation for valuation in alike if valuation is not None)
        joined = replace(basis, valuation=stated[0]) if len(stated) == 1 else basis
        grouped.setdefault(joined, []).append(witness)
    return grouped


def together(verdicts: Sequence[ClaimVerdict]) -> ClaimVerdict:
    """Return the verdict on several claims as the parts of one statement, which is true when all its parts are."""
    if ClaimVerdict.SUPPORTED in verdicts:
        return ClaimVerdict.SUPPORTED if len(set(verdicts)) == 1 else ClaimVerdict.PARTLY_SUPPORTED
    worst = (ClaimVerdict.CONTRADICTED, ClaimVerdict.DISPUTED, ClaimVerdict.DEPENDS_ON_BASIS)
    return next((verdict for verdict in worst if verdict in verdicts), ClaimVerdict.UNDETERMINED)


def judge(claim: Claim, basis: ClaimBasis, speaking: Sequence[Witness]) -> Judgement:
    """Return the verdict on a claim by the witnesses of one basis."""
    aside = _set_aside(claim, speaking)
    counted = [witness for witness in speaking if witness not in aside]
    assessments = tuple(
        _assess(claim, witness) if witness in counted else Assessment(witness, Stance.SET_ASIDE) for witness in speaking
    )
    verdict, left = _weigh(assessments), None
    if verdict is ClaimVerdict.UNDETERMINED and len(counted) > 1:
        verdict, left = _decide_together(claim, counted)
    understates = verdict is ClaimVerdict.SUPPORTED and _understates(claim, counted)
    return Judgement(basis=basis, assessments=assessments, verdict=verdict, understates=understates, together=left)


def _assess(claim: Claim, witness: Witness) -> Assessment:
    """Return the stance of a witness on its own."""
    if witness.interval.within(claim.support):
        return Assessment(witness, Stance.SUPPORTS)
    if _says_the_same(claim, witness):
        return Assessment(witness, Stance.SUPPORTS, in_words=True)
    apart = gap_between(witness.interval, claim.interval)
    return Assessment(witness, Stance.CONTRADICTS if apart else Stance.ALLOWS)


def _says_the_same(claim: Claim, witness: Witness) -> bool:
    """Return whether claim and fact are the same multiple or fraction in words ("doubled"), within the margin."""
    fact = witness.inputs[0]
    value, are_loose = fact.quantity.value, is_loose(claim.quantity) and is_loose(fact.quantity)
    if witness.derived or value is None or not are_loose:
        return False
    near = converted(Interval.point(value), fact.unit, claim.unit)
    return near is not None and near.within(claim.support)


def _weigh(assessments: Sequence[Assessment]) -> ClaimVerdict:
    """Return the verdict of witnesses of one stance; disputed where it depends on which of them is right.

    A witness that merely allows the claim disputes the others only when it lies apart from all that decide.
    """
    sides = {stance: [each.witness for each in assessments if each.stance is stance] for stance in Stance}
    supporting, contradicting = sides[Stance.SUPPORTS], sides[Stance.CONTRADICTS]
    if supporting and contradicting:
        return ClaimVerdict.DISPUTED
    deciding = supporting or contradicting
    if not deciding:
        return ClaimVerdict.UNDETERMINED
    for witness in sides[Stance.ALLOWS]:
        if all(gap_between(witness.interval, other.interval) for other in deciding):
            return ClaimVerdict.DISPUTED
    return ClaimVerdict.SUPPORTED if supporting else ClaimVerdict.CONTRADICTED


def _set_aside(claim: Claim, speaking: Sequence[Witness]) -> list[Witness]:
    """Find stated growths that the levels and another source's stated growth, agreeing, both speak against.

    Levels alone do not suffice: the base may have been revised. One other statement does not either.
    """
    levels = [witness for witness in speaking if claim.is_change and witness.is_from_levels]
    stated = [witness for witness in speaking if witness.derived is None]
    return [witness for witness in stated if _is_outnumbered(witness, stated, levels)]


def _is_outnumbered(witness: Witness, stated: Sequence[Witness], levels: Sequence[Witness]) -> bool:
    return any(
        gap_between(witness.interval, other.interval)
        and gap_between(witness.interval, level.interval)
        and not gap_between(other.interval, level.interval)
        for level in levels
        for other in stated
        if other.inputs[0].source.id != witness.inputs[0].source.id
    )


def _decide_together(claim: Claim, counted: Sequence[Witness]) -> tuple[ClaimVerdict, Interval | None]:
    """Return the verdict of what is left when all witnesses are right, and what that is where it decides."""
    intervals = [witness.interval for witness in counted]
    left = intersection(max(intervals, key=lower_key), min(intervals, key=upper_key))
    if isinstance(left, Interval) and left.within(claim.support):
        return ClaimVerdict.SUPPORTED, left
    if isinstance(left, Interval) and gap_between(left, claim.interval):
        return ClaimVerdict.CONTRADICTED, left
    return ClaimVerdict.UNDETERMINED, None


def _understates(claim: Claim, counted: Sequence[Witness]) -> bool:
    """Return whether a one-sided claim gives a bound that the facts exceed more than twice over."""
    claimed, intervals = claim.interval, [witness.interval for witness in counted]
    match claim.quantity.qualifier:
        case Qualifier.LESS_THAN | Qualifier.AT_MOST:
            claimed, intervals = negative(claimed), [negative(interval) for interval in intervals]
        case Qualifier.MORE_THAN | Qualifier.AT_LEAST:
            pass
        case _:
            return False
    ends = [interval.lower for interval in intervals if interval.lower is not None]
    if claimed.lower is None or not ends:
        return False
    guaranteed = max(ends)
    weak, strong = (claimed.lower, guaranteed) if guaranteed > 0 else (-guaranteed, -claimed.lower)
    return weak * FAR_WEAKER < strong


def missing(claim: Claim, facts: Iterable[Fact], answer: Answer) -> Missing | None:
    """Return what is missing for an answer; None where the claim is answered."""
    if answer.verdict is not ClaimVerdict.UNDETERMINED:
        return None
    measured = [fact for fact in facts if claim.measures(fact)]
    spoke = {judgement.basis.compiled_by for judgement in answer.judgements if judgement.basis.compiled_by}
    return Missing(
        periods=tuple(sorted({fact.period for fact in measured}, key=_newest_first)),
        units=tuple(sorted({fact.unit for fact in measured})),
        compilers=tuple(sorted({fact.basis.compiled_by or fact.basis.compiler or "" for fact in measured} - {""})),
        compiled_by=claim.compiled_by or (next(iter(spoke)) if len(spoke) == 1 else None),
    )


def _newest_first(period: str | None) -> tuple[bool, int]:
    return period is None, Period.parse(period).recency if period else 0
