"""A fact as reasoning sees it: one quantity of one record, what it is about, on which basis, and who says so."""

import dataclasses
from dataclasses import dataclass
from typing import Protocol

from app.vocabulary import BasisKind, Flow, Quantity, RecordKind, SourceKind, Unit, Valuation
from app.vocabulary.interval import Interval


@dataclass(frozen=True, slots=True)
class Witness:
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
class Basis:
    """Who compiled a figure, how it came about, and what its value includes; None is not known."""

    compiled_by: str | None
    compiler: str | None
    kind: BasisKind | None
    valuation: Valuation | None

    @property
    def is_known(self) -> bool:
        """Whether the source says, or lets infer, who compiled the figure."""
        return self.compiled_by is not None or self.compiler is not None

    def differs_from(self, other: "Basis") -> tuple[str, ...]:
        """Name what is known to differ: compilers, or valuations that are both stated."""
        compilers = (self.compiled_by, self.compiler), (other.compiled_by, other.compiler)
        named = [compiler for compiler in compilers if compiler != (None, None)]
        differing = ["compiler"] if len(set(named)) > 1 else []
        stated = {basis.valuation for basis in (self, other)} - {None, Valuation.NOT_STATED}
        if len(stated) > 1:
            differing.append("valuation")
        return tuple(differing)


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


@dataclass(frozen=True, slots=True, kw_only=True)
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
    witness: Witness
    quantity: Quantity
    same_as: str | None
    part_of: str | None
    evidence: str | None

    @property
    def sentence(self) -> str:
        """What the record says; nothing where no record was read."""
        return self.told.sentence if self.told else ""

    @property
    def id(self) -> str:
        """Name the fact: its record and field, and the evidence of a second statement."""
        return "/".join(part for part in (self.kind, self.record, self.field, self.evidence) if part)

    @property
    def interval(self) -> Interval:
        """The interval that the quantity allows."""
        return self.quantity.interval

    @property
    def unit(self) -> Unit:
        """The unit of the quantity."""
        return self.quantity.unit
