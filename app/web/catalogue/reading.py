"""The reading of a catalogue: once for each release, from its reference data and its sources."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from sqlalchemy import Connection, case, select

from app.models.facts import TradeFlow
from app.models.provenance import Release, Source
from app.models.reference import Actor, Area, Commodity, CommodityMatch, WordRow
from app.reasoning import SourceRef
from app.vocabulary.terms import Match, SourceKind
from app.vocabulary.text import Names, area_names, commodity_names, fold, names_of
from app.vocabulary.words import OpenWords
from app.web.catalogue import Catalogue, record_label


def read_catalogue(connection: Connection, release: str) -> Catalogue:
    """Read the catalogue of the release that the connection sees: seven statements."""
    of_areas = (Area.kind, Area.name, Area.alpha2, Area.m49, Area.locode, Area.parent, Area.search)
    areas = list(map(dict, connection.execute(select(Area.code, *of_areas).order_by(Area.code)).mappings()))
    columns = (Commodity.code, Commodity.name, Commodity.parent, Commodity.search, Commodity.level, Commodity.edition)
    goods = list(map(dict, connection.execute(select(Commodity.id, *columns).order_by(Commodity.id)).mappings()))
    actors = connection.execute(select(Actor.id, Actor.name, Actor.search).order_by(Actor.id)).all()
    # Imported rows have their line in a file, so the first row of a source tells whether it is statistics in bulk.
    line = select(TradeFlow.line).where(TradeFlow.source == Source.id).limit(1).scalar_subquery()
    stated = (Source.id, Source.title, Source.kind, Source.lineage, Source.published_on, Source.supersedes)
    first = case((Source.kind == SourceKind.DATASET, line)).label("line")
    sources = connection.execute(select(*stated, Source.publisher, first).order_by(Source.id)).all()
    matches: defaultdict[str, dict[str, str]] = defaultdict(dict)
    matched = select(CommodityMatch.commodity, CommodityMatch.good, CommodityMatch.match)
    for match in connection.execute(matched.order_by(CommodityMatch.good)).all():
        matches[match.commodity][match.good] = match.match
    editions: defaultdict[str, list[str]] = defaultdict(list)
    for row in goods:
        if row["edition"]:
            editions[row["code"]].append(row["id"])
    words = select(WordRow.__table__).order_by(WordRow.list, WordRow.position)
    numbered = select(Release.digest, Release.sequence, Release.followed_from).order_by(Release.sequence)
    releases = connection.execute(numbered).all()
    return Catalogue(
        release=release,
        releases={row.digest: row.sequence for row in releases},
        followed_from=releases[-1].followed_from,
        words=OpenWords.of(map(dict, connection.execute(words).mappings())),
        areas={row["code"]: {"code": row["code"], "name": row["name"]} for row in areas},
        commodities={row["id"]: {"code": row["id"], "name": row["name"]} for row in goods},
        sources={row.id: record_label("sources", row.id, row.title) for row in sources},
        source_refs={row.id: SourceRef(row.id, row.title, SourceKind(row.kind), *row[3:-1]) for row in sources},
        prose=[row.id for row in sources if row.line is None],
        bulk=[row.id for row in sources if row.line is not None],
        actors={row.id: record_label("actors", row.id, row.name) for row in actors},
        area_names=area_names(areas),
        commodity_names=commodity_names(goods),
        actor_names=names_of((row.id, 0, (row.id,), row.search) for row in actors),
        source_names=Names((fold(row.id), (row.id,)) for row in sources),
        edition_names=Names((fold(row["edition"]), (row["edition"],)) for row in goods if row["edition"]),
        area_parents={row["code"]: row["parent"] for row in areas},
        commodity_parents={row["id"]: row["parent"] for row in goods},
        editions={code: tuple(every) for code, every in editions.items() if len(every) > 1},
        matches=dict(matches),
        concordance=_concordance(matches, editions.values(), {row["id"]: fold(row["name"]) for row in goods}),
    )


def _concordance(
    matches: Mapping[str, Mapping[str, str]], editions: Iterable[Sequence[str]], names: Mapping[str, str]
) -> Mapping[str, Mapping[str, str]]:
    """Return the matches of codes that have none, through the same code of another edition.

    Editions may bound one code differently: unless it has the same name in both, a match through another is at most
    close, and one that says which is broader only says that they are related.
    """
    weaker = {Match.EXACT: Match.CLOSE, Match.CLOSE: Match.CLOSE}
    found: dict[str, dict[str, str]] = {}
    for code, other in ((code, other) for every in editions for code, other in product(every, every)):
        if code in matches and other not in matches:
            is_same = names[code] == names[other]
            found[other] = {
                good: match if is_same else weaker.get(Match(match), Match.RELATED)
                for good, match in matches[code].items()
            }
    return found
