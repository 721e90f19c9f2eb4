"""The reference data of one release in memory: labels for answers, and the resolution of what a client writes."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import Connection, select

from app.models.provenance import Source
from app.models.reference import Actor, Area, Commodity, CommodityMatch
from app.vocabulary.terms import Problem, SourceKind
from app.vocabulary.text import Names, area_names, commodity_names, fold, names_of, nearest
from app.web.errors import Unclear

Label = Mapping[str, str]
"""A reference to a record: code and name, or id, title and url."""

_SUGGESTED_AT_MOST: Final = 5


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything that labels rows and resolves parameters, for the release whose digest it carries."""

    release: str
    areas: Mapping[str, Label]
    commodities: Mapping[str, Label]
    sources: Mapping[str, Label]
    prose: Sequence[str]
    actors: Mapping[str, Label]
    area_names: Names
    commodity_names: Names
    actor_names: Names
    source_names: Names
    edition_names: Names
    """The editions of the codes that there are."""
    area_parents: Mapping[str, str | None]
    commodity_parents: Mapping[str, str | None]
    matches: Mapping[str, Mapping[str, str]]
    """Under a code, the goods in words that are matched to it, and how."""

    def within_area(self, code: str) -> tuple[str, ...]:
        """Return the area and everything inside it."""
        return _descendants(code, self._areas_inside)

    def branch(self, commodity: str) -> tuple[str, ...]:
        """Return the commodity and everything below it in its nomenclature."""
        return _descendants(commodity, self._commodities_inside)

    def country_of(self, area: str) -> str:
        """Return the country that an area lies in, however deep; an area in none is returned itself."""
        while (parent := self.area_parents[area]) is not None:
            area = parent
        return area

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The name of every actor, area and commodity by its code, for sentences."""
        names = {code: label["title"] for code, label in self.actors.items()}
        return names | {
            code: label["name"] for labels in (self.areas, self.commodities) for code, label in labels.items()
        }

    @cached_property
    def _areas_inside(self) -> Mapping[str, list[str]]:
        return _children(self.area_parents)

    @cached_property
    def _commodities_inside(self) -> Mapping[str, list[str]]:
        return _children(self.commodity_parents)


def meant(text: str, names: Names) -> tuple[str, ...]:
    """Return suggested codes: of like spelling, then of names of like spelling, then of names that hold the text.

    Where none is like it and there are few codes, all are suggested.
    """
    folded, codes = fold(text), {code for of_name in names.values() for code in of_name}
    alike = nearest(text, (code for code in codes if len(code) == len(text)), 2)
    holding = (name for name in names if f" {folded} " in f" {name} ")
    named = (code for name in (*nearest(folded, names), *holding) for code in names[name])
    suggested = tuple(dict.fromkeys((*alike, *named))) or (sorted(codes) if len(codes) <= _SUGGESTED_AT_MOST else ())
    return tuple(suggested)[:_SUGGESTED_AT_MOST]


@dataclass(frozen=True)
class Naming:
    """How the values of a parameter name things: by codes, names or aliases, which a catalogue holds as `names`.

    `unknown` is what a client is told of a value that names nothing. Where `has_branches`, a `*` behind a name takes
    all that lies below it.
    """

    unknown: str
    names: Callable[[Catalogue], Names]
    has_branches: bool = False

    def resolve(self, text: str, catalogue: Catalogue) -> str:
        """Resolve a text to the one code that it names; raises Unclear."""
        names, name = self.names(catalogue), text.removesuffix("*") if self.has_branches else text
        codes = names.get(fold(name), ())
        if len(codes) == 1:
            return codes[0] + text[len(name) :]
        if codes:
            raise Unclear(Problem.AMBIGUOUS_NAME, f"{len(codes)} have this name; give the code", codes)
        raise Unclear(Problem.UNKNOWN_CODE, self.unknown, meant(name, names))

    def is_name(self, text: str, catalogue: Catalogue) -> bool:
        """Return whether a text is one name, be it of several."""
        return fold(text.removesuffix("*") if self.has_branches else text) in self.names(catalogue)


def read_catalogue(connection: Connection, release: str) -> Catalogue:
    """Read the catalogue of the release that the connection sees: five statements."""
    areas = connection.execute(
        select(Area.code, Area.kind, Area.name, Area.alpha2, Area.m49, Area.locode, Area.parent, Area.search).order_by(
            Area.code
        )
    ).all()
    goods = connection.execute(
        select(
            Commodity.id,
            Commodity.code,
            Commodity.name,
            Commodity.parent,
            Commodity.search,
            Commodity.level,
            Commodity.edition,
        ).order_by(Commodity.id)
    ).all()
    actors = connection.execute(select(Actor.id, Actor.name, Actor.search).order_by(Actor.id)).all()
    sources = connection.execute(select(Source.id, Source.title, Source.kind).order_by(Source.id)).all()
    matches: defaultdict[str, dict[str, str]] = defaultdict(dict)
    matched = select(CommodityMatch.commodity, CommodityMatch.good, CommodityMatch.match)
    for match in connection.execute(matched.order_by(CommodityMatch.good)).all():
        matches[match.commodity][match.good] = match.match
    return Catalogue(
        release=release,
        areas={row.code: {"code": row.code, "name": row.name} for row in areas},
        commodities={row.id: {"code": row.id, "name": row.name} for row in goods},
        sources={row.id: record_label("sources", row.id, row.title) for row in sources},
        prose=[row.id for row in sources if row.kind != SourceKind.DATASET],
        actors={row.id: record_label("actors", row.id, row.name) for row in actors},
        area_names=area_names(
            (row.code, row.kind, (row.code, row.alpha2, row.m49, row.locode), row.search) for row in areas
        ),
        commodity_names=commodity_names((row.id, row.level, row.code, row.name, row.search) for row in goods),
        actor_names=names_of((row.id, 0, (row.id,), row.search) for row in actors),
        source_names={fold(row.id): (row.id,) for row in sources},
        edition_names={fold(row.edition): (row.edition,) for row in goods if row.edition},
        area_parents={row.code: row.parent for row in areas},
        commodity_parents={row.id: row.parent for row in goods},
        matches=dict(matches),
    )


def record_label(collection: str, record: str, title: str) -> Label:
    """Return the link to a record: its id, its title, and its address."""
    return {"id": record, "title": title, "url": f"/v1/{collection}/{record}"}


def _children(parents: Mapping[str, str | None]) -> dict[str, list[str]]:
    children: defaultdict[str, list[str]] = defaultdict(list)
    for code, parent in parents.items():
        if parent is not None:
            children[parent].append(code)
    return children


def _descendants(root: str, children: Mapping[str, list[str]]) -> tuple[str, ...]:
    codes = [root]
    for code in codes:
        codes.extend(children.get(code, ()))
    return tuple(codes)
