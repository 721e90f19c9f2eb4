"""Reasoning: pure functions from stated facts to derived facts, checks, verdicts on claims, sums, and sentences.

Here are the values that they share: facts as reasoning sees them, and what all findings have in common. A fact is one
quantity of one record: what it is about, on which basis, and who says so.
"""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from app.reasoning.basis import Basis
from app.vocabulary.codec import QuantityJson, quantity_to_json
from app.vocabulary.interval import Interval
from app.vocabulary.measures import Flow, Unit
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS, WORLD, RecordKind, SourceKind
from app.vocabulary.verdicts import CheckRule, DerivationRule

NameByCode = Mapping[str, str]
"""The names of areas, commodities and actors by their codes."""


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source, with what decides whether it is an independent one: sources of one lineage are one witness."""

    id: str
    title: str
    kind: SourceKind
    lineage: str | None
    published_on: str | None
    supersedes: str | None

    @property
    def root(self) -> str:
        """What independence is judged by: the lineage, or the source itself where none is known."""
        return self.lineage or self.id


@dataclass(frozen=True, slots=True)
class Subject:
    """What a quantity measures, so that two quantities of one subject can be set against each other.

    `measure` is `trade` for flows, an indicator's measure, or `documents`, `value`, `items`, `quantity` of an
    agreement or a plan. For flows `area` is the reporter, `counterpart` the partner. `about` tells apart subjects of
    one measure: the mode and scope of an indicator, the group (`same_as`) or id of an agreement or plan. `within` is
    the country that an indicator's area lies in, or is.
    """

    measure: str
    area: str | None
    counterpart: str | None
    flow: Flow | None
    commodity: str | None
    about: str | None
    within: str | None = None


class Told(Protocol):
    """What tells a record in one English sentence, made when it is asked for: of many facts only few are shown."""

    @property
    def sentence(self) -> str:
        """The sentence."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One quantity of one record.

    `field` is the field of the record that holds it; `is_change` tells growth from level, and `base_period` what a
    change is measured against. `evidence` is the piece of evidence that states it when that differs from the record's
    own quantity (a headline), else None.
    """

    kind: RecordKind
    record: str
    url: str
    field: str
    told: Told | None = dataclasses.field(compare=False, repr=False)
    subject: Subject
    period: str | None
    is_change: bool
    base_period: str | None
    basis: Basis
    source: SourceRef
    quantity: Quantity
    same_as: str | None
    part_of: str | None
    evidence: str | None

    @property
    def sentence(self) -> str:
        """What the record says; nothing where no record was read."""
        return self.told.sentence if self.told else ""

    @cached_property
    def id(self) -> str:
        """The record and the field, and the evidence of a second statement."""
        own = f"{self.kind}/{self.record}/{self.field}"
        return f"{own}/{self.evidence}" if self.evidence else own

    @cached_property
    def shown(self) -> QuantityJson:
        """The quantity as answers show it, made once for all findings that the fact enters."""
        return quantity_to_json(self.quantity)

    @property
    def interval(self) -> Interval:
        """The interval that the quantity allows."""
        return self.quantity.interval

    @property
    def unit(self) -> Unit:
        """The unit of the quantity."""
        return self.quantity.unit


class Assumption(StrEnum):
    """What a finding takes as given where it is not known, as the answer says it."""

    IDENTITY = "turnover is exports plus imports, on one basis"
    ONE_SERIES = "both levels are of one series"
    SAME_BASIS = "the inputs are on one basis"
    UNKNOWN_COMPILER = "a figure whose compiler is not known is on the basis of the other"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule finds in its inputs, under its assumptions; `period` is that of the result."""

    rule: CheckRule | DerivationRule
    inputs: tuple[Fact, ...]
    period: str | None
    assumptions: tuple[Assumption, ...] = ()

    @cached_property
    def id(self) -> str:
        """The rule, the trade that is among the inputs, and a digest of the inputs; the same wherever they are held."""
        digest = hashlib.sha256("\n".join(fact.id for fact in self.inputs).encode()).hexdigest()
        return ".".join((self.rule.replace("_", "-"), *_trade_of(self.inputs), digest[:12]))


def _trade_of(inputs: Sequence[Fact]) -> tuple[str, ...]:
    """Return the two areas whose trade is among the inputs, sorted, and the commodity where it is not all goods.

    Trade with the World names them only where there is nothing but that.
    """
    trade = [fact.subject for fact in inputs if fact.subject.flow and fact.subject.area and fact.subject.counterpart]
    pairs = [sorted((subject.area or "", subject.counterpart or "")) for subject in trade]
    of_two = [pair for pair in pairs if WORLD not in pair] or (pairs if len(pairs) == len(inputs) else [])
    goods = [subject.commodity for subject in trade if subject.commodity not in (None, ALL_GOODS)]
    return (*of_two[0], *filter(None, goods[:1])) if of_two else ()


def are_independent(sources: Sequence[SourceRef]) -> bool | None:
    """Return whether several sources speak, each of a lineage of its own; None where that cannot be told."""
    if len(sources) < 2:  # noqa: PLR2004  # one statement has nothing to be independent of
        return None
    roots = {source.id: source.root for source in sources}
    if len(roots) == 1 or len(roots) > len(set(roots.values())):
        return False
    # A dataset is a lineage of its own.
    known = all(source.lineage is not None or source.kind is SourceKind.DATASET for source in sources)
    return True if known else None


def supersedes(later: SourceRef, earlier: SourceRef, sources: Mapping[str, SourceRef]) -> bool:
    """Return whether a source replaces another, directly or through those it replaces."""
    seen: set[str] = set()
    step: SourceRef | None = later
    while step is not None and step.supersedes is not None and step.id not in seen:
        if step.supersedes == earlier.id:
            return True
        seen.add(step.id)
        step = sources.get(step.supersedes)
    return False


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Return statements in the order of their publication, those of unknown day first."""
    return sorted(facts, key=lambda fact: (fact.source.published_on or "", fact.source.id, fact.id))
