"""Checks and claims in numbers: what is held against what, in the notation of intervals."""

from collections.abc import Mapping
from typing import Final

from app.reasoning import Aspect, Fact
from app.reasoning.check.check import Check, Measurement, outwards
from app.reasoning.sentences.words import interval_text
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.witnesses import Assessment
from app.vocabulary.codec import decimal
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import stored
from app.vocabulary.quantity import Quantity, Undefined, intersection
from app.vocabulary.verdicts import CheckRule, Stance
from app.vocabulary.words import RELATIVE

_STANCES: Final[Mapping[Stance, str]] = {
    Stance.SUPPORTS: "the fact lies within the claim",
    Stance.NEAR: "the two differ by no more than one unit of the claim's last digit",
    Stance.CONTRADICTS: "the two have no number in common",
    Stance.ALLOWS: "the two have numbers in common, which decides nothing",
    Stance.REPLACED: "a later statement of the same compiler replaces the fact",
    Stance.SET_ASIDE: "set aside, since the levels and another stated growth speak against it",
}
_APART: Final = "the two have no number in common, but {} not rule the claim out"
_NOT_CLOSE: Final = "the fact lies within what so rough a claim may stand for, but not close enough to confirm it"


def check_arithmetic(check: Check) -> str:
    """Return the comparison of a check in numbers."""
    if check.sides is None:
        return check.reason or f"{_written(check.inputs[0])}, against nothing stated by the {check.differing[0]}"
    one, other = (_written(side) for side in check.sides)
    match check.rule:
        case CheckRule.EXPORTS_AND_IMPORTS_AGAINST_TOTAL | CheckRule.PARTS_AGAINST_WHOLE:
            parts = check.inputs[1:] if check.rule is CheckRule.PARTS_AGAINST_WHOLE else check.inputs[:2]
            result = f" = {other}" if len(parts) > 1 else ""
            return f"{' + '.join(map(_written, parts))}{result}, against {one}"
        case CheckRule.GROWTH_AGAINST_LEVELS:
            after, before = map(_written, check.inputs[1:])
            ratio = f"100 ({after} / {before} - 1)" if check.inputs[0].unit in RELATIVE else f"{after} - {before}"
            return f"{ratio} = {other}, against {one}"
        case CheckRule.MIRROR:
            return f"{one} / {other}" + (f" = {_written(check.quotient)}" if check.quotient else f": {check.reason}")
    if Aspect.CURRENCY in check.differing:
        return f"{one} and {other} are not compared"
    apart, gap = "numbers in common", check.gap_absolute
    if gap:
        value = gap.value if gap.qualifier is Qualifier.BETWEEN else None
        inside = "" if value is None else f"{decimal(stored(value)):,}, within "
        apart = f"no number in common; the larger minus the smaller is {inside}{_written(gap)}"
    return f"{one} and {other} have {apart}"


def _written(figure: Fact | Measurement | Quantity) -> str:
    return interval_text(outwards(figure.interval, figure.unit), figure.unit)


def assessment_arithmetic(assessment: Assessment, claim: Claim) -> str:
    """Return how a witness is held against a claim, in the unit of comparison."""
    witness = assessment.witness
    # Of what follows the interval is shown that the fact has, without digits that no input has, but for the claim's.
    ends = [end for end in (claim.interval.lower, claim.interval.upper) if end is not None]
    interval, shown = witness.interval, witness.quantity.interval
    if witness.derived and witness.quantity.unit == claim.unit and shown.sides_of(ends) == interval.sides_of(ends):
        interval = shown
    held, asked = (interval_text(each, claim.unit) for each in (interval, claim.interval))
    claimed = f"{held}, claimed {asked}"
    if assessment.in_words:
        return f"{claimed}: the fact is stated in words, and the claim is the same"
    if assessment.stance is Stance.ALLOWS and isinstance(intersection(interval, claim.interval), Undefined):
        is_of_two = witness.derived and witness.outer
        why = "the earlier level may have been revised since, so they do" if is_of_two else "the fact does"
        return f"{claimed}: {_APART.format(why)}"
    if assessment.stance is Stance.ALLOWS and witness.interval.within(claim.interval):
        return f"{claimed}: {_NOT_CLOSE}"
    formula = f"{witness.formula.text} = " if witness.formula else ""
    return f"{formula}{claimed}: {_STANCES[assessment.stance]}"
