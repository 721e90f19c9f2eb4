"""Claims and verdicts on them in words, and how each fact is held against a claim in numbers."""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import HUNDRED, meet
from app.reasoning.derive.steps import OF_BOTH_WAYS
from app.reasoning.sentences import measured, remarks, words
from app.reasoning.sentences.kinds import clause_of_comparison, clause_of_kind, narrower, told_of_kind
from app.reasoning.sentences.names import PHRASES, VALUED, NameByCode, day, figures_of, goods_of, listed, sources_of
from app.reasoning.verify import Answer, Judgement
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.kinds import ORDERED
from app.reasoning.verify.missing import Missing
from app.reasoning.verify.witnesses import Assessment, Distance, Witness
from app.vocabulary.codec import amount_text, quantity_to_json
from app.vocabulary.measures import BasisKind, Qualifier, Valuation
from app.vocabulary.numbers import prose, stored
from app.vocabulary.terms import ALL_GOODS, OF_STATISTICS
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict, Stance
from app.vocabulary.words import PERCENT, PLACES, POINTS, TIMES, TRADE

_VERDICTS: Final[Mapping[str, str]] = PHRASES["verdicts"]
_STANCES: Final[Mapping[str, str]] = PHRASES["stances"]
_NOT_CLOSE: Final = "the fact lies within what so rough a claim may stand for, but not close enough to confirm it"
_NEARLY_ALL: Final = 99
_NO_NUMBER: Final = (Qualifier.MORE_THAN, Qualifier.LESS_THAN)
"""The hedges of claims that there is some, or more or less than of another."""
_WEAK: Final = ", though it understates them"
_NO_MORE: Final = ", which does not rule it out"
_DATED: Final = {ClaimKind.DOCUMENTS: "signed", ClaimKind.AGREED: "signed", ClaimKind.PLANNED: "due"}
_BASE_FORMS: Final = {
    "was": "be",
    "rose": "rise",
    "fell": "fall",
    "exceeded": "exceed",
    **{verb: verb.removesuffix("d") for verb in words.VERBS.values()},
}
_VERB: Final = re.compile(rf"\b({'|'.join(_BASE_FORMS)})\b")
"""The verbs of what is claimed, for a time to come without the past."""


def claim_clause(claim: Claim, names: NameByCode) -> str:
    """Return a claim in words: "the value of goods moving from Kazakhstan to China in 2022 exceeded USD 1 billion"."""
    subject = _subject(claim, names)
    if claim.kind is not ClaimKind.AMOUNT:
        goods = "" if claim.commodity == ALL_GOODS else goods_of(names[claim.commodity], claim.commodity)
        return clause_of_kind(claim, subject, goods, names)
    if claim.than or claim.base_period:
        return clause_of_comparison(claim, subject, names)
    shown = quantity_to_json(claim.quantity)
    said = words.moved(shown, claim.base).said if claim.is_change else words.predicate(shown, claim.measure)
    if claim.is_to_come:
        said = f"will {_VERB.sub(lambda found: _BASE_FORMS[found[0]], said, count=1)}"
    elif not claim.is_change and claim.unit == TIMES:
        said = f"{said} {words.EARLIER}"
    elif claim.period is None and not claim.is_change:
        said = said.replace("was ", "is ", 1).replace("exceeded ", "exceeds ", 1)
    return f"{subject}{words.during(claim.when)} {said}"


def _subject(claim: Claim, names: NameByCode) -> str:
    here, there = names[claim.origin], names.get(claim.counterpart or "", "")
    if not claim.measure.is_of_goods:
        area = here if claim.measure.has_area else ""
        fact = {"measure": claim.measure, "mode": claim.mode, "scope": claim.scope}
        return measured(fact, area, there, names[claim.country])
    what = "the value of" if claim.measure == TRADE else "the weight of"
    goods = "" if claim.commodity == ALL_GOODS else goods_of(names[claim.commodity], claim.commodity)
    if claim.flow:
        return f"{what} trade{f' in {goods}' if goods else ''} between {here} and {there}"
    return f"{what} {goods or 'goods'} moving from {here} to {there}"


