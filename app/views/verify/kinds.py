"""What claims of each kind take: parameters that fit, what is claimed where no number is given, and the facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.reasoning import Fact
from app.reasoning.sentences.claims import answer_sentence
from app.reasoning.verify import verify
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.kinds import BALANCES
from app.views.pairs import Pair
from app.views.reading import (
    Facts,
    read_aims,
    read_event,
    read_facts,
    read_indicators,
    read_trade_named,
    read_trade_with_all,
    read_trade_with_parts,
)
from app.vocabulary.measures import Flow, Frequency, Qualifier
from app.vocabulary.numbers import typed
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import ALL_GOODS, Problem, RecordKind
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict
from app.vocabulary.words import CURRENCY, DOCUMENTS, PERCENT, PLACES, USD
from app.web.errors import Invalid, RequestFault
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

Misfit = tuple[Problem, str, str] | tuple[Problem, str, str, tuple[str, ...]]
"""What is wrong with a parameter: the kind of problem, its name, the reason, and what would be right."""
_ALWAYS: Final = {"kind", "from_", "to", "period", "value", "unit", "qualifier", "step", "compiled_by", "source"}
_GOODS: Final = {"commodity", "flow", "valuation"}


@dataclass(frozen=True, slots=True)
class Takes:
    """What a kind of claim takes: a unit (None is any), more parameters, a hedge, what is claimed without a value."""

    kind_of_unit: str | None
    more: frozenset[str]
    hedge: Qualifier = Qualifier.ROUNDED
    default: tuple[str, Qualifier] | None = None

    @property
    def unit(self) -> str | None:
        """The unit where none is given."""
        return USD if self.kind_of_unit == CURRENCY else self.kind_of_unit


_SOME: Final = ("0", Qualifier.MORE_THAN)
TAKES: Final[Mapping[ClaimKind, Takes]] = {
    ClaimKind.SURPLUS: Takes(CURRENCY, frozenset({"commodity"}), default=_SOME),
    ClaimKind.DEFICIT: Takes(CURRENCY, frozenset({"commodity"}), default=_SOME),
    ClaimKind.SHARE: Takes(PERCENT, frozenset(_GOODS)),
    ClaimKind.RANK: Takes(PLACES, frozenset(_GOODS), Qualifier.EXACT),
    ClaimKind.RECORD: Takes(PLACES, frozenset(_GOODS), Qualifier.EXACT, ("1", Qualifier.EXACT)),
    ClaimKind.TRADED: Takes(CURRENCY, frozenset(_GOODS), default=_SOME),
    ClaimKind.DOCUMENTS: Takes(DOCUMENTS.units[0], frozenset({"event"}), Qualifier.EXACT),
    ClaimKind.AGREED: Takes(CURRENCY, frozenset({"event"})),
    ClaimKind.PLANNED: Takes(None, frozenset({"flow"})),
}
"""What claims of each kind take; an amount takes what its measure does."""


def defaults(kind: ClaimKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the unit, value and hedge of a claim of some kind where they are not given."""
    takes = TAKES[kind]
    own: dict[str, Any] = {"qualifier": takes.hedge}
    if takes.unit:
        own["unit"] = takes.unit
    if takes.default and given["value"] is None:
        own["value"], own["qualifier"] = typed(takes.default[0]), takes.default[1]
    return {name: default for name, default in own.items() if given[name] is None}


def unfit(kind: ClaimKind, given: Mapping[str, Any]) -> Iterator[Misfit]:
    """Find parameters that a kind of claim does not take or lacks."""
    takes = TAKES[kind]
    for name in sorted(given.keys() - _ALWAYS - takes.more):
        fitting = ", ".join(sorted(takes.more)) or "none beyond those of every claim"
        yield Problem.UNFIT_PARAMETER, name, f"a claim of kind {kind} does not take it; it takes {fitting}"
    if given.get("to") is None:
        yield Problem.UNFIT_PARAMETER, "to", f"a claim of kind {kind} is about two areas; name the other one"
    if kind is ClaimKind.RECORD and given.get("period") is None:
        yield Problem.UNFIT_PARAMETER, "period", "say which period is the record"
    if kind is ClaimKind.RANK and given.get("period") is None:
        yield Problem.UNFIT_PARAMETER, "period", "say of which period the rank is"


