"""What is told of a verdict beside the figures that lead to it: why there is none, and what else is to be known."""

from collections.abc import Sequence
from typing import Final

from app.reasoning import Fact
from app.reasoning.sentences import words
from app.reasoning.sentences.derived import ROUGH
from app.reasoning.sentences.kinds import told_of_change
from app.reasoning.sentences.names import NameByCode, by_whom, day, listed
from app.reasoning.verify import Answer
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.lacking import Missing
from app.reasoning.verify.witnesses import Witness
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.terms import OF_STATISTICS
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict, Stance

_MOST_FIGURES: Final = 3
ORDERED: Final = (ClaimKind.RANK, ClaimKind.RECORD)
"""The kinds of claims of a place in an order."""
_OF_FIGURES: Final = (ClaimKind.SURPLUS, ClaimKind.DEFICIT, ClaimKind.SHARE)
"""The kinds of claims of what follows from several figures."""
_REPORTED: Final = (ClaimKind.DOCUMENTS, ClaimKind.AGREED, ClaimKind.PLANNED)


def why(claim: Claim, answer: Answer, names: NameByCode, lacking: Missing | None) -> str:
    """Write why a claim is undetermined."""
    if claim.kind is ClaimKind.PLANNED and answer.named:
        return "is undetermined: the plans on file name other numbers"
    if lacking and lacking.parts and claim.kind in ORDERED:
        return "is undetermined: not all the figures to compare it with are on file"
    is_elsewhere = lacking is not None and bool(lacking.others)
    if is_elsewhere and not claim.period:
        return "is undetermined, as it names no period"
    asked = basis_asked(claim, claim.compiled_by, names)
    whole = ["for the whole of it"] if claim.kind is ClaimKind.AMOUNT and lacking and lacking.parts else []
    when = [f"for {claim.period.label}"] if claim.period and is_elsewhere else []
    # Of the trade itself there may be figures for the period.
    such = "such " if when and not whole and (claim.is_change or claim.kind in _OF_FIGURES) else ""
    what = "reports of it" if claim.kind in _REPORTED else f"{such}figures {(whole or when or ['for it'])[0]}"
    # What is held may be the compiler's own, and not be known to be.
    known = f" known to be {listed(asked)}" if asked else ""
    return f"is undetermined: no {what}{known} are on file"


def basis_asked(claim: Claim, compiled_by: str | None, names: NameByCode) -> list[str]:
    """Write who is asked to have compiled a figure, and how it is to be valued."""
    compiled = f"compiled by {names[compiled_by]}" if compiled_by else ""
    valued = f"valued {claim.valuation.replace('_', ' ').upper()}" if claim.valuation else ""
    return list(filter(None, (compiled, valued)))


def whose(facts: Sequence[Fact], names: NameByCode) -> str:
    """Write whose figures are told; nothing of what nobody compiles."""
    is_statistic = facts[0].kind in OF_STATISTICS and facts[0].subject.measure.is_statistic
    return f" {by_whom(facts, names)}" if is_statistic else ""


def elsewhere(when: str | None, said: Sequence[tuple[str, str]]) -> str:
    """Write what is held of the nearest other period, each figure with whose it is."""
    every = list(dict.fromkeys((one.removesuffix(f" {words.on(when)}"), by) for one, by in said))
    # What is stated for the month is told once, with the day that another source names.
    figures = [f"{one}{by}" for one, by in every if not any(other.startswith(f"{one} on ") for other, _ in every)]
    nearest, is_one = f"The nearest figure{'s' if len(figures) > 1 else ''} on file", len(figures) == 1
    if not when:
        return f"{nearest} name{'s' if is_one else ''} no period: {_first_of(figures)}."
    return f"{nearest} {'is' if is_one else 'are'} for {day(when)}: {_first_of(figures)}."


def own(claim: Claim, facts: Sequence[Fact], names: NameByCode) -> str:
    """Write the figures on which a place in an order rests, where the places of others are not held."""
    figures = list(dict.fromkeys(f"{words.hedged(fact)}{whose([fact], names)}" for fact in facts))
    when = f" for {claim.period.label}" if claim.period else ""
    return f"On file{when} {'are' if len(figures) > 1 else 'is'} {_first_of(figures)}."


def _first_of(figures: Sequence[str]) -> str:
    more = len(figures[_MOST_FIGURES:])
    return "; ".join([*figures[:_MOST_FIGURES], *([f"{more} other{'s' if more > 1 else ''}"] if more else [])])


def roughness(claim: Claim) -> str:
    """Write all that a number with few digits may stand for."""
    read = words.rounded(Quantity.of(claim.quantity.interval, claim.quantity.unit))
    told = told_of_change(claim, read) if claim.is_change else words.told(read, claim.measure)
    return f"So rough a number may stand for {'anything ' if told.startswith('between') else ''}{told}."


def caveat(claim: Claim, answer: Answer) -> str:
    """Write what a reader might overlook: a statement that was replaced, and what nothing is held of."""
    if answer.verdict is ClaimVerdict.COMPATIBLE and _was_supported(claim, answer):
        return "A figure that supported it has been replaced by a later one."
    silent = answer.verdict is ClaimVerdict.UNDETERMINED
    if claim.kind is ClaimKind.RECORD and answer.verdict is not ClaimVerdict.CONTRADICTED and not silent:
        return "Periods without figures on file may have been higher."
    if claim.kind is ClaimKind.TRADED and silent:
        return "That no figures are on file does not mean that nothing moved; no list is known to be complete."
    return ""


def _was_supported(claim: Claim, answer: Answer) -> bool:
    """Return whether a statement supports a claim that a later one replaces."""
    every = (each for judgement in answer.named for each in judgement.assessments)
    return any(each.stance is Stance.REPLACED and each.witness.interval.within(claim.support) for each in every)


def shown(witness: Witness, claim: Claim) -> Quantity:
    """Return what follows with no more digits than its inputs have, on the side of the claim's ends on which it is."""
    found, inputs = witness.quantity, witness.inputs if witness.derived and witness.derived.rule in ROUGH else ()
    value = claim.converted(Interval.point(claim.quantity.value or 0), claim.quantity.unit) or claim.interval
    ends = [end for one in (value, claim.interval, claim.support) for end in (one.lower, one.upper)]
    apart = [end for end in ends if end is not None] if found.unit == claim.unit else []
    if not witness.is_part and found.interval.sides_of(apart) != witness.interval.sides_of(apart):
        found = Quantity.of(witness.interval, claim.unit)
    return words.rounded(found, inputs, apart)
