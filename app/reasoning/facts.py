"""A fact as reasoning sees it: one quantity of one record, what it is about, on which basis, and who says so."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from app.reasoning.basis import Basis
from app.vocabulary import Flow, Quantity, RecordKind, SourceKind, Unit
from app.vocabulary.interval import Interval

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
    source: SourceRef
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
        """The record and the field, and the evidence of a second statement."""
        own = f"{self.kind}/{self.record}/{self.field}"
        return f"{own}/{self.evidence}" if self.evidence else own

    @property
    def interval(self) -> Interval:
        """The interval that the quantity allows."""
        return self.quantity.interval

    @property
    def unit(self) -> Unit:
        """The unit of the quantity."""
        return self.quantity.unit
