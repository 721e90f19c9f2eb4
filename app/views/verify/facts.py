"""The facts that a claim is held against, and what became of a level of trade that is aimed at."""

from collections.abc import Sequence
from dataclasses import replace

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
from app.vocabulary.period import Period
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import ALL_GOODS, Problem, RecordKind
from app.vocabulary.verdicts import ClaimKind, ClaimVerdict
from app.web.errors import Invalid, RequestFault
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot


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
