"""What some words may mean among all that has a name, most alike first: from memory, so that both engines agree."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import partial
from typing import Annotated, ClassVar, Final, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy import Executable, select

from app.models.facts import Agreement, Event, Plan
from app.reasoning.sentences.words import on
from app.settings import API
from app.vocabulary.text import WORD, Names, codes_named, name_key, names_of
from app.vocabulary.words import Measure, WordList
from app.web.answers.responses import answer
from app.web.questions import queries
from app.web.questions.queries import HowMany, Words
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.schemas import Out
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["search"], route_class=Route)
_MOST_UNLIKE: Final = 0.35
"""How unlike the words a name may be, from 0 for the same to 1."""
_OF_A_PLACE: Final = 0.1
_NUMBERS: Final = f"figures are not searched: {API}/verify holds a number against them, {API}/read all those of a text"


class Searched(StrEnum):
    """The kinds of what is searched, by the names of their lists, those named most often first."""

    AREAS = "areas"
    COMMODITIES = "commodities"
    EVENTS = "events"
    AGREEMENTS = "agreements"
    PLANS = "plans"
    ACTORS = "actors"
    SOURCES = "sources"
    MEASURES = "measures"


_DATED: Final[Mapping[Searched, tuple[Executable, str]]] = {
    Searched.EVENTS: (select(Event.id, Event.name, Event.kind, Event.starts_on, Event.place), "event held"),
    Searched.AGREEMENTS: (
        select(Agreement.id, Agreement.title, Agreement.kind, Agreement.signed_on),
        "agreement deal document signed",
    ),
    Searched.PLANS: (select(Plan.id, Plan.title, Plan.kind, Plan.announced_on, Plan.due), "plan due"),
}
"""What is asked for by more than its title: id, title, kind, and days or a place, and what people call the kind."""
_SAME: Final = {
    "aim": "target",
    "goal": "target",
    "trade": "turnover",
    "contract": "commercial",
    "memoranda": "memorandum",
    "signing": "signed",
}
"""Words that are asked for as another, which records have."""
_SMALL: Final = frozenset(("at", "between", "by", "for", "from", "in", "on", "to", "with"))
_AS_TOLD: Final = 0.9
"""How alike a record is that has all words, not all in its title: as long as no name is the same, it comes first."""


class HitOut(Out):
    """Something that the words may mean."""

    kind: Searched
    """The list that it is of."""
    id: str
    """Its id."""
    title: str
    """Its name or title."""
    url: str
    """Its address."""
    is_exact: bool
    """Whether the words are a name or code of it, in any order; else they are like one."""


class SearchOut(Out):
    """What some words may mean."""

    items: list[HitOut]
    """The hits, most alike first."""
    hint: str | None
    """Where else to look, of words that hold numbers."""
    release: str
    """Digest of the release."""


class SearchQuery(queries.Query):
    """What is looked for."""

    cheaper: ClassVar[str] = "name the kind of what is looked for"

    q: Annotated[Words, Field(examples=["copper"])]
    """Words of a name, in any order and form, or a code."""
    kind: Annotated[Searched | None, Field(examples=["commodities"])] = None
    """Only what is of this list."""
    limit: Annotated[HowMany, Field(examples=[5])] = 20
    """How many hits there are at most."""


class _Hit(NamedTuple):
    """A hit, and what it is ranked by: how unlike the words it is, then the order of the kinds, then a short title."""

    unlike: float
    place: int
    length: int
    id: str
    title: str
    kind: Searched


@ROUTER.get("/search", response_model=SearchOut)
async def find_by_words(query: Annotated[SearchQuery, Query()], request: Request) -> Response:
    """Find records by words, also misspelt ones: areas, goods, events, agreements, plans, actors, sources, measures."""
    return await answer(request, partial(answer_search, query), takes_long=True)


def answer_search(query: SearchQuery, snapshot: Snapshot) -> Row:
    """Return the answer to some words."""
    hits = sorted(hit for kind in Searched if query.kind in (None, kind) for hit in _hits(snapshot, kind, query.q))
    if hits and hits[0].unlike == 0:  # nothing is misspelt: an area that shares no word is but written alike
        asked = _telling(query.q)
        hits = [hit for hit in hits if hit.unlike == 0 or hit.kind != Searched.AREAS or asked & _telling(hit.title)]
    distinct = {(hit.kind, hit.title): hit for hit in reversed(hits)}  # a code has one name in most editions
    rows = [_row(hit) for hit in sorted(distinct.values())[: query.limit]]
    return {
        "items": rows,
        "hint": _NUMBERS if any(map(str.isdigit, query.q)) else None,
        "release": snapshot.release.digest,
    }


def _row(hit: _Hit) -> Row:
    is_measure = hit.kind is Searched.MEASURES
    url = f"{API}/indicators?measure={hit.id}" if is_measure else f"{API}/{hit.kind}/{hit.id}"
    return {"kind": hit.kind, "id": hit.id, "title": hit.title, "url": url, "is_exact": hit.unlike == 0}


def _hits(snapshot: Snapshot, kind: Searched, words: str) -> Iterator[_Hit]:
    """Yield what is likely enough of one kind; a place inside a country comes behind countries as like the words."""
    ((names, titles),) = snapshot.memo.get((_named, kind), lambda: [_named(snapshot, kind)])
    place = list(Searched).index(kind)
    alike = {**names.like(words), **dict.fromkeys(codes_named(words, names), 1.0)}
    asked = _telling(words)
    for code, titled, told in snapshot.memo.get((_told, kind), partial(_told, snapshot, kind)):
        if asked <= told and not asked <= titled:
            alike[code] = max(alike.get(code, 0), _AS_TOLD)
    for code, score in alike.items():
        is_behind = score < 1 and kind is Searched.AREAS and snapshot.catalogue.is_place(code)
        unlike = 1 - score + _OF_A_PLACE * is_behind
        if unlike <= _MOST_UNLIKE:
            yield _Hit(unlike, place, len(titles[code]), code, titles[code], kind)


def _told(snapshot: Snapshot, kind: Searched) -> list[tuple[str, set[str], set[str]]]:
    """Return the records of a kind that is dated, with the words of their titles, and those of all that is known."""
    if kind not in _DATED:
        return []
    (statement, called), areas = _DATED[kind], snapshot.catalogue.areas
    return [
        (code, _telling(title), _telling(" ".join((title, own, called, *(_named_or_on(one, areas) for one in known)))))
        for code, title, own, *known in snapshot.connection.execute(statement).all()
    ]


def _named_or_on(one: str | None, areas: Mapping[str, Mapping[str, str]]) -> str:
    """Return the name of a place, or a day in words."""
    return areas[one]["name"] if one and one in areas else on(one) or ""


def _telling(text: str) -> set[str]:
    """Return the words of a text that say what it is about, in one number."""
    words = (word.removesuffix("s") for word in WORD.findall(name_key(text)))
    return {_SAME.get(word, word) for word in words} - _SMALL


def _named(snapshot: Snapshot, kind: Searched) -> tuple[Names, Mapping[str, str]]:
    """Return the names of a kind, folded, with what they stand for; and the title of each of these."""
    known = snapshot.catalogue
    match kind:
        case Searched.AREAS:
            return known.area_names, {code: label["name"] for code, label in known.areas.items()}
        case Searched.COMMODITIES:
            return known.commodity_names, {code: label["name"] for code, label in known.commodities.items()}
        case Searched.ACTORS:
            return known.actor_names, {code: label["title"] for code, label in known.actors.items()}
        case Searched.MEASURES:
            measures = [one for one in known.words.lists[WordList.MEASURE].values() if isinstance(one, Measure)]
            titles = {one.code: " ".join(one.code.split("_")) for one in measures}
            said = {one.code: "\n".join((titles[one.code], *one.said_as)) for one in measures}
            return names_of((code, 0, (code,), names) for code, names in said.items()), titles
        case Searched.SOURCES:
            titles = {code: label["title"] or code for code, label in known.sources.items()}
        case _:
            titles = {code: title for code, title, *_ in snapshot.connection.execute(_DATED[kind][0]).all()}
    publishers = known.source_refs if kind is Searched.SOURCES else {}
    more = {code: source.publisher for code, source in publishers.items() if source.publisher}
    return names_of((code, 0, (code,), f"{title}\n{more.get(code, title)}") for code, title in titles.items()), titles
