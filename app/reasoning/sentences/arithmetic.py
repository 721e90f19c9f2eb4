"""Checks in numbers: what is compared, in the notation of intervals."""

from app.reasoning import Aspect, Fact
from app.reasoning.check.check import Check, Measurement, outwards
from app.reasoning.sentences.words import interval_text
from app.vocabulary.codec import decimal
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import stored
from app.vocabulary.quantity import Quantity
from app.vocabulary.verdicts import CheckRule
from app.vocabulary.words import RELATIVE


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
