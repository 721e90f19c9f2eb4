"""Checks in numbers: the figures of a check as they are compared, in interval notation."""

from app.reasoning import Aspect, Fact
from app.reasoning.check.check import Check, Measurement, outwards
from app.reasoning.sentences import words
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
    gap = check.gap_absolute
    apart = f"no number in common; the larger minus the smaller is {_within(gap)}" if gap else None
    return f"{one} and {other} have {apart or 'numbers in common'}"


def _written(figure: Fact | Measurement | Quantity) -> str:
    return words.interval_text(outwards(figure.interval, figure.unit), figure.unit)


def _within(quantity: Quantity) -> str:
    """Return the interval of a computed figure, with the value in it where there is one."""
    value = quantity.value if quantity.qualifier is Qualifier.BETWEEN else None
    return _written(quantity) if value is None else f"{decimal(stored(value)):,}, within {_written(quantity)}"
