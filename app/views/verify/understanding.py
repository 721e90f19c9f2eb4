"""How a claim is understood: its names resolved, its number read, all that cannot be named at once."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from app.reasoning.verify import Claim, written
from app.views.verify.asked import ClaimIn
from app.vocabulary import ALL_GOODS, Flow, Period, Qualifier, Quantity, Unit
from app.vocabulary.claims import ClaimFlow, ClaimMeasure
from app.vocabulary.problems import Problem
from app.web.catalogue import Catalogue
from app.web.errors import Invalid, Wrong
from app.web.questions.filters import Filter, Unclear

Place = Callable[[str], tuple[str, str]]
"""Where a parameter of a claim stands in a request: in the query or the body, and under which name."""


def understand(asked: ClaimIn, catalogue: Catalogue, place: Place) -> tuple[Claim, str | None]:
    """Give the claim, its names resolved, and the one source it is held against; Invalid names all that is unclear."""
    codes, wrong = _codes(asked, catalogue, place)
    is_change = asked.change if asked.change is not None else _is_change(asked)
    faults = (*_meaningless(asked, codes, is_change=is_change), *_immeasurable(asked, is_change=is_change))
    wrong += [_wrong(place(name), getattr(asked, name), reason) for name, reason in faults]
    if wrong:
        raise Invalid(wrong)
    claim = Claim(
        measure=asked.measure,
        origin=codes["from_"],
        counterpart=codes.get("to"),
        flow=Flow.TOTAL if asked.flow is ClaimFlow.TOTAL else None,
        commodity=codes["commodity"],
        mode=asked.mode,
        period=None if asked.period is None else Period.parse(asked.period),
        is_change=is_change,
        quantity=_quantity(asked, is_change=is_change),
        compiled_by=codes.get("compiled_by"),
        valuation=asked.valuation,
    )
    return claim, codes.get("source")


def _quantity(asked: ClaimIn, *, is_change: bool) -> Quantity:
    """Give the number with the interval that its own digits, or the step that was given, allow."""
    number, least = written(asked.value), _least(asked.unit, is_change=is_change)
    step = None if asked.qualifier in _WITHOUT_STEP else Fraction(asked.step or 0) or number.step
    return Quantity.hedged(number.value, asked.unit, asked.qualifier, step=step, least=least)


_WITHOUT_STEP: Final = (
    Qualifier.EXACT,
    Qualifier.MORE_THAN,
    Qualifier.AT_LEAST,
    Qualifier.LESS_THAN,
    Qualifier.AT_MOST,
)


_SECOND_YEAR: Final = "1001"
"""A change is against a year before, and periods start with the year 1000."""


def _meaningless(asked: ClaimIn, codes: Mapping[str, str], *, is_change: bool) -> Iterator[tuple[str, str]]:
    """Find parameters that would narrow nothing for the measure, and the one that trade cannot lack."""
    if asked.measure.is_of_goods and asked.to is None:
        yield "to", "trade has two sides; say where the goods go"
    if asked.measure.is_of_goods and asked.mode:
        yield "mode", "trade is not told apart by mode of transport"
    if is_change and asked.period is not None and asked.period < _SECOND_YEAR:
        yield "period", "the same months a year before are before all that can be named"
    if not asked.measure.is_of_goods and asked.flow is ClaimFlow.TOTAL:
        yield "flow", "only trade has a flow"
    if not asked.measure.is_of_goods and codes.get("commodity", ALL_GOODS) != ALL_GOODS:
        yield "commodity", "only trade has commodities"


_UNITS: Final[Mapping[ClaimMeasure, tuple[Unit, ...]]] = {
    ClaimMeasure.TRADE: (Unit.USD,),
    ClaimMeasure.NET_WEIGHT: (Unit.TONNES, Unit.KILOGRAMS),
}
_OF_CHANGES: Final = (Unit.PERCENT, Unit.TIMES)
_WHOLE: Final = 100


def _immeasurable(asked: ClaimIn, *, is_change: bool) -> Iterator[tuple[str, str]]:
    """Find units that no figure of the measure can have, and numbers below or above all that it can be."""
    own = (Unit.PERCENT,) if asked.measure.is_share else _UNITS.get(asked.measure, tuple(Unit))
    if asked.unit not in (*own, *_OF_CHANGES) or not (is_change or asked.unit in own):
        yield "unit", f"{asked.measure} is in {' or '.join(own)}; a change of it also in % or times"
    number, least = written(asked.value).value, _least(asked.unit, is_change=is_change)
    if least is not None and number < least:
        yield "value", _too_low(asked.unit, least)
    if asked.measure.is_share and asked.unit is Unit.PERCENT and not is_change and number > _WHOLE:
        yield "value", f"a share is at most {_WHOLE} % of its whole"


def _too_low(unit: Unit, least: Fraction) -> str:
    if least:
        return f"nothing falls by more than {-least} %"
    return "a multiple is not negative" if unit is Unit.TIMES else "only a change can be negative"


def _is_change(asked: ClaimIn) -> bool:
    return asked.unit is Unit.TIMES or (asked.unit is Unit.PERCENT and not asked.measure.is_share)


def _least(unit: Unit, *, is_change: bool) -> Fraction | None:
    """Give the floor: nothing falls by more than all of it, a change in units has none."""
    if not is_change or unit is Unit.TIMES:
        return Fraction(0)
    return Fraction(-100) if unit is Unit.PERCENT else None


def _codes(asked: ClaimIn, catalogue: Catalogue, place: Place) -> tuple[Mapping[str, str], list[Wrong]]:
    """Resolve every name by the filter declared beside it."""
    codes: dict[str, str] = {}
    wrong: list[Wrong] = []
    for name, info in ClaimIn.model_fields.items():
        value = getattr(asked, name)
        for declared in info.metadata:
            if isinstance(declared, Filter) and value is not None:
                try:
                    codes[name] = declared.understand(value, catalogue).value
                except Unclear as unclear:
                    where, spelled = place(info.alias or name)
                    wrong.append(Wrong(where, spelled, unclear.problem, unclear.reason, value, unclear.did_you_mean))
    return codes, wrong


def _wrong(place: tuple[str, str], value: Any, reason: str) -> Wrong:
    where, name = place
    return Wrong(where, name, Problem.UNKNOWN_CODE, reason, value)
