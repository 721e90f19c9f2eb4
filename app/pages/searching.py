"""What is held on some words: the records of every kind that have them, and the relation of two areas they name."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from app.pages.home import held_pairs
from app.resources.actors import ACTORS, ActorFilters
from app.resources.agreements import AGREEMENTS, AgreementFilters
from app.resources.areas import AREAS, AreaFilters
from app.resources.commodities import COMMODITIES, CommodityFilters
from app.resources.events import EVENTS, EventFilters
from app.resources.indicators import INDICATORS, IndicatorFilters
from app.resources.plans import PLANS, PlanFilters
from app.resources.sources import SOURCES, SourceFilters
from app.settings import API
from app.views.search import SearchQuery, answer_search
from app.vocabulary.text import fold
from app.web.answers import ask
from app.web.answers.listing import canonical_url
from app.web.questions import Resource
from app.web.questions.queries import Filters
from app.web.routing import read_as
from app.web.rows.cells import Row
from app.web.rows.formats import JSON_ROWS
from app.web.snapshot import Snapshot

_SEARCHED: Final[Sequence[tuple[Resource, type[Filters]]]] = (
    (AREAS, AreaFilters),
    (EVENTS, EventFilters),
    (AGREEMENTS, AgreementFilters),
    (PLANS, PlanFilters),
    (INDICATORS, IndicatorFilters),
    (SOURCES, SourceFilters),
    (COMMODITIES, CommodityFilters),
    (ACTORS, ActorFilters),
)
_CODE: Final = 3
"""Letters of a code, which is only meant in capitals: IN is India, in is none."""
_MOST: Final = 8
"""How many of a kind are shown."""


BLANK_SEARCH: Final = {"words": "", "found": (), "pairs": (), "areas": (), "hits": ()}


class FoundOfKind(NamedTuple):
    """The records of one kind that have the words, and whether there are more."""

    kind: str
    rows: Sequence[Row]
    has_more: bool


def arrange_search(words: str, snapshot: Snapshot) -> Mapping[str, object]:
    """Build what a search finds; RequestValidationError where the words are none."""
    found = [_found(resource, read_as(query, {"q": words}), snapshot) for resource, query in _SEARCHED]
    hits = answer_search(SearchQuery(q=words, limit=_MOST), snapshot)["items"]
    has_some = [one for one in found if one.rows]
    named = _named(words, snapshot)
    return {
        "words": words,
        "found": has_some,
        "pairs": [pair for pair in held_pairs(snapshot) if named.issuperset(pair.codes)],
        "areas": [(code, snapshot.catalogue.prose_names[code]) for code in sorted(named)],
        "hits": hits,
        "json_url": canonical_url(f"{API}/search", {"q": words}),
    }


def _found(resource: Resource, query: Filters, snapshot: Snapshot) -> FoundOfKind:
    fetched = ask(resource, query, snapshot).fetch(JSON_ROWS, None, _MOST)
    rows: list[dict[str, Any]] = [] if fetched.is_empty else msgspec.json.decode(b"[%b]" % fetched.text[:-1])
    return FoundOfKind(resource.name, rows, fetched.last_key is not None)


def _named(words: str, snapshot: Snapshot) -> set[str]:
    """Return the areas that words name."""
    said, names = f" {fold(words)} ", snapshot.catalogue.area_names
    return {
        codes[0]
        for name, codes in names.items()
        if len(codes) == 1 and f" {name} " in said and (len(name) > _CODE or name.upper() in words.split())
    }
