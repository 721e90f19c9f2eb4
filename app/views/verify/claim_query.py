"""A claim as a client writes it."""

import re
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from app.vocabulary.measures import Qualifier, Unit, Valuation
from app.vocabulary.numbers import LARGEST, parse_decimal
from app.vocabulary.terms import ALL_GOODS, Mode
from app.vocabulary.text import Names
from app.vocabulary.verdicts import ClaimFlow, ClaimMeasure
from app.web.catalogue import Catalogue, Naming
from app.web.questions.filters import Filter
from app.web.questions.filters.names import AREAS, COMMODITIES, SOURCES
from app.web.questions.queries import Name, NamesNothing, Number, PeriodText, Query

MOST_CLAIMS: Final = 100
_WRITTEN: Final = (
    r"-?([0-9]{1,15}(\.[0-9]{1,4})?|[0-9]{1,3}(\.[0-9]{1,12})?[eE]\+?(1[0-2]|[0-9])|[0-9]{1,9}/[1-9][0-9]{0,5})"
)


def _as_written(value: object) -> object:
    """Return a number as text, which keeps its digits; a number of JSON has those of its shortest decimal."""
    if isinstance(value, str):
        if not re.fullmatch(_WRITTEN, value, re.ASCII):
            raise ValueError("a number is written as 13000000000, 13e9, 33.5 or 100/3")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"a number is at most {LARGEST}, or a text such as 13e9, 33.5 or 100/3")
    return f"{parse_decimal(repr(value)):f}"


def _above_zero(step: Decimal) -> Decimal:
    if step <= 0:
        raise ValueError("a step is above 0")
    return step


def _not_between(qualifier: Qualifier) -> Qualifier:
    if qualifier is Qualifier.BETWEEN:
        raise NamesNothing("a claim has one value; make two claims of its ends, `at_least` and `at_most`")
    return qualifier


def _compilers(catalogue: Catalogue) -> Names:
    """Return the names of who compiles figures: an area, else a person or organisation."""
    return {**catalogue.actor_names, **catalogue.area_names}


_COMPILERS: Final = Naming("there is no area, person or organisation of this code or name", _compilers)
Written = Annotated[
    str,
    BeforeValidator(_as_written),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{_WRITTEN}$", "maxLength": 40},
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
    """Origin of the goods; for another measure, the area that it is of."""
    to: Annotated[Name | None, Filter(naming=AREAS), Field(examples=["CHN"])] = None
    """Destination of the goods; for another measure its counterpart, if it has one."""
    flow: Annotated[ClaimFlow, Field(examples=["goods"])] = ClaimFlow.GOODS
    """Whether goods that move this way are meant, or the turnover of the two."""
    measure: Annotated[ClaimMeasure, Field(examples=["trade"])] = ClaimMeasure.TRADE
    """Measure of the claim."""
    mode: Annotated[Mode | None, Field(examples=["rail"])] = None
    """Mode of transport, for measures of transport."""
    period: Annotated[PeriodText | None, Field(examples=["2022"])] = None
    """Period of the claim; without it, only facts without a period bear on it."""
    value: Written
    """Number as claimed, its digits kept: `13e9`, `33.5`, `2`, or a fraction such as `100/3` (a third, in %)."""
    unit: Annotated[Unit, Field(examples=["USD"])]
    """Unit; `times` and, for what is not a share, `%` make it a change against the same months a year before."""
    change: Annotated[bool | None, Field(examples=[False])] = None
    """Whether a change is claimed rather than a level; follows from the unit when it is left out."""
    qualifier: Annotated[Qualifier, AfterValidator(_not_between), Field(examples=["more_than"])] = Qualifier.ROUNDED
    """Hedge of the number."""
    step: Annotated[_ClaimStep | None, Field(examples=[1000000000])] = None
    """One unit of the last digit; by default that of the value as written, where zeros at the end of a whole number do
    not count (1e8 for `11.4e9` and `11400000000`, 1e9 for `13000000000`); three tenths of the value for a fraction."""
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
