"""Claims held against facts: what each basis makes of them, what all of them do together, and several claims as one.

Here each witness is compared with the claim, and the verdict follows from what they do to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product, starmap
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import meet
from app.reasoning.verify.claim import YEAR, Claim
from app.reasoning.verify.gathering import Ground, by_basis, replaced_among, statements, witnesses
from app.reasoning.verify.witnesses import (
    ANYTHING,
    Assessment,
    ClaimBasis,
    Distance,
    Witness,
    assess,
    is_understated,
    misses_by_little,
    nearest,
    other_currencies,
)
from app.vocabulary.measures import Qualifier
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval, Undefined, gap_between, intersection, lower_key, upper_key
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one basis makes of a claim; `left` is what witnesses leave if none decides alone, `apart` its distance."""

    basis: ClaimBasis
    assessments: tuple[Assessment, ...]
    verdict: ClaimVerdict
    understates: bool
    left: Interval | None
    apart: Distance | None

    @property
    def distance(self) -> Distance | None:
        """The distance of the claim from what decides, from what is stated where anything is; None where they meet."""
        if self.left is not None:
            return self.apart
        stated = [each for each in self.deciding if not each.witness.derived]
        return nearest(each.distance for each in stated or self.deciding)

    @property
    def deciding(self) -> list[Assessment]:
        """The assessments that the verdict rests on: those of its stance, else all that are not set aside.

        What follows from others is named with stated facts only where it is a change that levels show, or one side of
        a dispute; what is replaced only where nothing decides; parts only where no figure of the whole decides alike.
        """
        deciding = [each for each in self.assessments if _STRONGEST_FIRST.get(each.stance) is self.verdict]
        silent = {Stance.SET_ASIDE, Stance.REPLACED if self.verdict is ClaimVerdict.DISPUTED else None}
        deciding = deciding or [each for each in self.assessments if each.stance not in silent]
        if self.verdict is ClaimVerdict.DISPUTED or self.left is not None:
            return deciding
        told = [each for each in deciding if not each.witness.is_part] or deciding
        return [each for each in told if not each.witness.derived or each.witness.is_from_levels] or told


_STRONGEST_FIRST: Final = {
    Stance.SUPPORTS: ClaimVerdict.SUPPORTED,
    Stance.CONTRADICTS: ClaimVerdict.CONTRADICTED,
    Stance.NEAR: ClaimVerdict.NEAR,
}
"""What a basis makes of a claim by its strongest witness."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What all bases together make of a claim.

    `coarse` is whether a default step above a twentieth of the number decides. `named` are the judgements that make the
    verdict, known bases first, and `distance` is that from the nearest of them: None where one meets the claim, or in a
    dispute. `currencies` are those that figures are held in, where they are not the claim's.
    """

    verdict: ClaimVerdict
    understates: bool
    coarse: bool
    distance: Distance | None
    named: tuple[Judgement, ...]
    judgements: tuple[Judgement, ...]
    currencies: tuple[str, ...] = ()


def verify(claim: Claim, facts: Sequence[Fact], ground: Ground | None = None) -> Answer:
    """Return the verdict on a claim: of each basis that speaks on it, known ones first, and of all of them.

    Where the verdicts of known bases differ, it depends on the basis. An unknown basis is judged too; it may be any of
    them, so that it changes the verdict of known ones only by keeping it from a contradiction. So does what follows in
    another valuation than that in which the same compiler states it. `ground` is what follows from the facts, where
    several claims are held against the same.
    """
    ground = ground or Ground(facts)
    speaking = witnesses(claim, ground)
    silent = statements(claim, [fact for fact in ground.aside if claim.concerns(fact)])
    replaced = replaced_among(claim, speaking, ground)
    of_basis = by_basis([*speaking, *silent])
    judgements = [judge(claim, basis, each, silent, replaced) for basis, each in of_basis.items()]
    known = [judgement for judgement in judgements if judgement.basis.is_known]
    unknown = [judgement for judgement in judgements if not judgement.basis.is_known]
    follows = [one for one in known if all(each.witness.derived or each.witness.is_part for each in one.assessments)]
    customary = {replace(each.basis, valuation=None) for each in known if each not in follows}
    beside = [each for each in follows if replace(each.basis, valuation=None) in customary]
    # Of a claim that names a compiler, figures that may be another's decide nothing.
    speaking_for = known or ([] if claim.compiled_by else unknown)
    counted = [each for each in speaking_for if each.verdict is not ClaimVerdict.UNDETERMINED and each not in beside]
    verdict = _overall(claim, counted, [*unknown, *beside])
    named = tuple(each for each in (*known, *unknown) if each.verdict is verdict)
    currencies = other_currencies(claim, facts) if verdict is ClaimVerdict.UNDETERMINED else ()
    verdict = ClaimVerdict.DIFFERENT_BASIS if currencies else verdict
    return Answer(
        verdict=verdict,
        understates=verdict is ClaimVerdict.SUPPORTED and all(judgement.understates for judgement in counted),
        coarse=claim.number.is_coarse and verdict not in SILENT,
        distance=None if verdict is ClaimVerdict.DISPUTED else nearest(each.distance for each in named),
        named=named,
        judgements=(*known, *unknown),
        currencies=currencies,
    )


