"""What belongs to a record in other tables: links, lists of codes, parties, other names, and evidence."""

from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models.facts import AgreementParty, Outcome, PlanParty
from app.models.provenance import Evidence, record_key
from app.models.reference import ActorAlias, AreaAlias
from app.reasoning.sentences.names import in_prose
from app.settings import API
from app.vocabulary.period import FlowKey
from app.vocabulary.terms import RecordKind
from app.web.catalogue import Catalogue, Label, record_label
from app.web.rows import Relation, Shape, shape_of
from app.web.rows.cells import Cell, Column, name_of, value_of
from app.web.schemas import EvidenceOut, Out, PartyOut, RecordRef, Ref


def link_of(key: Column, title: InstrumentedAttribute[str]) -> Cell:
    """Build the cell of the record that a key refers to; `title` is the column of its table that names it."""
    other = aliased(title.class_)
    named = select(getattr(other, title.key)).where(other.id == key).scalar_subquery()
    return Cell((key, named), partial(_link_to, title.class_.__tablename__))


def _link_to(collection: str, _: Catalogue, record: str | None, title: str) -> Label | None:
    return record_label(collection, record, title) if record else None


def links_back(about: str, key: InstrumentedAttribute[str | None], title: InstrumentedAttribute[str]) -> Relation:
    """Return the relation from a record to those of a table that refer to it by `key`, in the order of their titles."""
    model: type[Any] = title.parent.class_
    return Relation(shape_of(RecordRef, model, title=value_of(title)), (key,), (title, model.id), about=about)


def labels_under(owner: InstrumentedAttribute[str], code: InstrumentedAttribute[str]) -> Relation:
    """Return the areas or commodities that a table lists for a record, by code and name."""
    return Relation(Shape(Ref, {"code": value_of(code), "name": name_of(code)}), (owner,), (owner.class_.position,))


PartyModel = type[AgreementParty | PlanParty]


def parties_of(
    out: type[PartyOut], party: PartyModel, owner: InstrumentedAttribute[str], *, none_is_unknown: bool = False
) -> Relation:
    """Return the parties of a record, in their order."""
    return Relation(shape_of(out, party), (owner,), (party.position,), none_is_unknown=none_is_unknown)


def names_of(party: PartyModel, *conditions: ColumnElement[bool]) -> Cell:
    """Read the names of the parties that meet the conditions, in their order, within the statement of the row."""
    who = func.coalesce(literal("area ") + party.area, literal("actor ") + party.actor)
    line = cast(party.position, Text) + literal(" ") + who
    lines = select(func.aggregate_strings(line, "\n")).where(*conditions).scalar_subquery()
    return Cell((lines,), _names)


def _names(catalogue: Catalogue, lines: str | None) -> list[str]:
    """Read names from lines of position, kind and code: not every SQLite can order what it puts together."""
    parties = [line.split(" ") for line in (lines or "").split("\n") if line]
    return [_name(catalogue, kind, code) for _, kind, code in sorted(parties, key=lambda party: int(party[0]))]


def _name(catalogue: Catalogue, kind: str, code: str) -> str:
    return in_prose(catalogue.areas[code]["name"] if kind == "area" else catalogue.actors[code]["title"])


class AliasOut(Out):
    """Another name, by which the record is found too."""

    alias: str
    """The name."""
    language: str | None
    """The language of the name, as an ISO 639-1 code."""
    source: str | None
    """Where the name was found; null for those of the reference packages."""


def aliases_of(model: type[AreaAlias | ActorAlias], owner: Column) -> Relation:
    """Return all other names, in the order of the reference data."""
    return Relation(shape_of(AliasOut, model), (owner,), (model.position,))


_BY_ID: Final = tuple(kind for kind in RecordKind if kind is not RecordKind.TRADE_FLOW)
_KEYS: Final = tuple(column for kind in (RecordKind.TRADE_FLOW, *_BY_ID) for column in record_key(kind))
_PLAN_OF_OUTCOME: Final = select(Outcome.plan).where(Outcome.id == Evidence.outcome).scalar_subquery()


def _record(_: Catalogue, plan: str | None, *keys: Any) -> dict[str, object]:
    """Return the link to the one record whose key is set; an outcome is served with its plan."""
    flow, ids = keys[: len(FlowKey._fields)], keys[len(FlowKey._fields) :]
    if flow[0] is not None:
        kind, record = RecordKind.TRADE_FLOW, FlowKey(*flow).id
    else:
        kind, record = next((kind, one) for kind, one in zip(_BY_ID, ids, strict=True) if one is not None)
    url = f"{API}/{kind.room}/{record}" if plan is None else f"{API}/{RecordKind.PLAN.room}/{plan}"
    return {"kind": kind, "id": record, "url": url}


EVIDENCE_SHAPE: Final = shape_of(
    EvidenceOut,
    Evidence,
    record=Cell((_PLAN_OF_OUTCOME, *_KEYS), _record),
    start=value_of(Evidence.quote_start),
    end=value_of(Evidence.quote_end),
    prefix=value_of(Evidence.quote_prefix),
    suffix=value_of(Evidence.quote_suffix),
)


IN_TEXT_ORDER: Final = (Evidence.position, Evidence.id)
"""The order of the evidence of one record: that of its text."""


def evidence_of(kind: RecordKind) -> Relation:
    """Return the relation from a record of a kind to its evidence."""
    about = "Quotes of the source that state its fields, with their positions."
    return Relation(EVIDENCE_SHAPE, record_key(kind), IN_TEXT_ORDER, about=about)
