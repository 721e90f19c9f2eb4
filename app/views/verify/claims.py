"""The parsing of claims: names resolved, and all that is wrong told at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from app.reasoning.verify.claim import Claim, ClaimedNumber, floor_of
from app.views.verify.kinds import Misfit, defaults, unfit
from app.views.verify.query import ClaimIn
from app.views.verify.shape import ClaimOut
from app.vocabulary.measures import Flow, Qualifier, Unit
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS, Problem
from app.vocabulary.verdicts import ClaimFlow, ClaimKind, ClaimMeasure
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, RequestFault
from app.web.questions import resolve


def parse_claims(queries: Sequence[ClaimIn], catalogue: Catalogue, *, in_body: bool) -> list[Claim]:
    """Parse claims; Invalid names all parameters that cannot be understood, those of a body by their path."""
    claims: list[Claim] = []
    wrong: list[RequestFault] = []
    for index, query in enumerate(queries):
        try:
            claims.append(_parse(query, catalogue))
        except Invalid as invalid:
            path = f"claims[{index}]."
            wrong += [replace(one, where="body", name=path + one.name) if in_body else one for one in invalid.errors]
    if wrong:
        raise Invalid(wrong)
    return claims


def _parse(query: ClaimIn, catalogue: Catalogue) -> Claim:
    faults: list[Misfit] = []
    if query.kind is not ClaimKind.AMOUNT:
        faults += unfit(query.kind, {name: getattr(query, name) for name in query.model_fields_set})
        query = query.model_copy(update=defaults(query.kind, vars(query)))
    faults += (
        (Problem.UNFIT_PARAMETER, name, "it is required for a claim of this kind")
        for name in ("value", "unit")
        if getattr(query, name) is None
    )
    codes, wrong = _resolved(query, catalogue)
    unit, is_change = query.unit or Unit.USD, bool(query.change)
    if query.change is None and query.kind is ClaimKind.AMOUNT:
        is_change = unit is Unit.TIMES or (unit is Unit.PERCENT and not query.measure.is_share)
    if not faults:
        faults += (*_meaningless(query, codes, is_change=is_change), *_immeasurable(query, is_change=is_change))
    given = {**vars(query), "value": query.value and query.value.text}
    wrong += [RequestFault("query", name, problem, reason, given[name]) for problem, name, reason in faults]
    if wrong:
        raise Invalid(wrong)
    # What the first area imports moves from the second to it; in an order of partners it is the first's all the same.
    is_turned = query.flow is ClaimFlow.IMPORT and query.kind is not ClaimKind.RANK
    origin, counterpart = codes["from_"], codes.get("to")
    if is_turned and counterpart:
        origin, counterpart = counterpart, origin
    keeps_flow = query.flow is ClaimFlow.TOTAL or query.kind is ClaimKind.RANK
    return Claim(
        measure=query.measure,
        origin=origin,
        counterpart=counterpart,
        flow=Flow(query.flow) if keeps_flow else None,
        commodity=codes["commodity"],
        mode=query.mode,
        scope=query.scope,
        period=None if query.period is None else Period.parse(query.period),
        is_change=is_change,
        number=ClaimedNumber.of(
            query.value,
            unit,
            query.qualifier or Qualifier.ROUNDED,
            is_change=is_change,
            step=None if query.step is None else Fraction(query.step),
        ),
        compiled_by=codes.get("compiled_by"),
        valuation=query.valuation,
        source=codes.get("source"),
        here=catalogue.within_area(origin),
        there=catalogue.within_area(counterpart) if counterpart else (),
        kind=query.kind,
        base_period=None if query.base_period is None else Period.parse(query.base_period),
        than=codes.get("than"),
        event=query.event,
    )


def _resolved(query: ClaimIn, catalogue: Catalogue) -> tuple[Mapping[str, Any], list[RequestFault]]:
    """Return the parameters with names resolved to codes, or what is wrong with the names."""
    try:
        return resolve(ClaimOut, query, catalogue).values, []
    except Invalid as invalid:
        return {}, [replace(one, name=one.name.removesuffix("_")) for one in invalid.errors]


_SECOND_YEAR: Final = "1001"
"""A change is against a year before, and periods start with the year 1000."""


def _meaningless(query: ClaimIn, codes: Mapping[str, str], *, is_change: bool) -> Iterator[Misfit]:
    """Find parameters that would narrow nothing for the measure, and the one that trade cannot lack."""
    if query.measure.is_of_goods and query.to is None:
        yield Problem.UNFIT_PARAMETER, "to", "trade has two sides; say where the goods go"
    if query.measure.is_of_goods and query.mode:
        yield Problem.UNFIT_PARAMETER, "mode", "trade is not told apart by mode of transport"
    if query.measure.is_of_goods and query.scope:
        yield Problem.UNFIT_PARAMETER, "scope", "trade has no scope; a commodity is a part of it"
    if query.kind is ClaimKind.AMOUNT and query.event:
        yield Problem.UNFIT_PARAMETER, "event", "only documents and agreements are signed at events"
    if not is_change and (query.base_period or query.than):
        name = "base_period" if query.base_period else "than"
        yield Problem.UNFIT_PARAMETER, name, "only a change is against another; its unit is % or times, or change=true"
    if query.than and not (query.measure.is_of_goods and query.flow is ClaimFlow.EXPORT):
        yield Problem.UNFIT_PARAMETER, "than", "only exports are compared between partners; swap the areas for imports"
    is_yearly = is_change and not query.base_period
    if is_yearly and query.period is not None and query.period < _SECOND_YEAR:
        yield Problem.IMPOSSIBLE_VALUE, "period", "the same months a year before are before all that can be named"
    if not query.measure.is_of_goods and query.flow is not ClaimFlow.EXPORT:
        yield Problem.UNFIT_PARAMETER, "flow", "only trade has a flow"
    if not query.measure.is_of_goods and codes.get("commodity", ALL_GOODS) != ALL_GOODS:
        yield Problem.UNFIT_PARAMETER, "commodity", "only trade has commodities"


_UNITS: Final[Mapping[ClaimMeasure, tuple[Unit, ...]]] = {
    ClaimMeasure.TRADE: (Unit.USD,),
    ClaimMeasure.NET_WEIGHT: (Unit.TONNES, Unit.KILOGRAMS),
}
_OF_CHANGES: Final = (Unit.PERCENT, Unit.TIMES)
_WHOLE: Final = 100


def _immeasurable(query: ClaimIn, *, is_change: bool) -> Iterator[Misfit]:
    """Find units that no figure of the measure can have, and numbers below or above all that it can be."""
    unit = query.unit or Unit.USD
    own: tuple[Unit, ...] = (unit,)
    if query.kind is ClaimKind.AMOUNT:
        own = (Unit.PERCENT,) if query.measure.is_share else _UNITS.get(query.measure, tuple(Unit))
    if unit not in (*own, *_OF_CHANGES) or not (is_change or unit in own):
        reason = f"{query.measure} is in {' or '.join(own)}; a change of it also in % or times"
        yield Problem.IMPOSSIBLE_VALUE, "unit", reason
    number, least = query.value and query.value.value, floor_of(unit, is_change=is_change)
    if least is not None and number < least:
        floor = "a multiple is not negative" if unit is Unit.TIMES else "only a change can be negative"
        yield Problem.IMPOSSIBLE_VALUE, "value", f"nothing falls by more than {-least} %" if least else floor
    if (
        unit is Unit.PERCENT
        and (query.measure.is_share or query.kind is ClaimKind.SHARE)
        and not is_change
        and number > _WHOLE
    ):
        yield Problem.IMPOSSIBLE_VALUE, "value", f"a share is at most {_WHOLE} % of its whole"
