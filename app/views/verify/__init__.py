"""Claims held against the facts: one by its address, or up to a hundred in a body. Nothing is stored."""

import json
from collections import Counter
from collections.abc import Sequence
from email.message import Message
from typing import Annotated, Final

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from app.reasoning import Fact
from app.reasoning.verify import missing, together, verify
from app.reasoning.verify.claim import Claim
from app.views.facts import read_indicators, read_trade
from app.views.pairs import Pair
from app.views.verify.answer import answer_row
from app.views.verify.claim_query import ClaimIn, ClaimsIn
from app.views.verify.parse import ParameterLocation, parse_claims
from app.views.verify.shape import VerifyManyOut, VerifyOut
from app.vocabulary.terms import Problem
from app.web import Route
from app.web.answers.responses import RequestPreconditions, answer
from app.web.edge import LARGEST_BODY
from app.web.errors import ApiError, Invalid, Wrong
from app.web.rows import formats
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot, data_of

ROUTER: Final = APIRouter(tags=["verify"], route_class=Route)


@ROUTER.get("/verify", response_model=VerifyOut)
async def verify_claim(query: Annotated[ClaimIn, Query()], request: Request) -> Response:
    """Check one claim against the facts: whether they support or contradict it, which ones, and on whose figures."""

    def make(snapshot: Snapshot) -> Row:
        return _answers(snapshot, [query], [ParameterLocation("query")])[0]

    return await answer(request, make)


async def _is_json(request: Request) -> None:
    """Refuse a body of another type before anything reads it as one."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    if message.get_content_type() != formats.JSON:
        detail = f"this path takes a body of {formats.JSON}, said in Content-Type"
        raise ApiError(Problem.WRONG_TYPE, detail)


async def _is_unequivocal(request: Request) -> None:
    """Refuse a body that gives a member of an object more than once: readers of JSON differ in which they take."""
    wrong: list[Wrong] = []

    def note(members: list[tuple[str, object]]) -> None:
        wrong.extend(
            Wrong("body", name, Problem.DUPLICATE_PARAMETER, f"given {count} times in one object; it takes one value")
            for name, count in Counter(name for name, _ in members).items()
            if count > 1
        )

    json.loads(await request.body() or b"null", object_pairs_hook=note)
    if wrong:
        raise Invalid(wrong)


@ROUTER.post(
    "/verify",
    response_model=VerifyManyOut,
    max_body_size=LARGEST_BODY,
    dependencies=[Depends(_is_json), Depends(_is_unequivocal)],
)
async def verify_claims(body: Annotated[ClaimsIn, Body()], request: Request) -> Response:
    """Check up to 100 claims against the facts, each on its own and all as the parts of one statement."""

    def make(snapshot: Snapshot) -> Response:
        locations = [ParameterLocation("body", f"claims[{index}].") for index in range(len(body.claims))]
        items = _answers(snapshot, body.claims, locations)
        release = snapshot.release.digest
        whole = {"together": together([item["verdict"] for item in items]), "items": items, "release": release}
        headers = {"Cache-Control": "no-store", "Tradefacts-Release": release}
        return Response(formats.to_json(whole), media_type=formats.JSON, headers=headers)

    RequestPreconditions.of(request, formats.JSON)
    return await data_of(request).compute(make)


def _answers(snapshot: Snapshot, queries: Sequence[ClaimIn], locations: Sequence[ParameterLocation]) -> list[Row]:
    """Return the answers to claims; the facts of a pair are read once."""
    parsed = parse_claims(queries, locations, snapshot.catalogue)
    held = _FactsOfClaims(snapshot, [one.claim for one in parsed])
    rows: list[Row] = []
    for one in parsed:
        claim = one.claim
        facts = [fact for fact in held.about(claim) if one.source in (None, fact.source.id)]
        found = verify(claim, facts)
        rows.append(answer_row(claim, one.source, found, missing(claim, facts, found), snapshot.catalogue))
    return rows


class _FactsOfClaims:
    """The facts that can bear on some claims, read once for all claims about the same areas."""

    def __init__(self, snapshot: Snapshot, claims: Sequence[Claim]) -> None:
        self._snapshot = snapshot
        self._goods = {claim.commodity for claim in claims}
        self._measures = {claim.measure for claim in claims}
        self._held: dict[tuple[frozenset[str | None], bool], list[Fact]] = {}

    def about(self, claim: Claim) -> list[Fact]:
        """Return the facts on the trade of the claim's two areas, or on the measures of one or two areas."""
        key = (frozenset({claim.origin, claim.counterpart}), claim.measure.is_of_goods)
        if claim.counterpart is None:
            key = (frozenset(), False)
        if key not in self._held:
            self._held[key] = self._read(claim)
        return self._held[key]

    def _read(self, claim: Claim) -> list[Fact]:
        other = claim.counterpart
        pair = Pair.of(claim.origin, other, self._snapshot.catalogue) if other else None
        if pair and claim.measure.is_of_goods:
            return read_trade(self._snapshot, pair, self._goods)
        return read_indicators(self._snapshot, pair, self._measures)
