"""Claims of other kinds than amounts, and comparisons with another partner or period, as clauses of a sentence."""

from collections.abc import Mapping
from typing import Final

from app.reasoning import Fact
from app.reasoning.arithmetic import negative
from app.reasoning.sentences import words
from app.reasoning.sentences.names import PHRASES, NameByCode, goods_of, possessive
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.kinds import OF_BALANCE
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import OF_STATISTICS
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import DOCUMENTS, PLACES, TIMES

_PARTNERS: Final[Mapping[Flow | None, tuple[str, str]]] = {
    Flow.EXPORT: ("destination", "of {whose} exports"),
    Flow.IMPORT: ("source", "of {whose} imports"),
    Flow.TOTAL: ("trading partner", "of {here}"),
}
_BOUNDS: Final[Mapping[str, str]] = PHRASES["places"]
_BESIDE: Final = {Qualifier.MORE_THAN: "exceeded", Qualifier.LESS_THAN: "was below"}
_TWO: Final = 2
_NEXT: Final = {1: "", 2: "second-", 3: "third-"}


def clause_of_kind(claim: Claim, subject: str, goods: str, names: NameByCode) -> str:
    """Return a claim of a kind in words; `subject` is the trade that it is about, `goods` what is traded."""
    here, there = names[claim.origin], names.get(claim.counterpart or "", "")
    shown, when = quantity_to_json(claim.quantity), words.during(claim.when)
    said, text = words.predicate(shown, claim.measure), shown["text"]
    of_goods = (
        f" {'of' if claim.kind is ClaimKind.RANK and claim.flow is not Flow.TOTAL else 'in'} {goods}" if goods else ""
    )
    match claim.kind:
        case ClaimKind.SURPLUS | ClaimKind.DEFICIT if _is_some(claim):
            clause = f"{here} had a trade {claim.kind}{of_goods} with {there}{when}"
        case ClaimKind.SURPLUS | ClaimKind.DEFICIT:
            clause = f"{possessive(here)} trade {claim.kind}{of_goods} with {there}{when} {said}"
        case ClaimKind.SHARE:
            every = subject.replace(goods, "goods") if goods else subject
            clause = f"the share of {goods or 'all goods'} in {every}{when} {said}"
        case ClaimKind.RANK:
            one, of = _PARTNERS[claim.flow]
            goods_of_flow = of_goods if claim.flow is Flow.TOTAL else of_goods.replace(" in ", " of ", 1)
            clause = (
                f"{there} was {_place(claim, one)} {of.format(whose=possessive(here), here=here)}{goods_of_flow}{when}"
            )
        case ClaimKind.RECORD:
            place = _place(claim, "figure").replace("largest figures", "highest").replace("largest figure", "highest")
            clause = f"{subject}{when} was {place} until then"
        case ClaimKind.TRADED if _is_some(claim):
            clause = f"{goods or 'goods'} moved from {here} to {there}{when}"
        case ClaimKind.TRADED:
            clause = f"{subject}{when} {said}"
        case ClaimKind.DOCUMENTS:
            clause = f"{here} and {there} signed {text}{when}"
        case ClaimKind.AGREED:
            clause = f"{here} and {there} signed agreements worth {text}{when}"
        case _:
            due = f" by {claim.period.label}" if claim.period else ""
            clause = f"{_aim(claim, here, there, text)}{due}"
    return clause


def _aim(claim: Claim, here: str, there: str, text: str) -> str:
    if not claim.flow:
        return f"a plan or offer of {here} or {there} is for {text}"
    be = "was" if claim.period and not claim.is_to_come else "is"
    verb = words.VERBS.get(int(claim.quantity.value or 0)) if claim.unit == TIMES else None
    if verb and claim.quantity.qualifier in (Qualifier.ROUNDED, Qualifier.EXACT, Qualifier.ABOUT):
        return f"trade between {here} and {there} {be} meant to {verb.removesuffix('d')}"
    level = f"{text} its present level" if claim.unit == TIMES else text
    return f"trade between {here} and {there} {be} meant to reach {level}"


def _is_some(claim: Claim) -> bool:
    return claim.quantity.qualifier is Qualifier.MORE_THAN and claim.quantity.value == 0


def _place(claim: Claim, one: str) -> str:
    value = int(claim.quantity.value or 0)
    if claim.quantity.qualifier in _BOUNDS:
        return _BOUNDS[claim.quantity.qualifier].format(number=value, place=words.ordinal(value), one=one)
    return f"the {_NEXT.get(value, f'{words.ordinal(value)}-')}largest {one}"


def told_of_kind(claim: Claim, found: Quantity) -> str:
    """Write a computed figure: a change, a place, or a surplus, which below nothing is a deficit."""
    if claim.kind is ClaimKind.AMOUNT and claim.is_change:
        return told_of_change(claim, found)
    lower, upper = found.interval.lower, found.interval.upper
    if claim.kind in OF_BALANCE and upper is not None and upper <= 0:
        other = Quantity.of(negative(found.interval), found.unit)
        return f"a {OF_BALANCE[claim.kind]} of {words.told(other, claim.measure)}"
    if found.unit != PLACES or lower is None:
        return words.told(found, DOCUMENTS if claim.kind is ClaimKind.DOCUMENTS else claim.measure)
    first = f"{words.ordinal(int(lower))} place"
    if upper is None:
        return f"{first} or lower"
    return first if lower == upper else f"between {first.removesuffix(' place')} and {words.ordinal(int(upper))} place"


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
        text = shown["text"].replace("2 times", "twice") if value == _TWO else shown["text"]
        return f"{subject}{when} was {text} {other}"
    if claim.than:
        size = f"{words.turned(shown['text'])} less" if value < 0 else f"{shown['text']} more"
        return f"{subject}{when} was {size} than {other}"
    return f"{subject}{when} {words.moved(shown).said} compared with{base.removeprefix(' in')}"


def narrower(claim: Claim, fact: Fact, names: NameByCode) -> list[str]:
    """Write what makes a fact one of a part of what is claimed: `by road`, `in March 2022`."""
    subject, area = fact.subject, fact.subject.area or claim.origin
    sides, beside = (claim.origin, claim.counterpart, None), subject.counterpart
    # Goods that move one way are all of one side's exports, and of the other's imports.
    whole = (claim.flow,) if claim.flow else (Flow.EXPORT, Flow.IMPORT)
    owner = f"{possessive(names[area])} " if claim.flow else ""
    traded = "turnover" if subject.flow is Flow.TOTAL else f"{subject.flow}s".replace("_", "-")
    narrower = (
        f"{owner}{traded}" if subject.flow and subject.flow not in whole else None,
        goods_of(names[goods], goods) if (goods := subject.commodity or claim.commodity) != claim.commodity else None,
        f"by {subject.mode}" if subject.mode and not claim.mode else None,
        f"of {names[area]}" if area not in sides and not (owner and subject.flow not in whole) else None,
        f"{claim.measure.beside} {names[beside]}" if beside and beside not in sides else None,
        subject.scope if fact.kind in OF_STATISTICS and not claim.scope else None,
        (words.during(fact.period) or "").strip() if fact.period != claim.when else None,
    )
    return list(filter(None, narrower))
