"""A writer compiled from a shape turns what the database gave into JSON, JSON Lines or CSV.

It works column by column, so that the machinery is paid once for a chunk and not for each of its cells. A member that
is the same in all rows of a chunk (most are: the reporter, the source, nothing) is written once, and stands between the
columns of those that differ.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.web.catalogue import Catalogue
from app.web.rows import Shape
from app.web.rows.cells import Column, Encode, Make, Values, Written
from app.web.rows.formats import Notation, joined
from app.web.rows.statements import as_text


@dataclass(frozen=True, slots=True)
class _Step:
    """How one member is made: where its columns and needs are, and what makes it of them.

    What no other member needs is made as text. What others need is made as values, and `encode` writes them where they
    are shown as well.
    """

    name: str
    places: Sequence[int]
    make: Make
    encode: Encode | None


class Writer:
    """Writes rows of a shape: `columns` are what to select, `columns_of` and `text` turn the result into rows as text.

    The columns of the order come first, whether shown or not: they are the key of a row. No column is read twice, and
    those that are `fixed` are not read at all: all rows hold what the parameter of this name is bound to.
    """

    def __init__(
        self,
        shape: Shape,
        order: Sequence[Column],
        members: Sequence[str],
        notation: Notation,
        catalogue: Catalogue,
        fixed: Mapping[Column, str],
    ) -> None:
        """Compile the writer of these members."""
        self._members, self._between = members, notation.between(members)
        self._encode = {name: notation.encoder(name) for name in members}
        self._children = [name for name in members if name in shape.children]
        for_children = ("id",) if self._children else ()
        made = shape.needed((*members, *for_children))
        needed = {need for name in made for need in shape.cells[name].needs}.union(for_children)
        places = {column: place for place, column in enumerate(dict.fromkeys((*order, *shape.columns(made))))}
        self.columns = [as_text(column) for column in places if column not in fixed]
        self._fixed = [(place, fixed[column]) for column, place in places.items() if column in fixed]
        # What is made of the columns stands behind them.
        self._made = {name: place for place, name in enumerate(made, len(places))}
        self._steps = [
            _Step(
                name,
                [*map(places.__getitem__, cell.columns), *map(self._made.__getitem__, cell.needs)],
                cell.bind(catalogue, None if name in needed else self._encode.get(name)),
                self._encode.get(name) if name in needed else None,
            )
            for name, cell in ((name, shape.cells[name]) for name in made)
        ]

    def columns_of(self, rows: Sequence[Values], bound: Mapping[str, object]) -> list[Values]:
        """Return rows as columns, with the fixed ones, which were not read, filled in from the bound values."""
        columns: list[Values] = list(zip(*rows, strict=True))
        for place, name in self._fixed:
            columns.insert(place, (bound[name],) * len(rows))
        return columns

    def text(self, columns: Sequence[Values], children: Callable[[str, Values], Values]) -> bytes:
        """Write rows in UTF-8; `children` returns what a member of another table holds for each of the ids."""
        count = len(columns[0])
        made = [*columns]
        is_same = [column[0] == column[-1] and column.count(column[0]) == count for column in columns]
        written: dict[str, Written] = {}
        for step in self._steps:
            given = [made[place] for place in step.places]
            once = all(map(is_same.__getitem__, step.places))
            found = step.make([column[:1] for column in given] if once else given)
            made.append([*found] * count if once else found)
            is_same.append(once)
            texts = step.encode(found) if step.encode else found
            written[step.name] = texts[0] if once else texts
        for name in self._children:
            written[name] = self._encode[name](children(name, made[self._made["id"]]))
        return joined(self._between, [written[name] for name in self._members], count)
