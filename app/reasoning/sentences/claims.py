"""Claims and verdicts in one sentence each."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.sentences.words import NameByCode, amount, changed, during, hedged
from app.reasoning.verify import Answer, Assessment, Judgement, Missing
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.witnesses import ClaimBasis, Witness
from app.vocabulary.codec import amount_text, decimal, quantity_to_json, quantity_to_text
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
    ClaimVerdict.UNDETERMINED: "undetermined",
}
_STANCES: Final[Mapping[Stance, str]] = {
    Stance.SUPPORTS: "this lies in what supports the claim",
    Stance.CONTRADICTS: "the claim lies apart from this",
    Stance.ALLOWS: "the claim meets this",
    Stance.SET_ASIDE: "set aside: the levels and another stated growth speak against it",
}
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
    mode = f" by {claim.mode}" if claim.mode else ""
    counterpart = f" with {there}" if there else ""
    return f"The {claim.measure.replace('_', ' ')}{mode} of {here}{counterpart}"


def answer_sentence(claim: Claim, answer: Answer, names: NameByCode) -> str:
    """Return what all bases make of a claim, in one sentence."""
    weak = ", and it understates" if answer.understates else ""
    bases = [_basis_name(judgement.basis, names) for judgement in answer.judgements]
    on = f" (by figures {' and by figures '.join(bases)})" if bases else ""
    return f"{claim_clause(claim, names)}: {_VERDICTS[answer.verdict]}{weak}{on}."


def judgement_sentence(judgement: Judgement, names: NameByCode) -> str:
    """Return what one basis makes of a claim, and by which facts, in one sentence."""
    weak = ", and the claim understates" if judgement.understates else ""
    facts = "; ".join(dict.fromkeys(_says(each.witness) for each in judgement.deciding))
    name = _basis_name(judgement.basis, names)
    return f"By figures {name} the claim is {_VERDICTS[judgement.verdict]}{weak}: {facts}."


def _basis_name(basis: ClaimBasis, names: NameByCode) -> str:
    compiler = basis.compiled_by or basis.compiler
    name = f"compiled by {names[compiler]}" if compiler else "whose compiler is not known"
    more = [part for part in (basis.valuation and basis.valuation.replace("_", " "), basis.scope) if part]
    return f"{name} ({', '.join(more)})" if more else name


def _says(witness: Witness) -> str:
    """Return what is stated, or what follows from the quantities of the inputs."""
    if witness.derived is None:
        return f"stated is {hedged(witness.inputs[0])}"
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
    return f"{needed}. {_held(lacking)}"


def _grain(quantity: Quantity) -> str:
    if quantity.qualifier in _ONE_SIDED:
        return f"on one side of {amount(quantity_to_json(quantity))}"
    if quantity.unit is Unit.TIMES:
        return "in figures"
    if quantity.step is None:
        return f"stated as {amount(quantity_to_json(quantity))} or another number"
    return f"to {amount_text(stored(quantity.step), quantity.unit, quantity.per)} or finer"


def _label(period: str | None) -> str:
    return Period.parse(period).label if period else "no stated period"


def _held(lacking: Missing) -> str:
    if not lacking.periods:
        return "Nothing is held on this."
    labels = [_label(period) for period in lacking.periods]
    return f"Held are statements for {', '.join(labels)} in {', '.join(lacking.units)}."
