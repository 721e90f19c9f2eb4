"""A claim as a client writes it: its parameters, the number with its digits, and what claims of each kind take."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from app.views import IN_BRIEF, Shown, interleaved
from app.views.verify.shape import VerifyOut
from app.vocabulary.measures import Qualifier, Valuation
from app.vocabulary.numbers import LARGEST, TYPED, OutOfRange, typed
from app.vocabulary.terms import ALL_GOODS, Mode, Problem
from app.vocabulary.verdicts import ClaimFlow, ClaimKind, Stance
from app.vocabulary.words import CURRENCY, DOCUMENTS, PERCENT, PLACES, TRADE, USD
from app.web.catalogue import Naming
from app.web.questions.filters import Filter
from app.web.questions.filters.names import AREA, COMMODITY, MEASURE, SOURCE, UNIT
from app.web.questions.queries import Flag, Name, Number, PeriodText, Query, fields_of
from app.web.rows.cells import Row

MOST_CLAIMS: Final = 100
_FACTS: Final = 3
"""How many facts of a basis a brief answer has at most."""


def _above_zero(step: Decimal) -> Decimal:
    if step <= 0:
        raise OutOfRange("a step is above 0")
    return step


def _not_between(qualifier: Qualifier | None) -> Qualifier | None:
    if qualifier is Qualifier.BETWEEN:
        raise OutOfRange("a claim has one value; make two claims of its ends, `at_least` and `at_most`")
    return qualifier


_COMPILERS: Final = Naming(
    "there is no area, person or organisation of this code or name", attrgetter("compiler_names")
)
Typed = Annotated[
    Any,  # a TypedNumber, which the schema of the document must not hold
    PlainValidator(typed),
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


_AREA: Final = Filter(naming=AREA)  # one for all, so that an area is resolved once, whichever side it is


class ClaimIn(Query):
    """One claim: a number, of what, where and when, and on whose figures."""

    kind: Annotated[ClaimKind, Field(examples=["amount"])] = ClaimKind.AMOUNT
    """What is claimed: an amount or its change, or something else of the trade of two areas."""
    from_: Annotated[Name, _AREA, Field(alias="from", examples=["KAZ"])]
    """Origin of the goods; for another measure, the area that it is of. For a measure of no area, any will do."""
    to: Annotated[Name | None, _AREA, Field(examples=["CHN"])] = None
    """Destination of the goods; for another measure its counterpart; without it, all counterparts together."""
    flow: Annotated[ClaimFlow, Field(examples=["export"])] = ClaimFlow.EXPORT
    """Which trade is meant, as the first area sees it: its exports to the second, its imports from it, or turnover."""
    measure: Annotated[Name, Filter(naming=MEASURE), Field(examples=["trade"])] = TRADE.code
    """Measure of the claim: a word of `/v1/vocabulary/claim-measure`."""
    mode: Annotated[Mode | None, Field(examples=["rail"])] = None
    """Mode of transport, for measures of transport; without it, all modes together."""
    scope: Annotated[Name | None, Field(examples=["exports of Kazakhstan"])] = None
    """Part that is meant, in the words of the indicators (their `scope`); without it, the whole."""
    period: Annotated[PeriodText | None, Field(examples=["2022"])] = None
    """Period of the claim, which holds the day of a stock; without it, only undated facts and stocks bear on it."""
    value: Typed = None
    """Number as claimed, its digits kept: `13e9`, `33.5`, `2`, or a fraction such as `100/3` (a third, in %)."""
    unit: Annotated[Name | None, Filter(naming=UNIT), Field(examples=["USD"])] = None
    """Unit, which amounts and plans must have, of `/v1/vocabulary/unit` or `/currency`; money is held against figures
    in its own currency. A change against the same months a year before is in `times` or `%`, or in `pp` (percentage
    points) of what is measured in per cent."""
    change: Annotated[Flag | None, Field(examples=[False])] = None
    """Whether a change is claimed rather than a level; follows from the unit when it is left out."""
    base_period: Annotated[PeriodText | None, Field(examples=["2021"])] = None
    """For a change: the period that it is against, when that is not the same months a year before."""
    than: Annotated[Name | None, _AREA, Field(examples=["RUS"])] = None
    """For a change: another partner of the first area; the exports, imports or turnover with it are what the claim is
    compared with, in the same period or in the base period."""
    event: Annotated[Name | None, Field(examples=["kz-cn-forum-2023"])] = None
    """For documents and agreements: the id of the event at which they were signed."""
    qualifier: Annotated[Qualifier | None, AfterValidator(_not_between), Field(examples=["more_than"])] = None
    """Hedge of the number; by default `rounded`, of ranks and counts `exact`."""
    step: Annotated[_ClaimStep | None, Field(examples=[1000000000])] = None
    """One unit of the last digit; by default that of the value as typed: 1e9 for `20e9`, 1e8 for `20.0e9`, 1e6 for
    `20000e6`. Zeros that end a whole number without an exponent do not count, but two figures do (1e9 for
    `20000000000`), and whole per cents have a step of 1; three tenths of the value for a fraction."""
    commodity: Annotated[Name, Filter(naming=COMMODITY), Field(examples=["TOTAL"])] = ALL_GOODS
    """Goods: a code, or a name in words."""
    compiled_by: Annotated[Name | None, Filter(naming=_COMPILERS), Field(examples=["KAZ"])] = None
    """Compiler of the figures meant, an area or an organisation; without it each basis answers."""
    valuation: Annotated[Valuation | None, Field(examples=["not_stated"])] = None
    """Valuation of the figures meant."""
    source: Annotated[Name | None, Filter(naming=SOURCE), Field(examples=["timesca-565m"])] = None
    """The only source to compare the claim with."""


class ShownVerdict(Shown):
    """How much of the answer to a claim is shown."""

    told = IN_BRIEF | {"basis", "compiled_by", "compiler", "valuation", "scope"}
    sections: fields_of(VerifyOut.model_fields, "verdict", "sentence") = None  # type: ignore[valid-type]  # a type that is made

    def of_verdict(self, row: Row) -> Row:
        """Return what of an answer is asked for; a brief one has a few facts of each basis."""
        if not self.brief:
            return self.of(row, {})
        bases = [one | {"facts": _telling_first(one["facts"])} for one in row["by_basis"]]
        count = sum(len(one["facts"][_FACTS:]) for one in row["by_basis"])
        return self.of(row | {"by_basis": bases, "not_shown": {"facts": count} if count else {}}, {"by_basis": 1})


class ClaimQuery(ClaimIn, ShownVerdict):
    """One claim, and how much of its answer is shown."""


def _telling_first(facts: list[Row]) -> list[Row]:
    """Return a few facts as brief answers have them: the first of each stance, those that decide first."""
    by_stance = sorted(facts, key=lambda fact: list(Stance).index(fact["stance"]))
    first = interleaved(by_stance, [fact["stance"] for fact in by_stance])[:_FACTS]
    return [fact | {"inputs": [{"url": one["url"], "proof": one["proof"]} for one in fact["inputs"]]} for fact in first]


class ClaimsIn(Query):
    """Claims to be verified together."""

    cheaper: ClassVar[str] = "send fewer claims at once, with codes for what they name"

    claims: Annotated[list[ClaimIn], Field(min_length=1, max_length=MOST_CLAIMS)]
    """Claims, answered in this order."""


Misfit = tuple[Problem, str, str] | tuple[Problem, str, str, tuple[str, ...]]
"""What is wrong with a parameter: the kind of problem, its name, the reason, and what would be right."""
_ALWAYS: Final = {"kind", "from_", "to", "period", "value", "unit", "qualifier", "step", "compiled_by", "source"}
_GOODS: Final = {"commodity", "flow", "valuation"}


@dataclass(frozen=True, slots=True)
class Takes:
    """What a kind of claim takes: a unit (None is any), more parameters, a hedge, what is claimed without a value."""

    kind_of_unit: str | None
    more: frozenset[str]
    hedge: Qualifier = Qualifier.ROUNDED
    default: tuple[str, Qualifier] | None = None

    @property
    def unit(self) -> str | None:
        """The unit where none is given."""
        return USD if self.kind_of_unit == CURRENCY else self.kind_of_unit


_SOME: Final = ("0", Qualifier.MORE_THAN)
TAKES: Final[Mapping[ClaimKind, Takes]] = {
    ClaimKind.SURPLUS: Takes(CURRENCY, frozenset({"commodity"}), default=_SOME),
    ClaimKind.DEFICIT: Takes(CURRENCY, frozenset({"commodity"}), default=_SOME),
    ClaimKind.SHARE: Takes(PERCENT, frozenset(_GOODS)),
    ClaimKind.RANK: Takes(PLACES, frozenset(_GOODS), Qualifier.EXACT),
    ClaimKind.RECORD: Takes(PLACES, frozenset(_GOODS), Qualifier.EXACT, ("1", Qualifier.EXACT)),
    ClaimKind.TRADED: Takes(CURRENCY, frozenset(_GOODS), default=_SOME),
    ClaimKind.DOCUMENTS: Takes(DOCUMENTS.units[0], frozenset({"event"}), Qualifier.EXACT),
    ClaimKind.AGREED: Takes(CURRENCY, frozenset({"event"})),
    ClaimKind.PLANNED: Takes(None, frozenset({"flow"})),
}
"""What claims of each kind take; an amount takes what its measure does."""


def defaults(kind: ClaimKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the unit, value and hedge of a claim of some kind where they are not given."""
    takes = TAKES[kind]
    own: dict[str, Any] = {"qualifier": takes.hedge}
    if takes.unit:
        own["unit"] = takes.unit
    if takes.default and given["value"] is None:
        own["value"], own["qualifier"] = typed(takes.default[0]), takes.default[1]
    return {name: default for name, default in own.items() if given[name] is None}


def unfit(kind: ClaimKind, given: Mapping[str, Any]) -> Iterator[Misfit]:
    """Find parameters that a kind of claim does not take or lacks."""
    takes = TAKES[kind]
    for name in sorted(given.keys() - _ALWAYS - takes.more):
        fitting = ", ".join(sorted(takes.more)) or "none beyond those of every claim"
        yield Problem.UNFIT_PARAMETER, name, f"a claim of kind {kind} does not take it; it takes {fitting}"
    if given.get("to") is None:
        yield Problem.UNFIT_PARAMETER, "to", f"a claim of kind {kind} is about two areas; name the other one"
    if kind is ClaimKind.RECORD and given.get("period") is None:
        yield Problem.UNFIT_PARAMETER, "period", "say which period is the record"
    if kind is ClaimKind.RANK and given.get("period") is None:
        yield Problem.UNFIT_PARAMETER, "period", "say for which period the rank is claimed"
