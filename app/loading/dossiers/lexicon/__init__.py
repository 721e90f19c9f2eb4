"""The lexicon: which words of English prose are numbers, what they are worth, and where sentences end."""

from fractions import Fraction

from app.loading.dossiers.lexicon.scanner import numbers
from app.loading.dossiers.lexicon.sentences import sentences
from app.loading.dossiers.lexicon.token import NumberKind, NumberToken, Reading
from app.vocabulary import Qualifier, Quantity

__all__ = ["NumberKind", "NumberToken", "Reading", "covers", "numbers", "sentences", "states"]


def states(quantity: Quantity, quote: str) -> bool:
    """Say whether the words state the amount: one of their numbers is its value or, without one, two are its ends.

    The sign of a change is in the verb ("fell by 5%"), so amounts are compared without it.
    """
    stated = {amount for token in numbers(quote) for amount in token.amounts(quantity.unit)}
    if quantity.value is None:
        return len(_ends(quantity)) > 0 and _ends(quantity) <= stated
    return abs(quantity.value) in stated


def covers(quantity: Quantity, token: NumberToken) -> bool:
    """Say whether one number of a text is the value of a quantity, or one of the two ends of `between`."""
    value = set() if quantity.value is None else {abs(quantity.value)}
    ends = _ends(quantity) if quantity.qualifier is Qualifier.BETWEEN else set()
    return not token.amounts(quantity.unit).isdisjoint(value | ends)


def _ends(quantity: Quantity) -> set[Fraction]:
    return {abs(end) for end in (quantity.lower, quantity.upper) if end is not None}
