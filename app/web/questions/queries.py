"""What every query model is made of: the parameters that all lists share, and the spellings values may have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import PydanticKnownError

from app.database.release_files import RELEASE_NAME
from app.vocabulary.numbers import LARGEST, parse_decimal
from app.vocabulary.period import Period
from app.vocabulary.text import fold
from app.web.questions import cursors
from app.web.questions.hints import WORDS, meant
from app.web.rows.formats import ALL_COLUMNS, Csv, all_columns, csv_of
from app.web.schemas import Out

_ONE_PERIOD: Final = r"[12][0-9]{3}(-Q[1-4]|-(0[1-9]|1[0-2])(/[12][0-9]{3}-(0[1-9]|1[0-2]))?)?"
_PERIOD_SPELLINGS: Final = "2022, 2022-03, 2022-Q1 or 2022-01/2022-10"


@dataclass(frozen=True, slots=True)
class TextPattern:
    """What a client is told whose text does not match a pattern; `words` are those of a closed list."""

    reason: str
    words: tuple[str, ...] = ()

    def suggest(self, given: str) -> tuple[str, ...]:
        """Return the words that may be meant by those of a text that are not of the list."""
        strange = sorted(set(given.split(",")).difference(self.words))
        return tuple(dict.fromkeys(near for word in strange for near in meant(word, self.words, WORDS)))


PATTERNS: Final[dict[str, TextPattern]] = {}
"""Each pattern's text: pydantic checks patterns without running any code of ours, and names them in its errors."""


def _pattern(pattern: str, reason: str, words: tuple[str, ...] = ()) -> str:
    """Record what is said where a pattern does not match, and return the whole pattern."""
    PATTERNS[f"^{pattern}$"] = TextPattern(reason, words)
    return f"^{pattern}$"


_DATE: Final = _pattern(
    r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", "a date is written 2023, 2023-03 or 2023-03-28"
)
_FINANCIAL: Final = "a financial year by its months, as 2023-04/2024-03"
_PERIOD: Final = _pattern(_ONE_PERIOD, f"a period is written {_PERIOD_SPELLINGS}; {_FINANCIAL}")
_PERIODS: Final = _pattern(
    f"{_ONE_PERIOD}(,{_ONE_PERIOD})*",
    f"a period is written {_PERIOD_SPELLINGS}; {_FINANCIAL}; several have commas between them",
)
_NAME: Final = _pattern(r"[^\x00-\x1f\x7f-\x9f]+", "it holds a control character")
_ID: Final = _pattern(
    r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*", "an id is made of letters and figures, with single dots or hyphens between them"
)
RELEASE: Final = _pattern(
    f"({RELEASE_NAME})",
    "a release is named by its sequence, by at least 12 characters of its digest, or by both, as 1-0123456789ab",
)
_CURSOR: Final = _pattern(cursors.PATTERN, "a cursor is taken from `next` as it is")


def _digits(value: object) -> object:
    """Check that a whole number is in plain digits: no sign, no white space, no underscore."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and (value[0] != "0" or value == "0")):
        raise ValueError("a whole number is written in digits, without zeros before it")
    return value


def _true_or_false(value: object) -> object:
    """Check that a truth is spelled as the document has it, or as a figure, not as one of a dozen other words."""
    if not (isinstance(value, bool) or value in ("true", "false", "1", "0")):
        raise PydanticKnownError("bool_parsing")
    return value


def _number(value: object) -> Decimal:
    """Convert a decimal with or without exponent; floats never come from a query."""
    return parse_decimal(str(value))


class UnknownValue(ValueError):
    """A value is spelled as it should be, and stands for nothing."""


@lru_cache(1_000)
def _periods(text: str) -> str:
    try:
        for period in text.split(","):
            Period.parse(period)
    except ValueError as error:
        raise UnknownValue(str(error)) from None
    return text


def _date(text: str) -> str:
    try:
        date.fromisoformat(f"{text}-01-01"[: len("2023-01-01")])
    except ValueError:
        raise UnknownValue("there is no such day") from None
    return text


def _words(text: str) -> str:
    if not fold(text):
        raise UnknownValue("it holds nothing to look for")
    return text


Flag = Annotated[bool, BeforeValidator(_true_or_false)]
"""True or false."""
HowMany = Annotated[int, Field(ge=1, le=500), BeforeValidator(_digits)]
"""How many rows to show at most."""
Number = Annotated[
    Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number", "minimum": -LARGEST, "maximum": LARGEST})
]
"""A number in units."""
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=_NAME)]
"""A code, a name or an alias."""
SeveralNames = Annotated[str, Field(min_length=1, max_length=1000, pattern=_NAME)]
"""Codes, names or aliases, with commas between them."""
Words = Annotated[Name, AfterValidator(_words)]
"""Words to look for."""
RecordId = Annotated[str, Field(min_length=1, max_length=200, pattern=_ID)]
"""The id of a record."""
ReleaseName = Annotated[str, Field(max_length=74, pattern=RELEASE)]
"""The sequence of a release, the beginning of its digest, or both."""
Date = Annotated[str, Field(max_length=10, pattern=_DATE), AfterValidator(_date)]
"""A day, a month or a year."""
PeriodText = Annotated[str, Field(max_length=15, pattern=_PERIOD), AfterValidator(_periods)]
"""A period of trade statistics."""
Periods = Annotated[str, Field(max_length=200, pattern=_PERIODS), AfterValidator(_periods)]
"""Periods of trade statistics, with commas between them."""


class Certainty(StrEnum):
    """Which rows a bound on a quantity selects."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Query(BaseModel):
    """The parameters of one endpoint; one that it does not have is refused.

    `cheap` are the filters any of which makes the cost of an answer independent of how much data there are; `cheaper`
    says what costs less where there are none, or all are given.
    """

    cheap: ClassVar[tuple[str, ...]] = ()
    cheaper: ClassVar[str] = "narrow it by another filter"
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Filters(Query):
    """What narrows a list, whatever its format."""

    id: Annotated[tuple[RecordId, ...], Field(max_length=100)] = ()
    """Ids of the records wanted; may be repeated for a batch. Ids that do not exist are listed in `meta.missing`."""


