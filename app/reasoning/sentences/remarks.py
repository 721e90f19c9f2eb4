"""What is told of a verdict beside the figures that lead to it.

Why there is none, what is missing for one and what is held instead, and what else is to be known.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from app.reasoning import Fact
from app.reasoning.sentences import words
from app.reasoning.sentences.derived import ROUGH
from app.reasoning.sentences.kinds import narrower, told_of_change
from app.reasoning.sentences.names import PHRASES, NameByCode, by_whom, capital, day, figures_of, listed
from app.reasoning.verify import Answer
from app.reasoning.verify.claim import Claim, is_loose
from app.reasoning.verify.kinds import OF_BALANCE, ORDERED
from app.reasoning.verify.missing import Missing
from app.reasoning.verify.witnesses import Witness
from app.vocabulary.codec import amount_text, quantity_to_json
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import stored
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.terms import OF_STATISTICS
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict, Stance
from app.vocabulary.words import DOCUMENTS, PERCENT, TIMES, TONNES

_MOST_FIGURES: Final = 3
_OF_FIGURES: Final = (ClaimKind.SURPLUS, ClaimKind.DEFICIT, ClaimKind.SHARE)
"""The kinds of claims of what follows from several figures."""
_REPORTED: Final = (ClaimKind.DOCUMENTS, ClaimKind.AGREED, ClaimKind.PLANNED)
_NEEDED: Final[Mapping[str, str]] = PHRASES["needed"]
_WHOLE: Final = {ClaimKind.RANK: "source", ClaimKind.RECORD: "compiler"}
_UNITS: Final[Mapping[str, str]] = {PERCENT: "per cent", TONNES: "tonnes", TIMES: "multiples"}
_MOST_PARTS, _MOST_PERIODS = 3, 4
"""How many parts of what is claimed, and how many periods, a sentence names; the answer lists all."""
_ONE_SIDED: Final = (Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.LESS_THAN, Qualifier.AT_MOST)


def why(claim: Claim, answer: Answer, names: NameByCode, missing: Missing | None) -> str:
    """Write why a claim is undetermined."""
    if claim.kind is ClaimKind.PLANNED and answer.named:
        return "is undetermined: the plans on file name other numbers"
    if missing and missing.parts and claim.kind in ORDERED:
        return "is undetermined: not all the figures to compare it with are on file"
    is_elsewhere = missing is not None and bool(missing.others)
    if is_elsewhere and not claim.period:
        return "is undetermined, as it names no period"
    asked = basis_asked(claim, claim.compiled_by, names)
    whole = ["for the whole of it"] if claim.kind is ClaimKind.AMOUNT and missing and missing.parts else []
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
    every = (each for judgement in answer.named for each in judgement.assessments)
    replaced = (each.witness.interval for each in every if each.stance is Stance.REPLACED)
    if answer.verdict is ClaimVerdict.COMPATIBLE and any(one.within(claim.support) for one in replaced):
        return "A figure that supported it has been replaced by a later one."
    silent = answer.verdict is ClaimVerdict.UNDETERMINED
    if claim.kind is ClaimKind.RECORD and answer.verdict is not ClaimVerdict.CONTRADICTED and not silent:
        return "Periods without figures on file may have been higher."
    if claim.kind is ClaimKind.TRADED and silent:
        return "That no figures are on file does not mean that nothing moved; no list is known to be complete."
    return ""


def shown(witness: Witness, claim: Claim) -> Quantity:
    """Return what follows with no more digits than its inputs have, on the side of the claim's ends on which it is."""
    found, inputs = witness.quantity, witness.inputs if witness.derived and witness.derived.rule in ROUGH else ()
    value = claim.converted(Interval.point(claim.quantity.value or 0), claim.quantity.unit) or claim.interval
    ends = [end for one in (value, claim.interval, claim.support) for end in (one.lower, one.upper)]
    apart = [end for end in ends if end is not None] if found.unit == claim.unit else []
    if not witness.is_part and found.interval.sides_of(apart) != witness.interval.sides_of(apart):
        found = Quantity.of(witness.interval, claim.unit)
    return words.rounded(found, inputs, apart)


