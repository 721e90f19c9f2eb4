"""The parsing of claims: names resolved, and all that is wrong told at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final, NamedTuple

from app.reasoning.verify.claim import Claim, ClaimedNumber
from app.reasoning.verify.kinds import OF_BALANCE
from app.views.verify.query import TAKES, ClaimIn, Misfit, defaults, unfit
from app.views.verify.shape import ClaimOut
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.numbers import TypedNumber, decimal_text, stored
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS, Problem
from app.vocabulary.verdicts import ClaimFlow, ClaimKind
from app.vocabulary.words import (
    CURRENCY,
    PERCENT,
    POINTS,
    RELATIVE,
    TIMES,
    TRADE,
    USD,
    Measure,
    OpenWords,
    Presence,
    Side,
    kind_of,
)
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


class _Figure(NamedTuple):
    """What the number of a claim is of: a measure in a unit, a level or a change, and the least that it can be.

    `opposite` is what a balance is below nothing; only of one that is nothing itself no sign is ruled out.
    """

    measure: Measure
    unit: str
    is_change: bool
    least: Fraction | None
    opposite: str = ""


def _parse(query: ClaimIn, catalogue: Catalogue) -> Claim:
    """Parse one claim; what its parameters mean together is looked at once each of them is understood."""
    faults: list[Misfit] = []
    if query.kind is not ClaimKind.AMOUNT:
        faults += unfit(
            query.kind, {name: getattr(query, name) for name in ClaimIn.model_fields.keys() & query.model_fields_set}
        )
        query = query.model_copy(update=defaults(query.kind, vars(query)))
    faults += (
        (Problem.UNFIT_PARAMETER, name, "it is required for a claim of this kind")
        for name in ("value", "unit")
        if getattr(query, name) is None
    )
    codes, wrong = _resolved(query, catalogue)
    if query.kind is ClaimKind.SHARE and codes.get("commodity") == ALL_GOODS:
        codes = {**codes, "measure": _share_of_partner(query.flow, catalogue)}
        query = query.model_copy(update={"kind": ClaimKind.AMOUNT, "flow": ClaimFlow.EXPORT})
    measure, unit = catalogue.words.measures[codes.get("measure", TRADE)], codes.get("unit", USD)
    is_of_change = query.kind is ClaimKind.AMOUNT and unit in (*RELATIVE, POINTS) and unit not in measure.units
    is_change = is_of_change if query.change is None else query.change
    opposite = "" if is_change else OF_BALANCE.get(query.kind, measure.opposite)
    is_signed = opposite and query.value is not None and query.value.value == 0
    least = Fraction(0) if opposite else measure.floor(unit, is_change=is_change)
    figure = _Figure(measure, unit, is_change, None if is_signed else least, opposite)
    if not faults and not wrong:
        faults += _meaningless(query, figure, codes)
        faults += _no_figure(query, figure, catalogue.words)
    wrong += [
        RequestFault("query", name, what, why, _as_given(getattr(query, name)), *right)
        for what, name, why, *right in faults
    ]
    if wrong:
        raise Invalid(wrong)
    has_parts = query.mode or query.scope or query.to is None
    if query.kind is ClaimKind.AMOUNT and measure.is_deficit and not is_change and not has_parts:
        # What is stated of it and what follows from exports and imports are one claim.
        query, figure = query.model_copy(update={"kind": ClaimKind.DEFICIT}), figure._replace(measure=TRADE)
    return _claim(query, figure, codes, catalogue)


def _claim(query: ClaimIn, figure: _Figure, codes: Mapping[str, str], catalogue: Catalogue) -> Claim:
    """Build a claim from parameters that are right."""
    # What the first area imports moves from the second to it; in an order of partners it is the first's all the same.
    is_turned = query.flow is ClaimFlow.IMPORT and query.kind is not ClaimKind.RANK
    area, partner, rival = codes["from_"], codes.get("to"), codes.get("than")
    origin, counterpart = (partner, area) if is_turned and partner else (area, partner)
    keeps_flow = query.flow is ClaimFlow.TOTAL or query.kind is ClaimKind.RANK
    step = None if query.step is None else Fraction(query.step)
    qualifier = query.qualifier or Qualifier.ROUNDED
    if query.kind is ClaimKind.PLANNED and qualifier is Qualifier.AT_MOST:
        qualifier = Qualifier.ROUNDED  # who aims at as much as 100 billion aims at 100
    return Claim(
        measure=figure.measure,
        origin=origin,
        counterpart=counterpart,
        flow=Flow(query.flow) if keeps_flow else None,
        commodity=codes["commodity"],
        mode=query.mode,
        scope=query.scope,
        period=None if query.period is None else Period.parse(query.period),
        is_change=figure.is_change,
        number=ClaimedNumber.of(query.value, figure.unit, qualifier, least=figure.least, step=step),
        compiled_by=codes.get("compiled_by"),
        valuation=query.valuation,
        source=codes.get("source"),
        country=catalogue.country_of(origin),
        here=catalogue.within_area(origin),
        there=catalogue.within_area(counterpart) if counterpart else (),
        kind=query.kind,
        base_period=None if query.base_period is None else Period.parse(query.base_period),
        than=((rival, area) if is_turned else (area, rival)) if rival else None,
        event=query.event,
        factors=catalogue.words.factors_to(figure.unit),
    )


def _share_of_partner(flow: ClaimFlow, catalogue: Catalogue) -> str:
    """Return the measure of a partner's share of an area's trade: all goods have no share of themselves."""
    measures, meant = catalogue.words.measures.values(), (Flow(flow), Side.COUNTERPART)
    return next((one.code for one in measures if (one.share_of, one.sharer) == meant), TRADE.code)


def _as_given(value: object) -> str | None:
    """Return the value of a parameter as a client writes it; None where it was left out."""
    if isinstance(value, TypedNumber):
        return value.text
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _resolved(query: ClaimIn, catalogue: Catalogue) -> tuple[Mapping[str, Any], list[RequestFault]]:
    """Return the parameters with names resolved to codes, or what is wrong with the names."""
    try:
        return resolve(ClaimOut, query, catalogue).values, []
    except Invalid as invalid:
        return {}, [replace(one, name=one.name.removesuffix("_")) for one in invalid.errors]


_SECOND_YEAR: Final = "1001"
"""A change is against a year before, and periods start with the year 1000."""


def _meaningless(query: ClaimIn, figure: _Figure, codes: Mapping[str, str]) -> Iterator[Misfit]:
    """Find parameters that would narrow nothing for the measure, and a side that it cannot lack."""
    measure, of_goods, is_change = figure.measure, figure.measure.is_of_goods, figure.is_change
    has_flow, has_goods = query.flow is not ClaimFlow.EXPORT, codes.get("commodity", ALL_GOODS) != ALL_GOODS
    needs_other = measure.counterpart is Presence.MUST and query.to is None
    against = "base_period" if query.base_period else "than" if query.than else ""
    no_level = "only a change is against another; its unit is % or times, or change=true"
    unfit = (
        (of_goods and query.to is None, "to", "trade has two sides; say where the goods go"),
        (needs_other, "to", f"{measure} is of an area with another; name the other one"),
        (of_goods and query.mode, "mode", "trade is not told apart by mode of transport"),
        (of_goods and query.scope, "scope", "trade has no scope; a commodity is a part of it"),
        (query.kind is ClaimKind.AMOUNT and query.event, "event", "only documents and agreements are signed at events"),
        (against and not is_change, against, no_level),
        (query.than and not of_goods, "than", "only trade is compared between partners"),
        (has_flow and not of_goods, "flow", "only trade has a flow"),
        (has_goods and not of_goods, "commodity", "only trade has commodities"),
    )
    yield from [(Problem.UNFIT_PARAMETER, name, why) for is_unfit, name, why in unfit if is_unfit]
    if query.than and codes["than"] in (codes["from_"], codes.get("to")):
        yield Problem.ONE_AREA, "than", "it stands on a side of the claim already; name another partner here"
    is_yearly = is_change and not query.base_period
    if is_yearly and query.period is not None and query.period < _SECOND_YEAR:
        yield Problem.IMPOSSIBLE_VALUE, "period", "the same months a year before are before all that can be named"


_WHOLE: Final = 100


def _no_figure(query: ClaimIn, figure: _Figure, words: OpenWords) -> Iterator[Misfit]:
    """Find a unit that no figure of what is claimed has (a change may be relative, too), and a value that none has."""
    (measure, unit, is_change, least, opposite), kind = figure, query.kind
    is_amount, number = kind is ClaimKind.AMOUNT, query.value.value
    units = measure.units if is_amount else (TAKES[kind].kind_of_unit or kind_of(unit),)
    fits = words.is_in(measure, unit) if is_amount else kind_of(unit) in units
    if not (fits or (is_change and measure.changes_in(unit))):
        names = " or ".join("a currency (ISO 4217)" if one == CURRENCY else one for one in units)
        right = tuple(USD if one == CURRENCY else one for one in units)
        why = f"a claim of kind {kind} is in {names}"
        if is_amount:
            others = f"times or {POINTS} (percentage points)" if PERCENT in units else "% or times"
            why = f"{measure} is in {names}; a change of it also in {others}"
        yield Problem.IMPOSSIBLE_VALUE, "unit", why, right
    above = int(query.value.text.partition("/")[0]) if query.value.is_fraction else 0
    if unit == PERCENT and 0 < abs(above) < _WHOLE:
        right = (f"{above * _WHOLE}/{query.value.text.partition('/')[2]}", decimal_text(stored(number)))
        why = f"in % a fraction is one of {_WHOLE}: a quarter is 100/4, and a quarter of a per cent 0.25"
        yield Problem.IMPOSSIBLE_VALUE, "value", why, right
    if opposite and number < 0:
        size = query.value.text.removeprefix("-")
        is_of_goods = kind in OF_BALANCE or measure.is_deficit
        other = f"kind={opposite} with value={size}" if is_of_goods else "value=0 with qualifier=less_than"
        why = f"a {OF_BALANCE[ClaimKind(opposite)]} takes no sign: value={size}; a {opposite} is {other}"
        yield Problem.IMPOSSIBLE_VALUE, "value", why, (size,)
    elif least is not None and number < least:
        floor = "a multiple is not negative" if unit == TIMES else "only a change can be negative"
        yield Problem.IMPOSSIBLE_VALUE, "value", f"nothing falls by more than {-least} %" if least else floor
    is_share = measure.is_share or kind is ClaimKind.SHARE
    if is_share and unit == PERCENT and least == 0 and number > _WHOLE:
        yield Problem.IMPOSSIBLE_VALUE, "value", f"a share is at most {_WHOLE} % of its whole"
