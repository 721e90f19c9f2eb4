"""Reasoning: pure functions from stated facts to derived facts, checks, verdicts on claims, sums, and sentences.

Here are the facts as reasoning sees them, the one comparison of their bases, and what all findings have in common.
"""

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property, lru_cache
from typing import Protocol

from app.vocabulary.codec import QuantityJson, quantity_to_json
from app.vocabulary.measures import BasisKind, Flow, Valuation
from app.vocabulary.quantity import Interval, Quantity
from app.vocabulary.terms import ALL_GOODS, WORLD, RecordKind, SourceKind
from app.vocabulary.text import slug
from app.vocabulary.verdicts import CheckRule, ClaimKind, DerivationRule
from app.vocabulary.words import Measure


class Aspect(StrEnum):
    """What keeps two figures from being compared, or may; the last two name the side that states nothing."""

    COMPILER = "compiler"
    VALUATION = "valuation"
    CURRENCY = "currency"
    REPORTER = "reporter"
    SCOPE = "scope"
    PERIOD = "period"
    BASE_PERIOD = "base_period"
    COMPILER_NOT_KNOWN = "compiler_not_known"
    VALUATION_NOT_KNOWN = "valuation_not_known"
    EXPORTER = "exporter"
    IMPORTER = "importer"


class Unknown(Enum):
    """What a compiler that is not known is taken for. The policies differ in effect, so each caller names its own."""

    SAME = "same"
    """That of the other figures: prose seldom says whose figures it quotes, and refutes nothing by its silence."""
    OWN = "own"
    """One apart from all that are known: in answers by basis, whose figure it is must not be guessed."""
    NEVER = "never"
    """One that nothing is compared with: the two sides of a trade, and what a share is a share of."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Who compiled a figure, how it came about, what its value includes and in which currency; None is not known."""

    compiled_by: str | None
    compiler: str | None
    kind: BasisKind | None
    valuation: Valuation | None
    currency: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether the source says, or lets infer, who compiled the figure."""
        return self.compiled_by is not None or self.compiler is not None

    @property
    def compilers(self) -> tuple[str | None, str | None]:
        """The area that compiled the figure, which stands for all its offices, or else the organisation."""
        return self.compiled_by, None if self.compiled_by else self.compiler

    @classmethod
    def common(cls, bases: Sequence["Basis"]) -> "Basis":
        """Return what several bases share; what differs or is unknown is None."""
        members = [member.name for member in dataclasses.fields(cls)]
        differing = [name for name in members if len({getattr(basis, name) for basis in bases}) > 1]
        return dataclasses.replace(bases[0], **dict.fromkeys(differing)) if differing else bases[0]


def differences(*bases: Basis, unknown: Unknown = Unknown.SAME) -> tuple[Aspect, ...]:
    """Return in what bases differ, and so why figures on them are not compared; empty where they may be.

    Valuations and currencies differ only where stated. Under `Unknown.NEVER` a compiler that is not known leaves no
    more than the reporters to tell the figures apart.
    """
    compilers = {basis.compilers for basis in bases}
    if unknown is not Unknown.OWN:
        compilers.discard((None, None))
    aspects = [Aspect.COMPILER] if len(compilers) > 1 else []
    if len({basis.valuation for basis in bases} - {None, Valuation.NOT_STATED}) > 1:
        aspects.append(Aspect.VALUATION)
    if len({basis.currency for basis in bases} - {None}) > 1:
        aspects.append(Aspect.CURRENCY)
    if unknown is Unknown.NEVER and not all(basis.is_known for basis in bases):
        aspects.append(Aspect.REPORTER)
    return tuple(aspects)


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source, with what decides whether it is an independent one: sources of one lineage are one witness."""

    id: str
    title: str | None
    kind: SourceKind
    lineage: str | None
    published_on: str | None
    supersedes: str | None
    publisher: str | None = None

    @property
    def root(self) -> str:
        """What independence is judged by: the lineage, or the source itself where none is known."""
        return self.lineage or self.id


@lru_cache(1_000)  # a table has few of both, and many rows
def lineage_of(publisher: str | None, reporter: str | None) -> str | None:
    """Return the lineage of what a publisher has from a reporter, or either has of its own; None where neither is."""
    return slug(f"{publisher or ''} {reporter or ''}") or None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a quantity measures, so that two quantities of one subject can be set against each other.

    `measure` is what is measured: of flows TRADE or NET_WEIGHT, an indicator's own, or a field of an agreement or a
    plan. For flows `area` is the reporter, `counterpart` the partner. `about` tells apart subjects of one measure:
    `mode` and `scope` of an indicator together, the group (`same_as`) or id of an agreement or plan, whose scope is its
    event.
    `within` is the country that an indicator's area lies in, or is.
    """

    measure: Measure
    area: str | None
    counterpart: str | None
    flow: Flow | None
    commodity: str | None
    about: str | None
    within: str | None = None
    mode: str | None = None
    scope: str | None = None


class Described(Protocol):
    """What tells of a record, made when it is asked for: of many facts only few are shown."""

    @property
    def row(self) -> Mapping[str, object]:
        """The members that are shown, among them `sentence` and `proof`."""

    @property
    def title(self) -> str:
        """What the record is called; for records that have a title of their own."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One quantity of one record.

    `field` is the field of the record that holds it; `is_change` tells growth from level, and `base_period` what a
    change is measured against; `as_of` is the day, month or year of a stock or signing, or by which a plan is due.
    `evidence` is what states it where that is not the record's own quantity (a headline), else None.
    """

    kind: RecordKind
    record: str
    url: str
    field: str
    described: Described | None = dataclasses.field(compare=False, repr=False)
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
    as_of: str | None = None

    @property
    def title(self) -> str:
        """What the record is called, where it has a title; its id where no record was read."""
        return self.described.title if self.described else self.record

    @cached_property
    def id(self) -> str:
        """The record and the field, and the evidence of a second statement."""
        return "/".join(filter(None, (self.kind, self.record, self.field, self.evidence)))

    @cached_property
    def shown(self) -> QuantityJson:
        """The quantity as answers show it, made once for all findings that the fact enters."""
        return quantity_to_json(self.quantity)

    @property
    def interval(self) -> Interval:
        """The interval that the quantity allows."""
        return self.quantity.interval

    @property
    def unit(self) -> str:
        """The unit of the quantity."""
        return self.quantity.unit


def are_on_one_basis(first: Fact, second: Fact) -> bool:
    """Return whether two facts are known to be of one compiler and valuation; of no known one, of one source."""
    is_known = first.basis.is_known or first.source.id == second.source.id
    return is_known and not differences(first.basis, second.basis, unknown=Unknown.OWN)


class Assumption(StrEnum):
    """What a finding takes as given where it is not known, as the answer says it."""

    IDENTITY = "turnover is exports plus imports, on one basis"
    ONE_SERIES = "both levels are of one series"
    ONE_LEVEL = "the sources mean one level, of one vintage"
    SAME_BASIS = "the inputs are on one basis"
    UNKNOWN_COMPILER = "a figure whose compiler is not known is on the same basis as the other"
    REPORTER = "a figure whose compiler is not known is its reporter's own"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule finds in its inputs, under its assumptions."""

    rule: CheckRule | DerivationRule | ClaimKind
    inputs: tuple[Fact, ...]
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
