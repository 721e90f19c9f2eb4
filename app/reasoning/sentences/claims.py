"""Claims and verdicts in one sentence each."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from app.reasoning import Fact
from app.reasoning.sentences import measured
from app.reasoning.sentences.names import NameByCode, capital, day, goods_of, possessive, together
from app.reasoning.sentences.words import amount, changed, during, hedged, number, on, predicate, rounded_text, stated
from app.reasoning.verify import Answer, Judgement, Missing
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.witnesses import Assessment, ClaimBasis, Distance, Witness
from app.vocabulary.codec import amount_text, decimal, prose, quantity_to_json, quantity_to_text
from app.vocabulary.interval import Interval
from app.vocabulary.measures import Qualifier, Unit, Valuation
from app.vocabulary.numbers import stored, stored_above, stored_below
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS
from app.vocabulary.verdicts import ClaimMeasure, ClaimVerdict, Stance

_VERDICTS: Final[Mapping[ClaimVerdict, str]] = {
    ClaimVerdict.SUPPORTED: "supported",
    ClaimVerdict.CONTRADICTED: "contradicted",
    ClaimVerdict.DISPUTED: "disputed: the facts conflict, and it depends on which of them is right",
    ClaimVerdict.DEPENDS_ON_BASIS: "the answer depends on whose figures are taken",
    ClaimVerdict.NEAR: "near, by a slip in the last digit",
    ClaimVerdict.COMPATIBLE: "compatible with what is held, which does not decide it",
    ClaimVerdict.UNDETERMINED: "undetermined: nothing is held on it as a whole",
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
    """Return a claim in words: "The value of goods moving from Kazakhstan to China in 2022 exceeded USD 1 billion"."""
    shown = quantity_to_json(claim.quantity)
    subject = _subject(claim, names)
    is_counted = subject.startswith("the number of")
    said = changed(shown) if claim.is_change else predicate(number(shown) if is_counted else shown)
    return f"{capital(subject)}{during(claim.when)} {said}"


def _subject(claim: Claim, names: NameByCode) -> str:
    here, there = names[claim.origin], names.get(claim.counterpart or "", "")
    if not claim.measure.is_of_goods:
        area = "" if claim.measure.is_of_no_area else here
        return measured({"measure": claim.measure.value, "mode": claim.mode, "scope": claim.scope}, area, there)
    what = "the value of" if claim.measure is ClaimMeasure.TRADE else "the weight of"
    goods = "" if claim.commodity == ALL_GOODS else goods_of(names[claim.commodity], claim.commodity)
    if claim.flow:
        return f"{what} trade{f' in {goods}' if goods else ''} between {here} and {there}"
    return f"{what} {goods or 'goods'} moving from {here} to {there}"


def answer_sentence(claim: Claim, answer: Answer, names: NameByCode) -> str:
    """Return what all bases make of a claim, by how much it misses them, and on which step that rests."""
    weak = ", and it understates" if answer.understates else ""
    off = f"; it lies {_distance(answer.distance, claim)} what is held" if answer.distance else ""
    bases = [f"by {_basis_name(judgement.basis, names)}" for judgement in answer.judgements]
    if answer.verdict is ClaimVerdict.DEPENDS_ON_BASIS:
        bases = [f"{_VERDICTS[each.verdict]} {by}" for each, by in zip(answer.judgements, bases, strict=True)]
    by = f", {together(bases)}" if bases else ""
    coarse = f" {_read_as(claim)}" if answer.coarse else ""
    facts = [each.witness.inputs[0] for judgement in answer.judgements for each in judgement.deciding]
    days = sorted({fact.as_of for fact in facts if fact.as_of and not fact.period})
    by += f"; counted {together([on(each) or '' for each in days])}" if days else ""
    return f"{claim_clause(claim, names)}: {_VERDICTS[answer.verdict]}{weak}{by}{off}.{coarse}"


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
    return f"By {name} the claim is {_VERDICTS[judgement.verdict]}{weak}: {facts}{off}."


def _basis_name(basis: ClaimBasis, names: NameByCode) -> str:
    compiler = basis.compiled_by or basis.compiler
    name = f"{possessive(names[compiler])} figures" if compiler else "figures whose compiler is not named"
    valued = f"valued {basis.valuation.upper()}" if basis.valuation in (Valuation.FOB, Valuation.CIF) else None
    more = [part for part in (valued, basis.scope) if part]
    return f"{name} ({', '.join(more)})" if more else name


def _says(witness: Witness) -> str:
    """Return what is stated, or what follows from the quantities of the inputs."""
    if witness.derived is None:
        fact = witness.inputs[0]
        as_of = f" {on(fact.as_of)}" if fact.as_of and not fact.period else ""
        return f"{stated(fact)}{as_of}{', of a part of it' if witness.is_part else ''}"
    inputs = together([stated(fact) for fact in witness.inputs])
    return f"{rounded_text(witness.quantity)}, which follows from {inputs}"


def assessment_arithmetic(assessment: Assessment, claim: Claim) -> str:
    """Return how a witness is held against a claim, in the unit of comparison."""
    witness = assessment.witness
    claimed = f"{_span(witness.interval, claim.unit)}, claimed {_span(claim.interval, claim.unit)}"
    if assessment.in_words:
        return f"{claimed}: the fact is stated in words, and the claim is the same"
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
    """Return what is held of a part, and what makes it one: `980,600 t (by road, with China, in March 2022)`."""
    subject, area = fact.subject, fact.subject.area or claim.origin
    sides = (claim.origin, claim.counterpart, None)
    narrower = (
        subject.flow.replace("_", "-") if subject.flow and subject.flow is not claim.flow else None,
        goods_of(names[goods], goods) if (goods := subject.commodity or claim.commodity) != claim.commodity else None,
        f"by {subject.mode}" if subject.mode and not claim.mode else None,
        f"of {names[area]}" if area not in sides else None,
        f"with {names[subject.counterpart]}" if subject.counterpart and subject.counterpart not in sides else None,
        subject.scope if not claim.scope else None,
        (during(fact.period) or "").strip() if fact.period != claim.when else None,
    )
    return f"{hedged(fact)} ({', '.join(filter(None, narrower))})"
