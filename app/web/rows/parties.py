"""The parties of agreements and plans: as children of a row, and as the names that its sentence says."""

from sqlalchemy import ColumnElement, Text, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.models.facts import AgreementParty, PlanParty
from app.models.reference import Actor
from app.web.catalogue import Catalogue
from app.web.questions.filters import Clause, Codes
from app.web.rows import Cell, Children, Column, actor_of, area_of, shape_of
from app.web.schemas import PartyOut

Party = type[AgreementParty | PlanParty]


def parties_of(
    out: type[PartyOut], party: Party, owner: InstrumentedAttribute[str], *, none_is_unknown: bool = False
) -> Children:
    """Show the parties of a record, in their order."""
    shape = shape_of(out, party, actor=actor_of(party.actor), area=area_of(party.area))
    return Children(owner, (party.position,), shape, none_is_unknown=none_is_unknown)


def belongs_to(actor: Column, codes: Codes) -> Clause:
    """Tell whether a person or organisation is of one of these areas."""
    return actor.in_(select(Actor.id).where(Actor.area.in_(codes)))


def is_party(party: Party, codes: Codes) -> Clause:
    """Tell whether a party is one of these areas, or a person or organisation of one."""
    return or_(party.area.in_(codes), belongs_to(party.actor, codes))


def names_of(party: Party, *conditions: ColumnElement[bool]) -> Cell:
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
    return catalogue.areas[code]["name"] if kind == "area" else catalogue.actors[code]["title"]
