"""Records as views read them: selected by a statement that is made once, and shown by their resource's own cells."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Executable, FromClause, bindparam, select, true

from app.models import Byteorder, quantity_columns
from app.models.provenance import Evidence, record_key
from app.reasoning import Fact, SourceRef, lineage_of
from app.views.pairs import Pair
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import RecordKind, SourceKind
from app.vocabulary.words import is_currency
from app.web.catalogue import Catalogue
from app.web.questions import Resource
from app.web.questions.filters import Clause
from app.web.rows.cells import Column, Row, RowReader
from app.web.snapshot import Snapshot

_ALWAYS: Final = true()
LINE: Final = ("id", "url", "sentence", "proof")
"""The members of a record told in one sentence."""


@dataclass(frozen=True, eq=False)
class SelectedRecord:
    """A record as it was selected. Its members are made only when they are shown."""

    reader: "RecordReader"
    catalogue: Catalogue
    values: Sequence[object]

    @property
    def beside(self) -> Sequence[Any]:
        """The values of the columns that the view takes for itself."""
        return self.values[len(self.reader.cells.columns) :]

    @cached_property
    def row(self) -> Row:
        """The members that the reader shows."""
        made = self.reader.cells.read(self.catalogue, *self.values)
        return {name: made[name] for name in self.reader.members}

    @cached_property
    def title(self) -> str:
        """What the record is called, where it has a title of its own."""
        title: str = self.reader.cells.read(self.catalogue, *self.values)["title"]
        return title


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordReader:
    """How records of one resource are selected: the members to show, and the columns a view takes `beside` them.

    A record must meet `where`, and `of_pair` where a pair is named, else `of_all`. `source` is what records are
    selected from where that is more than the resource's own table.
    """

    resource: Resource
    of_pair: Clause
    of_all: Clause = _ALWAYS
    where: Clause = _ALWAYS
    members: Sequence[str] = LINE
    beside: Sequence[Column] = ()
    source: FromClause | None = None

    def records(
        self, snapshot: Snapshot, pair: Pair | None, bound: Mapping[str, Sequence[str]] | None = None
    ) -> Sequence[SelectedRecord]:
        """Read the records in the order of their list: one statement, or none where they were read before.

        `bound` holds values for parameters of the conditions beyond those of the pair.
        """

        def read() -> list[SelectedRecord]:
            statement = self._statements[0 if pair else 1]
            own = pair.bound if pair else {"prose": json.dumps(snapshot.catalogue.prose)}
            rows = snapshot.connection.execute(statement, {**own, **(bound or {})}).all()
            return [SelectedRecord(self, snapshot.catalogue, row) for row in rows]

        narrowed = tuple((name, tuple(values)) for name, values in (bound or {}).items())
        return snapshot.memo.get((self, pair, narrowed), read)

    @cached_property
    def cells(self) -> RowReader:
        """The reader of the members, which takes the first columns."""
        titled = ("title",) if hasattr(self.resource.model, "title") and "title" not in self.members else ()
        return self.resource.shape.reader((*self.members, *titled))

    @cached_property
    def _statements(self) -> tuple[Executable, Executable]:
        """What selects the records of a pair, and all."""
        rows = select(*self.cells.columns, *self.beside).where(self.where).order_by(*self.resource.order)
        rows = rows if self.source is None else rows.select_from(self.source)
        return rows.where(self.of_pair), rows.where(self.of_all)


def with_lineages(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the facts, those of datasets with the lineage that follows from publisher and reporter.

    A dataset of several reporters has several lineages. Where a dataset names the lineage of what a publisher has from
    a reporter, it is that of all others that name none: one database under two names is one witness.
    """
    following = [lineage_of(fact.source.publisher, fact.basis.compiled_by) for fact in facts]
    named = {
        lineage: fact.source.lineage
        for fact, lineage in zip(facts, following, strict=True)
        if fact.source.kind is SourceKind.DATASET and _is_named(fact.source, lineage)
    }
    for fact, lineage in zip(facts, following, strict=True):
        source = fact.source
        if source.kind is SourceKind.DATASET and lineage and not _is_named(source, lineage):
            yield replace(fact, source=replace(source, lineage=named.get(lineage, lineage)))
        else:
            yield fact


def _is_named(source: SourceRef, following: str | None) -> bool:
    """Return whether a dataset has a lineage that somebody chose: none, and what follows, were not."""
    return source.lineage not in (None, following, lineage_of(source.publisher, None))


_OTHER_KINDS: Final = (RecordKind.INDICATOR, RecordKind.AGREEMENT, RecordKind.PLAN)
"""Kinds of records with quantities, besides trade flows."""
_WIDTH: Final = len(QUANTITY_PARTS)
_STATED_AGAIN: Final = (
    select(
        Evidence.id,
        Evidence.field,
        *(column for kind in (*_OTHER_KINDS, RecordKind.TRADE_FLOW) for column in record_key(kind)),
        *quantity_columns(Evidence, "quantity"),
    )
    .where(
        Evidence.__table__.c.quantity_unit.is_not(None),
        Evidence.source.in_(bindparam("sources", type_=Byteorder, expanding=True)),
    )
    .order_by(Evidence.id)
)


def second_statements(snapshot: Snapshot, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Read what sources say a second time in other terms, such as a headline, as facts of their own."""
    stated = {(fact.kind, fact.record, fact.field): fact for fact in facts}
    sources = {fact.source.id for fact in facts if fact.source.kind is not SourceKind.DATASET}
    for row in snapshot.connection.execute(_STATED_AGAIN, {"sources": sorted(sources)}).all():
        first = stated.get((*_record_of(row[2:-_WIDTH]), row.field))
        quantity = quantity_from_columns(*row[-_WIDTH:])
        if first is not None and quantity is not None:
            basis = replace(first.basis, currency=quantity.unit) if is_currency(quantity.unit) else first.basis
            yield replace(first, evidence=row.id, quantity=quantity, basis=basis)


def _record_of(values: Sequence[Any]) -> tuple[RecordKind, str]:
    """Return kind and id of the record that evidence is of; no id where it is of none that states quantities."""
    for kind, record in zip(_OTHER_KINDS, values, strict=False):
        if record is not None:
            return kind, record
    key = values[len(_OTHER_KINDS) :]
    return RecordKind.TRADE_FLOW, FlowKey(*key).id if key[0] is not None else ""
