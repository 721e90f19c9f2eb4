"""Claims and verdicts in one sentence each."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from app.reasoning.arithmetic import HUNDRED
from app.reasoning.derive.steps import OF_BOTH_WAYS
from app.reasoning.sentences import measured, words
from app.reasoning.sentences.derived import ROUGH
from app.reasoning.sentences.kinds import clause_of_comparison, clause_of_kind, narrower, told_of_change, told_of_kind
from app.reasoning.sentences.names import VALUED, NameByCode, figures_of, goods_of, listed, sources_of
from app.reasoning.verify import Answer, Judgement
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.lacking import Missing
from app.reasoning.verify.witnesses import Assessment, Distance, Witness
from app.vocabulary.codec import amount_text, quantity_to_json
from app.vocabulary.measures import BasisKind, Valuation
from app.vocabulary.numbers import prose, stored
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval, Quantity, Undefined, intersection
from app.vocabulary.terms import ALL_GOODS, OF_STATISTICS
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict, Stance
from app.vocabulary.words import PERCENT, PLACES, POINTS, TRADE

_VERDICTS: Final[Mapping[ClaimVerdict, str]] = {
    ClaimVerdict.SUPPORTED: "is supported by {figures}",
    ClaimVerdict.CONTRADICTED: "is contradicted by {figures}",
    ClaimVerdict.DISPUTED: "is disputed, since {figures} conflict",
    ClaimVerdict.NEAR: "differs from {figures} by no more than one unit of its last digit",
    ClaimVerdict.COMPATIBLE: "is compatible with {figures}, which do not decide it",
    ClaimVerdict.UNDETERMINED: "is not decided by {figures}",
}
_STANCES: Final[Mapping[Stance, str]] = {
    Stance.SUPPORTS: "what is held lies within the claim",
    Stance.NEAR: "the two differ by no more than one unit of the claim's last digit",
    Stance.CONTRADICTS: "the two have no number in common",
    Stance.ALLOWS: "the two have numbers in common, which decides nothing",
    Stance.REPLACED: "a later statement of the same compiler replaces what is held",
    Stance.SET_ASIDE: "set aside, since the levels and another stated growth speak against it",
}
_APART: Final = "the two have no number in common, but what is held does not rule the claim out"
_NEARLY_ALL: Final = 99
_MOST_FIGURES: Final = 3
_DATED: Final = {ClaimKind.DOCUMENTS: "signed", ClaimKind.AGREED: "signed", ClaimKind.PLANNED: "due"}
_BASE_FORMS: Final = {
    "was": "be",
    "rose": "rise",
    "fell": "fall",
    "exceeded": "exceed",
    **{verb: verb.removesuffix("d") for verb in words.MULTIPLES.values()},
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


def answer_sentence(claim: Claim, answer: Answer, names: NameByCode, lacking: Missing | None = None) -> str:
    """Return what all bases make of a claim, by how much it misses them, and on which step that rests."""
    by_verdict: dict[ClaimVerdict, list[str]] = {}
    # What conflicts does so across all bases, and is off none of them.
    is_disputed = answer.verdict is ClaimVerdict.DISPUTED
    for judgement in answer.judgements:
        verdict = answer.verdict if is_disputed else judgement.verdict
        by_verdict.setdefault(verdict, []).append(_figures(judgement, names))
    named = answer.judgements if is_disputed else answer.named
    deciding = [each.witness.inputs[0] for judgement in named or answer.judgements for each in judgement.deciding]
    days = sorted(filter(None, (fact.as_of for fact in deciding if not fact.period)))
    dated = listed(list(dict.fromkeys(map(str, map(words.on, days)))))
    # What is planned of turnover is the level itself; of other plans it must be told what is.
    is_any_plan = claim.kind is ClaimKind.PLANNED and not claim.flow
    titles = listed([f"“{title}”" for title in dict.fromkeys(fact.title for fact in deciding)]) if is_any_plan else ""
    beside = [titles, f"{_DATED.get(claim.kind, 'counted')} {dated}" if days else ""]
    counted = f" ({'; '.join(filter(None, beside))})" if any(beside) else ""
    match answer.verdict:
        case ClaimVerdict.DEPENDS_ON_BASIS:
            phrases = (_VERDICTS[verdict].format(figures=listed(by)) for verdict, by in by_verdict.items())
            found = f"depends on whose figures are taken{counted}: it {'; it '.join(phrases)}"
        case ClaimVerdict.UNDETERMINED if claim.kind is ClaimKind.PLANNED and named:
            found = "is undetermined: what is held names other numbers"
        case ClaimVerdict.UNDETERMINED:
            asked = basis_asked(claim, claim.compiled_by, names)
            known = f" known to be {listed(asked)}" if asked else ""
            whole = " as a whole" if claim.kind is ClaimKind.AMOUNT and lacking and lacking.parts else ""
            found = f"is undetermined: nothing{known} is held on it{whole}{_elsewhere(claim, lacking, names)}"
        case ClaimVerdict.DIFFERENT_BASIS:
            held = listed(answer.currencies)
            found = f"is in {claim.unit} and so on a different basis than what is held, in {held}; nothing is converted"
        case verdict:
            found = _VERDICTS[verdict].format(figures=listed(by_verdict[verdict]) + counted)
    weak = ", and understates them" if answer.understates else ""
    them = "them" if len(named) == 1 else "the nearest of them"
    off = f"; it lies {_distance(answer.distance, claim, them)}" if answer.distance else ""
    told = (answer.verdict, *(by_verdict if answer.verdict is ClaimVerdict.DEPENDS_ON_BASIS else ()))
    others = [
        _VERDICTS[verdict].format(figures=listed(by)) for verdict, by in by_verdict.items() if verdict not in told
    ]
    remark = f" On other bases, it {'; it '.join(others)}." if others else ""
    if answer.coarse:
        remark += f" Its digits leave room: the number is read as {_read_as(claim)}."
    if answer.verdict is ClaimVerdict.COMPATIBLE and _was_supported(claim, named):
        remark += " A statement that supports it was replaced by a later one of the same compiler."
    if claim.kind is ClaimKind.RECORD and answer.verdict is not ClaimVerdict.CONTRADICTED:
        remark += " Periods of which nothing is held may be higher."
    if claim.kind is ClaimKind.TRADED and answer.verdict is ClaimVerdict.UNDETERMINED:
        remark += " That no row names the goods does not say that none moved: no list is known to be whole."
    return f"The claim that {claim_clause(claim, names)} {found}{weak}{off}.{remark}"


def _elsewhere(claim: Claim, lacking: Missing | None, names: NameByCode) -> str:
    """Write what is held of the nearest other period, of a place in an order the figures of its own, if anything is."""
    when, others = next(iter(lacking.others.items() if lacking else ()), (None, ()))
    own = lacking.parts if lacking and claim.kind in (ClaimKind.RANK, ClaimKind.RECORD) else ()
    said = [words.hedged(fact) for fact in own] or [_says(one, claim, names)[0] for one in others]
    figures = list(dict.fromkeys(said))
    more = len(figures[_MOST_FIGURES:])
    told = "; ".join([*figures[:_MOST_FIGURES], *([f"{more} other{'s' if more > 1 else ''}"] if more else [])])
    of_period = f" for {claim.period.label}" if claim.period else " without a period"
    if own or not told:
        return f" but figures{of_period}: {told}" if told else ""
    return f"{of_period}; held {f'for {Period.parse(when).label}' if when else 'without a period'}: {told}"


def _read_as(claim: Claim) -> str:
    """Write all that a number with few digits may be."""
    read = Quantity.of(claim.quantity.interval, claim.quantity.unit)
    return told_of_change(claim, read) if claim.is_change else words.told(read, claim.measure)


def _was_supported(claim: Claim, named: Iterable[Judgement]) -> bool:
    """Return whether a statement supports a claim that a later one replaces."""
    every = (each for judgement in named for each in judgement.assessments)
    return any(each.stance is Stance.REPLACED and each.witness.interval.within(claim.support) for each in every)


def basis_asked(claim: Claim, compiled_by: str | None, names: NameByCode) -> list[str]:
    """Write who is asked to have compiled a figure, and how it is to be valued."""
    compiled = f"compiled by {names[compiled_by]}" if compiled_by else ""
    valued = f"valued {claim.valuation.replace('_', ' ').upper()}" if claim.valuation else ""
    return list(filter(None, (compiled, valued)))


def _distance(distance: Distance, claim: Claim, them: str = "them") -> str:
    """Return a distance, in three figures, and from what it is: `USD 236,000 (0.0014%) below them`."""
    way = f"{'above' if distance.absolute > 0 else 'below'} {'a part of it alone' if distance.is_from_part else them}"
    size = amount_text(stored(Fraction(f"{abs(float(distance.absolute)):.3g}")), claim.unit)
    if claim.unit == PERCENT:
        return f"{size.removesuffix('%')} percentage point{'' if size == '1%' else 's'} {way}"
    # What lies 99.9 % below is not nothing.
    is_nearly_all = _NEARLY_ALL < abs(distance.relative or Fraction(0)) < HUNDRED
    share = f"more than {_NEARLY_ALL}" if is_nearly_all else prose(abs(stored(distance.share or Fraction(0))))
    return f"{size}{f' ({share}%)' if share != '0' and claim.unit not in (PLACES, POINTS) else ''} {way}"


def judgement_sentence(claim: Claim, judgement: Judgement, names: NameByCode) -> str:
    """Return what one basis makes of a claim, by which facts, and how far off it is, in one sentence."""
    said: dict[str, list[str]] = {}
    for each in judgement.deciding:
        text, source = _says(each.witness, claim, names)
        source += ", since replaced" if each.stance is Stance.REPLACED else ""
        said[text] = list(dict.fromkeys([*said.get(text, []), source]))
    facts = "; ".join(f"{text} ({'; '.join(sources)})" for text, sources in said.items()) or "all is set aside"
    weak = ", and understates them" if judgement.understates else ""
    them = "what is stated" if len({each.witness.derived is None for each in judgement.deciding}) > 1 else "them"
    off = f"; it lies {_distance(judgement.distance, claim, them)}" if judgement.distance else ""
    found = _VERDICTS[judgement.verdict].format(figures=_figures(judgement, names))
    return f"The claim {found}{weak}: {facts}{off}."


def _figures(judgement: Judgement, names: NameByCode) -> str:
    """Write whose figures a basis stands for, estimates as such."""
    basis = judgement.basis
    if all(fact.kind not in OF_STATISTICS for each in judgement.assessments for fact in each.witness.inputs):
        return "reports"
    compiler = basis.compiled_by or basis.compiler
    name = figures_of(compiler and names[compiler], "estimates" if basis.kind is BasisKind.ESTIMATED else "figures")
    valued = VALUED.get(basis.valuation, "").removeprefix(", ")
    if basis.valuation is Valuation.MIXED and all(one.witness.formula in OF_BOTH_WAYS for one in judgement.assessments):
        valued = "exports valued FOB, imports CIF"
    more = list(filter(None, (valued, basis.scope)))
    return f"{name} ({', '.join(more)})" if more else name


def _says(witness: Witness, claim: Claim, names: NameByCode) -> tuple[str, str]:
    """Return what is stated, or what follows from the quantities of the inputs, and the sources of that."""
    sources = sources_of(witness.inputs)
    if witness.derived:
        found, inputs = witness.quantity, witness.inputs if witness.derived.rule in ROUGH else ()
        value = claim.converted(Interval.point(claim.quantity.value or 0), claim.quantity.unit) or claim.interval
        ends = [end for one in (value, claim.interval, claim.support) for end in (one.lower, one.upper)]
        apart = [end for end in ends if end is not None] if found.unit == claim.unit else []
        if not witness.is_part and found.interval.sides_of(apart) != witness.interval.sides_of(apart):
            found = Quantity.of(witness.interval, claim.unit)
        found = words.rounded(found, inputs, apart)
        shown = told_of_change(claim, found) if claim.is_change else words.told(found, claim.measure)
        if claim.kind is not ClaimKind.AMOUNT:
            shown = told_of_kind(claim, found)
        part = " for a part of it" if witness.is_part else ""
        held = listed([words.hedged(fact) for fact in witness.inputs])
        return f"{shown}{part}, which follows from {held}", sources
    fact = witness.inputs[0]
    as_of = f" {words.on(fact.as_of)}" if fact.as_of and not fact.period else ""
    return f"{words.hedged(fact)}{narrower(claim, fact, names) if witness.is_part else ''}{as_of}", sources


def assessment_arithmetic(assessment: Assessment, claim: Claim) -> str:
    """Return how a witness is held against a claim, in the unit of comparison."""
    witness = assessment.witness
    # Of what follows the interval is shown that the fact has, without digits that no input has.
    is_alike = witness.derived is not None and witness.quantity.unit is claim.unit
    interval = witness.quantity.interval if is_alike else witness.interval
    held, asked = (words.interval_text(each, claim.unit) for each in (interval, claim.interval))
    claimed = f"{held}, claimed {asked}"
    if assessment.in_words:
        return f"{claimed}: the fact is stated in words, and the claim is the same"
    if assessment.stance is Stance.ALLOWS and isinstance(intersection(interval, claim.interval), Undefined):
        return f"{claimed}: {_APART}"
    formula = f"{witness.formula.text} = " if witness.formula else ""
    return f"{formula}{claimed}: {_STANCES[assessment.stance]}"
