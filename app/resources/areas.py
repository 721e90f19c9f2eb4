"""Areas: countries, subdivisions, groups, and points of infrastructure.

The id of an area is its code. Rows show it as `id`, which every record has, and as `code`, which is what references to
areas (`reporter`, `place`, `parent`) call it.
"""

from operator import attrgetter
from typing import Annotated, Final

from pydantic import Field

from app.models.reference import Area, AreaAlias
from app.vocabulary.terms import AreaKind
from app.web.answers import routes_of
from app.web.questions import Resource
from app.web.questions.filters import equals, text_in
from app.web.questions.filters.names import area_is
from app.web.questions.queries import Filters, SeveralNames, Words
from app.web.rows import Relation, shape_of
from app.web.rows.cells import value_of
from app.web.rows.related import AliasOut, aliases_of
from app.web.schemas import RecordOut, Ref


class AreaOut(RecordOut):
    """A country, a part of one, a group of them, a partner left open, or a point of infrastructure."""

    id: str
    """The same as `code`."""
    code: str
    """ISO 3166-1 alpha-3 or ISO 3166-2; UN/LOCODE for a point that has one; else a word of our own."""
    kind: AreaKind
    """Kind of area."""
    name: str
    """The name in English."""
    parent: Ref | None
    """The area that it lies in; null for countries, groups, and what lies in several."""
    alpha2: str | None
    """ISO 3166-1 alpha-2, for countries."""
    m49: str | None
    """The number of UN M49, or that by which UN Comtrade knows a partner left open; leading zeros count."""
    locode: str | None
    """The UN/LOCODE, for points that have one."""
    aliases: list[AliasOut]
    """Other names; parameters that take an area take these too."""
    note: str | None
    """Editor's note."""


class AreaFilters(Filters):
    """Filters of areas."""

    kind: Annotated[AreaKind | None, equals(Area.kind), Field(examples=["country"])] = None
    """Kind of area."""
    parent: Annotated[SeveralNames | None, area_is(Area.parent), Field(examples=["CHN"])] = None
    """The area that it lies in, directly: code, name or alias; commas mean or."""
    q: Annotated[Words | None, text_in(Area.search), Field(examples=["xinjiang"])] = None
    """Words in the name or an alias, or (a part of) any of its codes."""


AREAS: Final = Resource(
    name="areas",
    model=Area,
    shape=shape_of(AreaOut, Area, id=value_of(Area.code), aliases=aliases_of(AreaAlias, AreaAlias.area)),
    order=(Area.code,),
    names=attrgetter("area_names"),
    relations={
        "inside": Relation(
            shape_of(Ref, Area), (Area.parent,), (Area.code,), about="The areas whose parent this one is, by code."
        )
    },
)
ROUTER: Final = routes_of(
    AREAS,
    AreaFilters,
    record="area",
    about_list="List areas by code, with their other names.",
    about_item="Return one area with the areas inside it.",
)
