"""A claim as a client writes it, and its parsing: names resolved, numbers read, and all that is wrong told at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from app.reasoning.verify.claim import Claim, ClaimedNumber, floor_of
from app.views.verify.shape import ClaimOut
from app.vocabulary.measures import Flow, Qualifier, Unit, Valuation
from app.vocabulary.numbers import LARGEST, TYPED, OutOfRange, TypedNumber, parse_decimal, typed
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS, Mode, Problem
from app.vocabulary.text import Names
from app.vocabulary.verdicts import ClaimFlow, ClaimMeasure
from app.web.catalogue import Catalogue, Naming
from app.web.errors import Invalid, RequestFault
from app.web.questions import resolve
from app.web.questions.filters import Filter
from app.web.questions.filters.names import AREAS, COMMODITIES, SOURCES
from app.web.questions.queries import Name, Number, PeriodText, Query

MOST_CLAIMS: Final = 100
_GROUPED: Final = re.compile(r"-?[0-9]{1,3}([,' _\u00a0\u202f][0-9]{3})+(\.[0-9]+)?")


def _typed(value: object) -> TypedNumber:
    """Parse a number with its digits; a number of JSON has those of its shortest decimal."""
    if isinstance(value, str):
        if _GROUPED.fullmatch(value):
            plain = re.sub(r"[^0-9.-]", "", value)
            raise ValueError(f"digits are not grouped; it is written {plain}")
        return typed(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"a number is at most {LARGEST}, or a text such as 13e9, 33.5 or 100/3")
    return typed(f"{parse_decimal(repr(value)):f}")


def _above_zero(step: Decimal) -> Decimal:
    if step <= 0:
        raise OutOfRange("a step is above 0")
    return step


def _not_between(qualifier: Qualifier) -> Qualifier:
    if qualifier is Qualifier.BETWEEN:
        raise OutOfRange("a claim has one value; make two claims of its ends, `at_least` and `at_most`")
    return qualifier


def _compilers(catalogue: Catalogue) -> Names:
    """Return the names of who compiles figures: an area, else a person or organisation."""
    return {**catalogue.actor_names, **catalogue.area_names}


_COMPILERS: Final = Naming("there is no area, person or organisation of this code or name", _compilers)
Typed = Annotated[
    Any,  # a TypedNumber, which the schema of the document must not hold
    PlainValidator(_typed),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{TYPED}$", "maxLength": 40},
                {"type": "number", "minimum": -LARGEST, "maximum": LARGEST},
            ],
            "examples": ["13e9"],  # here, since a schema given outright hides those of a required parameter
        }
    ),
]
_ClaimStep = Annotated[
    Number, AfterValidator(_above_zero), WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": LARGEST})
]


class ClaimIn(Query):
    """One claim: a number, of what, where and when, and on whose figures."""

    from_: Annotated[Name, Filter(naming=AREAS), Field(alias="from", examples=["KAZ"])]
    """Origin of the goods; for another measure, the area that it is of. `initiative_age` is of none, so any will do."""
    to: Annotated[Name | None, Filter(naming=AREAS), Field(examples=["CHN"])] = None
    """Destination of the goods; for another measure its counterpart; without it, all counterparts together."""
    flow: Annotated[ClaimFlow, Field(examples=["goods"])] = ClaimFlow.GOODS
    """Whether goods that move this way are meant, or the turnover of the two."""
    measure: Annotated[ClaimMeasure, Field(examples=["trade"])] = ClaimMeasure.TRADE
    """Measure of the claim."""
    mode: Annotated[Mode | None, Field(examples=["rail"])] = None
    """Mode of transport, for measures of transport; without it, all modes together."""
    scope: Annotated[Name | None, Field(examples=["exports of Kazakhstan"])] = None
    """Part that is meant, in the words of the indicators (their `scope`); without it, the whole."""
    period: Annotated[PeriodText | None, Field(examples=["2022"])] = None
    """Period of the claim, which holds the day of a stock; without it, only undated facts and stocks bear on it."""
    value: Typed
    """Number as claimed, its digits kept: `13e9`, `33.5`, `2`, or a fraction such as `100/3` (a third, in %)."""
    unit: Annotated[Unit, Field(examples=["USD"])]
    """Unit; `times` and, for what is not a share, `%` make it a change against the same months a year before."""
    change: Annotated[bool | None, Field(examples=[False])] = None
    """Whether a change is claimed rather than a level; follows from the unit when it is left out."""
    qualifier: Annotated[Qualifier, AfterValidator(_not_between), Field(examples=["more_than"])] = Qualifier.ROUNDED
    """Hedge of the number."""
    step: Annotated[_ClaimStep | None, Field(examples=[1000000000])] = None
    """One unit of the last digit; by default that of the value as typed: 1e9 for `20e9`, 1e8 for `20.0e9`, 1e6 for
    `20000e6`. Zeros that end a whole number without an exponent do not count, but two figures do (1e9 for
    `20000000000`), and whole per cents have a step of 1; three tenths of the value for a fraction."""
    commodity: Annotated[Name, Filter(naming=COMMODITIES), Field(examples=["TOTAL"])] = ALL_GOODS
    """Goods: a code, or a name in words."""
    compiled_by: Annotated[Name | None, Filter(naming=_COMPILERS), Field(examples=["KAZ"])] = None
    """Compiler of the figures meant, an area or an organisation; without it each basis answers."""
    valuation: Annotated[Valuation | None, Field(examples=["not_stated"])] = None
    """Valuation of the figures meant."""
    source: Annotated[Name | None, Filter(naming=SOURCES), Field(examples=["timesca-565m"])] = None
    """The only source to compare the claim with."""


class ClaimsIn(Query):
    """Claims to be verified together."""

    claims: Annotated[list[ClaimIn], Field(min_length=1, max_length=MOST_CLAIMS)]
    """Claims, answered in this order."""


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
    codes, wrong = _resolved(query, catalogue)
    is_change = query.change
    if is_change is None:
        is_change = query.unit is Unit.TIMES or (query.unit is Unit.PERCENT and not query.measure.is_share)
    faults = (*_meaningless(query, codes, is_change=is_change), *_immeasurable(query, is_change=is_change))
    given = {**vars(query), "value": query.value.text}
    wrong += [RequestFault("query", name, problem, reason, given[name]) for problem, name, reason in faults]
    if wrong:
        raise Invalid(wrong)
    return Claim(
        measure=query.measure,
        origin=codes["from_"],
        counterpart=codes.get("to"),
        flow=Flow.TOTAL if query.flow is ClaimFlow.TOTAL else None,
        commodity=codes["commodity"],
        mode=query.mode,
        scope=query.scope,
        period=None if query.period is None else Period.parse(query.period),
        is_change=is_change,
        number=ClaimedNumber.of(
            query.value,
            query.unit,
            query.qualifier,
            is_change=is_change,
            step=None if query.step is None else Fraction(query.step),
        ),
        compiled_by=codes.get("compiled_by"),
        valuation=query.valuation,
        source=codes.get("source"),
        here=catalogue.within_area(codes["from_"]),
        there=catalogue.within_area(codes["to"]) if "to" in codes else (),
    )


def _resolved(query: ClaimIn, catalogue: Catalogue) -> tuple[Mapping[str, Any], list[RequestFault]]:
    """Return the parameters with names resolved to codes, or what is wrong with the names."""
    try:
        return resolve(ClaimOut, query, catalogue).values, []
    except Invalid as invalid:
        return {}, [replace(one, name=one.name.removesuffix("_")) for one in invalid.errors]


_SECOND_YEAR: Final = "1001"
"""A change is against a year before, and periods start with the year 1000."""
_Fault = tuple[Problem, str, str]  # with the name of the parameter, and the reason


def _meaningless(query: ClaimIn, codes: Mapping[str, str], *, is_change: bool) -> Iterator[_Fault]:
    """Find parameters that would narrow nothing for the measure, and the one that trade cannot lack."""
    if query.measure.is_of_goods and query.to is None:
        yield Problem.UNFIT_PARAMETER, "to", "trade has two sides; say where the goods go"
    if query.measure.is_of_goods and query.mode:
        yield Problem.UNFIT_PARAMETER, "mode", "trade is not told apart by mode of transport"
    if query.measure.is_of_goods and query.scope:
        yield Problem.UNFIT_PARAMETER, "scope", "trade has no scope; a commodity is a part of it"
    if is_change and query.period is not None and query.period < _SECOND_YEAR:
        yield Problem.IMPOSSIBLE_VALUE, "period", "the same months a year before are before all that can be named"
    if not query.measure.is_of_goods and query.flow is ClaimFlow.TOTAL:
        yield Problem.UNFIT_PARAMETER, "flow", "only trade has a flow"
    if not query.measure.is_of_goods and codes.get("commodity", ALL_GOODS) != ALL_GOODS:
        yield Problem.UNFIT_PARAMETER, "commodity", "only trade has commodities"


_UNITS: Final[Mapping[ClaimMeasure, tuple[Unit, ...]]] = {
    ClaimMeasure.TRADE: (Unit.USD,),
    ClaimMeasure.NET_WEIGHT: (Unit.TONNES, Unit.KILOGRAMS),
}
_OF_CHANGES: Final = (Unit.PERCENT, Unit.TIMES)
_WHOLE: Final = 100


def _immeasurable(query: ClaimIn, *, is_change: bool) -> Iterator[_Fault]:
    """Find units that no figure of the measure can have, and numbers below or above all that it can be."""
    own = (Unit.PERCENT,) if query.measure.is_share else _UNITS.get(query.measure, tuple(Unit))
    if query.unit not in (*own, *_OF_CHANGES) or not (is_change or query.unit in own):
        reason = f"{query.measure} is in {' or '.join(own)}; a change of it also in % or times"
        yield Problem.IMPOSSIBLE_VALUE, "unit", reason
    number, least = query.value.value, floor_of(query.unit, is_change=is_change)
    if least is not None and number < least:
        floor = "a multiple is not negative" if query.unit is Unit.TIMES else "only a change can be negative"
        yield Problem.IMPOSSIBLE_VALUE, "value", f"nothing falls by more than {-least} %" if least else floor
    if query.measure.is_share and query.unit is Unit.PERCENT and not is_change and number > _WHOLE:
        yield Problem.IMPOSSIBLE_VALUE, "value", f"a share is at most {_WHOLE} % of its whole"
