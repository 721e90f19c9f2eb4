"""Claims held against the facts: one by its address, or up to a hundred in a body. Nothing is stored."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Body, Query, Request, Response

from app.reasoning.sentences import claims as wording
from app.reasoning.sentences.names import capital
from app.reasoning.sentences.remarks import missing_sentence
from app.reasoning.verify import Answer, Judgement, reached, verdict_on_all, verify
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.missing import OPEN, Missing, find_missing
from app.reasoning.verify.witnesses import Assessment, Distance
from app.settings import API
from app.views import PartOut, basis_row, row_of
from app.views.pairs import Pair
from app.views.reading import Facts, read_on_claim, read_trade_with_parts
from app.views.verify.parsing import parse_claims
from app.views.verify.query import ClaimIn, ClaimQuery, ClaimsIn, ShownVerdict
from app.views.verify.shape import (
    ByBasisOut,
    ClaimBasisOut,
    ClaimFactOut,
    ClaimOut,
    MissingOut,
    VerifyManyOut,
    VerifyOut,
)
from app.vocabulary.codec import decimal
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.numbers import exact_text, stored, stored_end
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import ALL_GOODS
from app.vocabulary.verdicts import ClaimFlow, ClaimKind, ClaimVerdict
from app.web.answers.listing import canonical_url
from app.web.answers.responses import answer, answer_posted
from app.web.catalogue import Catalogue, Label
from app.web.edge.reading import JSON_BODY
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["verify"], route_class=Route)


@ROUTER.get("/verify", response_model=VerifyOut | PartOut)
async def verify_claim(query: Annotated[ClaimQuery, Query()], request: Request) -> Response:
    """Check one claim against the facts: whether they support or contradict it, which ones, and on whose figures."""
    return await answer(request, partial(answer_claim, query))


def answer_claim(query: ClaimIn, snapshot: Snapshot) -> Row:
    """Return the answer to one claim, or what the claim says is to be shown of it."""
    (found,) = answered(snapshot, parse_claims([query], snapshot.catalogue, in_body=False))
    row = _answer_row(found, snapshot)
    return query.of_verdict(row) if isinstance(query, ClaimQuery) and (query.brief or query.sections) else row


@ROUTER.post("/verify", response_model=VerifyManyOut, **JSON_BODY)
async def verify_claims(
    body: Annotated[ClaimsIn, Body()], query: Annotated[ShownVerdict, Query()], request: Request
) -> Response:
    """Check up to 100 claims against the facts, each on its own and all as the parts of one statement."""

    def make(snapshot: Snapshot) -> Row:
        claims = parse_claims(body.claims, snapshot.catalogue, in_body=True)
        items = [_answer_row(found, snapshot) for found in answered(snapshot, claims)]
        verdict = verdict_on_all([item["verdict"] for item in items])
        return {"verdict": verdict, "items": [query.of_verdict(item) for item in items]}

    return await answer_posted(request, make)


class Answered(NamedTuple):
    """A claim, in the edition that decides it best, with its answer and the facts that gave it."""

    claim: Claim
    answer: Answer
    facts: Facts


def answered(snapshot: Snapshot, claims: Sequence[Claim]) -> Iterator[Answered]:
    """Yield claims with their answers; facts about the same areas are read once."""
    every = snapshot.catalogue.in_every_edition
    goods = {code for claim in claims for code in every(claim.commodity)}
    measures = {claim.measure.code for claim in claims}
    read: dict[Hashable, Facts] = {}
    for claim in (each.seen_on(snapshot.release.loaded_at) for each in claims):
        measure = claim.measure
        # Of amounts, what is read does not depend on the claim's goods and period.
        is_amount = claim.kind is ClaimKind.AMOUNT
        of_kind = claim.kind if is_amount else (claim.kind, claim.flow, claim.when, claim.commodity, claim.event)
        key = claim.origin, claim.counterpart, claim.than, measure.is_of_goods, measure.is_share, of_kind
        if key not in read:
            read[key] = read_on_claim(snapshot, claim, goods, measures)
        facts = read[key]
        # Of a code without its edition that one answers which decides it best, newest first: editions may bound the
        # same code differently, so none refutes what another leaves open.
        editions = (replace(claim, commodity=code) for code in reversed(every(claim.commodity)))
        answers = [Answered(one, verify(one, facts, facts.ground), facts) for one in editions]
        ranks = [_DECIDES_LEAST.get(one.answer.verdict, 0) for one in answers]
        yield answers[ranks.index(min(ranks))]


_DECIDES_LEAST: Final = {
    ClaimVerdict.NEAR: 1,
    ClaimVerdict.COMPATIBLE: 2,
    ClaimVerdict.CONTRADICTED: 3,
    ClaimVerdict.UNDETERMINED: 4,
}
"""The verdicts that decide less than the others, which all decide alike."""


def _answer_row(found: Answered, snapshot: Snapshot) -> Row:
    """Return the row of an answer."""
    (claim, given, facts), catalogue = found, snapshot.catalogue
    missing = find_missing(claim, facts, given, facts.ground) if given.verdict in OPEN else None
    return row_of(
        VerifyOut,
        given,
        catalogue,
        claim=_claim_row(claim, catalogue),
        distance=distance_row(claim, given.distance),
        sentence=wording.answer_sentence(claim, given, catalogue.prose_names, missing),
        by_basis=[_judgement_row(claim, judgement, catalogue) for judgement in given.judgements],
        reached=_reached_row(claim, snapshot) if claim.kind is ClaimKind.PLANNED else None,
        missing=missing and _missing_row(claim, missing, catalogue),
        release=catalogue.release,
    )


def _reached_row(claim: Claim, snapshot: Snapshot) -> Row | None:
    """Return whether the turnover that is aimed at was reached, by its period if it has one; None for other plans."""
    if claim.flow is not Flow.TOTAL:
        return None
    pair = Pair.of(claim.origin, claim.counterpart or "", snapshot.catalogue)
    facts = read_trade_with_parts(snapshot, pair, {ALL_GOODS})
    found = reached(claim, facts, facts.ground)
    if found is None:
        return {"verdict": ClaimVerdict.UNDETERMINED, "period": None, "sentence": None, "verify": None}
    (asked, given), value = found, exact_text(claim.quantity.value or Fraction(0))
    sides = {"from": claim.origin, "to": str(claim.counterpart), "flow": Flow.TOTAL, "period": str(asked.when)}
    aim = {"value": value, "unit": claim.unit, "qualifier": Qualifier.AT_LEAST}
    address = canonical_url(f"{API}/verify", {**sides, **aim})
    sentence = wording.answer_sentence(*found, snapshot.catalogue.prose_names)
    return {"verdict": given.verdict, "period": asked.when, "sentence": sentence, "verify": address}


def _claim_row(claim: Claim, catalogue: Catalogue) -> Row:
    """Return a claim as understood."""
    of_goods = claim.measure.is_of_goods
    rivals = [catalogue.areas[one] for one in claim.than or () if one not in (claim.origin, claim.counterpart)]
    return row_of(
        ClaimOut,
        claim,
        catalogue,
        sentence=f"{capital(wording.claim_clause(claim, catalogue.prose_names))}.",
        than=rivals[0] if rivals else None,
        from_=catalogue.areas[claim.origin],
        to=claim.counterpart and catalogue.areas[claim.counterpart],
        flow=(ClaimFlow(claim.flow or ClaimFlow.EXPORT)) if of_goods else None,
        commodity=catalogue.commodities[claim.commodity] if of_goods else None,
        period=claim.when,
        change=claim.is_change,
        base_period=claim.base if claim.is_change else None,
        interval=interval_row(claim.interval, claim.unit),
        support=interval_row(claim.support, claim.unit),
        compiled_by=claim.compiled_by and _compiler(claim.compiled_by, catalogue),
        source=claim.source and catalogue.sources[claim.source],
    )


def interval_row(interval: Interval, unit: str) -> Row:
    """Return the row of an interval; ends that four decimals cannot hold are rounded outwards."""
    return {
        "unit": unit,
        "lower": None if interval.lower is None else decimal(stored_end(interval.lower, is_upper=False)),
        "upper": None if interval.upper is None else decimal(stored_end(interval.upper, is_upper=True)),
        "bounds": interval.bounds,
    }


def distance_row(claim: Claim, distance: Distance | None) -> Row | None:
    """Return the row of a distance."""
    if distance is None:
        return None
    relative = None if distance.share is None else decimal(stored(distance.share))
    return {
        "absolute": decimal(stored_end(distance.absolute, is_upper=distance.absolute > 0)),
        "relative": relative,
        "unit": claim.unit,
        "part": distance.is_from_part,
    }


def _judgement_row(claim: Claim, judgement: Judgement, catalogue: Catalogue) -> Row:
    return row_of(
        ByBasisOut,
        judgement,
        catalogue,
        basis=basis_row(judgement.basis, catalogue, ClaimBasisOut),
        distance=distance_row(claim, judgement.distance),
        left=judgement.left and interval_row(judgement.left, claim.unit),
        facts=[_assessment_row(claim, each, catalogue) for each in judgement.assessments],
        sentence=wording.judgement_sentence(claim, judgement, catalogue.prose_names),
    )


def _assessment_row(claim: Claim, assessment: Assessment, catalogue: Catalogue) -> Row:
    witness = assessment.witness
    return row_of(
        ClaimFactOut,
        witness,
        catalogue,
        stance=assessment.stance,
        interval=interval_row(witness.interval, claim.unit),
        part=witness.is_part,
        distance=distance_row(claim, assessment.distance),
        formula=witness.formula and witness.formula.text,
        assumptions=list(witness.derived.assumptions) if witness.derived else [],
        arithmetic=wording.assessment_arithmetic(assessment, claim),
    )


def _missing_row(claim: Claim, missing: Missing, catalogue: Catalogue) -> Row:
    return row_of(
        MissingOut,
        missing,
        catalogue,
        sentence=missing_sentence(claim, missing, catalogue.prose_names),
        compiled_by=missing.compiled_by and _compiler(missing.compiled_by, catalogue),
        compilers=[_compiler(code, catalogue) for code in missing.compilers],
    )


def _compiler(code: str, catalogue: Catalogue) -> Label:
    return catalogue.areas.get(code) or catalogue.actors[code]
