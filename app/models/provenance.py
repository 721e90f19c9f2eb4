"""Where everything comes from: sources, evidence, releases and what each release changed."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from app.models import Base, quantities, ref
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import RecordKind


class Source(Base):
    """An article, report, statement or dataset; it is loaded and replaced as a whole."""

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str | None]
    publisher: Mapped[str | None]
    author: Mapped[str | None]
    url: Mapped[str | None]
    place: Mapped[str | None] = mapped_column(ref("areas.code"))
    published_on: Mapped[str | None]
    retrieved_on: Mapped[str | None]
    language: Mapped[str | None]
    version: Mapped[str | None]
    rights: Mapped[str | None]
    attribution_line: Mapped[str | None]
    text_sha256: Mapped[str | None]
    text_length: Mapped[int | None]
    relays: Mapped[str | None] = mapped_column(ref("actors.id"))
    lineage: Mapped[str | None]
    supersedes: Mapped[str | None] = mapped_column(ref("sources.id"))
    note: Mapped[str | None]
    content_digest: Mapped[str]
    search: Mapped[str]


class SourceNotHeld(Base):
    """A figure that a source states and no record holds, and why none does."""

    __tablename__ = "source_not_held"

    source: Mapped[str] = mapped_column(ref("sources.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    figure: Mapped[str]
    reason: Mapped[str]


RECORD_KEYS: Final[Mapping[RecordKind, tuple[str, ...]]] = {kind: (str(kind),) for kind in RecordKind} | {
    RecordKind.TRADE_FLOW: tuple(f"{RecordKind.TRADE_FLOW}_{part}" for part in FlowKey._fields),
    RecordKind.SOURCE: ("about_source",),  # beside the source that holds the words
}
"""The columns of `evidence` that hold the key of a record, by its kind; those of one kind are set."""
_FLOW_KEY: Final = RECORD_KEYS[RecordKind.TRADE_FLOW]


class Evidence(Base):
    """The words behind one field of one record: quote, position, neighbours, speaker, attribution.

    Positions are those of W3C's TextPositionSelector; quote and neighbours are its TextQuoteSelector.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            _FLOW_KEY,
            [f"trade_flows.{part}" for part in FlowKey._fields],
            name="fk_evidence_trade_flow",
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint(
            " AND ".join(f"({_FLOW_KEY[0]} IS NULL) = ({other} IS NULL)" for other in _FLOW_KEY[1:]),
            name="trade_flow_key_whole",
        ),
        CheckConstraint(
            " + ".join(f"CASE WHEN {key[0]} IS NULL THEN 0 ELSE 1 END" for key in RECORD_KEYS.values()) + " = 1",
            name="one_record",
        ),
        CheckConstraint(
            "(quote IS NULL) = (quote_status = 'not_held') AND (quote IS NULL) = (quote_start IS NULL)"
            " AND (quote IS NULL) = (quote_end IS NULL)",
            name="quote_whole",
        ),
        CheckConstraint("quote_end > quote_start AND quote_end - quote_start <= 100", name="quote_short"),
        CheckConstraint("length(quote_prefix) <= 32 AND length(quote_suffix) <= 32", name="neighbours_short"),
        CheckConstraint(
            "quote IS NOT NULL OR (quote_prefix IS NULL AND quote_suffix IS NULL)", name="neighbours_of_a_quote"
        ),
        *quantities("quantity"),
        Index(None, "source", "position", "id"),
        Index("ix_evidence_trade_flow", *_FLOW_KEY),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ref("sources.id"))
    position: Mapped[int]
    field: Mapped[str]
    quote_status: Mapped[str]
    quote: Mapped[str | None]
    quote_start: Mapped[int | None]
    quote_end: Mapped[int | None]
    quote_prefix: Mapped[str | None]
    quote_suffix: Mapped[str | None]
    speaker: Mapped[str | None] = mapped_column(ref("actors.id"), index=True)
    attribution: Mapped[str]
    note: Mapped[str | None]

    trade_flow_reporter: Mapped[str | None]
    trade_flow_partner: Mapped[str | None]
    trade_flow_flow: Mapped[str | None]
    trade_flow_recency: Mapped[int | None]
    trade_flow_commodity: Mapped[str | None]
    trade_flow_source: Mapped[str | None]
    trade_flow_statement: Mapped[int | None]
    event: Mapped[str | None] = mapped_column(ref("events.id"), index=True)
    agreement: Mapped[str | None] = mapped_column(ref("agreements.id"), index=True)
    indicator: Mapped[str | None] = mapped_column(ref("indicators.id"), index=True)
    plan: Mapped[str | None] = mapped_column(ref("plans.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(ref("outcomes.id"), index=True)
    actor: Mapped[str | None] = mapped_column(ref("actors.id"), index=True)
    about_source: Mapped[str | None] = mapped_column(ref("sources.id"), index=True)


def record_key(kind: RecordKind) -> tuple[InstrumentedAttribute[Any], ...]:
    """Return the columns of `evidence` that hold the key of a record of this kind."""
    return tuple(getattr(Evidence, name) for name in RECORD_KEYS[kind])


class Release(Base):
    """One state of all data; the row with the highest sequence is in force."""

    __tablename__ = "releases"

    digest: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(unique=True)
    loaded_at: Mapped[str]
    reference_digest: Mapped[str]
    counts: Mapped[dict[str, int]]
    followed_from: Mapped[int]
    """The sequence of the oldest release from which a copy of the lists can follow the changes up to this one."""


class RecordChange(Base):
    """One field that a release changed in one record, or a record it added, removed or shows otherwise (field null).

    The last change of a record in a release has its row as its list shows it from then on. Changes stay where the data
    of their release come again, whose row in `releases` gives way: who follows from before needs all of them.
    """

    __tablename__ = "record_changes"
    __table_args__ = (CheckConstraint("change IN ('added', 'changed', 'removed')", name="change"),)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True)
    release: Mapped[str]
    loaded_at: Mapped[str]
    kind: Mapped[str]
    record: Mapped[str]
    change: Mapped[str]
    field: Mapped[str | None]
    before: Mapped[str | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[str | None] = mapped_column(JSON(none_as_null=True))
    row: Mapped[str | None]
