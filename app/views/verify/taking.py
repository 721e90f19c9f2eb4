"""What claims take: which parameters fit a kind or a measure, and what is claimed where no number is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import typed
from app.vocabulary.terms import Problem
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import (
    CURRENCY,
    DOCUMENTS,
    PERCENT,
    PLACES,
    USD,
)

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