def _overall(claim: Claim, counted: Sequence[Judgement], others: Sequence[Judgement]) -> ClaimVerdict:
    """Return the verdict of the bases that count; nothing is refuted that figures of other bases leave open.

    Where a compiler is named, they may be its own and dispute the others, if they lie apart from them.
    """
    verdicts = {each.verdict for each in counted}
    if len(verdicts) != 1:
        return ClaimVerdict.DEPENDS_ON_BASIS if verdicts else ClaimVerdict.UNDETERMINED
    left_open = [each for each in others if each.verdict not in (ClaimVerdict.CONTRADICTED, ClaimVerdict.UNDETERMINED)]
    if verdicts == {ClaimVerdict.CONTRADICTED} and left_open:
        if not claim.compiled_by or any(each.basis.is_known for each in left_open):
            return ClaimVerdict.DEPENDS_ON_BASIS
        sides = ([each.witness.allowed for one in side for each in one.deciding] for side in (counted, left_open))
        if any(starmap(gap_between, product(*sides))):
            return ClaimVerdict.DISPUTED
    return next(iter(verdicts))


SILENT: Final = (ClaimVerdict.UNDETERMINED, ClaimVerdict.DIFFERENT_BASIS)
"""The verdicts where nothing speaks to the claim."""


def judge(
    claim: Claim, basis: ClaimBasis, speaking: Sequence[Witness], silent: Sequence[Witness], replaced: Sequence[Witness]
) -> Judgement:
    """Return the verdict on a claim by the witnesses of one basis, of which the silent ones are set aside.

    What is replaced decides nothing, but what it leaves open is not contradicted.
    """
    every = [Assessment(each, Stance.SET_ASIDE, None) if each in silent else assess(claim, each) for each in speaking]
    current = [each for each in every if each.witness not in replaced]
    counted = [each.witness for each in current if each.stance is not Stance.SET_ASIDE]
    verdict, left = _weigh(claim, current), None
    if verdict is ClaimVerdict.COMPATIBLE and claim.period and len(counted) > 1 and not counted[-1].is_part:
        verdict, left = _decide_together(claim, counted)
    earlier = [each for each in every if each.witness in replaced]
    if verdict is ClaimVerdict.CONTRADICTED and any(each.stance is not Stance.CONTRADICTS for each in earlier):
        verdict, left = ClaimVerdict.COMPATIBLE, None
    return Judgement(
        basis=basis,
        assessments=tuple(replace(each, stance=Stance.REPLACED) if each in earlier else each for each in every),
        verdict=verdict,
        understates=verdict is ClaimVerdict.SUPPORTED and is_understated(claim, counted),
        left=left,
        apart=Distance.between(claim, left) if left else None,
    )