class BoundedFilters(Filters):
    """What narrows a list by bounds on quantities or dates."""

    certainty: Annotated[Certainty | None, Field(examples=["possible"])] = None
    """Whether bounds select only what meets them for certain, the default, or also what may, as a month may a day of
    it; `meta.left_out` counts that."""


class Paging(Query):
    """What walks a list page by page."""

    limit: Annotated[HowMany, Field(examples=[20])] = 50
    """How many rows a page has at most."""
    cursor: Annotated[str, Field(max_length=1300, pattern=_CURSOR)] | None = None
    """Where to go on: taken from `next` of the page before."""
    count: Annotated[Flag, Field(examples=[True])] = False
    """Whether to count all rows (up to 10,000) into `meta.count`."""


def words_of(words: tuple[str, ...], *example: str, longest: int = 2000) -> FieldInfo:
    """Return the field of a parameter that takes words of a closed list, with commas between them."""
    names = "|".join(words)
    pattern = _pattern(
        f"({names})(,({names}))*", f"it takes names, with commas between them, of {', '.join(words)}", words
    )
    field: FieldInfo = Field(max_length=longest, pattern=pattern, examples=[",".join(example)] if example else None)
    return field


def fields_of(members: Iterable[str], *example: str) -> Any:
    """Return the type of the parameter that takes the members to show; the document names them by the rows alone."""
    about = Field(description="Members to show, with commas between them; rows then lack the others, required or not.")
    documented = {"type": "string", "maxLength": 2000, "pattern": "^[a-z_0-9]+(,[a-z_0-9]+)*$"}
    schema = WithJsonSchema({**documented, "examples": [",".join(example)]})
    return Annotated[str | None, words_of(tuple(members)), schema, about]


_LONGEST_COLUMNS: Final = 4_000
_COLUMN_NAMES: Final = WithJsonSchema(  # one for all tables, whose names would make a long pattern for each
    {"type": "string", "maxLength": _LONGEST_COLUMNS, "pattern": "^[a-z_]+(,[a-z_]+)*$", "examples": [ALL_COLUMNS]}
)


class Table(Query):
    """What a table shows of rows; each shape has columns of its own."""

    columns: str | None = None
    bom: Annotated[Flag, Field(examples=[True])] = False
    """Whether to begin with a byte order mark, by which Excel knows UTF-8: `bom=1`."""

    def notation(self, out: type[Out]) -> Csv:
        """Return how the rows of a shape are written."""
        return csv_of(out, self.columns, bom=self.bom)


def columns_of(out: type[Out]) -> Any:
    """Return the type of the parameter that takes the columns of a table."""
    about = f"Columns of the table by their names, separated by commas, or `{ALL_COLUMNS}`; some fifteen by default."
    named = words_of((ALL_COLUMNS, *all_columns(out)), longest=_LONGEST_COLUMNS)
    return Annotated[str | None, named, _COLUMN_NAMES, Field(description=about)]
