"""Answers composed of several resources, computed from the release in force: what they show of values and facts."""

from app.reasoning import Basis, Fact
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.measures import BasisKind, Valuation
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import Proof, RecordKind
from app.vocabulary.words import OpenWord
from app.web.catalogue import Catalogue
from app.web.rows.cells import Row
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
