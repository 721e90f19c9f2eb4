"""What one basis makes of a claim: what each of its witnesses does to it, and what they decide together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.reasoning.arithmetic import negative
from app.reasoning.measurement import converted
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.witnesses import ClaimBasis, Witness
from app.vocabulary.interval import Interval, Undefined, gap_between, intersection
from app.vocabulary.measures import Qualifier
from app.vocabulary.verdicts import ClaimVerdict, Stance

FAR_WEAKER: Final = 2
"""A claim understates when the facts guarantee more than twice the bound that it gives."""
_DECIDE: Final[Mapping[ClaimVerdict, Collection[Stance]]] = {
    ClaimVerdict.SUPPORTED: {Stance.SUPPORTS},
    ClaimVerdict.CONTRADICTED: {Stance.CONTRADICTS},
}


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
        wanted = _DECIDE.get(self.verdict, frozenset())
        found = [each for each in self.assessments if each.stance in wanted]
        found = found or [each for each in self.assessments if each.stance is not Stance.SET_ASIDE]
        if self.verdict is ClaimVerdict.DISPUTED:
            return found
        named = [each for each in found if each.witness.derived is None or each.witness.is_from_levels]
        return named if self.together is None and named else found


def judge(claim: Claim, basis: ClaimBasis, found: Sequence[Witness]) -> Judgement:
    """Return the verdict on a claim by the witnesses of one basis."""
    aside = _set_aside(claim, found)
    assessments = tuple(
        Assessment(witness, Stance.SET_ASIDE) if witness in aside else _assess(claim, witness) for witness in found
    )
    verdict, left = _weigh(assessments), None
    counted = [each.witness for each in assessments if each.stance is not Stance.SET_ASIDE]
    if verdict is ClaimVerdict.UNDETERMINED and len(counted) > 1:
        left = _common(counted)
        verdict = _of_interval(claim, left) if left else verdict
        left = None if verdict is ClaimVerdict.UNDETERMINED else left
    understates = verdict is ClaimVerdict.SUPPORTED and _understates(claim, counted)
    return Judgement(basis=basis, assessments=assessments, verdict=verdict, understates=understates, together=left)


def _assess(claim: Claim, witness: Witness) -> Assessment:
    """Return the stance of a witness on its own."""
    if witness.interval.within(claim.support):
        return Assessment(witness, Stance.SUPPORTS)
    if _says_the_same(claim, witness):
        return Assessment(witness, Stance.SUPPORTS, in_words=True)
    apart = gap_between(witness.interval, claim.interval) is not None
    return Assessment(witness, Stance.CONTRADICTS if apart else Stance.ALLOWS)


def _says_the_same(claim: Claim, witness: Witness) -> bool:
    """Return whether claim and fact are the same multiple or fraction in words ("doubled"), within the margin."""
    value = witness.first.quantity.value
    if not (claim.is_loose and witness.is_loose) or value is None:
        return False
    near = converted(Interval.point(value), witness.first.unit, claim.unit)
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
        if all(_have_gap(witness, other) for other in deciding):
            return ClaimVerdict.DISPUTED
    return ClaimVerdict.SUPPORTED if supporting else ClaimVerdict.CONTRADICTED


def _have_gap(one: Witness, other: Witness) -> bool:
    return gap_between(one.interval, other.interval) is not None


def _set_aside(claim: Claim, found: Sequence[Witness]) -> list[Witness]:
    """Find stated growths that the levels and another source's stated growth, agreeing, both speak against.

    Levels alone do not suffice: the base may have been revised. One other statement does not either.
    """
    if not claim.is_change:
        return []
    levels = [witness for witness in found if witness.is_from_levels]
    stated = [witness for witness in found if witness.derived is None]
    return [witness for witness in stated if _is_outnumbered(witness, stated, levels)]


def _is_outnumbered(witness: Witness, stated: Sequence[Witness], levels: Sequence[Witness]) -> bool:
    return any(
        _have_gap(witness, other) and _have_gap(witness, level) and not _have_gap(other, level)
        for other in stated
        if other.first.source.id != witness.first.source.id
        for level in levels
    )


def _common(found: Sequence[Witness]) -> Interval | None:
    """Return what is left when all witnesses are right; None when they cannot be."""
    left = found[0].interval
    for witness in found[1:]:
        met = intersection(left, witness.interval)
        if isinstance(met, Undefined):
            return None
        left = met
    return left


def _of_interval(claim: Claim, left: Interval) -> ClaimVerdict:
    if left.within(claim.support):
        return ClaimVerdict.SUPPORTED
    apart = gap_between(left, claim.interval) is not None
    return ClaimVerdict.CONTRADICTED if apart else ClaimVerdict.UNDETERMINED


def _understates(claim: Claim, found: Sequence[Witness]) -> bool:
    """Return whether a one-sided claim gives a bound that the facts exceed more than twice over."""
    match claim.quantity.qualifier:
        case Qualifier.MORE_THAN | Qualifier.AT_LEAST:
            return _is_far_weaker(claim.interval, [witness.interval for witness in found])
        case Qualifier.LESS_THAN | Qualifier.AT_MOST:
            return _is_far_weaker(negative(claim.interval), [negative(witness.interval) for witness in found])
    return False


def _is_far_weaker(claimed: Interval, found: Sequence[Interval]) -> bool:
    ends = [interval.lower for interval in found if interval.lower is not None]
    if claimed.lower is None or not ends:
        return False
    guaranteed = max(ends)
    weak, strong = (claimed.lower, guaranteed) if guaranteed > 0 else (-guaranteed, -claimed.lower)
    return weak * FAR_WEAKER < strong
