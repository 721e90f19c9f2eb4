"""Answers composed of several resources, computed from the release in force.

Here is what they show of values and facts, and how an answer is cut to what a client asks for: to some members by name,
or in few bytes to what tells most.
"""

from collections import Counter
from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Annotated, Any, ClassVar, Final

from pydantic import ConfigDict, Field

from app.reasoning import Basis, Fact
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.measures import BasisKind, Valuation
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import Proof, RecordKind
from app.vocabulary.words import OpenWord
from app.web.catalogue import Catalogue
from app.web.questions.queries import Flag, Query
from app.web.rows.cells import Row
from app.web.rows.formats import to_json
from app.web.schemas import Out, QuantityOut, RecordRef, Ref


class InputOut(Out):
    """A fact that a computation used."""

    kind: RecordKind
    """Kind of record."""
    id: str
    """Id of the record."""
    url: str
    """Address of the record and its evidence."""
    field: str
    """Field that holds the quantity."""
    sentence: str
    """The record in one English sentence."""
    proof: Proof
    """How the record can be proved."""
    quantity: QuantityOut
    """Quantity used."""
    source: RecordRef
    """Source of the statement."""


class SharedBasisOut(Out):
    """The basis that the inputs share; what differs or is not known is null."""

    compiled_by: Ref | None
    """Area whose authorities compiled the figures."""
    compiler: RecordRef | None
    """Organisation that compiled them."""
    kind: BasisKind | None
    """Kind of basis."""
    valuation: Valuation | None
    """Valuation of the figures."""


def row_of(out: type[Out], value: object, catalogue: Catalogue, **given: object) -> Row:
    """Return the members of a shape: those given here, all others from the attributes of the same names."""
    return {
        info.alias or name: given[name] if name in given else _json_of(getattr(value, name), catalogue)
        for name, info in out.model_fields.items()
    }


def _json_of(value: object, catalogue: Catalogue) -> object:
    match value:
        case OpenWord():
            return value.code
        case None | str() | int():
            return value
        case Quantity():
            return quantity_to_json(value)
        case Fact():
            return input_row(value, catalogue)
        case Basis():
            return basis_row(value, catalogue)
        case tuple():
            return [_json_of(each, catalogue) for each in value]
    raise TypeError(f"{type(value).__name__} has no form in an answer")


def input_row(fact: Fact, catalogue: Catalogue, out: type[Out] = InputOut, **given: object) -> Row:
    """Return the row of a fact that a computation used, with the members given."""
    source, told = catalogue.sources[fact.source.id], fact.described.row if fact.described else {}
    shown = {"id": fact.record, "quantity": fact.shown, "source": source, **given}
    return row_of(out, fact, catalogue, sentence=told.get("sentence"), proof=told.get("proof"), **shown)


def basis_row(basis: Basis, catalogue: Catalogue, out: type[Out] = SharedBasisOut, **given: object) -> Row:
    """Return the row of a basis, with its labels and the members given."""
    compiled_by = basis.compiled_by and catalogue.areas[basis.compiled_by]
    compiler = basis.compiler and catalogue.actors[basis.compiler]
    return row_of(out, basis, catalogue, compiled_by=compiled_by, compiler=compiler, **given)


MOST_BYTES: Final = 5_900
"""The size of a brief answer, in which a token takes 3.1 bytes (measured): below 2,000 tokens."""
IN_BRIEF: Final = frozenset(
    (
        *("areas", "coverage", "links", "release", "claim", "by_basis", "facts", "inputs", "missing", "reached"),
        *("trade_flows", "trade_flows_of_places", "events", "agreements", "plans", "indicators", "derived", "checks"),
        *("mirror", "goods", "outcomes", "origin", "destination", "commodity", "from", "to", "code", "name"),
        *("sentence", "text", "gist", "url", "period", "due", "happened_on", "flow", "quantity", "primary_value"),
        *("verdict", "stance", "standing", "understates"),
    )
)
"""The members that a brief answer keeps, wherever they stand: quantities as their `text`, records as their `url`."""


class PartOut(Out):
    """What `sections` or `brief` leave of an answer: some of its members, and of a brief one those that tell most."""

    model_config = ConfigDict(extra="allow")
    not_shown: dict[str, int]
    """For `brief=true`, how many rows of each section are left out."""


class Shown(Query):
    """How much of an answer is shown; `told` are the members that stay in a brief one."""

    told: ClassVar[frozenset[str]] = IN_BRIEF
    brief: Annotated[Flag, Field(examples=[True])] = False
    """Whether to show what tells most in under 2,000 tokens; `not_shown` counts the rest."""
    sections: str | None = None

    def of(self, row: Row, shares: Mapping[str, int]) -> Row:
        """Return what of an answer is asked for; in a brief one, sections not asked for by their shares."""
        if self.sections:
            asked = self.sections.split(",")
            row = {name: row[name] for name in asked} | {"not_shown": row.get("not_shown", {})}
            shares = {name: share or 1 for name, share in shares.items() if name in asked}
        return cut(row, shares, self.told) if self.brief else row


def cut(row: Row, shares: Mapping[str, int], kept: Container[str] | None = None) -> Row:
    """Return an answer with the first rows of its sections, taken in turn by their shares while there is room.

    Of all other members those are left that are to be kept, all for None.
    A section of which nothing is shown, and something is held, is left out: an empty one says that nothing is held.
    """
    told = {name: _told(value, kept) for name, value in row.items() if kept is None or name in kept or name in shares}
    shown: Row = {name: [] for name in told if name in shares}
    hidden = {name: len(told[name]) for name in shown}
    room = MOST_BYTES - len(to_json({**told, **shown, "not_shown": hidden}))
    full = {name for name in shown if shares[name] == 0}
    for _, name, one in sorted(_turns(told, shares), key=itemgetter(0)):
        size = len(to_json(one)) + 1
        if name in full or size > room:
            full.add(name)
            continue
        shown[name].append(one)
        hidden[name] -= 1
        room -= size
    left = {name: shown.get(name, value) for name, value in told.items() if shown.get(name, value) or not value}
    earlier = row.get("not_shown", {})
    return left | {"not_shown": earlier | {name: count for name, count in hidden.items() if count}}


def interleaved(rows: Sequence[Row], kinds: Sequence[Hashable]) -> list[Row]:
    """Sort rows so that one of each kind comes before a second of any; `kinds` has that of each row."""
    before = Counter[Hashable]()
    turns = []
    for kind in kinds:
        turns.append(before[kind])
        before[kind] += 1
    return [row for _, row in sorted(zip(turns, rows, strict=True), key=itemgetter(0))]


def _turns(told: Row, shares: Mapping[str, int]) -> Iterator[tuple[float, str, object]]:
    """Yield the rows of all sections with their turns: of a share of 3, three come while others have one."""
    for name, share in shares.items():
        for place, one in enumerate(told.get(name, ()), 1):
            yield place / (share or 1), name, one


def _told(value: Any, kept: Container[str] | None) -> Any:
    """Return a value with the members that a brief answer keeps; who has an address has the inputs there."""
    if isinstance(value, Mapping):
        hidden = "inputs" if "url" in value else None
        told = {name: one for name, one in value.items() if kept is None or name in kept}
        return {name: _told(one, kept) for name, one in told.items() if name != hidden}
    return [_told(one, kept) for one in value] if isinstance(value, list) else value
