"""Several claims as one: the parts of a statement, and the years up to the one in which a level is aimed at."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.reasoning import Fact
from app.reasoning.verify import Answer, verify
from app.reasoning.verify.claim import YEAR, Claim
from app.reasoning.verify.gathering import Ground
from app.vocabulary.measures import Qualifier
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict


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