def missing_sentence(claim: Claim, missing: Missing, names: NameByCode) -> str:
    """Return what would decide a claim, and what is held instead."""
    if missing.places and not missing.periods:
        held = listed([f"{names[place]} (from={place}&to={other})" for place, other in missing.places])
        return f"Shares of trade are those of places inside a country; on file is that of {held}."
    when = f" for {claim.period.label}" if claim.period else ""
    compiler = names[missing.compiled_by] if missing.compiled_by and claim.kind in ORDERED else None
    asked = listed(basis_asked(claim, None if compiler else missing.compiled_by, names))
    by = f", {asked}," if asked else ""
    if claim.than:
        return f"Figures for the trade with both partners{when}{by} would decide it. {_held(claim, missing, names)}"
    if claim.kind in _NEEDED:
        whole = capital(figures_of(compiler)) if compiler else f"One {_WHOLE.get(claim.kind)}'s figures"
        needed = _NEEDED[claim.kind].format(when=when, whose=whole)
        return f"{needed}{by} would decide it. {_held(claim, missing, names)}"
    what = "balance" if claim.kind in OF_BALANCE else "change" if claim.is_change else "figure"
    needed = f"A {what}{when}{_grain(claim.quantity)}{by} would decide it"
    if claim.is_change and claim.period:
        needed += f"; so would figures for both {_label(claim.base)} and {_label(claim.when)}"
    return f"{needed}. {_held(claim, missing, names)}"


def _grain(quantity: Quantity) -> str:
    """Write how exact a figure must be to decide a claim of some number."""
    if quantity.value == 0:
        return ""
    if quantity.qualifier in _ONE_SIDED:
        return f" clearly above or below {words.amount(quantity_to_json(quantity))}"
    if is_loose(quantity):
        # However fine a figure is: what is near a third is neither a third nor ruled out.
        return f" either very close to {words.amount(quantity_to_json(quantity))} or well away from it"
    if quantity.unit == TIMES or quantity.step is None:
        return " in exact numbers"
    return f" to the nearest {amount_text(stored(quantity.step), quantity.unit, quantity.per)} or better"


def _label(period: str | None) -> str:
    return day(period) if period else "an unknown time"


def _held(claim: Claim, missing: Missing, names: NameByCode) -> str:
    """Write what is held on the same in other periods and units, and on parts of it."""
    parts = list(dict.fromkeys(_part(claim, fact, names) for fact in missing.parts))[:_MOST_PARTS]
    is_amount = claim.kind is ClaimKind.AMOUNT
    of_parts = (
        f" Figures {'for parts of it' if is_amount else 'that it rests on'} include {listed(parts)}." if parts else ""
    )
    if not missing.periods:
        return f"No figures for {'the whole of ' if is_amount and parts else ''}it are on file.{of_parts}"
    # What is counted is told by the claim.
    measure = DOCUMENTS if claim.kind is ClaimKind.DOCUMENTS else claim.measure
    told = [unit for unit in missing.units if not (measure.is_count and unit in measure.units)]
    units = listed([_UNITS.get(unit, unit.replace("_", " ")) for unit in told])
    return f"On file are figures for {_of_periods(missing.periods)}{f', in {units}' if units else ''}.{of_parts}"


def _part(claim: Claim, fact: Fact, names: NameByCode) -> str:
    which = ", ".join(narrower(claim, fact, names))
    return f"{words.hedged(fact)}{f' ({which})' if which else ''}{whose([fact], names)}"


def _of_periods(periods: Sequence[str | None]) -> str:
    """Write periods, the newest first, or of many how many there are from when to when."""
    dated = [period for period in periods if period]
    labels = [day(period) for period in dated]
    if len(dated) > _MOST_PERIODS:
        labels = [f"{len(dated)} periods from {dated[-1][:4]} to {dated[0][:4]}"]
    return listed([*labels, *(["an unstated period"] if len(dated) < len(periods) else [])])
