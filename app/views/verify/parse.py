"""Parsing of claims: names resolved, numbers read, and all that is wrong told at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.reasoning.verify.claim import Claim, written
from app.views.verify.claim_query import ClaimIn
from app.vocabulary.measures import Flow, Qualifier, Unit
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS, Problem
from app.vocabulary.verdicts import ClaimFlow, ClaimMeasure
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Unclear, Wrong
from app.web.questions.filters import Filter


@dataclass(frozen=True, slots=True)
class ParameterLocation:
    """Where the parameters of a claim stand in a request: in the query or the body, and behind which path."""

    where: str
    path: str = ""

    def wrong(self, name: str, value: str, reason: str) -> Wrong:
        """Return what is wrong with a parameter, under its full name."""
        return Wrong(self.where, f"{self.path}{name}", Problem.UNKNOWN_CODE, reason, value)


@dataclass(frozen=True, slots=True)
class ParsedClaim:
    """A claim with its names resolved, and the one source that it is held against, if any."""

    claim: Claim
    source: str | None


def parse_claims(
    queries: Sequence[ClaimIn], locations: Sequence[ParameterLocation], catalogue: Catalogue
) -> list[ParsedClaim]:
    """Parse claims; Invalid names all parameters that cannot be understood."""
    wrong: list[Wrong] = []
    parsed: list[ParsedClaim] = []
    for query, location in zip(queries, locations, strict=True):
        try:
            parsed.append(_parse(query, catalogue, location))
        except Invalid as invalid:
            wrong.extend(invalid.errors)
    if wrong:
        raise Invalid(wrong)
    return parsed


def _parse(query: ClaimIn, catalogue: Catalogue, location: ParameterLocation) -> ParsedClaim:
    codes, wrong = _codes(query, catalogue, location)
    is_change = query.change if query.change is not None else _is_change(query)
    faults = (*_meaningless(query, codes, is_change=is_change), *_immeasurable(query, is_change=is_change))
    wrong += [location.wrong(name, getattr(query, name), reason) for name, reason in faults]
    if wrong:
        raise Invalid(wrong)
    claim = Claim(
        measure=query.measure,
        origin=codes["from_"],
        counterpart=codes.get("to"),
        flow=Flow.TOTAL if query.flow is ClaimFlow.TOTAL else None,
        commodity=codes["commodity"],
        mode=query.mode,
        period=None if query.period is None else Period.parse(query.period),
        is_change=is_change,
        quantity=_quantity(query, is_change=is_change),
        compiled_by=codes.get("compiled_by"),
        valuation=query.valuation,
    )
    return ParsedClaim(claim, codes.get("source"))


def _quantity(query: ClaimIn, *, is_change: bool) -> Quantity:
    """Return the number with the interval that its own digits, or the step that was given, allow."""
    number, least = written(query.value), _least(query.unit, is_change=is_change)
    step = None if query.qualifier in _WITHOUT_STEP else Fraction(query.step or 0) or number.step
    return Quantity.hedged(number.value, query.unit, query.qualifier, step=step, least=least)


_WITHOUT_STEP: Final = (
    Qualifier.EXACT,
    Qualifier.MORE_THAN,
    Qualifier.AT_LEAST,
    Qualifier.LESS_THAN,
    Qualifier.AT_MOST,
)
_SECOND_YEAR: Final = "1001"
"""A change is against a year before, and periods start with the year 1000."""


def _meaningless(query: ClaimIn, codes: Mapping[str, str], *, is_change: bool) -> Iterator[tuple[str, str]]:
    """Find parameters that would narrow nothing for the measure, and the one that trade cannot lack."""
    if query.measure.is_of_goods and query.to is None:
        yield "to", "trade has two sides; say where the goods go"
    if query.measure.is_of_goods and query.mode:
        yield "mode", "trade is not told apart by mode of transport"
    if is_change and query.period is not None and query.period < _SECOND_YEAR:
        yield "period", "the same months a year before are before all that can be named"
    if not query.measure.is_of_goods and query.flow is ClaimFlow.TOTAL:
        yield "flow", "only trade has a flow"
    if not query.measure.is_of_goods and codes.get("commodity", ALL_GOODS) != ALL_GOODS:
        yield "commodity", "only trade has commodities"


_UNITS: Final[Mapping[ClaimMeasure, tuple[Unit, ...]]] = {
    ClaimMeasure.TRADE: (Unit.USD,),
    ClaimMeasure.NET_WEIGHT: (Unit.TONNES, Unit.KILOGRAMS),
}
_OF_CHANGES: Final = (Unit.PERCENT, Unit.TIMES)
_WHOLE: Final = 100


def _immeasurable(query: ClaimIn, *, is_change: bool) -> Iterator[tuple[str, str]]:
    """Find units that no figure of the measure can have, and numbers below or above all that it can be."""
    own = (Unit.PERCENT,) if query.measure.is_share else _UNITS.get(query.measure, tuple(Unit))
    if query.unit not in (*own, *_OF_CHANGES) or not (is_change or query.unit in own):
        yield "unit", f"{query.measure} is in {' or '.join(own)}; a change of it also in % or times"
    number, least = written(query.value).value, _least(query.unit, is_change=is_change)
    if least is not None and number < least:
        yield "value", _too_low(query.unit, least)
    if query.measure.is_share and query.unit is Unit.PERCENT and not is_change and number > _WHOLE:
        yield "value", f"a share is at most {_WHOLE} % of its whole"


def _too_low(unit: Unit, least: Fraction) -> str:
    if least:
        return f"nothing falls by more than {-least} %"
    return "a multiple is not negative" if unit is Unit.TIMES else "only a change can be negative"


def _is_change(query: ClaimIn) -> bool:
    return query.unit is Unit.TIMES or (query.unit is Unit.PERCENT and not query.measure.is_share)


def _least(unit: Unit, *, is_change: bool) -> Fraction | None:
    """Return the floor: nothing falls by more than all of it; a change in units has none."""
    if not is_change or unit is Unit.TIMES:
        return Fraction(0)
    return Fraction(-100) if unit is Unit.PERCENT else None


def _codes(query: ClaimIn, catalogue: Catalogue, location: ParameterLocation) -> tuple[Mapping[str, str], list[Wrong]]:
    """Resolve every name by the filter declared beside it."""
    codes: dict[str, str] = {}
    wrong: list[Wrong] = []
    for name, info in ClaimIn.model_fields.items():
        value = getattr(query, name)
        for declared in info.metadata:
            if isinstance(declared, Filter) and value is not None:
                try:
                    codes[name] = declared.resolve(value, catalogue)
                except Unclear as unclear:
                    wrong.append(unclear.at(location.where, f"{location.path}{info.alias or name}", value))
    return codes, wrong
