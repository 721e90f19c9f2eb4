"""Claims of other kinds than amounts, and comparisons with another partner or period, as clauses of a sentence."""

from collections.abc import Mapping
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import negative
from app.reasoning.sentences import words
from app.reasoning.sentences.names import NameByCode, goods_of, possessive
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.kinds import BALANCES
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import DOCUMENTS, PLACES, TIMES, Measure

_PARTNERS: Final[Mapping[Flow | None, str]] = {
    Flow.EXPORT: "destinations of {whose} exports",
    Flow.IMPORT: "origins of {whose} imports",
    Flow.TOTAL: "partners of {here} in trade",
}
_BOUNDS: Final = {
    Qualifier.AT_MOST: "among the {place} largest",
    Qualifier.LESS_THAN: "above place {place}",
    Qualifier.AT_LEAST: "at place {place} or below",
    Qualifier.MORE_THAN: "below place {place}",
}
_BESIDE: Final = {Qualifier.MORE_THAN: "exceeded", Qualifier.LESS_THAN: "was below"}
_FIRST: Final = {1: "the largest", 2: "the second largest", 3: "the third largest"}


def clause_of_kind(claim: Claim, subject: str, goods: str, names: NameByCode) -> str:
    """Return a claim of a kind in words; `subject` is the trade that it is about, `goods` what is traded."""
    here, there = names[claim.origin], names.get(claim.counterpart or "", "")
    when, said = words.during(claim.when), words.predicate(quantity_to_json(claim.quantity), _measured(claim))
    of_goods = f" in {goods}" if goods else ""
    match claim.kind:
        case ClaimKind.SURPLUS | ClaimKind.DEFICIT if _is_some(claim):
            clause = f"{here} had a trade {claim.kind}{of_goods} with {there}{when}"
        case ClaimKind.SURPLUS | ClaimKind.DEFICIT:
            clause = f"{possessive(here)} trade {claim.kind}{of_goods} with {there}{when} {said}"
        case ClaimKind.SHARE:
            every = subject.replace(goods, "goods") if goods else subject
            clause = f"the share of {goods or 'all goods'} in {every}{when} {said}"
        case ClaimKind.RANK:
            partners = _PARTNERS[claim.flow].format(whose=possessive(here), here=here)
            clause = f"{there} was {_place(claim)} of the {partners}{of_goods}{when}"
        case ClaimKind.RECORD:
            clause = f"{subject}{when} was {_place(claim).replace('largest', 'highest')} up to then"
        case ClaimKind.TRADED if _is_some(claim):
            clause = f"{goods or 'goods'} moved from {here} to {there}{when}"
        case ClaimKind.TRADED:
            clause = f"{subject}{when} {said}"
        case ClaimKind.DOCUMENTS:
            clause = f"the number of documents that {here} and {there} signed{when} {said}"
        case ClaimKind.AGREED:
            clause = f"the value of what {here} and {there} agreed{when} {said}"
        case _:
            due = f" for {claim.period.label}" if claim.period else ""
            text = quantity_to_json(claim.quantity)["text"]
            level = f"{text} their turnover" if claim.unit == TIMES else f"a turnover of {text}"
            aim = f"{here} and {there} aim at {level}"
            clause = f"{aim if claim.flow else f'a plan or offer of {here} and {there} names {text}'}{due}"
    return clause


def _measured(claim: Claim) -> Measure:
    return DOCUMENTS if claim.kind is ClaimKind.DOCUMENTS else claim.measure


def _is_some(claim: Claim) -> bool:
    return claim.quantity.qualifier is Qualifier.MORE_THAN and claim.quantity.value == 0


def _place(claim: Claim) -> str:
    value = claim.quantity.value or 0
    if claim.quantity.qualifier in _BOUNDS:
        return _BOUNDS[claim.quantity.qualifier].format(place=value)
    return _FIRST.get(int(value), f"number {value}")


def told_of_kind(claim: Claim, found: Quantity) -> str:
    """Write a computed figure: a surplus below nothing is a deficit, and the other way round."""
    upper = found.interval.upper
    if claim.kind in BALANCES and upper is not None and upper <= 0:
        other = Quantity.of(negative(found.interval), found.unit)
        return f"a {BALANCES[claim.kind]} of {words.told(other, claim.measure)}"
    told = words.told(found, _measured(claim))
    return f"place {told.removesuffix(' place')}" if found.unit == PLACES else told


def told_of_change(claim: Claim, found: Quantity) -> str:
    """Write a change; of two partners, by how much one's trade is more or less, or how many times the other's."""
    if claim.than is None:
        return words.moved(quantity_to_json(found)).thing
    if found.unit == TIMES:
        return words.told(found, claim.measure)
    upper = found.interval.upper
    is_less = upper is not None and upper <= 0
    size = Quantity.of(negative(found.interval), found.unit) if is_less else found
    return f"{words.told(size, claim.measure)} {'less' if is_less else 'more'}"


def clause_of_comparison(claim: Claim, subject: str, names: NameByCode) -> str:
    """Return a claim of a change against another partner, or another period than the year before."""
    shown, when = quantity_to_json(claim.quantity), words.during(claim.when)
    base = f" in {Period.parse(claim.base).label}" if claim.base and claim.base != claim.when else ""
    other = f"that{base.replace(' in ', ' of ')}"
    if claim.than:
        origin, counterpart = claim.than
        side = f"from {names[origin]}" if origin != claim.origin else f"to {names[counterpart]}"
        other = f"that {f'with {names[counterpart]}' if claim.flow else side}{base}"
    value, is_multiple, hedge = claim.quantity.value or 0, claim.quantity.unit == TIMES, claim.quantity.qualifier
    if value == (1 if is_multiple else 0) and hedge in _BESIDE:
        return f"{subject}{when} {_BESIDE[hedge]} {other}"
    if is_multiple:
        return f"{subject}{when} {words.predicate(shown, claim.measure)} {other}"
    if claim.than and value > 0:
        return f"{subject}{when} was {shown['text']} more than {other}"
    return f"{subject}{when} {words.moved(shown).said} compared with {other}"


def narrower(claim: Claim, fact: Fact, names: NameByCode) -> str:
    """Write what makes a fact one of a part of what is claimed: ` for a part of it (by road, in March 2022)`."""
    subject, area = fact.subject, fact.subject.area or claim.origin
    sides, beside = (claim.origin, claim.counterpart, None), subject.counterpart
    # Goods that move one way are all of one side's exports, and of the other's imports.
    whole = (claim.flow,) if claim.flow else (Flow.EXPORT, Flow.IMPORT)
    owner = f"{possessive(names[area])} " if claim.flow else ""
    narrower = (
        f"{owner}{subject.flow.replace('_', '-')}s" if subject.flow and subject.flow not in whole else None,
        goods_of(names[goods], goods) if (goods := subject.commodity or claim.commodity) != claim.commodity else None,
        f"by {subject.mode}" if subject.mode and not claim.mode else None,
        f"of {names[area]}" if area not in sides and not (owner and subject.flow not in whole) else None,
        f"{claim.measure.beside} {names[beside]}" if beside and beside not in sides else None,
        subject.scope if not claim.scope else None,
        (words.during(fact.period) or "").strip() if fact.period != claim.when else None,
    )
    return f" for a part of it ({', '.join(filter(None, narrower))})" if any(narrower) else " for a part of it"
