"""The shapes that views share: an input of a computation, with its quantity and its link."""

from app.reasoning.facts import Basis, Fact
from app.vocabulary import BasisKind, RecordKind, Valuation
from app.vocabulary.codec import quantity_to_json
from app.web.catalogue import Catalogue
from app.web.rows import Row
from app.web.schemas import Out, QuantityOut, RecordRef, Ref


class InputOut(Out):
    """A fact that a computation used."""

    kind: RecordKind
    """The kind of record."""
    id: str
    """The id of the record."""
    url: str
    """Where the record is served, with its evidence."""
    field: str
    """The field that holds the quantity."""
    sentence: str
    """What the record says."""
    quantity: QuantityOut
    """The quantity used."""
    source: RecordRef
    """Who says it."""


class SharedBasisOut(Out):
    """The basis that the inputs share; what differs or is not known is null."""

    compiled_by: Ref | None
    """The area whose authorities compiled the figures."""
    compiler: RecordRef | None
    """The organisation that compiled them."""
    kind: BasisKind | None
    """How the figures came to be."""
    valuation: Valuation | None
    """What they include."""


def input_of(fact: Fact, catalogue: Catalogue) -> Row:
    """Show a fact as an input."""
    return {
        "kind": fact.kind,
        "id": fact.record,
        "url": fact.url,
        "field": fact.field,
        "sentence": fact.sentence,
        "quantity": quantity_to_json(fact.quantity),
        "source": catalogue.sources[fact.witness.id],
    }


def basis_out(basis: Basis, catalogue: Catalogue) -> Row:
    """Show a basis with its labels."""
    return {
        "compiled_by": basis.compiled_by and catalogue.areas[basis.compiled_by],
        "compiler": basis.compiler and catalogue.actors[basis.compiler],
        "kind": basis.kind,
        "valuation": basis.valuation,
    }
