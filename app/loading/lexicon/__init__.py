"""The lexicon: which words of English prose are numbers, what they are worth, and where sentences end."""

from app.loading.lexicon.scanner import numbers
from app.loading.lexicon.sentences import sentences
from app.loading.lexicon.token import NumberKind, NumberToken, Reading
from app.vocabulary import Quantity

__all__ = ["NumberKind", "NumberToken", "Reading", "numbers", "sentences", "states"]


def states(quantity: Quantity, quote: str) -> bool:
    """Say whether the words state the amount: one of their numbers is its value, or two are its ends.

    The sign of a change is in the verb ("fell by 5%"), so amounts are compared without it.
    """
    stated = {amount for token in numbers(quote) for amount in token.amounts(quantity.unit)}
    if quantity.value is not None and abs(quantity.value) in stated:
        return True
    ends = (quantity.lower, quantity.upper)
    return quantity.value is None and all(end is not None and abs(end) in stated for end in ends)
