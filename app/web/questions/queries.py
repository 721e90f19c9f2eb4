"""What every query model is made of: the parameters that all lists share, and the spellings values may have."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.fields import FieldInfo

from app.vocabulary import Period
from app.vocabulary.folding import fold
from app.vocabulary.nearest import nearest
from app.web.questions import cursors
from app.web.schemas import Out

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_LARGEST: Final = Decimal(10**14)
_DATE: Final = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_PERIOD: Final = r"^[12][0-9]{3}(-Q[1-4]|-(0[1-9]|1[0-2])(/[12][0-9]{3}-(0[1-9]|1[0-2]))?)?$"
_NAME: Final = r"^[^\x00-\x1f\x7f-\x9f]+$"
_ID: Final = r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$"
_FORMS: Final = {
    _DATE: "a date is written 2023, 2023-03 or 2023-03-28",
    _PERIOD: "a period is written 2022, 2022-03, 2022-Q1 or 2022-01/2022-10",
    _NAME: "it holds a control character",
    _ID: "an id is made of letters and figures, with single dots or hyphens between them",
    cursors.PATTERN: "a cursor is taken from `next` as it is",
}
"""What the patterns say, in words."""


def _digits(value: Any) -> Any:
    """Take whole numbers in plain digits only: no sign, no white space, no underscore."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("a whole number is written in digits")
    return value


def _number(value: Any) -> Decimal:
    """Take decimals with or without exponent; floats never come from a query."""
    text = str(value)
    if not _NUMBER.fullmatch(text):
        raise ValueError("a number is written as 13000000000, 13e9 or 33.5")
    number = Decimal(text)
    if abs(number) > _LARGEST:
        raise ValueError(f"a number may be at most {_LARGEST}")
    return Decimal(f"{number.normalize():f}")


class NamesNothing(ValueError):
    """A value has the right form, and stands for nothing."""


@lru_cache(1_000)
def _period(text: str) -> str:
    try:
        return str(Period.parse(text))
    except ValueError as error:
        raise NamesNothing(str(error)) from None


def _date(text: str) -> str:
    try:
        date.fromisoformat(f"{text}-01-01"[: len("2023-01-01")])
    except ValueError:
        raise NamesNothing("there is no such day") from None
    return text


def _words(text: str) -> str:
    if not fold(text):
        raise NamesNothing("it holds nothing to look for")
    return text


Whole = Annotated[int, Field(ge=0, le=10**12), BeforeValidator(_digits)]
"""A whole number, in digits."""
Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    WithJsonSchema({"type": "number", "minimum": -(10**14), "maximum": 10**14}),
]
"""A number in units."""
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=_NAME)]
"""A code, a name or an alias."""
Words = Annotated[Name, AfterValidator(_words)]
"""Words to look for."""
RecordId = Annotated[str, Field(min_length=1, max_length=200, pattern=_ID)]
"""The id of a record."""
Date = Annotated[str, Field(pattern=_DATE, max_length=10), AfterValidator(_date)]
"""A day, a month or a year."""
PeriodText = Annotated[str, Field(pattern=_PERIOD, max_length=15), AfterValidator(_period)]
"""A period of trade statistics."""


class Certainty(StrEnum):
    """Which rows a bound on a quantity selects."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Query(BaseModel):
    """The parameters of one endpoint; one that it does not have is refused.

    `cheap` are the filters any of which makes the cost of an answer independent of how much data there are.
    """

    cheap: ClassVar[tuple[str, ...]] = ()
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Filters(Query):
    """What narrows a list, whatever its format."""

    id: Annotated[list[RecordId], Field(max_length=100)] = []
    """Ids of the records wanted; may be repeated for a batch. Ids that do not exist are listed in `meta.missing`."""


class Paging(Query):
    """What walks a list page by page."""

    limit: Annotated[int, Field(ge=1, le=500, examples=[20]), BeforeValidator(_digits)] = 50
    """How many rows a page has at most."""
    cursor: Annotated[str, Field(pattern=cursors.PATTERN, max_length=1300)] | None = None
    """Where to go on: taken from `next` of the page before."""
    count: Annotated[bool, Field(examples=[True])] = False
    """Whether to count all rows (up to 10,000) into `meta.count`."""


def members_of(out: type[Out], *example: str) -> FieldInfo:
    """Describe the parameter `fields` for one shape: names of its members, separated by commas."""
    names = "|".join(out.model_fields)
    info: FieldInfo = Field(pattern=f"^({names})(,({names}))*$", max_length=2000, examples=[",".join(example)])
    return info


def form_of(pattern: str, given: str) -> tuple[str, tuple[str, ...]]:
    """Say in words what a pattern of ours asks for, and what a value that does not match it may be meant to be."""
    if pattern in _FORMS:
        return _FORMS[pattern], ()
    members = pattern[len("^(") :].partition(")")[0].split("|")
    strange = [part for part in given.split(",") if part not in members]
    meant = dict.fromkeys(near for part in strange for near in nearest(part, members))
    return f"it is names with commas between them; there are {', '.join(members)}", tuple(meant)
