"""Records read for views: through their resource's own row path, by statements that are made once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Select, select, true

from app.views.pairs import Condition, Pair
from app.web.questions.selection import Resource
from app.web.rows import Column, Row
from app.web.snapshot import Snapshot

_EVERY: Final = true()
LINE: Final = ("id", "url", "sentence")
"""The members of a record told in one sentence."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How records are read: the members to show, and `beside` them the columns that the view takes for itself.

    Those that meet `where` are read, and `of_pair` where a pair is named, else `of_all`; `source` is what they are read
    from where that is more than the resource's own table.
    """

    resource: Resource
    of_pair: Condition
    of_all: Condition = _EVERY
    where: Condition = _EVERY
    members: Sequence[str] = LINE
    beside: Sequence[Column] = ()
    source: Any = None

    def rows(self, snapshot: Snapshot, pair: Pair | None, **bound: Any) -> Iterator[tuple[Row, Sequence[Any]]]:
        """Read each record in the order of its list, with the values beside it; one statement.

        `bound` are values for parameters of the conditions beyond those of the pair.
        """
        statement, of_pair = (self._statement_of_pair, pair.bound) if pair else (self._statement_of_all, {})
        for row in snapshot.connection.execute(statement, {**of_pair, **bound}):
            record = self._read(snapshot.catalogue, row)
            yield {name: record[name] for name in self.members}, row[self._width :]

    @cached_property
    def _needed(self) -> list[str]:
        return self.resource.shape.needed(self.members)

    @cached_property
    def _width(self) -> int:
        return len(self.resource.shape.columns(self._needed))

    @cached_property
    def _read(self) -> Any:
        return self.resource.shape.reader(self._needed)

    @cached_property
    def _statement_of_pair(self) -> Select[Any]:
        return self._statement(self.of_pair)

    @cached_property
    def _statement_of_all(self) -> Select[Any]:
        return self._statement(self.of_all)

    def _statement(self, condition: Condition) -> Select[Any]:
        columns = (*self.resource.shape.columns(self._needed), *self.beside)
        rows = (
            select(*columns)
            .select_from(self.resource.model if self.source is None else self.source)
            .where(self.where, condition)
        )
        return rows.order_by(*self.resource.order)
