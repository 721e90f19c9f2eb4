"""The parsing of claims: names resolved, and all that is wrong told at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final, NamedTuple

from app.reasoning.verify.claim import Claim, ClaimedNumber
from app.views.verify.kinds import TAKES, Misfit, defaults, unfit
from app.views.verify.query import ClaimIn
from app.views.verify.shape import ClaimOut
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.numbers import TypedNumber
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS, Problem
from app.vocabulary.verdicts import ClaimFlow, ClaimKind
from app.vocabulary.words import CURRENCY, PERCENT, RELATIVE, TIMES, TRADE, USD, Measure, OpenWords, kind_of
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
    """What the number of a claim is of: a measure in a unit, a level or a change, and the least that it can be."""

    measure: Measure
    unit: str
    is_change: bool
    least: Fraction | None


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
    measure, unit = catalogue.words.measures[codes.get("measure", TRADE)], codes.get("unit", USD)
    is_relative = query.kind is ClaimKind.AMOUNT and unit in RELATIVE and unit not in measure.units
    is_change = is_relative if query.change is None else query.change
    figure = _Figure(measure, unit, is_change, measure.floor(unit, is_change=is_change))
    if not faults and not wrong:
        faults += _meaningless(query, figure, codes)
        faults += _no_figure(query, figure, catalogue.words)
    wrong += [
        RequestFault("query", name, what, why, _as_given(getattr(query, name)), *right)
        for what, name, why, *right in faults
    ]
    if wrong:
        raise Invalid(wrong)
    return _claim(query, figure, codes, catalogue)


def _claim(query: ClaimIn, figure: _Figure, codes: Mapping[str, str], catalogue: Catalogue) -> Claim:
    """Build a claim from parameters that are right."""
    # What the first area imports moves from the second to it; in an order of partners it is the first's all the same.
    is_turned = query.flow is ClaimFlow.IMPORT and query.kind is not ClaimKind.RANK
    origin, counterpart = codes["from_"], codes.get("to")
    if is_turned and counterpart:
        origin, counterpart = counterpart, origin
    keeps_flow = query.flow is ClaimFlow.TOTAL or query.kind is ClaimKind.RANK
    step = None if query.step is None else Fraction(query.step)
    qualifier = query.qualifier or Qualifier.ROUNDED
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
        than=codes.get("than"),
        event=query.event,
        factors=catalogue.words.factors_to(figure.unit),
    )


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
    """Find parameters that would narrow nothing for the measure, and the one that trade cannot lack."""
    measure, is_change = figure.measure, figure.is_change
    if measure.is_of_goods and query.to is None:
        yield Problem.UNFIT_PARAMETER, "to", "trade has two sides; say where the goods go"
    if measure.is_of_goods and query.mode:
        yield Problem.UNFIT_PARAMETER, "mode", "trade is not told apart by mode of transport"
    if measure.is_of_goods and query.scope:
        yield Problem.UNFIT_PARAMETER, "scope", "trade has no scope; a commodity is a part of it"
    if query.kind is ClaimKind.AMOUNT and query.event:
        yield Problem.UNFIT_PARAMETER, "event", "only documents and agreements are signed at events"
    if not is_change and (query.base_period or query.than):
        name = "base_period" if query.base_period else "than"
        yield Problem.UNFIT_PARAMETER, name, "only a change is against another; its unit is % or times, or change=true"
    if query.than and not (measure.is_of_goods and query.flow is ClaimFlow.EXPORT):
        yield Problem.UNFIT_PARAMETER, "than", "only exports are compared between partners; swap the areas for imports"
    is_yearly = is_change and not query.base_period
    if is_yearly and query.period is not None and query.period < _SECOND_YEAR:
        yield Problem.IMPOSSIBLE_VALUE, "period", "the same months a year before are before all that can be named"
    if not measure.is_of_goods and query.flow is not ClaimFlow.EXPORT:
        yield Problem.UNFIT_PARAMETER, "flow", "only trade has a flow"
    if not measure.is_of_goods and codes.get("commodity", ALL_GOODS) != ALL_GOODS:
        yield Problem.UNFIT_PARAMETER, "commodity", "only trade has commodities"


_WHOLE: Final = 100


def _no_figure(query: ClaimIn, figure: _Figure, words: OpenWords) -> Iterator[Misfit]:
    """Find a unit that no figure of what is claimed has (a change may be relative, too), and a value that none has."""
    (measure, unit, is_change, least), kind = figure, query.kind
    is_amount, number = kind is ClaimKind.AMOUNT, query.value.value
    units = measure.units if is_amount else (TAKES[kind].kind_of_unit or kind_of(unit),)
    fits = words.is_in(measure, unit) if is_amount else kind_of(unit) in units
    if not (fits or (is_change and unit in RELATIVE)):
        names = " or ".join("a currency (ISO 4217)" if one == CURRENCY else one for one in units)
        right = tuple(USD if one == CURRENCY else one for one in units)
        why = f"a claim of kind {kind} is in {names}"
        if is_amount:
            why = f"{measure} is in {names}; a change of it also in % or times"
        yield Problem.IMPOSSIBLE_VALUE, "unit", why, right
    if least is not None and number < least:
        floor = "a multiple is not negative" if unit == TIMES else "only a change can be negative"
        yield Problem.IMPOSSIBLE_VALUE, "value", f"nothing falls by more than {-least} %" if least else floor
    is_share = measure.is_share or kind is ClaimKind.SHARE
    if is_share and unit == PERCENT and least == 0 and number > _WHOLE:
        yield Problem.IMPOSSIBLE_VALUE, "value", f"a share is at most {_WHOLE} % of its whole"