def answer_sentence(claim: Claim, answer: Answer, names: NameByCode, missing: Missing | None = None) -> str:
    """Return what all bases make of a claim, by how much it misses them, and what else must be told."""
    beside = _beside(claim, answer)
    by = _by_verdict(answer, names, beside)
    is_undetermined = answer.verdict is ClaimVerdict.UNDETERMINED
    found = remarks.why(claim, answer, names, missing) if is_undetermined else _found(claim, answer, by, beside)
    weak, them = _WEAK if answer.understates else "", "them" if len(answer.named) == 1 else "the nearest of them"
    off = _distance(answer.distance, claim, them)
    but = _NO_MORE if answer.verdict is ClaimVerdict.COMPATIBLE else ""
    told = [f"The claim that {claim_clause(claim, names)} {found}{weak}{f'; it is {off}{but}' if off else ''}."]
    if missing and missing.parts and claim.kind in ORDERED:
        told.append(remarks.own(claim, missing.parts, names))
    elif missing and missing.others:
        when, elsewhere = next(iter(missing.others.items()))
        said = [(_says(each, claim, names), remarks.whose(each.inputs, names)) for each in elsewhere]
        told.append(remarks.elsewhere(when, said))
    others = [phrase for verdict, phrase in by.items() if verdict is not answer.verdict]
    if others and answer.verdict is not ClaimVerdict.DEPENDS_ON_BASIS:
        told.append(f"Apart from these, it {'; it '.join(others)}.")
    if answer.coarse:
        told.append(remarks.roughness(claim))
    if claim.kind is not ClaimKind.AMOUNT or answer.verdict is ClaimVerdict.COMPATIBLE:
        told.append(remarks.caveat(claim, answer))
    return " ".join(filter(None, told))


def _found(claim: Claim, answer: Answer, by: Mapping[ClaimVerdict, str], beside: str) -> str:
    """Write a verdict that was reached, by whose figures, or that no two figures can be compared."""
    if answer.verdict is ClaimVerdict.DEPENDS_ON_BASIS:
        which = "whose" if len({each.basis.compilers for each in answer.judgements}) > 1 else "which"
        return f"depends on {which} figures are taken{beside}: it {'; it '.join(by.values())}"
    if answer.verdict is ClaimVerdict.DIFFERENT_BASIS:
        held = listed(answer.currencies)
        return f"is in {claim.unit}, while the figures on file are in {held}; currencies are not converted"
    return by[answer.verdict]


def _by_verdict(answer: Answer, names: NameByCode, beside: str) -> dict[ClaimVerdict, str]:
    """Write each verdict that bases lead to, with their figures, and what stands beside those of the whole answer."""
    by: dict[ClaimVerdict, list[str]] = {}
    # Bases of one compiler are told apart by how they are valued.
    alike = [replace(judgement.basis, valuation=None) for judgement in answer.judgements]
    for judgement, each in zip(answer.judgements, alike, strict=True):
        verdict = answer.verdict if answer.verdict is ClaimVerdict.DISPUTED else judgement.verdict
        unvalued = "valuation not stated" if alike.count(each) > 1 else ""
        by.setdefault(verdict, []).append(_figures(judgement, names, unvalued))
    told = {verdict: listed(figures) for verdict, figures in by.items()}
    if beside and (own := told.get(answer.verdict)):
        told[answer.verdict] = f"{own}, {beside.strip(' ()')}" if own.endswith(")") else f"{own}{beside}"
    return {verdict: _VERDICTS[verdict].format(figures=figures) for verdict, figures in told.items()}


def _beside(claim: Claim, answer: Answer) -> str:
    """Write when what decides was counted, signed or due, unless the claim says so, and of plans what they are of."""
    is_disputed = answer.verdict is ClaimVerdict.DISPUTED
    judgements = answer.judgements if is_disputed else answer.named or answer.judgements
    deciding = [each.witness.inputs[0] for judgement in judgements for each in judgement.deciding]
    days = {fact.as_of for fact in deciding if fact.as_of and not fact.period} - {claim.when}
    finest = [one for one in sorted(days) if not any(other != one and other.startswith(one) for other in days)]
    dated = f"{_DATED.get(claim.kind, 'counted')} {listed([words.on(one) or '' for one in finest])}" if finest else ""
    # What is planned of turnover is the level itself; of other plans it must be told what is.
    is_any_plan = claim.kind is ClaimKind.PLANNED and not claim.flow
    titles = listed([f"“{title}”" for title in dict.fromkeys(fact.title for fact in deciding)]) if is_any_plan else ""
    told = "; ".join(filter(None, (titles, dated)))
    return f" ({told})" if told else ""


def judgement_sentence(claim: Claim, judgement: Judgement, names: NameByCode) -> str:
    """Return what one basis makes of a claim, by which facts, and how far off it is."""
    said: dict[tuple[str, str], list[Fact]] = {}
    for each in judgement.deciding:
        replaced = ", since replaced" if each.stance is Stance.REPLACED else ""
        text = _says(each.witness, claim, names, in_full=True)
        said.setdefault((text, replaced), []).extend(each.witness.inputs)
    facts = "; ".join(f"{text} ({sources_of(of)}{replaced})" for (text, replaced), of in said.items())
    them = "what is stated" if len({each.witness.derived is None for each in judgement.deciding}) > 1 else "them"
    off = _distance(judgement.distance, claim, them)
    found = _VERDICTS[judgement.verdict].format(figures=_figures(judgement, names))
    said_of_it = f"The claim {found}{_WEAK if judgement.understates else ''}: {facts or 'all is set aside'}."
    but = _NO_MORE if judgement.verdict is ClaimVerdict.COMPATIBLE else ""
    return f"{said_of_it} It is {off}{but}." if off else said_of_it


