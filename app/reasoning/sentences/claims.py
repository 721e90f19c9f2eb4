"""Claims and verdicts in one sentence each."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from app.reasoning import Fact
from app.reasoning.sentences.words import NameByCode, amount, changed, day, during, hedged, on
from app.reasoning.verify import Answer, Judgement, Missing
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.witnesses import Assessment, ClaimBasis, Distance, Witness
from app.vocabulary.codec import amount_text, decimal, prose, quantity_to_json, quantity_to_text
from app.vocabulary.interval import Interval
from app.vocabulary.measures import Qualifier, Unit
from app.vocabulary.numbers import stored, stored_above, stored_below
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS
from app.vocabulary.verdicts import ClaimMeasure, ClaimVerdict, Stance

_VERDICTS: Final[Mapping[ClaimVerdict, str]] = {
    ClaimVerdict.SUPPORTED: "supported",
    ClaimVerdict.CONTRADICTED: "contradicted",
    ClaimVerdict.DISPUTED: "disputed: the facts conflict, and it depends on which of them is right",
    ClaimVerdict.DEPENDS_ON_BASIS: "answered differently by figures of different bases",
    ClaimVerdict.NEAR: "near, by a slip in the last digit",
    ClaimVerdict.COMPATIBLE: "compatible with what is held, which does not decide it",
    ClaimVerdict.UNDETERMINED: "undetermined: nothing that is held speaks to it",
}
_STANCES: Final[Mapping[Stance, str]] = {
    Stance.SUPPORTS: "this lies in what supports the claim",
    Stance.NEAR: "the claim misses this by a slip in its last digit",
    Stance.CONTRADICTS: "the claim lies apart from this",
    Stance.ALLOWS: "the claim meets this",
    Stance.SET_ASIDE: "set aside: the levels and another stated growth speak against it",
}
_DAY: Final = len("2023-03-28")
_MOST_PARTS: Final = 3
"""How many parts of what is claimed a sentence names; the answer lists all."""
_ONE_SIDED: Final = (Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.LESS_THAN, Qualifier.AT_MOST)


def claim_clause(claim: Claim, names: NameByCode) -> str:
    """Return a claim in words: "Goods from Kazakhstan to China in 2022 were worth more than USD 1 billion"."""
    quantity = claim.quantity
    came_to = changed(quantity_to_json(quantity)) if claim.is_change else f"came to {quantity_to_text(quantity)}"
    return f"{_subject(claim, names)}{during(claim.when)} {came_to}"


def _subject(claim: Claim, names: NameByCode) -> str:
    here, there = names[claim.origin], names.get(claim.counterpart or "", "")
    if claim.measure.is_of_goods:
        what = "The value of" if claim.measure is ClaimMeasure.TRADE else "The weight of"
        goods = "" if claim.commodity == ALL_GOODS else f" ({names[claim.commodity]})"
        way = f"goods{goods} moving from {here} to {there}"
        return f"{what} {f'trade{goods} between {here} and {there}' if claim.flow else way}"
    mode, scope = f" by {claim.mode}" if claim.mode else "", f" ({claim.scope})" if claim.scope else ""
    sides = f" of {here}{f' with {there}' if there else ''}"
    return f"The {claim.measure.replace('_', ' ')}{mode}{'' if claim.measure.is_of_no_area else sides}{scope}"


def answer_sentence(claim: Claim, answer: Answer, names: NameByCode) -> str:
    """Return what all bases make of a claim, by how much it misses them, and on which step that rests."""
    weak = ", and it understates" if answer.understates else ""
    off = f"; it lies {_distance(answer.distance, claim)} what is held" if answer.distance else ""
    bases = [_basis_name(judgement.basis, names) for judgement in answer.judgements]
    by = f" (by figures {' and by figures '.join(bases)})" if bases else ""
    coarse = f" {_read_as(claim)}" if answer.coarse else ""
    return f"{claim_clause(claim, names)}: {_VERDICTS[answer.verdict]}{weak}{off}{by}.{coarse}"


def _read_as(claim: Claim) -> str:
    """Return how a number whose digits say little was read."""
    read = quantity_to_text(Quantity.of(claim.quantity.interval, claim.quantity.unit))
    return f"Its digits leave room: the number is read as {read}."


def _distance(distance: Distance, claim: Claim) -> str:
    """Return a distance as what stands before what is held: `USD 236,459 (0.0014%) below`."""
    way = "above" if distance.absolute > 0 else "below"
    unit = claim.unit
    size = amount_text(stored_above(abs(distance.absolute)), unit)
    if unit is Unit.PERCENT:
        return f"{size.removesuffix('%')} percentage points {way}"
    share = prose(abs(stored(distance.share or Fraction(0))))
    return f"{size}{f' ({share}%)' if share != '0' else ''} {way}"


def judgement_sentence(claim: Claim, judgement: Judgement, names: NameByCode) -> str:
    """Return what one basis makes of a claim, by which facts, and how far off it is, in one sentence."""
    weak = ", and the claim understates" if judgement.understates else ""
    facts = "; ".join(dict.fromkeys(_says(each.witness) for each in judgement.deciding)) or "all is set aside"
    off = f"; the claim lies {_distance(judgement.distance, claim)}" if judgement.distance else ""
    name = _basis_name(judgement.basis, names)
    return f"By figures {name} the claim is {_VERDICTS[judgement.verdict]}{weak}: {facts}{off}."


def _basis_name(basis: ClaimBasis, names: NameByCode) -> str:
    compiler = basis.compiled_by or basis.compiler
    name = f"compiled by {names[compiler]}" if compiler else "whose compiler is not known"
    more = [part for part in (basis.valuation and basis.valuation.replace("_", " "), basis.scope) if part]
    return f"{name} ({', '.join(more)})" if more else name


def _says(witness: Witness) -> str:
    """Return what is stated, or what follows from the quantities of the inputs."""
    if witness.derived is None:
        fact = witness.inputs[0]
        as_of = f" {on(fact.as_of)}" if fact.as_of and not fact.period else ""
        return f"stated{' of a part of it' if witness.is_part else ''} is {hedged(fact)}{as_of}"
    return f"from {' and '.join(hedged(fact) for fact in witness.inputs)} follows {quantity_to_text(witness.quantity)}"


def assessment_arithmetic(assessment: Assessment, claim: Claim) -> str:
    """Return how a witness is held against a claim, in the unit of comparison."""
    witness = assessment.witness
    claimed = f"{_span(witness.interval, claim.unit)}, claimed {_span(claim.interval, claim.unit)}"
    if assessment.in_words:
        return f"{claimed}: both are the same in words"
    formula = f"{witness.formula.text} = " if witness.formula else ""
    return f"{formula}{claimed}: {_STANCES[assessment.stance]}"


def _span(interval: Interval, unit: Unit) -> str:
    """Return an interval with its unit: `[10,500,000,000; 11,500,000,000) USD`."""
    low = "no end" if interval.lower is None else f"{decimal(stored_below(interval.lower)):,}"
    high = "no end" if interval.upper is None else f"{decimal(stored_above(interval.upper)):,}"
    return f"{interval.bounds[0]}{low}; {high}{interval.bounds[1]} {unit}"


def missing_sentence(claim: Claim, lacking: Missing, names: NameByCode) -> str:
    """Return what would decide a claim, and what is held instead."""
    what = "A growth" if claim.is_change else "A figure"
    when = f" for {claim.period.label}" if claim.period else ""
    compiled = f", compiled by {names[lacking.compiled_by]}" if lacking.compiled_by else ""
    valued = f", valued {claim.valuation.replace('_', ' ')}" if claim.valuation else ""
    needed = f"{what}{when} {_grain(claim.quantity)}{compiled}{valued} would decide it"
    if claim.is_change and claim.period:
        needed += f"; so would levels for {_label(claim.base)} and {_label(claim.when)}"
    return f"{needed}. {_held(claim, lacking, names)}"


def _grain(quantity: Quantity) -> str:
    if quantity.qualifier in _ONE_SIDED:
        return f"on one side of {amount(quantity_to_json(quantity))}"
    if quantity.unit is Unit.TIMES:
        return "in figures"
    if quantity.step is None:
        return f"stated as {amount(quantity_to_json(quantity))} or another number"
    return f"to {amount_text(stored(quantity.step), quantity.unit, quantity.per)} or finer"


def _label(period: str | None) -> str:
    if period is None:
        return "no stated period"
    return day(period) if len(period) == _DAY else Period.parse(period).label


def _held(claim: Claim, lacking: Missing, names: NameByCode) -> str:
    parts = "; ".join(_part(claim, fact, names) for fact in lacking.parts[:_MOST_PARTS])
    of_parts = f" Held of parts of it: {parts}." if parts else ""
    if not lacking.periods:
        return f"Nothing is held on this{' as a whole' if parts else ''}.{of_parts}"
    labels = [_label(period) for period in lacking.periods]
    return f"Held are statements for {', '.join(labels)} in {', '.join(lacking.units)}.{of_parts}"


def _part(claim: Claim, fact: Fact, names: NameByCode) -> str:
    """Return what is held of a part, and what makes it one: `980,600 t (by road, with China)`."""
    subject = fact.subject
    narrower = (
        f"by {subject.mode}" if subject.mode and not claim.mode else None,
        f"with {names[subject.counterpart]}" if subject.counterpart and not claim.counterpart else None,
        subject.scope if not claim.scope else None,
    )
    return f"{hedged(fact)} ({', '.join(filter(None, narrower))})"