def _weigh(claim: Claim, assessments: Sequence[Assessment]) -> ClaimVerdict:
    """Return the verdict of witnesses of one stance; disputed where it depends on which of them is right.

    A witness that decides less than others disputes them only when it lies apart from all of them. Figures without a
    period may be of any time, so that they refute a claim without one only where none of them allows it.
    """
    sides = {stance: [each.witness for each in assessments if each.stance is stance] for stance in Stance}
    if sides[Stance.SUPPORTS] and sides[Stance.CONTRADICTS]:
        return ClaimVerdict.DISPUTED
    if claim.period is None and sides[Stance.CONTRADICTS] and sides[Stance.ALLOWS]:
        return ClaimVerdict.COMPATIBLE
    strongest, allowing = next((stance for stance in _STRONGEST_FIRST if sides[stance]), None), sides[Stance.ALLOWS]
    if strongest is None:
        # Plans for other numbers say nothing of one for this.
        is_plan = claim.kind is ClaimKind.PLANNED
        is_silent = is_plan and all(gap_between(one.interval, claim.interval) for one in allowing)
        return ClaimVerdict.COMPATIBLE if allowing and not is_silent else ClaimVerdict.UNDETERMINED
    weaker = [sides[stance] for stance in (Stance.NEAR, Stance.ALLOWS) if stance is not strongest]
    others = (witness for side in weaker for witness in side if witness.outer != ANYTHING)
    if any(all(gap_between(one.interval, other.interval) for other in sides[strongest]) for one in others):
        return ClaimVerdict.DISPUTED
    return _STRONGEST_FIRST[strongest]


def _decide_together(claim: Claim, counted: Sequence[Witness]) -> tuple[ClaimVerdict, Interval | None]:
    """Return the verdict of what is left when all witnesses are right, and what that is where it decides."""
    intervals = [witness.allowed for witness in counted]
    left = intersection(max(intervals, key=lower_key), min(intervals, key=upper_key))
    if isinstance(left, Undefined):
        return ClaimVerdict.COMPATIBLE, None
    if left.within(claim.support):
        return ClaimVerdict.SUPPORTED, left
    if meet(left, claim.interval):
        return ClaimVerdict.COMPATIBLE, None
    return (ClaimVerdict.NEAR if misses_by_little(claim, left) else ClaimVerdict.CONTRADICTED), left


def reached(aim: Claim, facts: Sequence[Fact], ground: Ground) -> tuple[Claim, Answer] | None:
    """Return the claim that a level aimed at was reached, of the year that decides it best, the newest of several.

    Those up to its period are asked, all where it has none; None where they decide nothing and its period is not held.
    """
    level = Interval.between(aim.quantity.value, None, "[)")
    least = replace(aim.quantity, qualifier=Qualifier.AT_LEAST, interval=level)
    asked = replace(aim, kind=ClaimKind.AMOUNT, number=replace(aim.number, quantity=least), is_to_come=False)
    years = {year for fact in facts if (year := fact.period) and len(year) == YEAR and year <= str(aim.period or year)}
    claims = [replace(asked, period=Period.parse(year)) for year in sorted(years, reverse=True)]
    answers = [(one, verify(one, facts, ground)) for one in claims]
    for verdict in (ClaimVerdict.SUPPORTED, ClaimVerdict.DEPENDS_ON_BASIS):
        if found := next((found for found in answers if found[1].verdict is verdict), None):
            return found
    return next((found for found in answers if found[0].period == aim.period), None)


def verdict_on_all(verdicts: Sequence[ClaimVerdict]) -> ClaimVerdict:
    """Return the verdict on several claims as the parts of one statement, which is true when all its parts are."""
    others = set(verdicts) - {ClaimVerdict.SUPPORTED}
    if ClaimVerdict.SUPPORTED in verdicts and others != {ClaimVerdict.DEPENDS_ON_BASIS}:
        return ClaimVerdict.PARTLY_SUPPORTED if others else ClaimVerdict.SUPPORTED
    # Where the other parts are supported, the basis decides whether the whole is.
    return next(verdict for verdict in _WORST_FIRST if verdict in verdicts)


_WORST_FIRST: Final = (
    ClaimVerdict.CONTRADICTED,
    ClaimVerdict.DISPUTED,
    ClaimVerdict.DEPENDS_ON_BASIS,
    ClaimVerdict.DIFFERENT_BASIS,
    ClaimVerdict.UNDETERMINED,
    ClaimVerdict.COMPATIBLE,
    ClaimVerdict.NEAR,
)