def facts_of_kind(snapshot: Snapshot, claim: Claim) -> Facts:
    """Read the facts that may speak on a claim of another kind than an amount."""
    pair = Pair.of(claim.origin, claim.counterpart or "", snapshot.catalogue)
    if claim.kind is ClaimKind.RANK:
        flow = str(claim.flow)
        asked = {"reporter": claim.origin, "flow": flow, "period": str(claim.period), "goods": claim.commodity}
        return read_trade_with_all(snapshot, pair, tuple(asked.items()))
    if claim.kind not in (ClaimKind.DOCUMENTS, ClaimKind.AGREED, ClaimKind.PLANNED):
        trade = read_trade_with_parts(snapshot, pair, {ALL_GOODS, claim.commodity})
        return Facts((*trade, *_beside_trade(snapshot, claim, pair)))
    if claim.flow is Flow.TOTAL:  # what is planned of turnover is a level that is aimed at
        return read_aims(snapshot, pair, snapshot.catalogue.words.aims)
    record = RecordKind.PLAN if claim.kind is ClaimKind.PLANNED else RecordKind.AGREEMENT
    events = read_event(snapshot, claim.event) if claim.event else set()
    if claim.event and not events:
        raise Invalid(
            [RequestFault("query", "event", Problem.UNKNOWN_CODE, "there is no event of this id", claim.event)]
        )
    every = read_facts(snapshot, pair, ())
    return Facts(fact for fact in every if fact.kind is record and (not events or fact.subject.scope in events))


def _beside_trade(snapshot: Snapshot, claim: Claim, pair: Pair) -> Sequence[Fact]:
    """Read what speaks on a claim beside figures of trade: goods that are named without one, stated deficits."""
    if claim.kind is ClaimKind.TRADED:
        return read_trade_named(snapshot, pair)
    deficits = {code for code, measure in snapshot.catalogue.words.measures.items() if measure.is_deficit}
    return read_indicators(snapshot, pair, deficits) if claim.kind in BALANCES and deficits else ()


def reached(snapshot: Snapshot, claim: Claim) -> Row | None:
    """Return whether the turnover of a year up to the period of a plan was what is aimed at; None for other plans."""
    if claim.flow is not Flow.TOTAL or claim.period is None:
        return None
    pair = Pair.of(claim.origin, claim.counterpart or "", snapshot.catalogue)
    facts = read_trade_with_parts(snapshot, pair, {ALL_GOODS})
    level = replace(
        claim.quantity, qualifier=Qualifier.AT_LEAST, interval=Interval.between(claim.quantity.value, None, "[)")
    )
    asked = replace(claim, kind=ClaimKind.AMOUNT, number=replace(claim.number, quantity=level))
    years = {fact.period for fact in facts if fact.period and Period.parse(fact.period).frequency is Frequency.ANNUAL}
    claims = [replace(asked, period=Period.parse(year)) for year in sorted(years) if year <= str(claim.period)[:4]]
    answers = [(one, verify(one, facts, facts.ground)) for one in claims]
    supported, depending = (
        [found for found in answers if found[1].verdict is verdict]
        for verdict in (ClaimVerdict.SUPPORTED, ClaimVerdict.DEPENDS_ON_BASIS)
    )
    told = supported or depending or [found for found in answers if found[0].when == claim.when]
    if not told:
        return {"verdict": ClaimVerdict.UNDETERMINED, "period": None, "sentence": None}
    one, answer = told[0]
    sentence = answer_sentence(one, answer, snapshot.catalogue.prose_names)
    return {"verdict": answer.verdict, "period": one.when, "sentence": sentence}