def _figures(judgement: Judgement, names: NameByCode, unvalued: str = "") -> str:
    """Write whose figures a basis stands for, estimates as such, and where it is not stated how they are valued."""
    basis = judgement.basis
    if all(fact.kind not in OF_STATISTICS for each in judgement.assessments for fact in each.witness.inputs):
        return "reports"
    compiler = basis.compiled_by or basis.compiler
    name = figures_of(compiler and names[compiler], "estimates" if basis.kind is BasisKind.ESTIMATED else "figures")
    valued = VALUED.get(basis.valuation, unvalued).removeprefix(", ")
    if basis.valuation is Valuation.MIXED and all(one.witness.formula in OF_BOTH_WAYS for one in judgement.assessments):
        valued = "exports valued FOB, imports CIF"
    more = list(filter(None, (valued, basis.scope)))
    return f"{name} ({', '.join(more)})" if more else name


def _says(witness: Witness, claim: Claim, names: NameByCode, *, in_full: bool = False) -> str:
    """Write what is stated, or what is computed from the quantities of the inputs; in full, with what was counted."""
    is_counted = in_full or claim.kind is ClaimKind.DOCUMENTS
    held = [
        str(fact.shown["text"])
        if is_counted and fact.subject.measure.is_count and not fact.is_change
        else words.hedged(fact)
        for fact in witness.inputs
    ]
    if witness.derived:
        part = " for a part of it" if witness.is_part else ""
        return f"{told_of_kind(claim, remarks.shown(witness, claim))}{part}, computed from {listed(held)}"
    fact, as_of = witness.inputs[0], ""
    told = f"{held[0]} {words.EARLIER}" if fact.quantity.unit == TIMES and not fact.is_change else held[0]
    if fact.as_of and not fact.period:
        as_of = f" by {day(fact.as_of)}" if claim.kind is ClaimKind.PLANNED else f" {words.on(fact.as_of)}"
    part = f" for a part of it{''.join(f', {one}' for one in narrower(claim, fact, names))}" if witness.is_part else ""
    return f"{told}{as_of}{part}"


def _distance(distance: Distance | None, claim: Claim, them: str) -> str:
    """Write a distance, in three figures, and from what it is; nothing where no number is claimed."""
    none = 1 if claim.quantity.unit == TIMES else 0
    if distance is None or (claim.quantity.value == none and claim.quantity.qualifier in _NO_NUMBER):
        return ""
    is_above = distance.absolute > 0
    size = amount_text(stored(Fraction(f"{abs(float(distance.absolute)):.3g}")), claim.unit)
    size, is_one = f"{'at least ' if distance.is_least else ''}{size}", size == "1%"
    if claim.unit == PLACES:
        # The first place is the highest, and the smallest number.
        return f"{size} too {'low' if is_above else 'high'}"
    way = f"{'above' if is_above else 'below'} {'the figure for a part of it alone' if distance.is_from_part else them}"
    if claim.unit == PERCENT:
        return f"{size.removesuffix('%')} percentage point{'' if is_one else 's'} {way}"
    # What lies 99.9 % below is not nothing.
    is_nearly_all = _NEARLY_ALL < abs(distance.relative or Fraction(0)) < HUNDRED
    share = f"more than {_NEARLY_ALL}" if is_nearly_all else prose(abs(stored(distance.share or Fraction(0))))
    return f"{size}{f' ({share}%)' if share != '0' and claim.unit != POINTS else ''} {way}"


def assessment_arithmetic(assessment: Assessment, claim: Claim) -> str:
    """Return how a witness is held against a claim, in the unit of comparison."""
    witness = assessment.witness
    # Of what follows the interval is shown that the fact has, without digits that no input has, but for the claim's.
    ends = [end for end in (claim.interval.lower, claim.interval.upper) if end is not None]
    interval, shown = witness.interval, witness.quantity.interval
    if witness.derived and witness.quantity.unit == claim.unit and shown.sides_of(ends) == interval.sides_of(ends):
        interval = shown
    held, asked = (words.interval_text(each, claim.unit) for each in (interval, claim.interval))
    claimed = f"{held}, claimed {asked}"
    if assessment.in_words:
        return f"{claimed}: the fact is stated in words, and the claim is the same"
    if assessment.stance is Stance.ALLOWS and not meet(interval, claim.interval):
        is_of_two = witness.derived and witness.outer
        why = "the earlier level may have been revised since, so they do" if is_of_two else "the fact does"
        return f"{claimed}: the two have no number in common, but {why} not rule the claim out"
    if assessment.stance is Stance.ALLOWS and witness.interval.within(claim.interval):
        return f"{claimed}: {_NOT_CLOSE}"
    formula = f"{witness.formula.text} = " if witness.formula else ""
    return f"{formula}{claimed}: {_STANCES[assessment.stance]}"
