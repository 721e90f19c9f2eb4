"""Commodities: the codes of the Harmonized System, and goods named only in words with the codes they match."""

from operator import attrgetter
from typing import Annotated, Final

from pydantic import Field

from app.models.reference import Commodity, CommodityMatch
from app.vocabulary.terms import CommodityLevel, Match, Nomenclature
from app.web.answers import routes_of
from app.web.questions import Resource
from app.web.questions.filters import Clause, CodeSet, equals, has_child, text_in
from app.web.questions.filters.names import commodity_within, edition_is
from app.web.questions.queries import Filters, Name, SeveralNames, Words
from app.web.rows import Relation, shape_of
from app.web.rows.cells import value_of
from app.web.schemas import Out, RecordOut, RecordRef, Ref


class MatchOut(Out):
    """A code that goods named in words correspond to."""

    commodity: Ref
    """The code."""
    match: Match
    """Match between the goods and the code."""
    note: str | None
    """Editor's note."""


class MatchedByOut(Out):
    """Goods named in words that correspond to a code."""

    good: Ref
    """The goods."""
    match: Match
    """Match between the goods and the code."""
    note: str | None
    """Editor's note."""


class CommodityOut(RecordOut):
    """All commodities, a code of a nomenclature, or goods named only in words."""

    id: str
    """The edition and the code (`H6-2603`), `TOTAL`, or for goods in words a word of our own."""
    code: str | None
    """The code without its edition, as text: leading zeros count; null for goods in words."""
    name: str
    """The name in English."""
    level: CommodityLevel
    """Level in the nomenclature."""
    nomenclature: Nomenclature
    """Nomenclature that defines it."""
    edition: str | None
    """The edition as UN Comtrade writes it: `H6` is HS 2022; null for what has none."""
    parent: Ref | None
    """The commodity one level up."""
    source: RecordRef | None
    """The nomenclature that was imported with it; null for what comes with the reference data."""
    note: str | None
    """Editor's note."""
    matches: list[MatchOut]
    """For goods in words, the codes they match; empty for codes."""


def _matched_to(codes: CodeSet) -> Clause:
    return has_child(CommodityMatch.good, Commodity.id, CommodityMatch.commodity.in_(codes))


class CommodityFilters(Filters):
    """Filters of commodities."""

    code: Annotated[SeveralNames | None, commodity_within(Commodity.id.in_), Field(examples=["27*"])] = None
    """A code (`2603`), a code with everything below it (`27*`), or a name; commas mean or."""
    level: Annotated[CommodityLevel | None, equals(Commodity.level), Field(examples=["chapter"])] = None
    """The level in the nomenclature."""
    parent: Annotated[SeveralNames | None, commodity_within(Commodity.parent.in_), Field(examples=["74"])] = None
    """The commodity one level up: code or name; with `*`, any of its branch; commas mean or."""
    nomenclature: Annotated[Nomenclature | None, equals(Commodity.nomenclature), Field(examples=["words"])] = None
    """Nomenclature that defines it."""
    edition: Annotated[Name | None, edition_is(Commodity.edition), Field(examples=["H6"])] = None
    """The edition: `H6` is HS 2022."""
    matches: Annotated[SeveralNames | None, commodity_within(_matched_to), Field(examples=["74*"])] = None
    """Goods in words that are matched to this code, or with `*` to any of its branch; commas mean or."""
    q: Annotated[Words | None, text_in(Commodity.search), Field(examples=["copper"])] = None
    """Words in the name or an alias, or a part of the code."""


COMMODITIES: Final = Resource(
    name="commodities",
    model=Commodity,
    shape=shape_of(
        CommodityOut,
        Commodity,
        matches=Relation(shape_of(MatchOut, CommodityMatch), (CommodityMatch.good,), (CommodityMatch.commodity,)),
    ),
    order=(Commodity.id,),
    names=attrgetter("commodity_names"),
    relations={
        "children": Relation(
            shape_of(Ref, Commodity, code=value_of(Commodity.id)),
            (Commodity.parent,),
            (Commodity.id,),
            about="The commodities one level down, by id.",
        ),
        "matched_by": Relation(
            shape_of(MatchedByOut, CommodityMatch),
            (CommodityMatch.commodity,),
            (CommodityMatch.good,),
            about="The goods in words that are matched to this very code, by id.",
        ),
    },
)
ROUTER: Final = routes_of(
    COMMODITIES,
    CommodityFilters,
    record="commodity",
    about_list="List commodities by id: codes by edition, then all commodities together, then goods named only in"
    " words.",
    about_item="Return one commodity with what lies below it, and the goods in words that are matched to it.",
)
